"""How is the ledger of everybody who must be insured frozen, once for each month?"""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from assistance.public_money.queries.must_insure import areas_with_people
from claims.models import PersonLedgerMonth
from claims.queries.person_ledgers import COLUMNS, LINES, LedgerPlace, list_of
from enrollment.queries.policies import policy_of
from intake.operations.locks import lock_text
from policy.periods import first_of_month_after
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

FREEZE = Permission.CLAIMS_REVIEW
_WRITE = f"INSERT INTO claims_personledgerline (ledger_id, {', '.join(COLUMNS)}) SELECT %(ledger)s, l.* FROM ({LINES}) l"


class LedgerRefused(Refusal):
    """The month cannot be frozen; the context names the field."""

    status = 409


@transaction.atomic
def freeze(
    *, area: str, coverage_year: int, month: date, by: Officer | None, at: datetime
) -> PersonLedgerMonth:
    """Freeze how the ledger stands now as that of a month, this one or the one before; frozen before, it stays as it is.

    Raises `NotAllowed`, or `LedgerRefused`: no list of categories, or another month.
    """
    on = timezone.localdate(at)
    if by is not None:
        access.require(by, FREEZE, area, on=on)
    entry = list_of(area, coverage_year)
    if entry is None:
        raise LedgerRefused(
            "no_list_of_categories",
            Text(
                f"{area} 没有文件列明应保尽保的人员类别。",
                f"No document of {area} names the categories that must all be insured.",
            ),
            Text(
                "请由统筹地区医保局明确类别名单。",
                "The bureau of the pooling area is to name the list of categories.",
            ),
            field="division",
        )
    this = on.replace(day=1)
    if month not in (this, first_of_month_after(this, -1)):
        raise LedgerRefused(
            "another_month",
            Text(f"{month:%Y-%m} 的情况现在已无法还原。", f"How {month:%Y-%m} stood cannot be told now."),
            Text("只能留存本月或上月的台账。", "Freeze this month or the one before."),
            field="month",
        )
    lock_text(f"person-ledger:{area}:{coverage_year}")
    kept = PersonLedgerMonth.objects.filter(area=area, coverage_year=coverage_year, month=month).first()
    if kept is not None:
        return kept
    place = LedgerPlace(area, area, coverage_year, on, entry)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({LINES}) l", place.values)
        [people] = cursor.fetchone()
    made = PersonLedgerMonth.objects.create(
        area=area,
        coverage_year=coverage_year,
        month=month,
        clause=entry.clause,
        policy_digest=policy_of(area, coverage_year).digest,
        people=people,
        frozen_at=at,
        frozen_by=by,
    )
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, place.values | {"ledger": made.pk})
    told = {"coverage_year": coverage_year, "month": month, "people": people}
    audit.record("freeze_person_ledger", by=by, about=made, division_code=area, at=at, change=told)
    return made


def freeze_all(*, on: date, at: datetime) -> list[PersonLedgerMonth]:
    """The month before, of its own year, for every area that has a list and people."""
    month = first_of_month_after(on.replace(day=1), -1)
    return [
        freeze(area=area, coverage_year=month.year, month=month, by=None, at=at)
        for area in areas_with_people()
        if list_of(area, month.year) is not None
    ]
