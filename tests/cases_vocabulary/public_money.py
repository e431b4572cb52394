"""What do the rules answer about fiscal shares, the split of a year's fund, risk funds, targets and proposed figures?"""

from __future__ import annotations

from typing import Any

from assistance.figures.rules import parameters
from assistance.public_money.rules import deadlines, fiscal, funds, risk_fund
from assistance.public_money.rules.fiscal import Bill, PerHead
from assistance.public_money.rules.fiscal_heads import EnteredBy, Head
from enrollment.rules import targets
from enrollment.rules.dues import fiscal_standard, individual_price
from policy.book import Policy
from policy.entered import Entered
from policy.money import format_yuan
from policy.schema import FundFile, SubsidyFile
from policy.terms import Category, DoctorPackage, Group, Level, Mode, Pool, Reserve
from policy.topics import Topic
from tests.cases_vocabulary.given import Given, UnknownWord
from tests.cases_vocabulary.payments import Answer

COUNTIES = {
    "榆中县": "620123", "永登县": "620121", "皋兰县": "620122", "兰州新区": "620171", "七里河区": "620103",
    "红古区": "620111", "城关区": "620102", "安宁区": "620105", "西固区": "620104",
    "陵川县": "140524", "城区": "140502", "其他县（市）": "140581", "其他县": "140581", "高平市": "140581",
    "阳城县": "140522", "沁水县": "140521", "泽州县": "140525",
    "设区市": "450102", "非贫困县": "450123", "贫困县（市）": "451026", "贫困县": "451026",
}  # fmt: skip
OWNERS = {
    "省属大学": Level.PROVINCE, "省属": Level.PROVINCE, "自治区直属高校": Level.PROVINCE,
    "市属大中专院校": Level.PREFECTURE, "市属": Level.PREFECTURE,
}  # fmt: skip
POOR = ("451026",)
DOCUMENT = "测试文号"


def fiscal_share(policy: Policy, code: str, given: Given) -> Answer:
    """Kind fiscal-share: a county, a unit as the notice calls it, a school, several of them with their heads."""
    year = int(given.first("fiscal_year", "year"))
    given.without_effect("enrollment_basis")
    entered = _entered(policy, code, given)
    insured = given.take("insured")
    if isinstance(insured, dict):
        return _several(policy, year, entered, insured)
    if (units := given.take("units")) is not None:
        answers = [_named(policy, year, entered, unit, int(insured)) for unit in units]
        return {name: [answer[name] for answer in answers] for name in answers[0]}
    residents = given.take("residents")
    if residents is not None:
        return _mixed(policy, year, entered, given, int(residents))
    school = given.first("student_of", "school_of")
    place = given.first("school_site", "county", "district", "county_group", "unit")
    if school is not None:
        head = Head(_county(place, code), at_school=True, school=OWNERS[str(school)])
        return _answer(
            [(fiscal.per_head(policy, fiscal_year=year, head=head, entered=entered), int(insured or 1))]
        )
    if place is not None:
        return _named(policy, year, entered, str(place), int(insured or 1))
    head = Head(_county(None, code))
    tier = given.take("tier")
    one = fiscal.per_head(policy, fiscal_year=year, head=head, entered=entered)
    if tier is not None and f"GS-T{tier}" not in one.clauses:
        raise UnknownWord(f"the case says tier {tier}, the book {one.clauses}")
    return _answer([(one, int(insured or 1))])


def _entered(policy: Policy, code: str, given: Given) -> EnteredBy:
    """The lists and ratios that a case supposes to have been entered; Guangxi's cases name poor counties as such."""
    facts: dict[tuple[Topic, str], Entered] = dict(policy.entries)
    if given.first("deep_poverty", "tier1") is not None:
        listed = [_county(None, code)] if given.first("deep_poverty", "tier1") else []
        facts[Topic.TIER1_COUNTIES, ""] = Entered(Topic.TIER1_COUNTIES, listed, DOCUMENT)
    if code.startswith("45"):
        facts[Topic.POOR_COUNTIES, ""] = Entered(Topic.POOR_COUNTIES, list(POOR), DOCUMENT)
    if (ratio := given.first("filed_ratio", "city_county_ratio")) is not None:
        city, _, county = str(ratio).partition(":")
        value = {"city": city, "county": county}
        facts[Topic.CITY_COUNTY_SPLIT, ""] = Entered(Topic.CITY_COUNTY_SPLIT, value, DOCUMENT)
    if (answer := given.take("western_share_applies")) is not None:
        facts[Topic.WESTERN_SCHOOL, ""] = Entered(Topic.WESTERN_SCHOOL, bool(answer), DOCUMENT)
    return facts


