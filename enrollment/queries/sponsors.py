"""Which sponsors are there, and whom do they pay for in a year?"""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from enrollment.models import (
    FormerDocument,
    PaymentLine,
    Person,
    Sponsor,
    SponsorList,
    SponsorPart,
    SponsorRow,
)
from enrollment.rules.names import name_key
from enrollment.rules.payment_lines import Outcome
from enrollment.rules.sponsors import Attendance
from intake.rules.file_states import FileState
from policy.terms import SponsorKind
from staff import access
from staff.access import Permission
from staff.models import Officer

_MAY_BE_DIVIDED = (Outcome.UNKNOWN_PERSON.value, Outcome.MALFORMED.value, Outcome.DIVIDED.value)


def visible_sponsors(
    officer: Officer, *, on: date, permission: Permission = Permission.PAYMENTS_READ
) -> QuerySet[Sponsor]:
    """The sponsors of the officer's divisions, by name."""
    return access.scope(Sponsor.objects.all(), officer, permission, on=on).order_by("name", "pk")


def current_lists(coverage_year: int) -> QuerySet[SponsorList]:
    """The lists in force for a year: of each sponsor the last full one, and what was added to it since."""
    written = SponsorList.objects.filter(coverage_year=coverage_year, state=FileState.WRITTEN.value)
    later = written.filter(sponsor=OuterRef("sponsor"), is_full=True, pk__gt=OuterRef("pk"))
    return written.filter(~Exists(later))


def rows_in_force(sponsor: Sponsor, coverage_year: int) -> list[SponsorRow]:
    """The rows of the lists in force, of each person the one sent last, in the order of the lists."""
    rows = SponsorRow.objects.filter(list__in=current_lists(coverage_year).filter(sponsor=sponsor))
    last = {row.document_hash: row for row in rows.select_related("list").order_by("list_id", "number")}
    return list(last.values())


def people_under(hashes: Sequence[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """Number -> who bears or bore it; of merged records the kept one."""
    found = {
        one.document_hash: one
        for one in Person.objects.filter(document_hash__in=hashes).select_related("merged_into")
    }
    former = FormerDocument.objects.filter(document_hash__in=[key for key in hashes if key not in found])
    found |= {one.document_hash: one.person for one in former.select_related("person__merged_into")}
    for key, person in found.items():
        while person.merged_into is not None:
            person = person.merged_into
        found[key] = person
    return found


def leavers(sponsor: Sponsor, coverage_year: int) -> list[SponsorRow]:
    """Who is marked as having left, and who stood in the lists of the year before but in none of this year (离校名单)."""
    now = rows_in_force(sponsor, coverage_year)
    here = {row.document_hash for row in now}
    left = [row for row in now if row.attendance == Attendance.LEFT.value]
    before = rows_in_force(sponsor, coverage_year - 1) if now else []
    return left + [
        row for row in before if row.document_hash not in here and row.attendance == Attendance.HERE.value
    ]


def parts_of(sponsor: Sponsor, coverage_year: int) -> QuerySet[SponsorPart]:
    """The parts that stand, in the order of the payments."""
    standing = SponsorPart.objects.filter(sponsor=sponsor, coverage_year=coverage_year, returned_at=None)
    return standing.select_related("line", "of_line", "person", "row").order_by("of_line_id", "line_id")


def payments_of(sponsor: Sponsor, coverage_year: int) -> QuerySet[PaymentLine]:
    """The payments of a year that wait under the sponsor's number, and those that were divided."""
    ids = set(
        SponsorPart.objects.filter(sponsor=sponsor, coverage_year=coverage_year).values_list("of_line", flat=True)
    )  # fmt: skip
    waiting = PaymentLine.objects.filter(is_open=True, coverage_year=coverage_year)
    own = waiting.filter(document_hash=sponsor.document_hash, outcome__in=_MAY_BE_DIVIDED)
    ids |= set(own.values_list("pk", flat=True))
    if (
        sponsor.kind == SponsorKind.RELATIVE.value
    ):  # whose name stands beside the number of the insured person
        hashes = [row.document_hash for row in rows_in_force(sponsor, coverage_year)]
        named = waiting.filter(outcome=Outcome.NAME_DIFFERS.value, document_hash__in=hashes)
        ids |= {line.pk for line in named if name_key(line.name) == sponsor.name_key}
    return PaymentLine.objects.filter(pk__in=ids)


def pay_day(sponsor: Sponsor, coverage_year: int, *, on: date) -> date:
    """The day whose prices count: of the first payment that is still held, else the day given."""
    first = (
        payments_of(sponsor, coverage_year)
        .filter(held_fen__gt=0)
        .exclude(paid_at=None)
        .order_by("paid_at")
        .first()
    )
    return timezone.localdate(first.paid_at) if first is not None and first.paid_at else on


def years_of(sponsor: Sponsor) -> list[int]:
    """The coverage years of which there are lists, the last one first."""
    years = SponsorList.objects.filter(sponsor=sponsor).values_list("coverage_year", flat=True)
    return sorted(set(years), reverse=True)


def found_sponsors(sponsors: QuerySet[Sponsor], *, text: str = "", kind: str = "") -> QuerySet[Sponsor]:
    """A list's filter."""
    wanted = Q()
    if text:
        wanted &= Q(name__icontains=text)
    if kind:
        wanted &= Q(kind=kind)
    return sponsors.filter(wanted)


def sponsor_report(sponsor: Sponsor) -> dict[str, Any]:
    """A sponsor for programs."""
    return {
        "id": sponsor.pk,
        "kind": sponsor.kind,
        "name": sponsor.name,
        "document_masked": sponsor.document_masked,
        "division_code": sponsor.division_code,
        "owner_level": sponsor.owner_level,
        "years": years_of(sponsor),
    }
