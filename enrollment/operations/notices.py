"""How is a printed notice kept, and marked when what it says changed?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum

from enrollment.bulk.quotations import Quotations
from enrollment.bulk.standings import standing_of
from enrollment.models import Due, DueEntry, Enrollment, EnrollmentChange, Person, PrintedNotice
from enrollment.queries.covers import covers_of
from enrollment.rules.entries import EntryKind
from enrollment.rules.follow_ups import Fact
from enrollment.rules.notices import NoticeKind, is_untrue
from staff import audit
from staff.models import Officer


@transaction.atomic
def keep(*, person: Person, coverage_year: int, paid_on: date, by: Officer, at: datetime) -> PrintedNotice:
    """Keep what a notice says that is printed now; the person's earlier ones of the year are replaced by it.

    The same notice looked at again on the same day is the same row.
    """
    said = said_now(person, coverage_year, paid_on)
    change = {"coverage_year": coverage_year, "paid_on": paid_on}
    return _keep(NoticeKind.CONTRIBUTION, person, coverage_year, said, change, by=by, at=at)


@transaction.atomic
def keep_letter(*, enrollment: Enrollment, by: Officer, at: datetime) -> PrintedNotice:
    """Keep what a letter on the state of an enrollment says that is printed now; the person's earlier ones are replaced by it."""
    said = state_now(enrollment)
    change = {"coverage_year": enrollment.coverage_year, "state": said["state"], "reason": said["reason"]}
    person = enrollment.person
    return _keep(NoticeKind.STATE, person, enrollment.coverage_year, said, change, by=by, at=at)


def _keep(
    kind: NoticeKind, person: Person, coverage_year: int, said: dict[str, Any], change: dict[str, Any], *, by: Officer,
    at: datetime,
) -> PrintedNotice:  # fmt: skip
    earlier = PrintedNotice.objects.filter(
        person=person, coverage_year=coverage_year, kind=kind.value, replaced_by=None
    )
    last = earlier.order_by("-pk").select_for_update(of=("self",)).first()
    if last is not None and last.superseded_at is None and last.said == said:
        return last
    made = PrintedNotice.objects.create(
        person=person, division_code=person.division_code, coverage_year=coverage_year, kind=kind.value, said=said,
        printed_at=at, printed_by=by,
    )  # fmt: skip
    earlier.exclude(pk=made.pk).update(replaced_by=made)
    audit.record(
        "print_notice", by=by, about=person, division_code=person.division_code, at=at,
        change=change | {"kind": kind, "notice": made.pk},
    )  # fmt: skip
    return made


def state_now(enrollment: Enrollment) -> dict[str, Any]:
    """What a letter on the state of an enrollment would say now; a cancelled one stands in no state."""
    last = EnrollmentChange.objects.filter(enrollment=enrollment).order_by("pk").last()
    return {
        "enrollment": enrollment.pk,
        "state": enrollment.state if enrollment.cancelled_on is None else "cancelled",
        "reason": last.reason if last else "",
        "from_on": _day(last.from_on) if last else None,
    }


def said_now(person: Person, coverage_year: int, paid_on: date) -> dict[str, Any]:
    """What a notice of this pay day would say now, as `enrollment.rules.notices` compares it."""
    due = Due.objects.filter(person=person, coverage_year=coverage_year, withdrawn_on=None).first()
    cover = covers_of([due]).first() if due else None
    return {
        "enrolled": due is not None,
        "area": due.area if due else None,
        "died_on": _day(person.died_on),
        "subsidy_fen": _subsidy_fen(due) if due else 0,
        "paid_on": paid_on.isoformat(),
        "terms": _terms(due, paid_on) if due else None,
        "settled": [
            _day(day)
            for day in (cover.cover_from, cover.cover_until, cover.waiting_from, cover.waiting_until)
        ]
        if cover
        else None,
    }


def supersede(notices: QuerySet[PrintedNotice], *, fact: Fact, at: datetime) -> list[PrintedNotice]:
    """Mark those of the notices that the record makes untrue now; the ones marked."""
    marked = []
    for notice in (
        notices.filter(superseded_at=None, replaced_by=None).select_related("person").order_by("pk")
    ):
        now = _now(notice)
        if is_untrue(notice.said, now):
            notice.superseded_at, notice.fact = at, fact.value
            notice.save(update_fields=["superseded_at", "fact"])
            marked.append(notice)
    return marked


def _now(notice: PrintedNotice) -> dict[str, Any]:
    if notice.kind == NoticeKind.STATE.value:
        return state_now(Enrollment.objects.get(pk=notice.said["enrollment"]))
    person = notice.person.merged_into or notice.person
    return said_now(person, notice.coverage_year, date.fromisoformat(notice.said["paid_on"]))


def _terms(due: Due, paid_on: date) -> list[Any]:
    answer = Quotations()[
        due.area, due.coverage_year, standing_of(due.enrollment_id, due.area, due.coverage_year), paid_on
    ]
    spans = (answer.cover_from, answer.cover_until, answer.waiting_from, answer.waiting_until)
    return [answer.due_fen, *(_day(day) for day in spans)]


def _subsidy_fen(due: Due) -> int:
    """What others bear: subsidies less what was taken back of them."""
    rows = (
        DueEntry.objects.filter(due=due)
        .exclude(source__startswith="line:")
        .exclude(source__startswith="due:")
    )
    signs = {EntryKind.SUBSIDY: 1, EntryKind.REFUND: -1, EntryKind.REVERSAL: -1}
    sums: Iterable[tuple[str, int]] = rows.values_list("kind").annotate(fen=Sum("amount_fen"))
    return sum(signs.get(EntryKind(kind), 0) * fen for kind, fen in sums)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