def _county(name: Any, code: str) -> str:
    if name in COUNTIES:
        return COUNTIES[str(name)]
    if name is not None and str(name).isdigit():
        return str(name)[:6]
    if name is not None:
        raise UnknownWord(f"unknown county {name!r}; known: {', '.join(COUNTIES)}, or a division code")
    return code if code[4:] != "00" else code[:4] + "21" if code[2:4] != "00" else code[:2] + "0121"


def _head(unit: str) -> Head:
    return Head("", at_school=True, school=OWNERS[unit]) if unit in OWNERS else Head(_county(unit, ""))


def _named(policy: Policy, year: int, entered: EnteredBy, unit: str, heads: int) -> Answer:
    head = _head(unit)
    if head.at_school:
        head = Head(policy.code[:2] + "0102", at_school=True, school=head.school)
    return _answer([(fiscal.per_head(policy, fiscal_year=year, head=head, entered=entered), heads)])


def _several(policy: Policy, year: int, entered: EnteredBy, insured: dict[str, Any]) -> Answer:
    counted, by_unit = [], {}
    for unit, heads in insured.items():
        head = _head(str(unit))
        if head.at_school:
            head = Head(policy.code[:2] + "0102", at_school=True, school=head.school)
        one = fiscal.per_head(policy, fiscal_year=year, head=head, entered=entered)
        counted.append((one, int(heads)))
        by_unit[str(unit)] = fiscal.bill([(one, int(heads))])
    answer = _answer(counted)
    nonpoor, poor = by_unit.get("非贫困县"), by_unit.get("贫困县") or by_unit.get("贫困县（市）")
    if nonpoor or poor:
        answer["nonpoor_county_fen"] = nonpoor.parts["county"] if nonpoor else 0
        answer["poor_county_fen"] = poor.parts["county"] if poor else 0
    else:
        answer["county_fen"] = {unit: one.parts["county"] for unit, one in by_unit.items()}
    return answer


def _mixed(policy: Policy, year: int, entered: EnteredBy, given: Given, residents: int) -> Answer:
    county = _county(given.first("county", "district"), policy.code)
    groups = [
        (Head(county), residents),
        (Head(county, at_school=True, school=Level.PREFECTURE), int(given.take("students_city_school", 0))),
        (Head(county, at_school=True, school=Level.PROVINCE), int(given.take("students_province_univ", 0))),
    ]
    return _answer(
        [(fiscal.per_head(policy, fiscal_year=year, head=h, entered=entered), n) for h, n in groups if n]
    )


def _answer(counted: list[tuple[PerHead, int]]) -> Answer:
    total: Bill = fiscal.bill(counted)
    missing = [missing.what.zh for one, heads in counted if heads for missing in one.missing]
    tiers = {clause[-1] for one, _ in counted for clause in one.clauses if clause.startswith("GS-T")}
    parts = total.parts
    return {
        "central_fen": parts["central"],
        "province_fen": parts["province"],
        "region_fen": parts["province"],
        "city_fen": parts["city"],
        "county_fen": parts["county"],
        "city_county_fen": total.city_and_county_fen,
        "city_and_county_fen": total.city_and_county_fen,
        "total_fen": total.total_fen,
        "tier": int(tiers.pop()) if len(tiers) == 1 else None,
        "decision": "MANUAL" if missing else "DECIDED",
        "missing": missing,
    }


