"""Which figures do the notices leave to somebody, so that an office may enter them under a document?

A topic names a figure or list that the documents mention but do not print. It is entered by one officer, approved by
another (`assistance.figures.models.EnteredParameter`), and until then every rule that needs it answers *undecided*.
"""

from __future__ import annotations

from enum import StrEnum

from policy.terms import Term


class ValueKind(StrEnum):
    """In which form a figure is entered and stored as JSON."""

    YUAN = "yuan"  # text with at most two decimals: "24000.00"
    RATE = "rate"  # text, 0..1: "0.6"
    SHARES = "shares"  # {"city": "6", "county": "4"}: parts of a ratio
    DIVISIONS = "divisions"  # list of division codes: ["621125"]
    COUNT = "count"  # whole number: 1250000
    YES_NO = "yes_no"
    PAYERS = "payers"  # yuan per head by payer: {"central": "348.00", "province": ...}
    FORMULA = "formula"  # of a denominator: {"plus": ["hukou_population"], "minus": ["employees_insured"]}
    OWNER = "owner"  # of a school: "province", "prefecture", "county"
    NUMBER = "number"  # whole number of months or a year: 6, 2025
    SEGMENTS = "segments"  # [{"above": "0.00", "rate": "0.6"}]: rates by segment, lowest first


class KeyKind(StrEnum):
    """What the key of an entry names within its topic."""

    NONE = "none"  # one figure for the whole area
    YEAR = "year"  # "2021"
    DIVISION_YEAR = "division_year"  # "371702001:2022"
    FILE_YEAR = "file_year"  # a file of the policy book and a coverage year: "waiting:2027"
    NAME = "name"  # free: a disease, a school
    GROUP = "group"  # a category of assistance, perhaps with the form of care: "dibao", "dibao:inpatient"
    GROUP_OR_OTHERS = "group_or_others"  # a category of assistance, or "others": everybody else


