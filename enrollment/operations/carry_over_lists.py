"""Which part of the register of the new year may go out as a household list, and what is written down about it?"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from enrollment.models import CarryOver, Enrollment
from enrollment.queries.carry_overs import enrolled_in
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code, scope_prefix


class ListRefused(Refusal):
    """The place is no part of the carry-over, or its list is too long for one sheet."""


def list_to_write(
    row: CarryOver, *, within: str, by: Officer, at: datetime
) -> tuple[Iterable[Enrollment], str]:
    """The enrollments of the new year in the place, or in a division in it, and the division; audited.

    Raises `NotAllowed` (numbers are shown in full) or `ListRefused`.
    """
    place = within or row.division_code
    if not is_division_code(place) or not place.startswith(scope_prefix(row.division_code)):
        raise ListRefused(
            "place_of_another",
            Text(f"{place[:12]} 不在本次结转范围内。", f"{place[:12]} is no part of this carry-over."),
            Text("请选择其中的乡镇或村。", "Choose a township or village in it."),
            field="division",
        )
    access.require(by, Permission.NATIONAL_ID_REVEAL, place, on=timezone.localdate(at))
    rows = enrolled_in(row, within=place)
    people = rows.count()
    if people > settings.RESULT_LINES_AT_ONCE:
        raise ListRefused(
            "list_too_long",
            Text(
                f"名单有 {people} 人，不能一次导出。",
                f"The list has {people} people: too many for one sheet.",
            ),
            Text("请按乡镇或村导出。", "Take it by township or village."),
            field="division",
            people=people,
        )
    audit.record(
        "export_household_list", by=by, about=row, division_code=place, at=at,
        change={"coverage_year": row.coverage_year, "people": people},
    )  # fmt: skip
    return rows.iterator(chunk_size=2_000), place
