"""What do the rules answer to the payment of one person or one household on a day?"""

from __future__ import annotations

from datetime import date
from typing import Any

from assistance.categories.rules.categories import is_hardship
from assistance.subsidies.rules.awards import Award
from assistance.subsidies.rules.subsidies import award
from enrollment.rules import waiting, windows
from enrollment.rules.conflicts import conflict
from enrollment.rules.dues import latest_stated_year
from enrollment.rules.quotes import Quote, WindowExtension, due_at_issue, quote
from enrollment.rules.standing import PriceFacts, Standing
from policy.book import Policy
from policy.periods import Span
from policy.schema import Conflict, ScopeFile
from policy.terms import Basis, Decision, ExemptionReason, Flow, Sex, WarningCode
from tests.cases_vocabulary.given import Given, UnknownWord, as_day, as_extension
from tests.cases_vocabulary.history import employee_last_day, hardship_days, missed_years
from tests.cases_vocabulary.people import Somebody, member, somebody

Answer = dict[str, Any]


def people_of(policy: Policy, given: Given) -> tuple[list[Somebody], bool]:
    """The people of a case, and whether it lists them one by one."""
    listed = given.first("members", "persons")
    names = given.take("categories")
    one = somebody(
        policy,
        *(names or [given.take("category", "ordinary")]),
        *([given.take("group")] if "group" in given else []),
    )
    if given.take("student") is True:
        one = Somebody(somebody(policy, "student").group, one.categories, one.names)
    if isinstance(listed, list):
        return [member(policy, entry) for entry in listed], True
    return [one] * int(listed or given.first("insured", "headcount", default=1)), False


def standing_of(policy: Policy, who: Somebody, given: Given, coverage_year: int) -> Standing:
    """The facts on which the price depends."""
    born_on = given.day("birth_date", "born_on")
    if born_on is not None and born_on.year not in (coverage_year, coverage_year - 1):
        born_on = None
    days = hardship_days(given, coverage_year)
    in_hardship = is_hardship(policy, who.categories, coverage_year) or given.take("hardship") is True
    return Standing(
        group=who.group,
        born_on=born_on,
        hardship=in_hardship or days is not None,
        hardship_days=days or "",
        employee_scheme_last_day=employee_last_day(given),
        newly_added_poor_on=given.day("added_date", "newly_added_date"),
        missed_years=missed_years(given, coverage_year),
        events=tuple((str(name), as_day(day)) for name, day in (given.take("events") or {}).items()),
        price=_price_facts(given),
        insured_elsewhere=str(given.take("insured_elsewhere") or ""),
    )


def _price_facts(given: Given) -> PriceFacts:
    """Age, sex, ground of enrollment, tier and insured parents as a case gives them."""
    sex, basis, tier = given.take("sex"), given.take("enrollment_basis"), given.take("tier_chosen")
    by_word = {one.label.zh: one for one in Basis} | {one.value: one for one in Basis}
    return PriceFacts(
        given.take("age"),
        None if sex is None else Sex(sex),
        None if basis is None else by_word[str(basis)],
        None if tier is None else str(tier),
        given.take("parent_insured"),
    )


def payment(policy: Policy, code: str, given: Given) -> Answer:
    """Kinds contribution-due, contribution-window, late-payment, catch-up and waiting-period."""
    people, listed = people_of(policy, given)
    extension = as_extension(given.first("extension", "window_extension", "extended_to", "extended_until"))
    stated_year = given.first("coverage_year", "year")
    given.without_effect("each_is", "separate_persons", "enrolled_via", "area_code")
    days = given.take("payment_dates")
    sums = given.take("payments_fen")
    if days is not None:
        answers = [
            _one(policy, given, people, as_day(day), stated_year, extension, given.take("paid_fen"))
            for day in days
        ]
        return _columns(answers)
    paid_on = given.day("payment_date", "paid_on", "payment_success_date", "enrollment_date")
    if sums is not None:
        answers = [_one(policy, given, people, paid_on, stated_year, extension, fen) for fen in sums]
        return _columns(answers, plain={"window", "missing", "coverage_year", "decision", "due_fen"})
    answer = _one(policy, given, people, paid_on, stated_year, extension, given.take("paid_fen"))
    if listed:
        answer |= _household(policy, given, people, paid_on, answer["coverage_year"], extension)
    return answer


