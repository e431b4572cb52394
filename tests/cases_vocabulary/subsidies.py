"""What do the rules answer about the premium subsidy of a person, a household or an area?"""

from __future__ import annotations

from datetime import date
from typing import Any

from assistance.categories.rules.categories import categories_named
from assistance.categories.rules.newly_added import addition
from assistance.subsidies.rules.awards import Award
from assistance.subsidies.rules.subsidies import award, fixed_minimum_fen
from enrollment.rules.dues import individual_price
from enrollment.rules.quotes import quote
from policy.book import Policy
from policy.money import yuan_to_fen
from policy.schema import FundFile
from policy.terms import Category, Decision, Flow, Group, Mode
from tests.cases_vocabulary.given import Given, UnknownWord, as_day, as_extension
from tests.cases_vocabulary.payments import Answer, coverage_year_of, described, standing_of
from tests.cases_vocabulary.people import Somebody, category_names, member, somebody


def subsidy(policy: Policy, code: str, given: Given) -> Answer:
    """Kinds subsidy-full, subsidy-fixed and subsidy-multiple: one person, or several looked at one by one."""
    listed = given.first("persons", "members")
    each = listed is not None
    people = (
        [member(policy, entry) for entry in listed] if isinstance(listed, list) else [_person(policy, given)]
    )
    answers = [_for_one(policy, code, given, who) for who in people]
    if not each:
        return answers[0]
    table: Answer = {name: _same_or_list([answer[name] for answer in answers]) for name in answers[0]}
    for name in _SUMMED:
        table[f"{name}_each"] = table[f"{name}_fen_each"] = _same_or_list(
            [answer[f"{name}_fen"] for answer in answers]
        )
        table[f"{name}_total_fen"] = _total([answer[f"{name}_fen"] for answer in answers])
    return table | {
        "fund_total_fen": _total([answer["fund_pays_for_person_fen"] for answer in answers]),
        "card_total_fen": _total([answer["to_card_fen"] for answer in answers]),
        "to_cards_fen": _total([answer["to_card_fen"] for answer in answers]),
    }


_SUMMED = ("person_pays", "fund_pays_for_person", "to_card", "subsidy", "net_cost", "due")


def _person(policy: Policy, given: Given) -> Somebody:
    return somebody(policy, *(given.take("categories") or [given.take("category", "ordinary")]))


def _for_one(policy: Policy, code: str, given: Given, who: Somebody) -> Answer:
    paid_on = given.day("payment_date", "paid_on", "enrollment_date")
    stated = given.first("coverage_year", "year")
    extension = as_extension(given.take("extension"))
    year = coverage_year_of(policy, stated, paid_on, extension)
    given.without_effect("enrollment_basis", "each_head_counted_once", "roster_date", "certified_on")
    price = individual_price(policy, year, who.group)
    given_due = given.first("due_fen", "due_fen_each")
    due_fen = int(given_due) if given_due is not None else price.fen
    paid_fen = given.take("paid_fen")
    where = {"place": str(given.take("county_code", "")), "since": _since(policy, given, who)}
    minimum = fixed_minimum_fen(policy, code)
    answer: Answer = {}
    missing: list[str] = []
    if paid_on is not None:
        standing = standing_of(policy, who, given, year)
        asked = quote(policy, coverage_year=year, standing=standing, paid_on=paid_on, extension=extension)
        answer = described(policy, asked, standing, who, paid_fen=paid_fen)
        missing = [one.what.zh for one in asked.missing]
    if due_fen is None:
        if price.missing is not None:
            missing.append(price.missing.what.zh)
        gift = award(policy, coverage_year=year, categories=who.categories, due_fen=0, **where)
        return answer | _nothing_known() | {"missing": missing, "basis": _basis(gift, who)}
    gift = award(policy, coverage_year=year, categories=who.categories, due_fen=due_fen, **where)
    missing.extend(one.what.zh for one in gift.missing)
    manual = bool(gift.missing) or answer.get("decision") == "MANUAL"
    enrolled = _enrolled(gift, paid_fen, answer)
    to_card_now = gift.to_card_fen if enrolled else 0
    return answer | {
        "decision": "MANUAL" if manual else answer.get("decision", "DECIDED"),
        "coverage_year": year,
        "due_fen": due_fen,
        "due_min_fen": price.fen if price.floor else None,
        "fixed_min_fen": minimum[0] if minimum else None,
        "fixed_fen": gift.subsidy_fen if gift.mode is Mode.FIXED else None,
        "full": gift.mode is Mode.FULL,
        "basis": _basis(gift, who),
        "mode": gift.mode.value if gift.mode else None,
        "money_flow": None if gift.flow in (None, Flow.UNDECIDED) else gift.flow.value,
        "subsidy_fen": gift.subsidy_fen,
        "parts": {part.payer: part.fen for part in gift.parts},
        "paid_from": gift.paid_from,
        "subsidy_clauses": [step.clause for step in gift.steps if step.clause],
        "missing_clauses": [one.clause for one in gift.missing],
        "person_pays_fen": gift.person_pays_fen,
        "person_pays_first": "whole due" if gift.flow is Flow.ONE_CARD else None,
        "fund_pays_for_person_fen": gift.fund_pays_for_person_fen,
        "to_card_fen": gift.to_card_fen,
        "to_card_fen_now": to_card_now,
        "net_cost_fen": gift.net_cost_fen,
        "net_max_fen": due_fen - minimum[0] if minimum and gift.subsidy_fen is None else gift.net_cost_fen,
        "enrolled": enrolled,
        "shortfall_fen": _shortfall(gift, paid_fen),
        "missing": missing,
    }


