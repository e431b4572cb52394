"""What do the registers of recognitions and filings say of bills: read once for all of them, and only where a bill asks?

Most bills are of care inside the area that needs no recognition; they cost no statement.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.utils import timezone

from claims.models import Bill, Filing, Provider, Recognition
from claims.queries.benefit_years import absorbed_records
from claims.queries.bill_facts import bill_facts
from claims.queries.code_mappings import KnownMappings
from claims.queries.diseases import diseases_of
from claims.queries.figures import FiguresBook
from claims.rules import filings, own_codes, recognitions
from claims.rules.benefit_terms import terms_on
from claims.rules.facts import BillFacts, Held
from claims.rules.filing_states import LIVE, FilingState
from claims.rules.filings import Filed, asks, by_filings
from claims.rules.recognition_states import COUNTING, OPEN, RecognitionState
from claims.rules.recognitions import Recognized, by_recognitions
from policy.book import Policy
from policy.care import FilingKind, Place, Setting
from staff.rules.divisions import scope_prefix

HOLDS = frozenset(
    (*recognitions.HOLDS, *filings.HOLDS, filings.LOCAL, own_codes.UNKNOWN)
)  # codes of what holds a bill because of a register
_SETTINGS = frozenset(setting.value for setting in recognitions.SETTINGS)
Row = TypeVar("Row", Recognition, Filing)
Fact = TypeVar("Fact", Recognized, Filed)


class OnRecord(NamedTuple):
    """A bill as the rules see it, what the registers hold it back for, and the rows that its payment rests on."""

    bill: BillFacts
    held: tuple[Held, ...] = ()
    rests_on: tuple[str, ...] = ()  # "recognition:12", "filing:7"


def by_registers(
    bills: Sequence[Bill], kept: Mapping[int, int], policies: Mapping[str, Policy], figures: FiguresBook
) -> dict[int, OnRecord]:
    """Bill id -> the bill as the rules see it and what the registers hold it back for; `kept`: record -> the one that counts."""
    found = _by_own_codes(bills, policies)
    chronic = [bill for bill in bills if bill.setting in _SETTINGS]
    elsewhere = [bill for bill in bills if bill.place != Place.AREA.value]
    if not chronic and not elsewhere:
        return found
    asked = {bill.pk: bill for bill in (*chronic, *elsewhere)}
    providers = Provider.objects.in_bulk({bill.provider_id for bill in asked.values()})
    recognised = recognitions_of({kept[bill.person_id] for bill in chronic})
    filed = filings_of({kept[bill.person_id] for bill in elsewhere})
    for bill in asked.values():
        policy, person, provider = (
            policies[bill.division_code],
            kept[bill.person_id],
            providers[bill.provider_id],
        )
        terms = terms_on(policy, bill.discharged_on)
        entered = figures.on(bill.division_code, bill.discharged_on)
        there = by_filings(terms, found[bill.pk].bill, provider.division_code, filed.get(person, ()), entered)
        one = by_recognitions(
            terms,
            there.bill,
            provider.code,
            recognised.get(person, ()),
            diseases_of(policy, bill.discharged_on),
        )
        rests_on = [*(f"recognition:{number}" for number in one.numbers), *found[bill.pk].rests_on]
        if asks(terms, there.bill):
            rests_on += [f"filing:{number}" for number in there.numbers]
        found[bill.pk] = OnRecord(one.bill, (*found[bill.pk].held, *there.held, *one.held), tuple(rests_on))
    return found


def _by_own_codes(bills: Sequence[Bill], policies: Mapping[str, Policy]) -> dict[int, OnRecord]:
    """The bills with national codes; mappings are read only where a bill has a code of its own."""
    found = {bill.pk: OnRecord(bill_facts(bill)) for bill in bills}
    odd = {}
    for bill in bills:
        facts = found[bill.pk].bill
        asks = facts.setting is Setting.CHRONIC and facts.chronic_disease
        diseases = diseases_of(policies[bill.division_code], bill.discharged_on) if asks else None
        if codes := own_codes.own_codes(facts, diseases):
            odd[bill.pk] = (bill, codes)
    if not odd:
        return found
    providers = Provider.objects.in_bulk({bill.provider_id for bill, _ in odd.values()})
    known = KnownMappings(providers)
    for bill, codes in odd.values():
        provider = providers[bill.provider_id]
        facts, held, numbers = own_codes.by_own_codes(
            found[bill.pk].bill,
            codes,
            known.on(provider.pk, bill.discharged_on),
            f"{provider.name}（{provider.code}）",
        )
        found[bill.pk] = OnRecord(facts, held, tuple(f"code:{number}" for number in numbers))
    return found


def recognitions_of(person_ids: Collection[int]) -> dict[int, list[Recognized]]:
    """Record that counts -> its recognitions and open applications, those of records merged into it with them."""
    rows = Recognition.objects.filter(state__in=(*COUNTING, *OPEN)).order_by("from_on", "pk")
    return _by_person(person_ids, rows.filter, _recognized)


def filings_of(person_ids: Collection[int]) -> dict[int, list[Filed]]:
    """Record that counts -> its filings, decided or not."""
    rows = Filing.objects.filter(state__in=LIVE).order_by("from_on", "pk")
    return _by_person(person_ids, rows.filter, _filed)


def _by_person(
    person_ids: Collection[int], rows: Callable[..., Iterable[Row]], fact: Callable[[Row], Fact]
) -> dict[int, list[Fact]]:
    if not person_ids:
        return {}
    absorbed: dict[int, int] = absorbed_records(person_ids)
    found: dict[int, list[Fact]] = defaultdict(list)
    for row in rows(person_id__in={*person_ids, *absorbed}):
        found[absorbed.get(row.person_id, row.person_id)].append(fact(row))
    return found


def _recognized(row: Recognition) -> Recognized:
    return Recognized(
        row.pk,
        Setting(row.setting),
        row.disease,
        row.disease_code,
        row.from_on,
        row.until_on,
        frozenset(row.providers),
        row.state == RecognitionState.APPLIED,
        timezone.localdate(row.applied_at),
    )


def _filed(row: Filing) -> Filed:
    return Filed(
        row.pk,
        FilingKind(row.kind),
        scope_prefix(row.destination),
        row.from_on,
        row.until_on,
        timezone.localdate(row.submitted_at),
        row.state == FilingState.SUBMITTED,
    )