def insured_elsewhere(policy: Policy, code: str, given: Given) -> Answer:
    """Kind insured-elsewhere: what is done with active cover in another place or scheme."""
    found = conflict(policy, int(given.take("coverage_year")), str(given.take("elsewhere")))
    if isinstance(found, Conflict):
        return {"decision": "DECIDED", "answer": found.answer, "clauses": [found.clause], "missing": []}
    return {"decision": "MANUAL", "answer": None, "clauses": [], "missing": [found.what.zh]}


def _one(
    policy: Policy,
    given: Given,
    people: list[Somebody],
    paid_on: date | None,
    stated_year: Any,
    extension: WindowExtension | None,
    paid_fen: int | None,
) -> Answer:
    year = coverage_year_of(policy, stated_year, paid_on, extension)
    standing = standing_of(policy, people[0], given, year)
    if paid_on is None:
        answer = due_at_issue(policy, coverage_year=year, standing=standing)
    else:
        answer = quote(
            policy,
            coverage_year=year,
            standing=standing,
            paid_on=paid_on,
            extension=extension,
            repaired_years=tuple(given.take("repaired_years") or ()),
        )
    return described(policy, answer, standing, people[0], heads=len(people), paid_fen=paid_fen)


def coverage_year_of(
    policy: Policy, stated: Any, paid_on: date | None, extension: WindowExtension | None = None
) -> int:
    """The year the case names, the one a payment of that day is for, or the latest that the notices state."""
    if stated is not None:
        return int(stated)
    if paid_on is not None:
        return windows.coverage_year_for(policy, paid_on, extension)
    latest = latest_stated_year(policy)
    if latest is None:
        raise UnknownWord(
            "the case gives neither coverage_year nor a payment date, and no notice here states a due"
        )
    return latest


def described(
    policy: Policy,
    answer: Quote,
    standing: Standing,
    who: Somebody,
    *,
    heads: int = 1,
    paid_fen: int | None = None,
) -> Answer:
    """Everything a case may ask about one quote; sums are for all heads."""
    due = None if answer.due_fen is None else answer.due_fen * heads
    aid = _aid(policy, answer, who)
    fiscal = answer.fiscal_fen
    paid = None if aid is None or aid.person_pays_fen is None else (aid.person_pays_fen + fiscal) * heads
    owed = paid if paid is not None else due
    cover, wait = answer.cover, answer.waiting
    return {
        "decision": answer.decision.name,
        "in_window": answer.in_window,
        "window": _ends(answer.window_span),
        "window_start": answer.window_span.start if answer.window_span else None,
        "window_end": answer.window_span.last_day if answer.window_span else None,
        "coverage_year": answer.coverage_year,
        "clauses": list(dict.fromkeys(step.clause for step in answer.steps if step.clause)),
        "ways": [[list(way.repaired_years), way.due_fen, way.cover_from] for way in answer.ways],
        "due_fen": due,
        "due_min_fen": due if answer.amount_is_floor else None,
        "due_is_floor": answer.amount_is_floor,
        "amount_is_floor": answer.amount_is_floor,
        "amount_is_provisional": answer.amount_is_provisional,
        "provisional": answer.amount_is_provisional,
        "individual_part_fen": None if answer.individual_fen is None else answer.individual_fen * heads,
        "fiscal_part_fen": None if answer.due_fen is None else fiscal * heads,
        "counts_for_fiscal_subsidy": answer.counts_for_fiscal_subsidy,
        "person_pays_fen": paid,
        "subsidy_fen": None if aid is None or aid.subsidy_fen is None else aid.subsidy_fen * heads,
        "net_cost_fen": None
        if aid is None or aid.net_cost_fen is None
        else (aid.net_cost_fen + fiscal) * heads,
        "money_flow": None if aid is None or aid.flow in (None, Flow.UNDECIDED) else aid.flow.value,
        "enrolled": _enrolled(answer, paid_fen, owed),
        "shortfall_fen": None if owed is None or paid_fen is None else max(owed - paid_fen, 0),
        "coverage_start": cover.start if cover else None,
        "coverage_end": cover.last_day if cover else None,
        "benefit_start": cover.start if cover else None,
        "benefit_days_in_coverage_year": cover.days
        if cover
        else (0 if answer.decision is Decision.DECIDED else None),
        "waiting": _waits(policy, answer, standing),
        "wait_from": wait.start if wait else None,
        "wait_to": wait.last_day if wait else None,
        "within_3_months": _within_months(policy, answer.coverage_year, standing, answer.paid_on),
        "exemption": answer.exemption.value if answer.exemption else None,
        "claims_before_payment": "HOLD_FOR_PERSON" if answer.hold_claims_before else None,
        "window_waived": answer.window.value in ("newly_added_poor", "hardship", "newborn")
        and not answer.in_window,
        "warn": _codes([warning.code for warning in answer.warnings]),
        "first_payment_day_without_benefit": _last_useful(policy, answer),
        "missing": [missing.what.zh for missing in answer.missing],
        "within_6_months": answer.newborn_within,
        "newborn_right": answer.newborn_within is True,
        "next_window": _next_window(policy, answer),
    }


