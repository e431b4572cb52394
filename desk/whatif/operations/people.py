"""What would a draft give everybody who owes a due: amount, subsidy, wait, and who bears it?

Each distinct case is asked of the rules once under both policies; the counts of people do the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

from assistance.figures.queries.parameters import entered_for_rules
from assistance.public_money.rules.fiscal import PAYERS, PerHead, per_head
from assistance.public_money.rules.fiscal_heads import Head
from assistance.subsidies.rules.grant_proposals import propose
from desk.whatif.queries.people import Asked, HelpCase, People, people
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.balance import FISCAL, PERSON_DUE, SUBSIDY
from desk.whatif.rules.sides import Helped, Priced, Side, Verdict, priced, verdict
from desk.whatif.rules.tallies import Tally
from enrollment.bulk.quotations import answered
from enrollment.bulk.standings import asked_of
from enrollment.rules.asked_facts import NOTHING_ASKED, AskedFacts, asked_facts
from enrollment.rules.standing import Standing
from policy.book import Policy
from policy.terms import Group

PLACE = "+place:"
EXAMPLES = 20
Made = TypeVar("Made")


class _Rules:
    """One policy, asked each thing once."""

    def __init__(
        self,
        policy_of: Callable[[str], Policy],
        area: str,
        year: int,
        on: date,
        *,
        asks_more: bool = False,
    ) -> None:
        self._asks_more = asks_more  # than the standings of the dues hold
        self._policy_of, self._area, self._year, self._on = cache(policy_of), area, year, on
        self._known: dict[Hashable, Any] = {}

    def side(self, one: People) -> Side:
        """What a person of this case gets."""
        at_issue, paid = self._with_facts(one.at_issue, one), one.paid and self._with_facts(one.paid, one)
        if one.by_hand_fen is not None or (one.is_paid and one.paid is None):
            price = Priced(one.by_hand_fen, is_decided=one.by_hand_fen is not None)
            due = one.by_hand_fen
        else:
            price = self.price(paid or at_issue, is_paid=one.is_paid)
            due = self.price(at_issue, is_paid=False).due_fen
        return Side(price, self.helped(one.help, due) if one.help else Helped())

    def _with_facts(self, asked: Asked, one: People) -> Asked:
        if not (self._asks_more and one.standing):
            return asked
        repaired = Standing.parse(asked.standing).repaired_years
        standing = replace(Standing.parse(one.standing), repaired_years=repaired)
        return asked._replace(standing=standing.key())

    def price(self, asked: Asked, *, is_paid: bool) -> Priced:
        def ask() -> Priced:
            policy = self._policy_of(_place(asked.standing) or self._area)
            found = answered(policy, self._year, asked.standing, asked.paid_on, asked.extension)
            return priced(found, is_paid=is_paid)

        return self._once((asked, is_paid), ask)

    def helped(self, case: HelpCase, due_fen: int | None) -> Helped:
        def ask() -> Helped:
            found = propose(
                self._policy_of(case.place or self._area), coverage_year=self._year, categories=case.categories,
                due_fen=due_fen, added_on=case.added_on, on=self._on, place=case.place, since=case.days,
            )  # fmt: skip
            if found is None:
                return Helped()
            by_payer: dict[str, int] = {}
            for part in found.parts:
                by_payer[part.payer] = by_payer.get(part.payer, 0) + part.fen
            missing = tuple(one.what for one in found.missing) if found.amount_fen is None else ()
            return Helped(found.amount_fen, by_payer, str(found.basis), found.steps, missing)

        return self._once((case, due_fen), ask)

    def fiscal(self, county: str, at_school: bool) -> PerHead:
        """The fiscal subsidy of one head by level."""

        def ask() -> PerHead:
            entered = entered_for_rules(county, self._on)
            head = Head(county, at_school=at_school)
            return per_head(self._policy_of(self._area), fiscal_year=self._year, head=head, entered=entered)

        return self._once(("fiscal", county, at_school), ask)

    def _once(self, key: Hashable, ask: Callable[[], Made]) -> Made:
        if key not in self._known:
            self._known[key] = ask()
        made: Made = self._known[key]
        return made


def count(policies: DraftPolicies, *, on: date) -> dict[str, Any]:
    """The people's part of a run: a tally, and up to 20 people with both explanations."""
    area, year = policies.area, policies.coverage_year
    also = further_facts(policies)
    before = _Rules(policies.before, area, year, on)
    after = _Rules(policies.after, area, year, on, asks_more=also != NOTHING_ASKED)
    tally, (drafted, _) = Tally(), policies.marks
    examples: dict[Hashable, list[dict[str, Any]]] = {}
    for one in people(area, year, on=on, also=also):
        then, now = before.side(one), after.side(one)
        found = verdict(then, now)
        _count(tally, one, then, now, found)
        _pay(tally, one, then, now, before, after)
        if then.figures != now.figures:
            kind = (
                found,
                _group(one),
                one.help.categories if one.help else (),
                one.is_paid,
                then.kind,
                now.kind,
            )
            kept = examples.setdefault(kind, [])
            if len(kept) < EXAMPLES:
                kept += [_example(one, person, found, then, now, drafted) for person in one.sample]
    return {**tally.as_json(), "examples": list(in_turn(examples))}


