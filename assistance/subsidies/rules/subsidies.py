"""How much of a due does a category's premium subsidy bear, and how does the money go?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType

from assistance.categories.rules.inclusion import Included, Since, included
from assistance.subsidies.rules.awards import (
    Award,
    Other,
    Subsidy,
    amount_step,
    flow_step,
    other_step,
    unaided,
    undecided,
)  # fmt: skip
from enrollment.rules import wording
from enrollment.rules.answers import Missing, Step
from policy.book import Policy
from policy.files import Area
from policy.money import apply_rate, yuan_to_fen
from policy.schema import SubsidyFile, SubsidyFlow, SubsidyRule, Undecided
from policy.terms import Category, Flow, Mode, Text
from policy.years import ended_before

_DIBAO = Category("dibao")  # the only people of a partial subsidy under one reading of A03


def subsidy_for(
    policy: Policy, *, coverage_year: int, category: Category, due_fen: int, place: str = ""
) -> Subsidy | None:
    """The subsidy of one category, None for a category that no document here helps.

    The nearest area that has a rule for the category or says its amount is open decides. A full subsidy
    follows the
    due (A10), a fixed one is as printed and never passes the due (A11).
    """
    names = tuple(policy.categories.with_wider(category))
    policy = policy.in_year(coverage_year)
    for area, file in policy.files("subsidy", SubsidyFile):
        rules = [rule for rule in file.rule if not rule.beside and _rule_holds(policy, rule, coverage_year)]
        for name in names:
            named = [rule for rule in rules if name in rule.categories]
            for rule in sorted(named, key=lambda one: not one.divisions):
                if is_at(rule, place):
                    return _measured(policy, rule, category, due_fen, coverage_year)
            if named:
                unlisted = _not_in_the_table(named[0])
                return Subsidy(category, None, None, Flow.UNDECIDED, unlisted.clause, (), (unlisted,))
        missing = _open_question(area, coverage_year, names)
        if missing is not None:
            flow = flow_of(policy, Mode.FIXED, coverage_year)
            return Subsidy(category, None, None, flow[0], missing.clause, missing.readings, (missing,))
    ended = _past_question(policy, coverage_year, names)
    if ended is None:
        return None
    return Subsidy(category, None, None, Flow.UNDECIDED, ended.clause, ended.readings, (ended,))


def is_at(rule: SubsidyRule, place: str) -> bool:
    """Whether a rule holds at a place: everywhere, or in the counties that its table names."""
    return not rule.divisions or any(place.startswith(code) for code in rule.divisions)


def _not_in_the_table(rule: SubsidyRule) -> Missing:
    what = Text(
        "该县（区）的资助标准（表中没有列出）", "the amount of this county, which the table does not name"
    )
    who = Text("县（市、区）医疗保障局", "the healthcare security bureau of the county")
    return Missing(what, who, rule.clause, rule.readings)


def _past_question(policy: Policy, coverage_year: int, names: tuple[Category, ...]) -> Missing | None:
    """The question that stays when what was said of subsidies has come to its end and nobody has said more (A55)."""
    began = 0  # the first year of the latest text that holds, in this area or a nearer one
    ended: list[tuple[int, bool, SubsidyRule | Undecided]] = []
    for area, file in policy.whole.files("subsidy", SubsidyFile):
        live = next((one for own, one in policy.files("subsidy", SubsidyFile) if own.code == area.code), file)
        began = max([began, *(rule.from_coverage_year for rule in live.rule)])
        questions = (one for one in file.undecided if one.topic == "subsidy")
        for value in (*file.rule, *questions):
            assert isinstance(value, SubsidyRule | Undecided)
            last = ended_before(value, "subsidy", coverage_year, policy.ends())
            if last is not None and began <= last:
                ended.append((last, bool(set(names) & set(value.categories)), value))
    if not ended:
        return None
    last, _, value = max(ended, key=lambda one: (one[1], one[0]))
    return wording.past_rule(policy, Text("参保资助", "the premium subsidy"), last, value)


def award(
    policy: Policy, *, coverage_year: int, categories: Collection[Category], due_fen: int, place: str = "",
    since: Since = MappingProxyType({}),
) -> Award:  # fmt: skip
    """The subsidy of a person who may hold several categories: the highest counts, none is added
    (就高不就低, A11), or the first by the order that the text gives. What another payer gives beside it is added.

    When a category's amount is open, a full subsidy found beside it still decides, for nothing can be higher.
    `place` is the division of the due, `since` from which day each category is held.
    """
    policy = policy.in_year(coverage_year)
    found, taken_in, left_out = [], [], []
    for category in categories:
        entry = included(policy, coverage_year=coverage_year, category=category, since=since)
        subsidy = subsidy_for(
            policy, coverage_year=coverage_year, category=category, due_fen=due_fen, place=place
        )
        if entry.is_in is False:
            left_out += [entry.step] if entry.step and subsidy else []
            continue
        taken_in.append(category)
        if subsidy is not None:
            found.append(_taken_in(subsidy, entry))
    best: Subsidy | None
    if not found:
        best = _with_others(policy, None, taken_in, due_fen, place)
        if best is None:
            return unaided(due_fen, tuple(left_out))
        return _settled(policy, best, due_fen, several=False)
    best = max((one for one in found if one.fen is not None), key=lambda one: one.fen or 0, default=None)
    order = next(
        (file.multiple[0].order for _, file in policy.files("subsidy", SubsidyFile) if file.multiple), ()
    )
    if order and len(found) > 1:
        found = [min(found, key=lambda one: _rank(policy, one.category, order))]
        best = found[0] if found[0].fen is not None else None
    unknown = next((one for one in found if one.fen is None), None)
    if unknown is not None and (best is None or best.fen != due_fen):
        return undecided(unknown, policy.categories.label(unknown.category), due_fen)
    assert best is not None and best.fen is not None
    if policy.reading("A11") == "sum_up_to_due":
        total = min(sum(one.fen or 0 for one in found), due_fen)
        best = Subsidy(best.category, best.mode, total, best.flow, best.clause, best.readings, best.missing)
    best = _with_others(policy, best, taken_in, due_fen, place) or best
    return _settled(policy, best, due_fen, several=len(found) > 1)


def _taken_in(subsidy: Subsidy, entry: Included) -> Subsidy:
    """The subsidy with its month of payment; open while nobody knows since when the category is held."""
    if entry.missing is not None:
        return replace(subsidy, fen=None, missing=(entry.missing,), clause=entry.missing.clause)
    return replace(subsidy, paid_from=entry.paid_from, steps=(entry.step,) if entry.step else ())


def _rank(policy: Policy, category: Category, order: tuple[Category, ...]) -> int:
    return min(
        (order.index(name) for name in policy.categories.with_wider(category) if name in order),
        default=len(order),
    )


def _with_others(
    policy: Policy, best: Subsidy | None, categories: Collection[Category], due_fen: int, place: str
) -> Subsidy | None:
    """What other payers give beside the first one, or alone, each its highest; all together never pass the due."""
    names = {name: category for category in categories for name in policy.categories.with_wider(category)}
    given: dict[str, tuple[int, SubsidyRule]] = {}
    for _, file in policy.files("subsidy", SubsidyFile):
        for rule in file.rule:
            if rule.beside and names.keys() & set(rule.categories) and is_at(rule, place):
                fen = _amount(rule, due_fen)
                if rule.payer not in given or given[rule.payer][0] < fen:
                    given[rule.payer] = fen, rule
        if given:
            break
    if not given:
        return best
    if best is None:
        rule = next(iter(given.values()))[1]
        category = next(names[name] for name in rule.categories if name in names)
        flow, _ = flow_of(policy, rule.mode, policy.coverage_year or 0, category)
        best = Subsidy(category, rule.mode, 0, flow, rule.clause, rule.readings)
    others, left = [], due_fen - (best.fen or 0)
    for payer, (fen, rule) in sorted(given.items()):
        fen = min(fen, left)
        left -= fen
        others.append(Other(payer, fen, rule.clause, rule.readings))
    return replace(best, fen=due_fen - left, others=tuple(others))


def flow_of(
    policy: Policy, mode: Mode, coverage_year: int, category: Category | None = None
) -> tuple[Flow, SubsidyFlow | None]:
    """How a kind of subsidy reaches the person; undecided where the text is silent unless the area has
    chosen (A46).
    """
    policy = policy.in_year(coverage_year)
    for area, file in policy.files("subsidy", SubsidyFile):
        names = set(policy.categories.with_wider(category)) if category else set()
        for entry in sorted(file.flow, key=lambda one: not one.categories):
            if entry.mode is mode and (not entry.categories or names & set(entry.categories)):
                chosen = policy.reading(entry.flow_reading) if entry.flow_reading else ""
                if entry.flow is Flow.UNDECIDED and chosen in ("paid_direct", "one_card"):
                    return Flow(chosen), entry
                return entry.flow, entry
        if policy.undecided("subsidy", "flow", coverage_year=coverage_year, area=area):
            return Flow.UNDECIDED, None
    return Flow.UNDECIDED, None


def fixed_minimum_fen(policy: Policy, area_code: str) -> tuple[int, str] | None:
    """The least fixed amount a city may set, with its clause (A12, A13)."""
    for _, file in policy.files("subsidy", SubsidyFile):
        if file.minimum:
            tier1 = any(area_code in entry.tier1_areas for entry in file.minimum)
            entry = next((one for one in file.minimum if one.tier1 is tier1), file.minimum[0])
            return yuan_to_fen(entry.amount), entry.clause
    return None


def _rule_holds(policy: Policy, rule: SubsidyRule, coverage_year: int) -> bool:
    if rule.lasts_reading and policy.reading(rule.lasts_reading) == "notice_cycle":
        return coverage_year == rule.from_coverage_year
    return True


def _measured(policy: Policy, rule: SubsidyRule, category: Category, due_fen: int, year: int) -> Subsidy:
    flow, source = flow_of(policy, rule.mode, year, category)
    if (
        rule.mode is Mode.FIXED
        and policy.reading("A03") == "dibao_partial_only"
        and _DIBAO not in policy.categories.with_wider(category)
    ):
        flow, source = Flow.UNDECIDED, None
    fen = _amount(rule, due_fen)
    readings = tuple(dict.fromkeys((*rule.readings, *(source.readings if source else ()))))
    return Subsidy(category, rule.mode, fen, flow, rule.clause, readings, payer=rule.payer)


def _amount(rule: SubsidyRule, due_fen: int) -> int:
    """The subsidy of a rule: never above the due (A10, A11); a share is rounded half up once, then held in its bounds."""
    if rule.share is not None:
        fen = apply_rate(due_fen, rule.share)
        fen = max(fen, yuan_to_fen(rule.least)) if rule.least is not None else fen
        fen = min(fen, yuan_to_fen(rule.most)) if rule.most is not None else fen
        return min(fen, due_fen)
    return due_fen if rule.amount is None else min(yuan_to_fen(rule.amount), due_fen)


def _open_question(area: Area, coverage_year: int, names: tuple[Category, ...]) -> Missing | None:
    for entry in area.file("subsidy", SubsidyFile).undecided:
        if entry.topic == "subsidy" and (not entry.categories or set(names) & set(entry.categories)):
            return Missing(entry.what, entry.decided_by, entry.clause, entry.readings)
    return None


def _settled(policy: Policy, subsidy: Subsidy, due_fen: int, *, several: bool) -> Award:
    fen = subsidy.fen or 0
    own = fen - sum(other.fen for other in subsidy.others)
    steps = (
        [amount_step(subsidy, policy.categories.label(subsidy.category), own)]
        if own or not subsidy.others
        else []
    )
    steps += [other_step(other) for other in subsidy.others]
    if several:
        text = Text(
            "多重身份只取最高一项，不相加。",
            "Of several categories only the highest counts; nothing is added.",
        )
        source = next(
            (file.multiple[0] for _, file in policy.files("subsidy", SubsidyFile) if file.multiple), None
        )
        steps.append(Step("highest_only", text, source.clause if source else "", ("A11",)))
    person: int | None
    fund: int | None
    card: int | None
    match subsidy.flow:
        case Flow.PAID_DIRECT:
            person, fund, card = due_fen - fen, fen, 0
        case Flow.ONE_CARD:
            person, fund, card = due_fen, 0, fen
        case _:
            person = fund = card = None
    if fen:
        steps.append(flow_step(subsidy.flow, subsidy, due_fen))
        steps += subsidy.steps
    return Award(
        due_fen,
        subsidy.category,
        subsidy.mode,
        subsidy.flow,
        fen,
        person,
        fund,
        card,
        due_fen - fen,
        subsidy.missing,
        tuple(steps),
        subsidy.others,
        subsidy.payer,
        subsidy.paid_from,
    )
