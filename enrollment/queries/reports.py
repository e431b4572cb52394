"""How do the dues of a place stand, who has not paid, and what reached the treasury on which day?"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from enrollment.models import Due, DueEntry, Membership
from enrollment.models.payments import PARTS_FROM
from enrollment.queries.covers import covers_of, is_covered
from enrollment.queries.dues import CREDITED, balances
from staff.rules.divisions import scope_prefix

COUNTED_MAX, BEGUN_PART = 10_000, 10  # of a year: so many dues are counted at most; a tenth is begun
UNPAID_MAX = 20_000  # a longer list helps nobody: choose a township


@dataclass(frozen=True, slots=True)
class PlaceTotals:
    """The dues of one place and year: how many, charged, credited, still outstanding, and covered heads."""

    place: str
    dues: int
    charged_fen: int
    credited_fen: int
    outstanding_fen: int
    covered: int
    undecided: int

    @property
    def covered_percent(self) -> int:
        return 100 * self.covered // self.dues if self.dues else 0


@dataclass(frozen=True, slots=True)
class DueRow:
    """One due in a list, with its balance."""

    due: Due
    charged_fen: int
    credited_fen: int
    is_covered: bool

    @property
    def state(self) -> str:
        """paid, undecided, short or unpaid."""
        if self.is_covered:
            return "paid"
        if self.due.quotation.due_fen is None and not hasattr(self.due, "decision"):
            return "undecided"
        return "short" if self.credited_fen else "unpaid"

    @property
    def outstanding_fen(self) -> int | None:
        return None if self.state == "undecided" else max(self.charged_fen - self.credited_fen, 0)


@dataclass(frozen=True, slots=True)
class TreasuryDay:
    """What one county's lines brought on one treasury day."""

    treasury_on: date | None
    county: str
    payments: int
    paid_fen: int
    posted_fen: int
    held_fen: int
    refunds: int
    refunded_fen: int
    reversals: int
    reversed_fen: int

    @property
    def net_fen(self) -> int:
        return self.paid_fen - self.refunded_fen - self.reversed_fen


_TOTALS = """
WITH place_dues AS (
  SELECT d.id, d.person_id, d.coverage_year, substr(d.division_code, 1, %(digits)s) AS place, d.quotation_id FROM enrollment_due d
  WHERE d.coverage_year = %(year)s AND d.division_code LIKE %(inside)s AND d.withdrawn_on IS NULL),
sums AS (
  SELECT e.due_id,
    sum(CASE kind WHEN 'charge' THEN amount_fen WHEN 'waiver' THEN -amount_fen ELSE 0 END) AS charged,
    sum(CASE WHEN kind IN ('payment', 'subsidy') THEN amount_fen WHEN kind IN ('refund', 'reversal') THEN -amount_fen ELSE 0 END)
      AS credited
  FROM enrollment_dueentry e JOIN place_dues d ON d.id = e.due_id GROUP BY e.due_id)
SELECT d.place, count(*), coalesce(sum(s.charged), 0), coalesce(sum(s.credited), 0),
  coalesce(sum(greatest(s.charged - s.credited, 0)), 0), count(c.due_id),
  count(*) FILTER (WHERE q.due_fen IS NULL AND c.due_id IS NULL)
FROM place_dues d JOIN enrollment_quotation q ON q.id = d.quotation_id
LEFT JOIN sums s ON s.due_id = d.id
LEFT JOIN enrollment_coverage c ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
GROUP BY d.place ORDER BY d.place
"""

_TREASURY = """
SELECT treasury_on, substr(division_code, 1, 6) AS county,
  count(*) FILTER (WHERE kind IN ('payment', 'catch_up', 'repair') AND number < %(parts)s),
  coalesce(sum(amount_fen) FILTER (WHERE kind IN ('payment', 'catch_up', 'repair')), 0),
  coalesce(sum(posted_fen) FILTER (WHERE kind IN ('payment', 'catch_up', 'repair')), 0),
  coalesce(sum(held_fen) FILTER (WHERE kind IN ('payment', 'catch_up', 'repair')), 0),
  count(*) FILTER (WHERE kind = 'refund'), coalesce(sum(amount_fen) FILTER (WHERE kind = 'refund'), 0),
  count(*) FILTER (WHERE kind = 'reversal'), coalesce(sum(amount_fen) FILTER (WHERE kind = 'reversal'), 0)
FROM enrollment_paymentline
WHERE (owns_ticket OR outcome IN ('malformed', 'taken_back') AND held_fen > 0)
  AND (treasury_on BETWEEN %(since)s AND %(until)s) AND ({inside})
GROUP BY treasury_on, county ORDER BY treasury_on DESC, county
"""


def place_totals(code: str, coverage_year: int) -> list[PlaceTotals]:
    """The totals of the divisions directly inside `code`."""
    prefix = scope_prefix(code)
    digits = {0: 2, 2: 4, 4: 6, 6: 9, 9: 12}.get(len(prefix), 12)
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"digits": digits, "year": coverage_year, "inside": prefix + "%"})
        return [
            PlaceTotals(row[0].ljust(6, "0"), *(int(figure) for figure in row[1:]))
            for row in cursor.fetchall()
        ]