def further_facts(policies: DraftPolicies) -> AskedFacts:
    """What the draft asks of a person that today's rules do not; nothing where the standings hold it already."""
    area, year = policies.area, policies.coverage_year
    today, then = asked_of(area, year), asked_facts(policies.after(area), year)
    return NOTHING_ASKED if today.joined(then) == today else then


def _count(tally: Tally, one: People, then: Side, now: Side, found: Verdict) -> None:
    category = then.helped.basis or now.helped.basis
    tally.count(
        one.county, _group(one), category, one.count, found,
        own_before_fen=then.own_fen, own_after_fen=now.own_fen, wait_before_days=then.priced.wait_days,
        wait_after_days=now.priced.wait_days, waiting_before=int(then.priced.wait_days > 0),
        waiting_after=int(now.priced.wait_days > 0), open_before=int(not then.is_decided),
        open_after=int(not now.is_decided),
    )  # fmt: skip
    tally.leave_open(one.county, "before", then.missing, one.count)
    tally.leave_open(one.county, "after", now.missing, one.count)


def _pay(tally: Tally, one: People, then: Side, now: Side, before: _Rules, after: _Rules) -> None:
    """Who bears it: the person and who helps; for whom has paid, also the public purse by level."""
    sides = [(then, before), (now, after)]
    own = [(side.own_fen or 0) * one.count for side, _ in sides]
    tally.pay(one.county, PERSON_DUE, own[0], own[1])
    for payer in sorted({*then.helped.by_payer, *now.helped.by_payer}):
        given = [side.helped.by_payer.get(payer, 0) * one.count for side, _ in sides]
        tally.pay(one.county, f"{SUBSIDY}{payer}", given[0], given[1])
    if not one.is_paid:
        return
    heads = [rules.fiscal(one.county, _is_at_school(one)) for _, rules in sides]
    for name, head, (side, _) in zip(("before", "after"), heads, sides, strict=True):
        if side.priced.counts:
            tally.leave_open(one.county, name, (missing.what for missing in head.missing), one.count)
    levels = [_levels(head, side) for head, (side, _) in zip(heads, sides, strict=True)]
    for level in sorted({*levels[0], *levels[1]}):
        fen = [found.get(level, 0) * one.count for found in levels]
        tally.pay(one.county, f"{FISCAL}{level}", fen[0], fen[1])


def _levels(head: PerHead, side: Side) -> Mapping[str, int]:
    """What each level adds for a head; the part of which no level is known is told apart."""
    if head.total_fen is None or not side.priced.counts:
        return {}
    known = {level: fen for level in PAYERS if (fen := head.parts[level])}
    return {**known, "undecided": head.total_fen - sum(known.values())}


def in_turn(kinds: Mapping[Any, list[dict[str, Any]]], most: int = EXAMPLES) -> Iterator[dict[str, Any]]:
    """One of each kind in turn, so that the rare kinds are seen, then more of the same."""
    turns = max((len(kept) for kept in kinds.values()), default=0)
    each = (kept[turn] for turn in range(turns) for kept in kinds.values() if turn < len(kept))
    for _, one in zip(range(most), each, strict=False):
        yield one


def _example(one: People, person: int, found: Verdict, then: Side, now: Side, drafted: str) -> dict[str, Any]:
    return {
        "person": person,
        "county": one.county,
        "group": _group(one),
        "verdict": found.value,
        "before": then.as_json(),
        "after": now.as_json(drafted),
    }


def _group(one: People) -> str:
    return Standing.parse(one.at_issue.standing).group.value


def _is_at_school(one: People) -> bool:
    return _group(one) == Group.COLLEGE_STUDENT.value


def _place(standing: str) -> str:
    """The county whose own figures price a standing, if any."""
    return standing.partition(PLACE)[2][:6]
