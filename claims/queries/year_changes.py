"""How would a benefit year come out now, compared with what is posted?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claims.models import Bill, PlanLine, Statement, YearEntry
from claims.queries.benefit_years import BenefitYearKey, kept_records, posted_statements, statement_key
from claims.queries.settlement_cases import cases_of
from claims.rules.facts import Entry, Settlement, YearSoFar
from claims.rules.review_states import PlanState
from claims.rules.year_order import Case, Place, can_be_posted, why_waits
from policy.care import Counter

Amounts = dict[str, int]  # payer column -> fen
Hold = dict[str, Any]  # in the form of `Bill.holds`
Reasons = frozenset[tuple[str, str]]
_COLUMNS = {payer: name for name, payer in Statement.AMOUNTS.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """One bill of the year: what is posted, and what would be."""

    bill: Bill
    before: Amounts | None  # None: not settled before
    after: Amounts | None  # None: taken back, or not able to be posted
    statement_id: int | None = None
    case: Case | None = None
    done: Settlement | None = None
    why: tuple[Hold, ...] = ()  # it is posted and could not be posted today
    is_kept: bool = False  # an officer kept it for these very reasons before

    @property
    def differs(self) -> bool:
        """Whether any payer bears another amount."""
        return self.before != self.after

    @property
    def is_listed(self) -> bool:
        """Whether a list of differences holds it: other amounts, or posted for reasons that no longer stand."""
        return self.differs or (bool(self.why) and not self.is_kept)

    @property
    def order(self) -> Place:
        """Its place in the year."""
        return self.case.order if self.case else (self.bill.discharged_on, 0, self.bill.pk)

    @property
    def difference_fen(self) -> int:
        """What the funds pay more than before."""
        return _by_funds(self.after) - _by_funds(self.before)


def amounts_of(done: Settlement) -> Amounts:
    """Payer column of a statement -> fen."""
    amounts = dict.fromkeys(Statement.AMOUNTS, 0)
    for line in done.lines:
        amounts[_COLUMNS[line.payer]] += line.fen
    return amounts


def year_changes(
    keys: Collection[BenefitYearKey], *, added: Sequence[Bill] = (), removed: Collection[int] = ()
) -> dict[BenefitYearKey, list[Change]]:
    """Every bill of the years in the order of service, settled anew with `added` bills and without `removed` ones.

    A posted bill that could not be posted any more (a figure was withdrawn, cover ended) keeps what it has, and says why:
    taking money back is a decision of its own.
    """
    statements = posted_statements(keys)
    posted = {one.bill_id for one in statements}
    added = [bill for bill in added if bill.pk not in posted]
    kept = kept_records(bill.person_id for bill in added)
    listed: list[tuple[BenefitYearKey, Bill, Statement | None]] = [
        (statement_key(one), one.bill, one) for one in statements
    ]
    listed += [((kept[bill.person_id], bill.discharged_on.year), bill, None) for bill in added]
    left = [entry for entry in listed if entry[1].pk not in removed]
    cases = {case.bill_id: case for case in cases_of([bill for _, bill, _ in left])}
    entries = _posted_entries([one.pk for one in statements])
    kept_for = _kept_for(posted)
    by_year: dict[BenefitYearKey, list[tuple[Bill, Statement | None]]] = defaultdict(list)
    for key, bill, statement in listed:
        by_year[key].append((bill, statement))
    return {key: _walk(rows, cases, entries, kept_for) for key, rows in by_year.items()}


def _walk(
    rows: list[tuple[Bill, Statement | None]],
    cases: dict[int, Case],
    entries: dict[int, tuple[Entry, ...]],
    kept_for: dict[int, Reasons],
) -> list[Change]:
    so_far = YearSoFar()
    found = []

    def place(row: tuple[Bill, Statement | None]) -> Place:
        case = cases.get(row[0].pk)
        return case.order if case else (row[0].discharged_on, 0, row[0].pk)

    for bill, statement in sorted(rows, key=place):
        before = statement.amounts if statement else None
        statement_id = statement.pk if statement else None
        case = cases.get(bill.pk)
        if case is None:
            found.append(Change(bill, before, None, statement_id))
            continue
        done = case.settled(so_far)
        if can_be_posted(done):
            so_far = so_far.after(done.entries)
            found.append(Change(bill, before, amounts_of(done), statement_id, case, done))
            continue
        if statement is None:
            found.append(Change(bill, None, None, None, case, done))
            continue
        so_far = so_far.after(entries[statement.pk])
        why = tuple(why_waits(done))
        is_kept = kept_for.get(bill.pk) == reasons_of(why)
        found.append(Change(bill, before, before, statement_id, case, done, why, is_kept))
    return found


def reasons_of(why: Iterable[Hold]) -> Reasons:
    """The reasons of a bill in a form that can be compared."""
    return frozenset((hold["code"], hold["text"]["zh"]) for hold in why)


def _kept_for(bill_ids: Collection[int]) -> dict[int, Reasons]:
    """Bill id -> the reasons despite which an officer kept it the last time."""
    lines = PlanLine.objects.filter(bill_id__in=bill_ids, plan__state=PlanState.POSTED).exclude(
        kept_because=""
    )
    return {bill_id: reasons_of(why) for bill_id, why in lines.order_by("pk").values_list("bill_id", "why")}


def _posted_entries(statement_ids: Sequence[int]) -> dict[int, tuple[Entry, ...]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = YearEntry.objects.filter(statement_id__in=statement_ids, is_reversal=False)
    for row in rows.order_by("pk"):
        found[row.statement_id].append(Entry(Counter(row.counter), row.fen, row.key))
    return defaultdict(tuple, {statement_id: tuple(listed) for statement_id, listed in found.items()})


def _by_funds(amounts: Amounts | None) -> int:
    return sum(amounts.values()) - amounts["person_fen"] if amounts else 0