def fund_allocation(policy: Policy, code: str, given: Given) -> Answer:
    """Kind fund-allocation: the split of a year's money, or what covers a shortfall of critical illness insurance."""
    if "benefits_due_fen" in given:
        reserves = {
            Reserve.INSURER_PROFIT: int(given.take("insurer_profit_fen", 0)),
            Reserve.PAST_RISK_FUND: int(given.take("past_risk_fund_fen", 0)),
        }
        covered = funds.cover_shortfall(
            policy,
            raised_fen=int(given.take("raised_fen")),
            benefits_due_fen=int(given.take("benefits_due_fen")),
            reserves=reserves,
        )
        return {
            "shortfall_fen": covered.shortfall_fen,
            "from_insurer_profit_fen": covered.drawn.get(Reserve.INSURER_PROFIT),
            "from_risk_fund_fen": covered.drawn.get(Reserve.PAST_RISK_FUND),
            "insurer_profit_left_fen": covered.left.get(Reserve.INSURER_PROFIT),
            "risk_fund_left_fen": covered.left.get(Reserve.PAST_RISK_FUND),
            "unfunded_fen": covered.unfunded_fen,
            "missing": [one.what.zh for one in covered.missing],
        }
    year = int(given.first("year", "coverage_year", "fiscal_year"))
    coverage_year = int(given.take("coverage_year", year))
    fiscal_year = int(given.take("fiscal_year", given.take("year", year)))
    heads, students = int(given.take("insured")), int(given.take("students", 0))
    fiscal_fen = fiscal_standard(policy, fiscal_year).fen
    adult, student = (
        individual_price(policy, coverage_year, group).fen for group in (Group.ADULT, Group.STUDENT)
    )
    raised = full = None
    if fiscal_fen is not None and adult is not None and (student is not None or not students):
        raised = heads * fiscal_fen + (heads - students) * adult + students * (student or 0)
        full = fiscal_fen + adult
    done = funds.allot(policy, year=year, heads=heads, raised_fen=raised or 0, full_standard_fen=full)
    pools = (
        done.pools if raised is not None else {Pool.CRITICAL_ILLNESS: done.pools.get(Pool.CRITICAL_ILLNESS)}
    )
    ordinary, chronic = pools.get(Pool.ORDINARY_OUTPATIENT), pools.get(Pool.CHRONIC_OUTPATIENT)
    return {
        "total_fen": raised,
        "critical_illness_fen": pools.get(Pool.CRITICAL_ILLNESS),
        "critical_illness_fund_fen": pools.get(Pool.CRITICAL_ILLNESS),
        "of_which_10yuan85_fen": pools.get(Pool.TEN_YUAN_85),
        "outpatient_fen": ordinary + chronic if ordinary is not None and chronic is not None else None,
        "ordinary_outpatient_fen": ordinary,
        "chronic_fen": chronic,
        "inpatient_fen": pools.get(Pool.INPATIENT),
        "not_raised_fen": done.not_raised_fen,
        "missing": [one.what.zh for one in done.missing],
    }


def risk(policy: Policy, code: str, given: Given) -> Answer:
    """Kind risk-fund: this year's draw, and next year's on the same base."""
    total, before = int(given.take("fund_total_year_fen")), int(given.take("balance_before_fen", 0))
    year = int(given.take("year", 2018))
    cumulative = given.take("cumulative_raised_fen")
    facts = {"year": year, "fund_total_fen": total, "cumulative_raised_fen": cumulative and int(cumulative)}
    drawn = risk_fund.draw(policy, **facts, balance_before_fen=before)
    after = risk_fund.draw(policy, **facts, balance_before_fen=drawn.balance_after_fen)
    return {
        "draw_fen": drawn.draw_fen,
        "balance_after_fen": drawn.balance_after_fen,
        "ceiling_fen": drawn.ceiling_fen,
        "draw_next_year_same_base_fen": after.draw_fen,
        "missing": [one.what.zh for one in drawn.missing],
    }


def deadline(policy: Policy, code: str, given: Given) -> Answer:
    """Kind deadline: by when the public money of a paper's year is there."""
    given.without_effect("payer")
    found = deadlines.transfer_deadline(policy, int(given.first("paper_year", "fiscal_year", "year")))
    return {
        "pay_by": found.day if found else None,
        "missing": [] if found and found.day else ["文件没有写明期限"],
    }


