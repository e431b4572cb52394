"""How does every bill of one part of a file end in exactly one outcome?

The same rules as at the desk, asked for thousands of bills with a fixed number of statements: who and what is known is read
first, everything is decided, and only then each bill is written, once, in the state in which it ended (decision 0029).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from claims.bulk import bill_conflicts, bill_writes
from claims.bulk.bill_making import bill_row, line_values
from claims.bulk.bill_rows import same_name
from claims.bulk.bill_staging import WaitingBill, entry_of
from claims.bulk.bill_writes import Outcome
from claims.bulk.rows import fresh_ids
from claims.models import Bill
from claims.models.files import BILLS_PER_FILE_MAX
from claims.queries.eligibility import Standing, insuring, standings_of, stretches_of
from claims.queries.providers import KnownProvider, providers_by_code
from claims.rules import bill_checks
from claims.rules.bill_checks import BillOutcome, Verdict
from claims.rules.bill_entry import BillEntry
from claims.rules.bill_states import BILL
from claims.rules.eligibility import Eligibility
from claims.rules.stay_cover import decide_cover

_StayCase = tuple[Any, ...]  # all that the cover of a stay depends on
_Answered = tuple[Verdict, Eligibility]
_ROUND = 5_000  # people whose standing is read at once


class Ended(NamedTuple):
    """How the settlement of a bill ended: its state, why it waits, and what the outcome tells (amounts, or why it waits)."""

    state: str
    holds: list[dict[str, Any]]
    told: dict[str, Any]


# Settles bills that are ready and not stored yet, by their ids.
Settle = Callable[[Sequence[Bill]], dict[int, Ended]]


@dataclass(frozen=True, slots=True)
class Part:
    """What is worked on: which bills, for whom, when, and how ready ones are settled."""

    file_id: int
    prefix: str  # what the codes inside the file's area begin with
    by_id: int
    at: datetime
    settle: Settle


@dataclass(slots=True)
class _Coming:
    """A staged bill on its way to its outcome."""

    staged: WaitingBill
    entry: BillEntry | None = None
    provider: KnownProvider | None = None
    person_id: int | None = None
    digest: str = ""
    standings: list[Standing] = field(default_factory=list)
    verdict: Verdict | None = None
    bill: Bill | None = None
    other_id: int | None = None
    told: dict[str, Any] = field(default_factory=dict)

    def end(self, verdict: Verdict, other_id: int | None = None) -> None:
        self.verdict, self.other_id = verdict, other_id


def post(part: Part, staged: Sequence[WaitingBill]) -> tuple[dict[str, list[int]], list[Outcome]]:
    """Take in and settle the bills of a part; the summary (outcome -> [bills, fen]) and the outcome rows, not saved yet."""
    coming = [_Coming(row) for row in staged]
    _read(coming)
    _find_people([one for one in coming if one.verdict is None])
    _find_known([one for one in coming if one.verdict is None])
    _decide_cover([one for one in coming if one.verdict is None], part)
    _make_bills([one for one in coming if one.verdict is not None and one.verdict.state is not None], part)
    made = [one.bill for one in coming if one.bill is not None]
    _settle([bill for bill in made if bill.state == "ready"], coming, part)
    bill_writes.insert_bills(made)
    bill_writes.insert_lines(
        line for one in coming if one.bill is not None and one.entry for line in line_values(one.bill.pk, one.entry)
    )  # fmt: skip
    summary: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = []
    for one in coming:
        outcome = _outcome(one)
        counted = summary[outcome.value]
        counted[0] += 1
        counted[1] += one.staged.total_fen
        rows.append(_row(part, one, outcome))
    return dict(summary), rows


def _read(coming: Sequence[_Coming]) -> None:
    providers = providers_by_code({one.staged.provider_code for one in coming})
    for one in coming:
        row = one.staged
        if row.body is None:
            one.end(_faulty(row.faults or []))
            continue
        entry = one.entry = entry_of(row.body)
        provider = one.provider = providers.get(entry.provider_code)
        tier = provider.tier_on(entry.discharged_on) if provider else None
        unfit = bill_checks.of_provider(entry, provider.name if provider else None, tier)
        if unfit is not None:
            one.end(unfit)


def _faulty(faults: list[dict[str, Any]]) -> Verdict:
    only_sums = all(fault["code"] == "sums_differ" for fault in faults)
    return Verdict(BillOutcome.SUMS_DIFFER if only_sums else BillOutcome.MALFORMED)


def _find_people(coming: Sequence[_Coming]) -> None:
    people = bill_writes.kept_people([one.staged.document_hash for one in coming])
    for one in coming:
        person = people.get(one.staged.document_hash)
        if person is None:
            one.end(bill_checks.unknown_person())
        elif not same_name(one.staged.name, person[2]):
            one.end(bill_checks.name_differs())
        else:
            assert one.entry is not None
            one.person_id, one.digest = person[0], one.entry.digest(str(person[1]))


def _find_known(coming: Sequence[_Coming]) -> None:
    """Numbers that are in already, from another file or desk, or from an earlier row of this part."""
    keys = [(one.provider.id, one.entry.number) for one in coming if one.provider and one.entry]
    known = bill_writes.known_bills([key[0] for key in keys], [key[1] for key in keys])
    seen: dict[tuple[int, str], str] = {}
    for one, key in zip(coming, keys, strict=True):
        other = known.get(key)
        digest = other[1] if other else seen.get(key)
        if digest is None:
            seen[key] = one.digest
            continue
        same = BillOutcome.ALREADY_ENTERED if digest == one.digest else BillOutcome.NUMBER_TAKEN
        one.end(bill_checks.of_taken(same), other[0] if other else None)


def _decide_cover(coming: Sequence[_Coming], part: Part) -> None:
    asked: dict[tuple[int, int], Standing] = {}
    wanted = sorted(
        {(one.person_id, year) for one in coming if one.person_id and one.entry for year in one.entry.years}
    )  # fmt: skip
    for start in range(0, len(wanted), _ROUND):
        block = wanted[start : start + _ROUND]
        asked.update(zip(block, standings_of(block), strict=True))
    known: dict[_StayCase, _Answered] = {}
    for one in coming:
        assert one.entry is not None and one.person_id is not None
        entry = one.entry
        one.standings = [asked[one.person_id, year] for year in entry.years]
        last = insuring(one.standings)
        verdict, answer = _cover(entry, one.standings, known)
        if last.area is not None and not (last.enrolled_in or "").startswith(part.prefix):
            verdict = bill_checks.other_area(last.area)
        elif verdict.state is not None and last.area is None:
            verdict = Verdict(
                BillOutcome.NOT_COVERED, eligibility=answer.state, text=answer.reason,
                remedy=answer.next_step, clause=answer.clause,
            )  # fmt: skip
        one.end(verdict)


def _cover(entry: BillEntry, standings: Sequence[Standing], known: dict[_StayCase, _Answered]) -> _Answered:
    """How cover lets the bill in, and the answer for its last day; asked once for all that are covered alike on the same days."""
    cases = [standing.cover_case(entry.discharged_on) for standing in standings]
    key = (entry.first_day, tuple(standing.area for standing in standings), *cases)
    if None not in cases and key in known:
        return known[key]
    found = stretches_of(entry, standings)
    answered = bill_checks.of_cover(decide_cover(found)), found[-1].answer
    if None not in cases:
        known[key] = answered
    return answered


def _make_bills(coming: Sequence[_Coming], part: Part) -> None:
    """The bills that are accepted; who comes second with an invoice or the days of a stay is told so."""
    for one, bill_id in zip(coming, fresh_ids("claims_bill", len(coming)), strict=True):
        assert one.entry and one.provider and one.person_id and one.verdict
        last = insuring(one.standings)
        tier = one.provider.tier_on(one.entry.discharged_on)
        assert tier is not None and last.area is not None and last.enrolled_in is not None
        one.bill = bill_row(
            one.entry, provider=one.provider, tier=tier, person_id=one.person_id, area=last.area,
            division_code=last.enrolled_in, verdict=one.verdict, digest=one.digest, source=f"file:{part.file_id}",
            by_id=part.by_id, at=part.at, source_row=one.staged.row,
        )  # fmt: skip
        one.bill.pk = bill_id
    stopped = bill_conflicts.in_the_way([one.bill for one in coming if one.bill is not None])
    for one in coming:
        if one.bill is not None and one.bill.pk in stopped:
            outcome, other = stopped[one.bill.pk]
            one.bill = None
            one.end(bill_checks.of_taken(outcome), other)


def _settle(ready: Sequence[Bill], coming: Sequence[_Coming], part: Part) -> None:
    settled = part.settle(ready) if ready else {}
    for one in coming:
        if one.bill is not None and (ended := settled.get(one.bill.pk)) is not None:
            one.bill.state = BILL.between(one.bill.state, ended.state)
            one.bill.holds, one.told = ended.holds, ended.told


def _outcome(one: _Coming) -> BillOutcome:
    assert one.verdict is not None
    return one.verdict.outcome if one.bill is None else bill_checks.outcome_of(one.bill.state)


def _row(part: Part, one: _Coming, outcome: BillOutcome) -> Outcome:
    staged, verdict = one.staged, one.verdict
    assert verdict is not None
    detail: dict[str, Any] = dict(one.told)
    if staged.faults:
        detail["faults"] = staged.faults
    if verdict.text.zh:
        detail |= {
            "text": verdict.text._asdict(),
            "remedy": verdict.remedy._asdict(),
            "clause": verdict.clause,
        }
    if verdict.holds and "holds" not in detail:
        detail["holds"] = list(verdict.holds)
    return Outcome(
        id=part.file_id * BILLS_PER_FILE_MAX + staged.number, file_id=part.file_id, number=staged.number, row=staged.row,
        provider_code=staged.provider_code, bill_number=staged.bill_number, document_masked=staged.document_masked,
        name=staged.name, total_fen=staged.total_fen, outcome=outcome.value,
        bill_id=one.bill.pk if one.bill is not None else one.other_id, detail=detail or None,
    )  # fmt: skip
