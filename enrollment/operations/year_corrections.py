"""How is an open year corrected, and how is decided again what stood, once two officers ordered it?"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from enrollment.bulk.slots import lock_people
from enrollment.models import Due, OpenedYear, PaymentLine
from enrollment.operations import dues
from enrollment.operations.year_checks import InvalidYear, StaleYear
from enrollment.rules.opened_years import YearState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer

AGAIN_ROWS = 2_000


@transaction.atomic
def begin(
    *, year: OpenedYear, from_on: date, reason: str, by: Officer, at: datetime, redecides: bool = False
) -> OpenedYear:
    """Begin a correction of an open year: a draft whose answers take the place of earlier ones from a day on.

    What was paid and decided before the day stays. With `redecides` the day may lie back; whoever approves the correction
    then orders with its maker that what stood since the day is decided again.
    """
    today = timezone.localdate(at)
    access.require(by, Permission.PARAMETERS_ENTER, year.area, on=today)
    editions = OpenedYear.objects.select_for_update(of=("self",)).filter(
        area=year.area, coverage_year=year.coverage_year
    )
    last = editions.exclude(state=YearState.WITHDRAWN.value).order_by("edition").last()
    if last is None or last.state != YearState.OPEN.value or last.pk != year.pk:
        raise StaleYear(
            "not_the_last_edition",
            Text("该年度没有开放，或正在更正。", "The year is not open, or it is being corrected already."),
            Text("请在列表中打开最新的一版。", "Open its latest edition from the list."),
        )
    _require_day(year, from_on, last.from_on, today, redecides)
    if not reason.strip():
        raise InvalidYear(
            "reason_required",
            Text("须写明更正的理由。", "Say why the year is corrected."),
            Text("请填写理由。", "Enter the reason."),
            field="reason",
        )
    row = OpenedYear.objects.create(
        area=year.area, coverage_year=year.coverage_year, edition=last.edition + 1, from_on=from_on, redecides=redecides,
        reason=reason.strip()[:300], started_by=by, started_at=at,
    )  # fmt: skip
    audit.record(
        "correct_year", by=by, about=row, division_code=row.area, at=at,
        change={"year": row.coverage_year, "from_on": from_on.isoformat(), "redecides": redecides, "reason": row.reason},
    )  # fmt: skip
    return row


def _require_day(year: OpenedYear, from_on: date, before: date | None, today: date, redecides: bool) -> None:
    first, last = date(year.coverage_year - 1, 1, 1), date(year.coverage_year, 12, 31)
    if not first <= from_on <= last:
        text = Text(f"起算日须在 {first} 至 {last} 之间。", f"The day must lie between {first} and {last}.")
        raise InvalidYear(
            "day_out_of_year", text, Text("请更正起算日。", "Correct the day."), field="from_on"
        )
    if before is not None and from_on <= before:
        text = Text(
            f"起算日须晚于上一次更正的 {before}。",
            f"The day must come after {before}, from which the correction before holds.",
        )
        raise InvalidYear(
            "day_before_correction", text, Text("请更正起算日。", "Correct the day."), field="from_on"
        )
    if from_on <= today and not redecides:
        text = Text(
            "起算日须晚于今天：此前已作出的决定不变。",
            "The day must lie after today: what was decided before stays.",
        )
        remedy = Text(
            "请改定以后的日期；要追溯，须由两名经办人决定重新核定。",
            "Set a later day; reaching back takes an order of two officers to decide again.",
        )
        raise InvalidYear("day_not_ahead", text, remedy, field="from_on")


def later_editions(year: OpenedYear) -> QuerySet[OpenedYear]:
    """The corrections after an edition, also those not approved yet."""
    rows = OpenedYear.objects.filter(
        area=year.area, coverage_year=year.coverage_year, edition__gt=year.edition
    )
    return rows.exclude(state=YearState.WITHDRAWN.value)


def redecide(*, year: OpenedYear, by: Officer, at: datetime) -> int:
    """Decide again what stood, as an approved correction orders: slice by slice, each due by the rules of its own days.

    How many dues were issued or paid for since its day. It can be stopped and started again: what is decided anew already
    comes out the same.
    """
    on = timezone.localdate(at)
    access.require(by, Permission.DUES_ISSUE, year.area, on=on)
    row = OpenedYear.objects.get(pk=year.pk)
    later = later_editions(row).filter(state=YearState.OPEN.value)
    if row.state != YearState.OPEN.value or not row.redecides or later.exists():
        raise StaleYear(
            "no_order",
            Text(
                "没有两名经办人重新核定的决定，已作出的决定不变。",
                "No two officers ordered to decide again, so what was decided stays.",
            ),
            Text(
                "须先录入并批准追溯的更正。",
                "Enter a correction that reaches back and have it approved first.",
            ),
        )
    count = after = 0
    paid = PaymentLine.objects.filter(due_id=OuterRef("pk"), paid_at__date__gte=row.from_on)
    own = Due.objects.filter(area=row.area, coverage_year=row.coverage_year, withdrawn_on=None)
    live = own.filter(Q(issued_on__gte=row.from_on) | Exists(paid)).order_by("pk")
    while True:
        with transaction.atomic():
            rows = list(live.filter(pk__gt=after).values_list("pk", "person__document_hash")[:AGAIN_ROWS])
            if not rows:
                break
            lock_people([document for _, document in rows])
            count += dues.reprice_many([due_id for due_id, _ in rows], on=on, by=by, anew=True)
        after = rows[-1][0]
    audit.record(
        "redecide_year", by=by, about=row, division_code=row.area, at=at,
        change={"year": row.coverage_year, "edition": row.edition, "dues": count},
    )  # fmt: skip
    return count