class Topic(Term):
    """What is entered: code, Chinese, English."""

    CITY_COUNTY_SPLIT = ("city_county_split", "市县分担比例", "split between city and counties")
    POOR_COUNTIES = ("poor_counties", "贫困县名单", "list of poor counties")
    TIER1_COUNTIES = (
        "tier1_counties",
        "两州一县、深度贫困县名单",
        "list of tier-1 (deep-poverty) counties",
    )
    WESTERN_COUNTIES = ("western_counties", "享受西部政策县名单", "list of counties with the western policy")
    WESTERN_SCHOOL = (
        "western_school",
        "市属学校是否适用西部分担比例",
        "whether a city school takes the western share",
    )
    FISCAL_SHARES = ("fiscal_shares", "财政补助分级分担金额", "fiscal subsidy per head by level")
    COVERAGE_FORMULA = (
        "coverage_formula",
        "参保率分母口径",
        "how the denominator of the coverage rate is made",
    )
    SCHOOL_OWNER = ("school_owner", "院校隶属层级", "which level owns a school")
    WORK_FUND_RATE = ("work_fund_rate", "工作经费人均标准", "work funds per insured person")
    HUKOU_POPULATION = ("hukou_population", "户籍人口", "people with hukou")
    USUAL_RESIDENTS = ("usual_residents", "常住人口", "usual residents")
    EMPLOYEES_INSURED = ("employees_insured", "职工医保参保人数", "insured in the employee scheme")
    INSURED_ELSEWHERE = ("insured_elsewhere", "外地参保人数", "insured elsewhere")
    OUTSIDE_SCHEME = (
        "outside_scheme",
        "现役军人等不应参保人数",
        "soldiers and others outside the scheme",
    )
    CASE_ACCEPT_DAYS = ("case_accept_days", "个案受理时限（工作日）", "working days to accept a case")
    CASE_COMPLETE_DAYS = ("case_complete_days", "个案补正时限（工作日）", "working days to complete a case")
    CASE_VERIFY_DAYS = ("case_verify_days", "个案审核时限（工作日）", "working days to verify a case")
    CASE_APPROVE_DAYS = ("case_approve_days", "个案批准时限（工作日）", "working days to approve a case")
    CASE_NOTICE_DAYS = ("case_notice_days", "个案公示天数", "days of public notice of a case")
    RECOGNITION_DAYS = (
        "recognition_days",
        "门诊慢特病、两病认定时限（工作日）",
        "working days to decide on a recognition of a disease",
    )
    FILING_HOURS = (
        "filing_hours",
        "异地就医备案审核时限（小时）",
        "hours to decide on a filing of care elsewhere",
    )
    FILING_GRACE_DAYS = (
        "filing_grace_days",
        "入院后补办异地就医备案仍然有效的天数",
        "days after admission within which a late filing still counts",
    )
    CASE_TWO_APPROVERS_ABOVE = (
        "case_two_approvers_above",
        "个案须两人批准的金额起点（元）",
        "amount above which a case needs two approvers, in yuan",
    )
    BASIC_DEDUCTIBLE = ("basic_deductible", "基本医保起付线", "deductible of basic insurance")
    BASIC_RATIO = ("basic_ratio", "基本医保支付比例", "ratio of basic insurance")
    BASIC_YEAR_LIMIT = ("basic_year_limit", "基本医保年度最高支付限额", "yearly limit of basic insurance")
    FILED_RATIO = ("filed_ratio", "备案的支付比例（高于最低标准）", "filed ratio above the floor")
    MAJOR_DISEASE_CEILING = (
        "major_disease_ceiling",
        "重大疾病病种最高支付限额",
        "ceiling of a major disease",
    )
    CHRONIC_DISEASE_LIMIT = (
        "chronic_disease_limit",
        "门诊慢特病病种年度限额",
        "yearly limit of a chronic disease",
    )
    TIERED_DISEASE_QUOTA = (
        "tiered_disease_quota",
        "分级诊疗单病种定额",
        "fixed sum of a tiered-referral disease",
    )
    PUBLISHED_INCOME = (
        "published_income",
        "最近公布的年度居民人均可支配收入",
        "last published yearly disposable income per head",
    )
    CRITICAL_DEDUCTIBLE = (
        "critical_deductible",
        "大病保险起付线",
        "deductible of critical illness insurance",
    )
    CRITICAL_SEGMENTS = (
        "critical_segments",
        "大病保险分段支付比例",
        "ratios of critical illness insurance by segment",
    )
    CRITICAL_CEILING = (
        "critical_ceiling",
        "大病保险年度最高支付限额",
        "yearly ceiling of critical illness insurance",
    )
    CARRIED_OVER = (
        "carried_over",
        "沿用上一年度规定",
        "last year's rules are carried over",
    )
    MISSED_YEARS_FROM = (
        "missed_years_from",
        "断保年数自哪一参保年度起计算",
        "first coverage year that counts as missed",
    )
    WAITING_LEAST = (
        "waiting_least",
        "连续断保后修复不得低于的等待期（月）",
        "lowest wait in months after missed years, whatever is repaired",
    )
    REPAIR_AT_INDIVIDUAL_AMOUNT = (
        "repair_at_individual_amount",
        "修复按缴费当年当地个人缴费标准",
        "a repaired year costs the individual amount of the year and place of payment",
    )
    EXEMPT_WITHIN_DAYS = (
        "exempt_within_days",
        "特殊人群免等待期的办理期限（日）",
        "days within which a special group does not wait",
    )
    EXEMPT_WITHIN_MONTHS = (
        "exempt_within_months",
        "特殊人群免等待期的办理期限（月）",
        "months within which a special group does not wait",
    )
    CEILING_CREDIT_CLEARED = (
        "ceiling_credit_cleared",
        "使用激励额度后未报销年数清零",
        "whether a used raise of the ceiling clears the years without claims",
    )
    ASSISTANCE_RATE = ("assistance_rate", "医疗救助比例", "ratio of medical assistance")
    ASSISTANCE_LINE = ("assistance_line", "医疗救助起付线（元）", "line of medical assistance, in yuan")
    ASSISTANCE_LINE_SHARE = (
        "assistance_line_share",
        "医疗救助起付线（上年度居民人均可支配收入的比例）",
        "line of medical assistance, as a share of last year's income per head",
    )
    ASSISTANCE_LIMIT = ("assistance_limit", "医疗救助年度限额", "yearly limit of medical assistance")
    CEILING_YEARS_FROM = (
        "ceiling_years_from",
        "连续参保年数、未报销年数自哪一参保年度起计算",
        "first coverage year that counts for raises of the critical illness ceiling",
    )
    OWN_COST_LINE = (
        "own_cost_line",
        "个人负担监测线（元）",
        "line at which a person's own cost is watched, in yuan",
    )
    HOUSEHOLD_OWN_COST_LINE = (
        "household_own_cost_line",
        "家庭个人负担监测线（元）",
        "line at which a household's own cost is watched, in yuan",
    )
    REFUND_DAYS = ("refund_days", "退费办理时限（日）", "days within which a refund is done")
    AID_LINE = ("aid_line", "依申请救助起付线（元）", "line of assistance on application, in yuan")
    AID_RATE = ("aid_rate", "依申请救助比例", "ratio of assistance on application")
    AID_LIMIT = (
        "aid_limit",
        "依申请救助限额（12个月，元）",
        "ceiling of assistance on application in 12 months, in yuan",
    )
    INSURER_PROFIT = (
        "insurer_profit",
        "大病保险承办公司盈利资金（年初，元）",
        "profit the critical illness insurer holds at the start of a year, in yuan",
    )
    PAST_RISK_FUND = (
        "past_risk_fund",
        "历年大病保险风险调剂金（年初，元）",
        "past years' critical illness risk fund at the start of a year, in yuan",
    )
    INSURER_CLEARING_MONTHS = (
        "insurer_clearing_months",
        "大病保险年度清算期限（年度结束后月数）",
        "months after a year's end within which it is cleared with the critical illness insurer",
    )
    FUND_BALANCE = (
        "fund_balance",
        "基金年初结余（元）",
        "balance of the fund at the start of a year, in yuan",
    )
    RESERVE_MONTHS = (
        "reserve_months",
        "基金可支付月数预警线（月）",
        "months of reserve below which the fund is warned of",
    )
    OVERSPENDING_RATE = (
        "overspending_rate",
        "支出超预算预警线（比例）",
        "share of the budget by which spending above it is warned of",
    )
    FREQUENT_STAYS = (
        "frequent_stays",
        "短期多次住院的次数（次）",
        "stays within a short time that are looked into",
    )
    FREQUENT_STAY_DAYS = (
        "frequent_stay_days",
        "短期多次住院的期限（日）",
        "days within which repeated stays are looked into",
    )
    HELPED_STAY_SHARE = (
        "helped_stay_share",
        "医疗机构应保尽保人员住院占比监测线",
        "share of a provider's stays, of people who must be insured, that is looked into",
    )
    HELPED_STAY_LEAST = (
        "helped_stay_least",
        "计算住院占比的最少住院人次（月）",
        "stays of a provider in a month from which on that share is looked at",
    )
    TIER_STAY_LIMIT = (
        "tier_stay_limit",
        "医疗机构级别单次住院费用监测线（元）",
        "cost of a stay, by level of the provider, above which it is looked into, in yuan",
    )
    INSPECTIONS_A_YEAR = ("inspections_a_year", "年度检查次数（次）", "inspections in a year")
    ROSTER_DROP_SHARE = (
        "roster_drop_share",
        "全量名单允许减少的比例",
        "share of people by which a full roster may shrink",
    )


