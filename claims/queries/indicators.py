"""From which sums are the yearly indicators of a place computed?"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Substr

from assistance.public_money.models import FiscalTransfer
from assistance.public_money.queries.headcounts import insured_by_place
from assistance.public_money.queries.public_money import contributions_fen
from claims.models import Statement
from claims.models.bills import STAYS
from claims.rules.indicators import Ratio
from staff.rules.divisions import scope_prefix

FUNDS = ("basic_fen", "critical_illness_fen", "top_up_fen", "civil_fen")
# People with a category on the last day asked about, and those of them with a stay in the year.
_HELPED = """
  SELECT count(DISTINCT c.person_id), count(DISTINCT c.person_id) FILTER (WHERE s.id IS NOT NULL)
  FROM assistance_personcategory c
  JOIN enrollment_enrollment e ON e.person_id = c.person_id AND e.coverage_year = %(year)s AND e.cancelled_on IS NULL
  LEFT JOIN claims_statement s ON s.person_id = c.person_id AND s.year = %(year)s AND s.state = 'posted'
    AND s.bill_id IN (SELECT id FROM claims_bill WHERE setting = ANY(%(stays)s))
  WHERE e.division_code LIKE %(inside)s AND c.from_on <= %(day)s AND (c.until_on IS NULL OR c.until_on > %(day)s)"""


@dataclass(frozen=True, slots=True)
class Care:
    """The sums of the posted statements of a place and year, in fen and heads."""

    bills: int
    total_fen: int
    stays: int
    people_with_stays: int
    stay_total_fen: int
    stay_eligible_fen: int
    stay_basic_fen: int
    funds_fen: int
    basic_fen: int

    @property
    def in_scope(self) -> Ratio:
        """What the pooled fund pays of compliant inpatient cost (政策范围内住院费用支付比例)."""
        return Ratio(self.stay_basic_fen, self.stay_eligible_fen)

    @property
    def actual(self) -> Ratio:
        """What all funds pay of the whole cost (实际支付比例)."""
        return Ratio(self.funds_fen, self.total_fen)


@dataclass(frozen=True, slots=True)
class Money:
    """Income and spending of the basic fund in a year, in fen."""

    contributions_fen: int
    fiscal_fen: int
    spent_fen: int

    @property
    def income_fen(self) -> int:
        return self.contributions_fen + self.fiscal_fen

    @property
    def spent(self) -> Ratio:
        return Ratio(self.spent_fen, self.income_fen)


def care(statements: QuerySet[Statement], year: int) -> Care:
    """Two queries over the posted statements of a year."""
    posted = statements.filter(state="posted", year=year).order_by()
    stays = posted.filter(bill__setting__in=STAYS)
    sums = posted.aggregate(count=Count("pk"), total=Sum("total_fen"), **{name: Sum(name) for name in FUNDS})
    inside = stays.aggregate(
        count=Count("pk"), people=Count("person", distinct=True), total=Sum("total_fen"), eligible=Sum("eligible_fen"),
        basic=Sum("basic_fen"),
    )  # fmt: skip
    return Care(
        bills=sums["count"],
        total_fen=sums["total"] or 0,
        stays=inside["count"],
        people_with_stays=inside["people"],
        stay_total_fen=inside["total"] or 0,
        stay_eligible_fen=inside["eligible"] or 0,
        stay_basic_fen=inside["basic"] or 0,
        funds_fen=sum(sums[name] or 0 for name in FUNDS),
        basic_fen=sums["basic_fen"] or 0,
    )


@dataclass(frozen=True, slots=True)
class AreaYear:
    """What has to be counted over everybody of an area: contributions in fen; people insured, helped, helped with a stay."""

    contributions_fen: int
    insured: int
    helped: int
    helped_with_stays: int


def area_year_as_json(area: str, year: int, until: str) -> dict[str, int]:
    """`AreaYear` up to a day (YYYY-MM-DD), to be kept."""
    on = date.fromisoformat(until)
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {
            "year": year,
            "day": on,
            "inside": scope_prefix(area) + "%",
            "stays": list(STAYS),
        }
        cursor.execute(_HELPED, facts)
        [(helped, with_stays)] = cursor.fetchall()
    insured = sum(insured_by_place(area, coverage_year=year, on=on, digits=6).values())
    return asdict(
        AreaYear(contributions_fen(area, coverage_year=year, until=on), insured, helped, with_stays)
    )


def money(area: str, year: int, spent_fen: int, contributed_fen: int, *, until: date) -> Money:
    """Contributions of the coverage year and fiscal money that arrived for the fiscal year, up to a day."""
    arrived = FiscalTransfer.objects.filter(area=area, fiscal_year=year, arrived_on__lte=until)
    return Money(contributed_fen, arrived.aggregate(fen=Sum("amount_fen"))["fen"] or 0, spent_fen)


def stay_rates(counted: AreaYear, people_with_stays: int) -> tuple[Ratio, Ratio]:
    """Share of people with a stay: of all insured, and of those who hold an assistance category (JC-9b)."""
    return Ratio(people_with_stays, counted.insured), Ratio(counted.helped_with_stays, counted.helped)


def by_county(statements: QuerySet[Statement], year: int) -> list[dict[str, object]]:
    """Bills, cost, payments of the funds and both ratios of each county, the largest first."""
    rows: Iterable[Any] = (
        statements.filter(state="posted", year=year)
        .order_by()
        .annotate(county=Substr("division_code", 1, 6))
        .values("county")
        .annotate(
            count=Count("pk"),
            total=Sum("total_fen"),
            eligible=Sum("eligible_fen"),
            **{n: Sum(n) for n in FUNDS},
        )
    )
    found = []
    for row in rows:
        funds = sum(row[name] for name in FUNDS)
        found.append(
            {
                "county": row["county"],
                "bills": row["count"],
                "total_fen": row["total"],
                "funds_fen": funds,
                "in_scope": Ratio(row["basic_fen"], row["eligible"]),
                "actual": Ratio(funds, row["total"]),
            }
        )
    return sorted(found, key=lambda row: -int(str(row["total_fen"])))
