"""What was asked of public finance, what arrived, what is overdue, and what is in the funds?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from assistance.public_money.models import FiscalRequest, FiscalRequestLine, FiscalTransfer, RiskFundEntry
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

PAYERS = ("central", "province", "city", "county")
SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Claim:
    """What one payer owes of a year's approved request, and what has arrived."""

    area: str
    fiscal_year: int
    payer: str
    county: str
    asked_fen: int
    arrived_fen: int
    due_on: date | None
    due_clause: str

    @property
    def open_fen(self) -> int:
        return self.asked_fen - self.arrived_fen

    def tone(self, on: date) -> str:
        """paid, over, overdue, soon, open, or undated where the text says only "in time" (A09)."""
        if self.open_fen <= 0:
            return "over" if self.open_fen < 0 else "paid"
        if self.due_on is None:
            return "undated"
        if self.due_on < on:
            return "overdue"
        return "soon" if (self.due_on - on).days <= SOON_DAYS else "open"


def visible_requests(officer: Officer, *, on: date) -> QuerySet[FiscalRequest]:
    """The requests of the areas in which the officer reads; a county reads its city's, which holds its own lines."""
    return FiscalRequest.objects.filter(area__in=areas_read(officer, FiscalRequest.objects.all(), on=on))


def visible_transfers(officer: Officer, *, on: date) -> QuerySet[FiscalTransfer]:
    """The transfers of those areas."""
    return FiscalTransfer.objects.filter(area__in=areas_read(officer, FiscalTransfer.objects.all(), on=on))


def areas_read(officer: Officer, rows: QuerySet[Any], *, on: date) -> list[str]:
    """The areas of the rows that lie in the officer's divisions, or hold one of them."""
    prefixes = access.scope_prefixes(officer, Permission.FUNDS_READ, on=on)
    areas = rows.order_by().values_list("area", flat=True).distinct()
    return [
        area
        for area in areas
        if any(area.startswith(one) or one.startswith(scope_prefix(area)) for one in prefixes)
    ]


def own_counties(officer: Officer, area: str, *, on: date) -> str:
    """What the codes begin with whose lines of an area the officer sees: the whole area, or the own county."""
    prefixes = access.scope_prefixes(officer, Permission.FUNDS_READ, on=on)
    inside = scope_prefix(area)
    if any(inside.startswith(one) for one in prefixes):
        return inside
    return next((one[:6] for one in prefixes if one.startswith(inside)), "-")


def sums(lines: Iterable[FiscalRequestLine]) -> dict[str, int | None]:
    """Heads and money of lines; a sum is None as soon as a line with heads leaves it open."""
    listed = list(lines)
    found: dict[str, int | None] = {"heads": sum(line.heads for line in listed)}
    for name in ("total", *PAYERS):
        amounts = [getattr(line, f"{name}_fen") for line in listed if line.heads]
        found[name] = None if None in amounts else sum(amounts)
    return found


def claims(areas: Iterable[str], *, fiscal_year: int | None = None) -> list[Claim]:
    """What each payer owes of the approved requests, and what arrived, county by county for the counties' part."""
    requests = FiscalRequest.objects.filter(area__in=list(areas), state="approved")
    if fiscal_year is not None:
        requests = requests.filter(fiscal_year=fiscal_year)
    found = {request.pk: request for request in requests.order_by("-fiscal_year", "area")}
    arrived: dict[tuple[str, int, str, str], int] = {}
    for area, year, payer, county, fen in (
        FiscalTransfer.objects.filter(area__in={one.area for one in found.values()})
        .values_list("area", "fiscal_year", "payer", "county")
        .annotate(fen=Sum("amount_fen"))
    ):
        arrived[area, year, payer, county] = fen
    lines = (
        FiscalRequestLine.objects.filter(request__in=found)
        .values_list("request_id", "county")
        .annotate(*(Sum(f"{payer}_fen") for payer in PAYERS))
        .order_by("county")
    )
    asked: dict[tuple[int, str, str], int] = {}
    for request_id, county, *amounts in lines:
        for payer, fen in zip(PAYERS, amounts, strict=True):
            key = (request_id, payer, county if payer == "county" else "")
            asked[key] = asked.get(key, 0) + (fen or 0)
    order = {pk: number for number, pk in enumerate(found)}
    return [
        Claim(
            found[pk].area, found[pk].fiscal_year, payer, county, fen,
            arrived.get((found[pk].area, found[pk].fiscal_year, payer, county), 0), found[pk].due_on, found[pk].due_clause,
        )
        for (pk, payer, county), fen in sorted(
            asked.items(), key=lambda one: (order[one[0][0]], PAYERS.index(one[0][1]), one[0][2])
        )
        if fen
    ]  # fmt: skip


_CONTRIBUTIONS = """
SELECT coalesce(sum(CASE WHEN e.kind IN ('payment', 'subsidy', 'repair') THEN e.amount_fen
  WHEN e.kind IN ('refund', 'reversal', 'repair_return') THEN -e.amount_fen ELSE 0 END), 0)
FROM enrollment_dueentry e JOIN enrollment_due d ON d.id = e.due_id
WHERE d.coverage_year = %s AND d.division_code LIKE %s AND e.effective_on <= %s
"""


def contributions_fen(division: str, *, coverage_year: int, until: date) -> int:
    """What was posted for a coverage year, by persons and on their behalf, up to a day."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTRIBUTIONS, [coverage_year, scope_prefix(division) + "%", until])
        [(fen,)] = cursor.fetchall()
    return int(fen)


def risk_balance_fen(county: str, *, before_year: int | None = None) -> int:
    """What is in a county's risk fund: the sum of its entries, of the years before one when given."""
    entries = RiskFundEntry.objects.filter(county=county)
    if before_year is not None:
        entries = entries.filter(year__lt=before_year)
    return int(entries.aggregate(fen=Sum("amount_fen"))["fen"] or 0)