def _aid(policy: Policy, answer: Quote, who: Somebody) -> Award | None:
    if answer.individual_fen is None or answer.due_fen is None:
        return None
    return award(
        policy, coverage_year=answer.coverage_year, categories=who.categories, due_fen=answer.individual_fen
    )


def _enrolled(answer: Quote, paid_fen: int | None, owed_fen: int | None) -> bool | None:
    if paid_fen is not None:
        return None if owed_fen is None else paid_fen >= owed_fen
    return answer.decision is Decision.DECIDED


def _waits(policy: Policy, answer: Quote, standing: Standing) -> bool | None:
    if answer.waiting is not None:
        return True
    if answer.exemption is not None or answer.decision is Decision.DECIDED:
        return False
    terms = waiting.waiting_terms(policy, answer.coverage_year)
    if standing.hardship and terms.exempts(ExemptionReason.HARDSHIP):
        return False
    return False if _within_months(policy, answer.coverage_year, standing, answer.paid_on) else None


def _within_months(
    policy: Policy, coverage_year: int, standing: Standing, paid_on: date | None
) -> bool | None:
    terms = waiting.waiting_terms(policy, coverage_year)
    rule = terms.exempts(ExemptionReason.EMPLOYEE_SCHEME)
    if (
        standing.employee_scheme_last_day is None
        or paid_on is None
        or rule is None
        or rule.within_months is None
    ):
        return None
    last = waiting.last_day_within(
        standing.employee_scheme_last_day, rule.within_months, inclusive=terms.inclusive
    )
    return paid_on <= last


def _last_useful(policy: Policy, answer: Quote) -> date | None:
    terms = waiting.waiting_terms(policy, answer.coverage_year)
    if terms.ordinary is None:
        return None
    return waiting.first_payment_day_without_benefit(answer.coverage_year, terms.ordinary.months, terms.count)


def _next_window(policy: Policy, answer: Quote) -> list[Any] | None:
    return None if answer.paid_on is None else _ends(windows.next_window(policy, answer.paid_on))


def _ends(span: Span | None) -> list[Any] | None:
    return None if span is None else [span.start, span.last_day]


def _codes(codes: list[WarningCode]) -> str | list[str] | None:
    values = [code.value for code in codes]
    return values[0] if len(values) == 1 else (values or None)


def _columns(answers: list[Answer], plain: frozenset[str] | set[str] = frozenset()) -> Answer:
    """Several answers as one, each field a list; fields in `plain` are the same for all and stay single."""
    table = {name: [answer[name] for answer in answers] for name in answers[0]}
    for name in plain:
        table[name] = answers[0][name]
    return table


def _household(
    policy: Policy,
    given: Given,
    people: list[Somebody],
    paid_on: date | None,
    year: int,
    extension: WindowExtension | None,
) -> Answer:
    each = [_one(policy, given, [who], paid_on, year, extension, None) for who in people]
    dues = [answer["due_fen"] for answer in each]
    by_school = [_unit(policy, who) == "school" for who in people]
    has_units = any(file.unit for _, file in policy.files("scope", ScopeFile))
    total = _sum(dues)
    return {
        "due_fen": total,
        "due_fen_each": dues,
        "due_total_fen": total,
        "via_household_fen": _sum([due for due, school in zip(dues, by_school, strict=True) if not school])
        if has_units
        else None,
        "via_school_fen": _sum([due for due, school in zip(dues, by_school, strict=True) if school])
        if has_units
        else None,
        "person_pays_fen": _sum([answer["person_pays_fen"] for answer in each]),
        "subsidy_fen": _sum([answer["subsidy_fen"] for answer in each]),
        "net_cost_fen": _sum([answer["net_cost_fen"] for answer in each]),
    }


def _unit(policy: Policy, who: Somebody) -> str | None:
    for _, file in policy.files("scope", ScopeFile):
        for unit in sorted(file.unit, key=lambda one: not one.groups):
            if not unit.groups or who.group in unit.groups:
                return unit.by
    return None


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
