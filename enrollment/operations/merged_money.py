"""What becomes of the money when two records that become one were both enrolled for a year?

One due stays; the other is withdrawn. What was paid on it leaves it and is judged like a payment that comes now: it settles what
is still owed on the due that stays, and what is left is held for its refund. A premium subsidy goes nowhere: its due stays.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from enrollment.bulk import settling
from enrollment.bulk.quotations import Quotations
from enrollment.models import Coverage, Due, DueEntry, Enrollment, Person
from enrollment.operations import dues
from enrollment.queries.dues import balances
from policy.terms import Text
from staff.models import Officer
from staff.refusals import Refusal


class BothHaveMoney(Refusal):
    """Money of both records for one year that cannot come to stand on one due by itself."""


def conflicts(kept: Person, absorbed: Person) -> list[tuple[Enrollment, Enrollment, bool, bool]]:
    """For each year in which both are enrolled: both enrollments and whether each has money. For the preview."""
    theirs = {
        e.coverage_year: e
        for e in Enrollment.objects.filter(person=absorbed, cancelled_on=None).select_related("due")
    }
    ours = {
        e.coverage_year: e
        for e in Enrollment.objects.filter(person=kept, cancelled_on=None).select_related("due")
    }
    return [
        (ours[year], theirs[year], has_money(ours[year]), has_money(theirs[year]))
        for year in sorted(ours.keys() & theirs.keys())
    ]


def has_money(enrollment: Enrollment) -> bool:
    """Does anything stand to the credit of this enrollment?"""
    due = _due_of(enrollment)
    return due is not None and balances([due.pk]).get(due.pk, (0, 0))[1] != 0


def loser_of(ours: Enrollment, theirs: Enrollment, our_money: bool, their_money: bool) -> Enrollment:
    """Which enrollment is cancelled: that without money; of two with money that without help; then whose cover begins later."""
    if our_money != their_money:
        return ours if their_money else theirs
    if not our_money:
        return theirs
    return max((theirs, ours), key=lambda one: (not _is_helped(one), _cover_from(one)))


def require_joinable(kept: Person, absorbed: Person) -> None:
    """Refuse what nobody can join by rule: help of one year on both records, or paid years in two areas."""
    for ours, theirs, our_money, their_money in conflicts(kept, absorbed):
        if our_money and their_money and ours.area != theirs.area:
            raise BothHaveMoney(
                "both_have_money",
                Text(
                    f"两条记录在 {ours.coverage_year} 年度分别在 {ours.area} 与 {theirs.area} 参保缴费，属跨地区重复参保。",
                    f"Both paid for {ours.coverage_year}, in {ours.area} and in {theirs.area}: insured twice in two areas.",
                ),
                Text(
                    "请先在“退费”中对其中一笔提出申请（情形选“重复参保”），使其余额为零后再合并。",
                    "Ask for one of the payments under “Refunds” (ground: insured twice) first; merge when its balance is zero.",
                ),
                coverage_year=ours.coverage_year,
            )
    both = _helped_years(kept) & _helped_years(absorbed)
    if both:
        year = min(both)
        raise BothHaveMoney(
            "both_were_helped",
            Text(
                f"两条记录在 {year} 年度都有参保资助，一人一年只能资助一次。",
                f"Both records have a premium subsidy of {year}; one person is helped once for a year.",
            ),
            Text(
                "请先在“资助”中撤回或追缴其中一笔，再合并。",
                "Take one of them back under “Subsidies”, or claim it back, then merge.",
            ),
            coverage_year=year,
        )


def leave(loser: Enrollment, *, on: date, by: Officer, at: datetime) -> None:
    """Take the due of a cancelled enrollment out of force; what was paid on it leaves it and waits for the other due."""
    if (due := _due_of(loser)) is not None:
        dues.withdraw(due=due, on=on, by=by)
        settling.resettle([due.pk], quotations=Quotations(), at=at)


def _helped_years(person: Person) -> set[int]:
    """The years of which somebody helps the person with the contribution."""
    found: Iterable[int] = import_string(settings.HELP_OF_YEARS)(person.pk)
    return {*found, *_credited_years(person)}


def _credited_years(person: Person) -> set[int]:
    subsidies = DueEntry.objects.filter(kind="subsidy", due__person=person, due__withdrawn_on=None)
    helped = subsidies.values_list("due__coverage_year", "due").distinct()
    return {year for year, due in helped if _help_fen(due)}


def _is_helped(enrollment: Enrollment) -> bool:
    return enrollment.coverage_year in _helped_years(enrollment.person)


def _help_fen(due_id: int) -> int:
    """What subsidies credit on a due now."""
    rows = DueEntry.objects.filter(due=due_id).exclude(source__startswith="line:")
    signs = {"subsidy": 1, "refund": -1, "reversal": -1}
    return sum(signs.get(kind, 0) * fen for kind, fen in rows.values_list("kind", "amount_fen"))


def _cover_from(enrollment: Enrollment) -> date:
    due = _due_of(enrollment)
    span = Coverage.objects.filter(due=due).values_list("cover_from", flat=True).first() if due else None
    return span or date.max


def _due_of(enrollment: Enrollment) -> Due | None:
    return getattr(enrollment, "due", None)
