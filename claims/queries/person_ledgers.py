"""What does the ledger of who must be insured say: identity, enrolled where, paid, subsidised, cover, benefits (JC-8b, SD-1h)?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from assistance.public_money.queries.must_insure import asked
from assistance.public_money.rules.must_insure import must_insure
from claims.models import PersonLedgerLine, PersonLedgerMonth
from enrollment.queries.policies import policy_of
from policy.schema import MustInsure
from staff.rules.divisions import scope_prefix

# The columns of a line, in the order of the statement.
COLUMNS = (
    "person_id",
    "name",
    "document_masked",
    "division_code",
    "category",
    "enrolled_area",
    "enrolled_in",
    "state",
    "elsewhere",
    "charged_fen",
    "paid_fen",
    "subsidised_fen",
    "card_fen",
    "cover_from",
    "cover_until",
    "waiting_until",
    "bills",
    "benefits_fen",
    "own_fen",
)

# Who holds a category of the list on the day and lives in the place. Money and bills are looked up by the person.
LINES = """
WITH held AS (
  SELECT coalesce(p.merged_into_id, p.id) AS id, min(s.category) AS category FROM assistance_personcategory s
  JOIN enrollment_person p ON p.id = s.person_id
  WHERE s.category = ANY(%(categories)s) AND s.from_on <= %(on)s AND (s.until_on IS NULL OR s.until_on > %(on)s)
  GROUP BY 1
)
SELECT p.id AS person_id, p.name, p.document_masked, p.division_code, held.category, coalesce(e.area, '') AS enrolled_area,
  coalesce(e.division_code, '') AS enrolled_in, coalesce(e.state, '') AS state, coalesce(v.scheme, '') AS elsewhere,
  coalesce(m.charged, 0)::bigint AS charged_fen, coalesce(m.credited - m.subsidy, 0)::bigint AS paid_fen,
  coalesce(m.subsidy, 0)::bigint AS subsidised_fen, coalesce(g.fen, 0)::bigint AS card_fen, c.cover_from, c.cover_until,
  c.waiting_until,
  coalesce(b.bills, 0) AS bills, coalesce(b.benefits, 0)::bigint AS benefits_fen, coalesce(b.own, 0)::bigint AS own_fen
FROM held JOIN enrollment_person p ON p.id = held.id AND p.died_on IS NULL
LEFT JOIN enrollment_enrollment e ON e.person_id = p.id AND e.coverage_year = %(year)s AND e.cancelled_on IS NULL
LEFT JOIN enrollment_due d ON d.enrollment_id = e.id AND d.withdrawn_on IS NULL
LEFT JOIN enrollment_coverage c ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
LEFT JOIN LATERAL (
  SELECT sum(CASE kind WHEN 'charge' THEN amount_fen WHEN 'waiver' THEN -amount_fen ELSE 0 END) AS charged,
    sum(CASE WHEN kind IN ('payment', 'subsidy') THEN amount_fen WHEN kind IN ('refund', 'reversal') THEN -amount_fen
      ELSE 0 END) AS credited,
    sum(CASE WHEN kind = 'subsidy' THEN amount_fen WHEN source LIKE 'line:%%' THEN 0
      WHEN kind IN ('refund', 'reversal') THEN -amount_fen ELSE 0 END) AS subsidy
  FROM enrollment_dueentry WHERE due_id = d.id) m ON true
LEFT JOIN LATERAL (SELECT sum(x.amount_fen) AS fen FROM assistance_grant x
  WHERE x.person_id = p.id AND x.coverage_year = %(year)s AND x.state = 'paid') g ON true
LEFT JOIN LATERAL (SELECT scheme FROM enrollment_coverevidence x WHERE x.person_id = p.id AND x.state = 'confirmed'
  AND x.scheme <> 'nowhere' AND x.from_on <= %(on)s AND (x.until_on IS NULL OR x.until_on > %(on)s)
  ORDER BY x.from_on DESC, x.id DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT count(*) AS bills, sum(x.person_fen) AS own,
    sum(x.special_subsidy_fen + x.basic_fen + x.critical_illness_fen + x.top_up_fen + x.civil_fen) AS benefits
  FROM claims_statement x WHERE x.year = %(year)s AND x.state = 'posted'
  AND x.person_id IN (SELECT p.id UNION ALL SELECT o.id FROM enrollment_person o WHERE o.merged_into_id = p.id)) b ON true
WHERE p.division_code LIKE %(inside)s
"""

_NOW = LINES + " ORDER BY p.division_code, p.id"
_ONE = LINES + " AND p.id = %(person)s"


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """A place inside a pooling area, with the area's list of who must be insured."""

    area: str
    division_code: str
    coverage_year: int
    on: date
    entry: MustInsure

    @property
    def values(self) -> dict[str, Any]:
        return asked(self.entry, self.area, self.division_code, self.coverage_year, self.on)


def list_of(area: str, coverage_year: int) -> MustInsure | None:
    """The area's list of categories for a year, with its clause; None where no document names one."""
    return must_insure(policy_of(area, coverage_year), coverage_year)


def lines_now(place: LedgerPlace) -> list[PersonLedgerLine]:
    """The ledger as it stands now, village by village; nothing is kept."""
    return list(_lines(_NOW, place.values))


def line_now(place: LedgerPlace, person_id: int) -> PersonLedgerLine | None:
    """One person as it stands now; None for who is on no list today."""
    return next(_lines(_ONE, place.values | {"person": person_id}), None)


def _lines(statement: str, values: dict[str, Any]) -> Iterator[PersonLedgerLine]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in cursor.fetchall():
            yield PersonLedgerLine(**dict(zip(COLUMNS, row, strict=True)))


def months(area: str, coverage_year: int) -> QuerySet[PersonLedgerMonth]:
    """The months that were frozen, the last one first."""
    return PersonLedgerMonth.objects.filter(area=area, coverage_year=coverage_year).order_by("-month")


def lines_of(month: PersonLedgerMonth, place: str) -> QuerySet[PersonLedgerLine]:
    """The lines of a frozen month in a place."""
    rows = PersonLedgerLine.objects.filter(ledger=month, division_code__startswith=scope_prefix(place))
    return rows.order_by("division_code", "person_id")


def months_of_person(person_id: int, coverage_year: int) -> QuerySet[PersonLedgerLine]:
    """Every frozen line of a person and year, the last month first."""
    rows = PersonLedgerLine.objects.filter(person=person_id, ledger__coverage_year=coverage_year)
    return rows.select_related("ledger").order_by("-ledger__month")


def line_report(line: PersonLedgerLine) -> dict[str, Any]:
    """One line for programs; days as YYYY-MM-DD."""
    told = {name: getattr(line, name) for name in COLUMNS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def month_report(month: PersonLedgerMonth) -> dict[str, Any]:
    """One frozen month for programs."""
    return {
        "area": month.area,
        "coverage_year": month.coverage_year,
        "month": month.month.strftime("%Y-%m"),
        "clause": month.clause,
        "people": month.people,
        "frozen_at": month.frozen_at.isoformat(),
    }