KINDS: dict[Topic, ValueKind] = {
    Topic.CITY_COUNTY_SPLIT: ValueKind.SHARES,
    Topic.POOR_COUNTIES: ValueKind.DIVISIONS,
    Topic.TIER1_COUNTIES: ValueKind.DIVISIONS,
    Topic.WESTERN_COUNTIES: ValueKind.DIVISIONS,
    Topic.WESTERN_SCHOOL: ValueKind.YES_NO,
    Topic.FISCAL_SHARES: ValueKind.PAYERS,
    Topic.COVERAGE_FORMULA: ValueKind.FORMULA,
    Topic.SCHOOL_OWNER: ValueKind.OWNER,
    Topic.WORK_FUND_RATE: ValueKind.YUAN,
    Topic.HUKOU_POPULATION: ValueKind.COUNT,
    Topic.USUAL_RESIDENTS: ValueKind.COUNT,
    Topic.EMPLOYEES_INSURED: ValueKind.COUNT,
    Topic.INSURED_ELSEWHERE: ValueKind.COUNT,
    Topic.OUTSIDE_SCHEME: ValueKind.COUNT,
    Topic.CASE_ACCEPT_DAYS: ValueKind.COUNT,
    Topic.CASE_COMPLETE_DAYS: ValueKind.COUNT,
    Topic.CASE_VERIFY_DAYS: ValueKind.COUNT,
    Topic.CASE_APPROVE_DAYS: ValueKind.COUNT,
    Topic.CASE_NOTICE_DAYS: ValueKind.COUNT,
    Topic.RECOGNITION_DAYS: ValueKind.NUMBER,
    Topic.FILING_HOURS: ValueKind.NUMBER,
    Topic.FILING_GRACE_DAYS: ValueKind.NUMBER,
    Topic.CASE_TWO_APPROVERS_ABOVE: ValueKind.YUAN,
    Topic.BASIC_DEDUCTIBLE: ValueKind.YUAN,
    Topic.BASIC_RATIO: ValueKind.RATE,
    Topic.BASIC_YEAR_LIMIT: ValueKind.YUAN,
    Topic.FILED_RATIO: ValueKind.RATE,
    Topic.MAJOR_DISEASE_CEILING: ValueKind.YUAN,
    Topic.CHRONIC_DISEASE_LIMIT: ValueKind.YUAN,
    Topic.TIERED_DISEASE_QUOTA: ValueKind.YUAN,
    Topic.PUBLISHED_INCOME: ValueKind.YUAN,
    Topic.CRITICAL_DEDUCTIBLE: ValueKind.YUAN,
    Topic.CRITICAL_SEGMENTS: ValueKind.SEGMENTS,
    Topic.CRITICAL_CEILING: ValueKind.YUAN,
    Topic.CARRIED_OVER: ValueKind.YES_NO,
    Topic.MISSED_YEARS_FROM: ValueKind.NUMBER,
    Topic.WAITING_LEAST: ValueKind.NUMBER,
    Topic.REPAIR_AT_INDIVIDUAL_AMOUNT: ValueKind.YES_NO,
    Topic.REFUND_DAYS: ValueKind.NUMBER,
    Topic.EXEMPT_WITHIN_DAYS: ValueKind.NUMBER,
    Topic.EXEMPT_WITHIN_MONTHS: ValueKind.NUMBER,
    Topic.CEILING_CREDIT_CLEARED: ValueKind.YES_NO,
    Topic.ASSISTANCE_RATE: ValueKind.RATE,
    Topic.ASSISTANCE_LINE: ValueKind.YUAN,
    Topic.ASSISTANCE_LINE_SHARE: ValueKind.RATE,
    Topic.ASSISTANCE_LIMIT: ValueKind.YUAN,
    Topic.CEILING_YEARS_FROM: ValueKind.NUMBER,
    Topic.OWN_COST_LINE: ValueKind.YUAN,
    Topic.HOUSEHOLD_OWN_COST_LINE: ValueKind.YUAN,
    Topic.AID_LINE: ValueKind.YUAN,
    Topic.AID_RATE: ValueKind.RATE,
    Topic.AID_LIMIT: ValueKind.YUAN,
    Topic.INSURER_PROFIT: ValueKind.YUAN,
    Topic.PAST_RISK_FUND: ValueKind.YUAN,
    Topic.INSURER_CLEARING_MONTHS: ValueKind.NUMBER,
    Topic.FUND_BALANCE: ValueKind.YUAN,
    Topic.RESERVE_MONTHS: ValueKind.NUMBER,
    Topic.OVERSPENDING_RATE: ValueKind.RATE,
    Topic.FREQUENT_STAYS: ValueKind.NUMBER,
    Topic.FREQUENT_STAY_DAYS: ValueKind.NUMBER,
    Topic.HELPED_STAY_SHARE: ValueKind.RATE,
    Topic.HELPED_STAY_LEAST: ValueKind.NUMBER,
    Topic.TIER_STAY_LIMIT: ValueKind.YUAN,
    Topic.INSPECTIONS_A_YEAR: ValueKind.NUMBER,
    Topic.ROSTER_DROP_SHARE: ValueKind.RATE,
}