def place_totals_as_json(place: str, year: int) -> list[dict[str, object]]:
    """`place_totals`, to be kept."""
    return [asdict(totals) for totals in place_totals(place, year)]


def sum_of(rows: Iterable[PlaceTotals]) -> PlaceTotals:
    found = list(rows)
    names = ("dues", "charged_fen", "credited_fen", "outstanding_fen", "covered", "undecided")
    return PlaceTotals("", *(sum(getattr(row, name) for row in found) for name in names))


def latest_year(code: str) -> int | None:
    """The latest coverage year in which a place has dues to speak of, None without any.

    A year with less than a tenth of the dues of the one before it has only just begun: it is not what pages open with.
    """
    found = Due.objects.filter(division_code__startswith=scope_prefix(code), withdrawn_on=None)
    years = list(found.order_by("-coverage_year").values_list("coverage_year", flat=True)[:1])
    if not years:
        return None
    year = years[0]
    before = found.filter(coverage_year__lt=year).order_by("-coverage_year")
    earlier = before.values_list("coverage_year", flat=True).first()
    if earlier is None:
        return year
    has = found.filter(coverage_year=year).order_by()[:COUNTED_MAX].count()
    had = found.filter(coverage_year=earlier).order_by()[:COUNTED_MAX].count()
    return year if has * BEGUN_PART >= had else earlier


def dues_in(code: str, coverage_year: int, *, state: str = "") -> QuerySet[Due]:
    """The dues of a place and year in the order of villages; `state` is paid, short, unpaid or undecided."""
    found = Due.objects.filter(
        coverage_year=coverage_year, division_code__startswith=scope_prefix(code), withdrawn_on=None
    )
    if state:
        covered = is_covered()
        entered = DueEntry.objects.filter(due=OuterRef("pk")).order_by()
        credited = Coalesce(
            Subquery(
                entered.values("due").annotate(fen=Sum(CREDITED)).values("fen"),
                output_field=BigIntegerField(),
            ),
            Value(0),
        )
        silent = Q(quotation__due_fen=None, decision=None)
        match state:
            case "paid":
                found = found.filter(covered)
            case "undecided":
                found = found.filter(~covered, silent)
            case "short":
                found = found.annotate(credited=credited).filter(~covered, ~silent, credited__gt=0)
            case _:
                found = found.annotate(credited=credited).filter(~covered, ~silent, credited__lte=0)
    return found.select_related("person", "quotation", "decision").order_by("division_code", "pk")


def with_balances(dues: Iterable[Due]) -> list[DueRow]:
    """A page of dues with what was charged and credited, in two queries."""
    page = list(dues)
    ids = [due.pk for due in page]
    sums = balances(ids) if ids else {}
    covered = set(covers_of(ids).values_list("due_id", flat=True))
    return [DueRow(due, *sums.get(due.pk, (0, 0)), due.pk in covered) for due in page]


def unpaid(code: str, coverage_year: int) -> list[DueRow]:
    """Who has not paid, or not all, village by village and household by household (未缴名单)."""
    present = Prefetch(
        "person__memberships",
        Membership.objects.filter(left_on=None).select_related("household"),
        to_attr="present_memberships",
    )
    uncovered = dues_in(code, coverage_year).filter(
        ~is_covered(), person__died_on=None, person__merged_into=None
    )
    page = list(uncovered.prefetch_related(present)[:UNPAID_MAX])
    rows = [
        row for row in with_balances(page) if row.state != "undecided" or row.due.quotation.due_fen is None
    ]
    return sorted(rows, key=lambda row: (row.due.division_code, household_number(row.due), row.due.pk))


def household_number(due: Due) -> str:
    present = due.person.present_memberships  # type: ignore[attr-defined]
    return present[0].household.number if present else ""


def treasury_days(prefixes: tuple[str, ...], *, since: date, until: date) -> list[TreasuryDay]:
    """What came in and went out by treasury day, in the places whose codes begin so; the file's day of arrival plays no part."""
    if not prefixes:
        return []
    places = {f"place{number}": prefix + "%" for number, prefix in enumerate(prefixes)}
    inside = " OR ".join(f"division_code LIKE %({name})s" for name in places)
    with connection.cursor() as cursor:
        cursor.execute(
            _TREASURY.format(inside=inside),
            {"since": since, "until": until, "parts": PARTS_FROM, **places},
        )
        return [
            TreasuryDay(row[0], row[1], *(int(figure) for figure in row[2:])) for row in cursor.fetchall()
        ]


def treasury_days_as_json(inside: str, since: str, until: str) -> list[dict[str, object]]:
    """`treasury_days` of the places whose codes begin so (commas between), to be kept; days as YYYY-MM-DD."""
    days = treasury_days(
        tuple(inside.split(",")), since=date.fromisoformat(since), until=date.fromisoformat(until)
    )
    return [asdict(day) | {"treasury_on": day.treasury_on and day.treasury_on.isoformat()} for day in days]


def treasury_day_of(row: dict[str, Any]) -> TreasuryDay:
    """A day as it was kept."""
    return TreasuryDay(**row | {"treasury_on": row["treasury_on"] and date.fromisoformat(row["treasury_on"])})