def _since(policy: Policy, given: Given, who: Somebody) -> dict[Category, date]:
    """`held_since`: one day for every category, or a day for each by its name."""
    stated = given.take("held_since")
    if not isinstance(stated, dict):
        return {} if stated is None else dict.fromkeys(who.categories, as_day(stated))
    return {
        one: as_day(day)
        for name, day in stated.items()
        for one in categories_named(name, category_names(policy))
    }


def _nothing_known() -> Answer:
    sums = {f"{name}_fen": None for name in (*_SUMMED, "fixed")}
    return (
        sums
        | {"money_flow": None}
        | {
            "decision": "MANUAL",
            "enrolled": None,
            "shortfall_fen": None,
        }
    )


def _basis(gift: Award, who: Somebody) -> str | None:
    return None if gift.basis is None else who.name_of(gift.basis)


def _owed(gift: Award) -> int:
    """What must reach the collector from the person: the whole due unless the fund pays part of it for the
    person.
    """
    return gift.due_fen if gift.person_pays_fen is None else gift.person_pays_fen


def _enrolled(gift: Award, paid_fen: int | None, answer: Answer) -> bool | None:
    if paid_fen is not None:
        return paid_fen >= _owed(gift)
    if gift.person_pays_fen == 0:
        return True
    return answer.get("enrolled")


def _shortfall(gift: Award, paid_fen: int | None) -> int | None:
    return None if paid_fen is None else max(_owed(gift) - paid_fen, 0)


def household(policy: Policy, code: str, given: Given) -> Answer:
    """Kind subsidy-household: what the household pays, what the fund pays for its members, what goes to its
    cards.
    """
    members = [member(policy, entry) for entry in given.first("members", "persons")]
    answers = [_for_one(policy, code, given, who) for who in members]

    def total(name: str) -> int | None:
        return _total([answer[name] for answer in answers])

    return {
        "decision": "MANUAL" if any(answer["decision"] == "MANUAL" for answer in answers) else "DECIDED",
        "due_fen": total("due_fen"),
        "due_total_fen": total("due_fen"),
        "contributions_received_fen": total("due_fen"),
        "household_pays_fen": total("person_pays_fen"),
        "fund_pays_for_person_fen": total("fund_pays_for_person_fen"),
        "fund_pays_for_persons_fen": total("fund_pays_for_person_fen"),
        "to_card_fen": total("to_card_fen"),
        "to_cards_fen": total("to_card_fen"),
        "subsidy_fen": total("subsidy_fen"),
        "subsidy_total_fen": total("subsidy_fen"),
        "household_net_fen": total("net_cost_fen"),
        "net_cost_fen": total("net_cost_fen"),
        "missing": [what for answer in answers for what in answer["missing"]],
        **{f"{name}_fen_each": [answer[f"{name}_fen"] for answer in answers] for name in _SUMMED},
    }


def totals(policy: Policy, code: str, given: Given) -> Answer:
    """Kind subsidy-totals: sums over the heads of each category in an area, each head counted once."""
    year = coverage_year_of(policy, given.first("coverage_year", "year"), None)
    stated_due = given.first("due_fen_each", "due_fen")
    price = individual_price(policy, year, Group.ADULT)
    due_fen = int(stated_due) if stated_due is not None else price.fen
    given.without_effect("each_head_counted_once")
    insured = given.first("insured", "insured_heads")
    sums: dict[str, int | None] = dict.fromkeys(
        ("subsidy", "person_pays", "fund_pays_for_person", "to_card", "net_cost", "due"), 0
    )
    by_mode: dict[Mode, int] = {Mode.FULL: 0, Mode.FIXED: 0}
    missing: list[str] = []
    for name, heads in given.take("heads").items():
        gift = _award_of_name(policy, year, name, due_fen)
        for field in sums:
            sums[field] = _add(sums[field], getattr(gift, f"{field}_fen") if gift else None, heads)
        if gift is not None:
            missing.extend(one.what.zh for one in gift.missing)
            if gift.mode is not None and gift.subsidy_fen is not None:
                by_mode[gift.mode] += gift.subsidy_fen * heads
    per_head = _critical_illness_fen(policy, year)
    if due_fen is None and price.missing is not None:
        missing.append(price.missing.what.zh)
    return {
        "decision": "MANUAL" if missing else "DECIDED",
        "fund_pays_for_persons_fen": sums["fund_pays_for_person"],
        "fund_pays_for_person_fen": sums["fund_pays_for_person"],
        "to_cards_fen": sums["to_card"],
        "to_card_fen": sums["to_card"],
        "subsidy_total_fen": sums["subsidy"],
        "subsidy_full_fen": by_mode[Mode.FULL],
        "subsidy_fixed_fen": by_mode[Mode.FIXED] if sums["subsidy"] is not None else None,
        "paid_by_persons_fen": sums["person_pays"],
        "net_cost_total_fen": sums["net_cost"],
        "contributions_received_fen": sums["due"],
        "critical_illness_fund_fen": None if insured is None or per_head is None else int(insured) * per_head,
        "missing": missing,
    }


