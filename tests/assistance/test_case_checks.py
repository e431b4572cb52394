"""Does the ledger check see every way in which a case could have gone wrong, and are the docs drawn from the table?"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from assistance.cases.models import AssistanceCase, CaseEvent
from assistance.cases.operations.case_checks import INVARIANTS
from assistance.cases.rules.case_states import CASE
from assistance.categories.models import PersonCategory
from assistance.subsidies.models import RecoveryClaim, Repayment
from assistance.subsidies.operations import recoveries
from config.embedded import PROJECT
from staff.models import Officer
from tests.assistance.case_desk import LATE, CaseTown, at


@pytest.fixture
def town(db: None, make_officer: Callable[..., Officer]) -> CaseTown:
    return CaseTown(make_officer)


def violated() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for name, statement in INVARIANTS.items():
            cursor.execute(statement)
            if cursor.fetchall():
                found.add(name)
    return found


def approved(town: CaseTown) -> AssistanceCase:
    return town.approve(town.verified(), town.second)


def lose_state(town: CaseTown, case: AssistanceCase) -> None:
    AssistanceCase.objects.filter(pk=case.pk).update(state="closed")


def approve_own(town: CaseTown, case: AssistanceCase) -> None:
    CaseEvent.objects.create(
        case=case, at=at(), officer=town.clerk, action="approve", before="verified", after="approved"
    )


def lose_category(town: CaseTown, case: AssistanceCase) -> None:
    PersonCategory.objects.update(from_on=date(2099, 1, 1))


def repay_twice(town: CaseTown, case: AssistanceCase) -> None:
    claim = recoveries.enter_claim(
        person=town.woman, amount_fen=100, reason="错发", document_number="1", by=town.clerk, at=at()
    )
    claim = recoveries.approve_claim(claim=claim, by=town.first, at=at())
    Repayment.objects.bulk_create(
        [
            Repayment(
                claim=claim,
                amount_fen=60,
                paid_on=LATE,
                receipt_number=f"R{n}",
                recorded_by=town.clerk,
                recorded_at=at(),
            )
            for n in range(2)
        ]
    )


def no_claim(town: CaseTown, case: AssistanceCase) -> None:
    AssistanceCase.objects.filter(pk=case.pk).update(kind="recovery", amount_fen=5)


def no_guard(town: CaseTown, case: AssistanceCase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE assistance_repayment DISABLE TRIGGER repayment_is_final")


@pytest.mark.parametrize(
    ("harm", "seen"),
    [
        (lose_state, "cases_stand_where_their_history_ends"),
        (approve_own, "nobody_decided_on_what_they_entered_or_verified"),
        (lose_category, "approved_cases_recorded_their_category"),
        (repay_twice, "repayments_never_pass_their_claim"),
        (no_claim, "approved_recoveries_left_a_claim"),
        (no_guard, "case_guards_in_place"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_harm_is_seen(town: CaseTown, harm: Callable[[CaseTown, Any], None], seen: str) -> None:
    case = approved(town)
    assert violated() == set()
    harm(town, case)
    assert seen in violated()
    assert RecoveryClaim.objects.count() == (1 if harm is repay_twice else 0)


def test_the_drawing_in_the_docs_is_the_table() -> None:
    text = (PROJECT / "docs" / "cases.md").read_text(encoding="utf-8")
    found = re.findall(r"```mermaid\n(stateDiagram-v2.*?)\n```", text, re.S)
    assert found == [CASE.drawing()], "paste the output of `bin/manage draw_case_states` into docs/cases.md"