def target_indicator(policy: Policy, code: str, given: Given) -> Answer:
    """Kind target-indicator: the coverage rate of one or several counts."""
    target = targets.target_of(policy, str(given.first("target", "indicator", default="coverage_rate")))
    rows = given.take("rows")
    counts = rows if rows is not None else [{n: given.take(n) for n in ("enrolled", "should_enroll")}]
    found = [
        targets.standing(
            policy, target, numerator=int(row["enrolled"]), denominator=int(row["should_enroll"])
        )
        for row in counts
    ]
    met = [one.met for one in found]
    return {"met": met if rows is not None else met[0], "percent": [one.percent for one in found]}


def family_doctor(policy: Policy, code: str, given: Given) -> Answer:
    """Kind family-doctor: what the fund bears for signed packages of a category."""
    named = {package.label.zh: package for package in DoctorPackage}
    signed = {named[name]: int(count) for name, count in given.take("packages").items()}
    category = {"建档立卡": Category("registered_poor")}.get(str(given.take("category", "建档立卡")))
    helped = {
        one
        for _, file in policy.files("fund", FundFile)
        for entry in file.package
        for one in entry.categories
    }
    fen, _ = funds.packages_cost(policy, signed) if category in helped else (0, ())
    return {"fund_pays_fen": fen, "missing": [] if fen is not None else ["服务包价格"]}


def subsidy_check(policy: Policy, code: str, given: Given) -> Answer:
    """Kind subsidy-check: a city's or a district's proposed fixed amounts."""
    if (proposed := given.take("proposed_fixed_fen")) is not None:
        given.without_effect("district")
        category = {"建档立卡": Category("registered_poor")}[str(given.take("category"))]
        city = next(
            rule.amount
            for _, file in policy.files("subsidy", SubsidyFile)
            for rule in file.rule
            if rule.mode is Mode.FIXED and category in rule.categories and rule.amount is not None
        )
        found = parameters.district_subsidy(policy, proposed_fen=int(proposed), city_fen=int(city * 100))
        return {"decision": found.finding.value, "applied_fixed_fen": found.applied_fen}
    rows = given.take("proposals")
    if rows is None:
        former, tier1 = given.take("former_fen"), bool(given.take("tier1", False))
        listed = given.take("proposed_fen")
        rows = [{"tier1": tier1, "fixed_fen": fen, "former_fen": former} for fen in listed]
    checked = [
        parameters.fixed_subsidy(
            policy, proposed_fen=row["fixed_fen"], tier1=row["tier1"], former_fen=row["former_fen"]
        )
        for row in rows
    ]
    return {"valid": [one.is_valid for one in checked]}


def parameter_check(policy: Policy, code: str, given: Given) -> Answer:
    """Kind parameter-check: figures that a city proposes."""
    given.without_effect("income_is_test_input")
    income = given.take("local_income_last_year_fen")
    overspent = bool(given.take("city_overspent", False))
    year = int(given.take("fiscal_year", 2021))
    fiscal_ones = [
        parameters.fiscal_floor(policy, fiscal_year=year, proposed_fen=fen)
        for fen in given.take("city_fiscal_fen", [])
    ]
    ceilings = [
        parameters.outpatient_ceiling(policy, proposed_fen=fen)
        for fen in given.take("city_outpatient_ceiling_fen", [])
    ]
    deductibles = [
        parameters.critical_illness_deductible(
            policy, proposed_fen=fen, income_fen=income, overspent=overspent
        )
        for fen in given.take("city_ci_deductible_fen", [])
    ]
    return {
        "fiscal_valid": [one.is_valid for one in fiscal_ones],
        "outpatient_ceiling": [one.finding.value for one in ceilings],
        "ci_deductible_valid": [
            None if one.finding is parameters.Finding.UNDECIDED else one.is_valid for one in deductibles
        ],
        "missing": [missing.what.zh for one in deductibles for missing in one.missing],
        "ci_deductible_reasons": [
            f"{one.text.zh} {format_yuan(one.applied_fen or 0)}" for one in deductibles
        ],
    }