# What the key of a topic names; a topic that is not listed takes one figure per area.
KEYS: dict[Topic, KeyKind] = {
    Topic.SCHOOL_OWNER: KeyKind.NAME,
    Topic.FISCAL_SHARES: KeyKind.YEAR,
    Topic.FUND_BALANCE: KeyKind.YEAR,
    Topic.INSPECTIONS_A_YEAR: KeyKind.YEAR,
    Topic.TIER_STAY_LIMIT: KeyKind.NAME,  # the level of the provider: "township"
    Topic.INSURER_PROFIT: KeyKind.YEAR,
    Topic.PAST_RISK_FUND: KeyKind.YEAR,
    Topic.CARRIED_OVER: KeyKind.FILE_YEAR,
    Topic.EXEMPT_WITHIN_DAYS: KeyKind.NAME,  # the event: "discharged"
    Topic.EXEMPT_WITHIN_MONTHS: KeyKind.NAME,  # the event
    Topic.WAITING_LEAST: KeyKind.NAME,  # after how many missed years in a row: "4"
    Topic.ASSISTANCE_RATE: KeyKind.GROUP,
    Topic.ASSISTANCE_LINE: KeyKind.GROUP,
    Topic.ASSISTANCE_LINE_SHARE: KeyKind.GROUP,
    Topic.ASSISTANCE_LIMIT: KeyKind.GROUP,
    Topic.OWN_COST_LINE: KeyKind.GROUP_OR_OTHERS,
    Topic.AID_LINE: KeyKind.GROUP_OR_OTHERS,
    Topic.AID_RATE: KeyKind.GROUP_OR_OTHERS,
    Topic.AID_LIMIT: KeyKind.GROUP_OR_OTHERS,
    Topic.CEILING_YEARS_FROM: KeyKind.NAME,  # which years: "unbroken_years", "years_without_claims"
    Topic.COVERAGE_FORMULA: KeyKind.YEAR,
    Topic.HUKOU_POPULATION: KeyKind.DIVISION_YEAR,
    Topic.USUAL_RESIDENTS: KeyKind.DIVISION_YEAR,
    Topic.EMPLOYEES_INSURED: KeyKind.DIVISION_YEAR,
    Topic.INSURED_ELSEWHERE: KeyKind.DIVISION_YEAR,
    Topic.OUTSIDE_SCHEME: KeyKind.DIVISION_YEAR,
    Topic.BASIC_DEDUCTIBLE: KeyKind.NAME,  # "inpatient:county"
    Topic.BASIC_RATIO: KeyKind.NAME,  # "inpatient:county"
    Topic.BASIC_YEAR_LIMIT: KeyKind.NAME,  # "inpatient"
    Topic.FILED_RATIO: KeyKind.NAME,  # "inpatient:county"
    Topic.MAJOR_DISEASE_CEILING: KeyKind.NAME,  # the disease
    Topic.CHRONIC_DISEASE_LIMIT: KeyKind.NAME,  # the disease
    Topic.TIERED_DISEASE_QUOTA: KeyKind.NAME,  # "I20:county": ICD-10 code and level
}


# What the rules of a coverage year ask; an entry of another topic changes no answer about dues, windows and waits.
OF_A_COVERAGE_YEAR: frozenset[Topic] = frozenset(
    {
        Topic.CARRIED_OVER,
        Topic.MISSED_YEARS_FROM,
        Topic.WAITING_LEAST,
        Topic.REPAIR_AT_INDIVIDUAL_AMOUNT,
        Topic.EXEMPT_WITHIN_DAYS,
        Topic.EXEMPT_WITHIN_MONTHS,
    }
)


OTHERS = "others"  # the key of everybody who is in no group of the topic


def key_kind(topic: Topic) -> KeyKind:
    """What the key of a topic names."""
    return KEYS.get(topic, KeyKind.NONE)
