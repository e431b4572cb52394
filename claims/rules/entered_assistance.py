"""What does medical assistance pay a group whose terms a document leaves to an office that entered them?

The whole country says by group a line, a ratio and a yearly limit (N42-a) and prints none of them for a place; an office enters
them, another officer approves, and only then the open question of the group is answered. One of them alone answers nothing.
"""

from __future__ import annotations

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, EnteredFigures, PatientFacts
from claims.rules.wording import not_entered
from enrollment.rules.answers import Missing
from policy.money import format_yuan
from policy.schema.care_scope import Who
from policy.schema.critical import Assistance
from policy.terms import Category
from policy.topics import Topic

Answer = Assistance | Missing


def entered_assistance(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures
) -> list[Answer]:
    """The terms of each of the patient's groups for which a ratio was entered; what is missing beside the ratio."""
    found = []
    for held in sorted(patient.categories):
        key = _key_of(terms.policy.categories.with_wider(held), bill, figures)
        question = terms.question("medical_assistance", {held})
        if key is not None and question is not None:
            found.append(_terms_of(held, key, figures, question, terms))
    return found


def _key_of(wider: tuple[Category, ...], bill: BillFacts, figures: EnteredFigures) -> str | None:
    """Under which key a ratio was entered: for the form of care first, for the category itself before a wider one."""
    keys = (key for name in wider for key in (f"{name}:{bill.setting}", str(name)))
    return next((key for key in keys if figures.get(Topic.ASSISTANCE_RATE, key) is not None), None)


def _terms_of(held: Category, key: str, figures: EnteredFigures, question: Missing, terms: Terms) -> Answer:
    rate, limit = figures.get(Topic.ASSISTANCE_RATE, key), figures.get(Topic.ASSISTANCE_LIMIT, key)
    line, share = figures.get(Topic.ASSISTANCE_LINE, key), figures.get(Topic.ASSISTANCE_LINE_SHARE, key)
    assert rate is not None
    if line is None and share is None:
        return not_entered(Topic.ASSISTANCE_LINE, key, None)
    if limit is None:
        return not_entered(Topic.ASSISTANCE_LIMIT, key, None)
    by_share = line is None
    return Assistance.model_validate(
        {
            "who": [Who(category=held)],
            "settings": ["inpatient"],  # matched by the key already
            "amount": None if line is None else format_yuan(line.fen),
            "income_share": share.rate if by_share and share else None,
            "topic": Topic.PUBLISHED_INCOME if by_share else None,
            "rate": rate.rate,
            "limit": format_yuan(limit.fen),
            "from_on": terms.on,
            "clause": question.clause,
            "readings": question.readings,
        }
    )