def _award_of_name(policy: Policy, year: int, name: str, due_fen: int | None) -> Award | None:
    """The award behind a name; a name for several categories (二三四类) must mean the same amount for
    each.
    """
    if due_fen is None:
        return None
    who = somebody(policy, name)
    categories = categories_named(name, category_names(policy)) if who.categories else ()
    gifts = [award(policy, coverage_year=year, categories=[one], due_fen=due_fen) for one in categories]
    gifts = gifts or [award(policy, coverage_year=year, categories=[], due_fen=due_fen)]
    if len({(gift.subsidy_fen, gift.flow) for gift in gifts}) > 1:
        raise UnknownWord(f"{name} stands for categories with different subsidies; count them one by one")
    return gifts[0]


def _critical_illness_fen(policy: Policy, coverage_year: int) -> int | None:
    """The critical illness money per head by the paper whose window opened the coverage year, else of the
    year itself.
    """
    for year in (coverage_year - 1, coverage_year):
        for _, file in policy.files("fund", FundFile):
            for entry in file.critical_illness:
                if entry.year == year:
                    return yuan_to_fen(entry.amount)
    return None


def newly_added(policy: Policy, code: str, given: Given) -> Answer:
    """Kind newly-added-poor: enroll in the month of being added, subsidy in the next month (A05)."""
    who = _person(policy, given)
    added_on = given.day("added_date", "newly_added_date")
    paid_on = given.day("payment_date", "enrollment_date", "paid_on")
    earlier = given.take("earlier_payment")
    given.without_effect("enrollment_basis")
    if added_on is None:
        raise UnknownWord("a newly-added-poor case gives added_date")
    stated = given.first("coverage_year", "year")
    counted_on = as_day(earlier["date"]) if earlier else (paid_on or added_on)
    year = coverage_year_of(policy, stated, counted_on)
    plan = addition(policy, added_on)
    price = individual_price(policy, year, who.group)
    stated_due = given.take("due_fen")
    due_fen = int(stated_due) if stated_due is not None else price.fen
    standing = standing_of(policy, who, given, year)
    asked = quote(policy, coverage_year=year, standing=standing, paid_on=counted_on)
    answer = described(policy, asked, standing, who)
    missing: list[Any] = list(answer["missing"])
    if plan is None or due_fen is None:
        if plan is None:
            missing.append("新增贫困人口参保和资助的时间")
        return answer | _nothing_known() | {"enroll_by": None, "subsidy_month": None, "missing": missing}
    gift = award(policy, coverage_year=year, categories=who.categories, due_fen=due_fen)
    missing.extend(one.what.zh for one in gift.missing)
    decided = asked.decision is Decision.DECIDED and not missing
    paid_before = int(earlier.get("amount_fen", due_fen)) if earlier else 0
    to_card, fund = gift.to_card_fen, gift.fund_pays_for_person_fen
    if earlier and paid_before >= due_fen:
        to_card, fund = gift.subsidy_fen, 0
    person_pays = max(due_fen - paid_before, 0) if earlier else gift.person_pays_fen
    settled = asked.decision is Decision.DECIDED
    return answer | {
        "decision": "DECIDED" if decided else "MANUAL",
        "enroll_by": plan.enroll_by,
        "due_fen": due_fen if settled else None,
        "additional_due_fen": max(due_fen - paid_before, 0) if earlier else due_fen,
        "person_pays_fen": person_pays if settled else None,
        "fund_pays_for_person_fen": fund if settled else None,
        "to_card_fen": to_card if settled else None,
        "subsidy_fen": gift.subsidy_fen,
        "basis": _basis(gift, who),
        "subsidy_month": plan.subsidy_month_text,
        "net_cost_fen": gift.net_cost_fen,
        "window_waived": asked.window.value == "newly_added_poor",
        "missing": missing,
    }


def _same_or_list(values: list[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else values


def _total(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _add(so_far: int | None, per_head: int | None, heads: int) -> int | None:
    return None if so_far is None or per_head is None else so_far + per_head * heads
