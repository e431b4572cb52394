"""What would one person pay on a day, and when would cover begin?"""

from dataclasses import dataclass
from datetime import date

from enrollment.bulk.quotations import Quotations
from enrollment.bulk.repair_accounts import with_repairs
from enrollment.bulk.standings import asked_of, standing_of
from enrollment.models import Due, Person, Quotation
from enrollment.queries.dues import balances, repairs_of
from policy.terms import Text
from staff.refusals import Refusal


class NotEnrolled(Refusal):
    """There is no enrollment of this person for that year, so no price is known."""


@dataclass(frozen=True, slots=True)
class PersonalQuote:
    """The stored answer for the case of one person, and what of it is still outstanding."""

    due: Due
    quotation: Quotation
    paid_on: date
    credited_fen: int
    outstanding_fen: int | None  # None when undecided


def quote_for(*, person: Person, coverage_year: int, paid_on: date) -> PersonalQuote:
    """The price on `paid_on`, its parts, window, waiting and cover, each with its clause; stored, so it can be printed again."""
    due = (
        Due.objects.filter(person=person, coverage_year=coverage_year, withdrawn_on=None)
        .select_related("enrollment", "person")
        .first()
    )
    if due is None:
        raise NotEnrolled(
            "not_enrolled",
            Text(
                f"{person.name}没有 {coverage_year} 年度的参保登记。",
                f"{person.name} is not enrolled for {coverage_year}.",
            ),
            Text("请先办理参保登记，再查询缴费。", "Enroll the person first, then ask for the price."),
        )
    standing = standing_of(due.enrollment_id, due.area, coverage_year)
    repaired = repairs_of(person, due=due) if asked_of(due.area, coverage_year).history else {}
    answer = Quotations()[due.area, coverage_year, with_repairs(standing, repaired), paid_on]
    quotation = Quotation.objects.get(pk=answer.id)
    # What repaired years cost is part of the price, and what was paid for them stands beside the credit.
    credited = balances([due.pk]).get(due.pk, (0, 0))[1] + sum(repaired.values())
    outstanding = None if quotation.due_fen is None else max(0, quotation.due_fen - credited)
    return PersonalQuote(due, quotation, paid_on, credited, outstanding)
