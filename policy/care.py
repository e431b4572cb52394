"""Which codes describe care and who pays for it, in data, rules and tables alike?"""

from __future__ import annotations

from policy.terms import Term, Text


class Setting(Term):
    """In what form care was given; each has its own rules."""

    INPATIENT = ("inpatient", "住院", "inpatient")
    OUTPATIENT = ("outpatient", "普通门诊", "ordinary outpatient")
    CHRONIC = ("chronic", "门诊慢性特殊疾病", "outpatient chronic and special disease")
    TWO_DISEASES = ("two_diseases", "高血压、糖尿病门诊用药", "outpatient drugs for the two diseases")
    MATERNITY = ("maternity", "住院分娩", "delivery in hospital")


class ProviderTier(Term):
    """The level of a designated provider, on which deductible and ratio depend, where an area names no `[tiers]` of its own."""

    VILLAGE = ("village", "村级", "village")
    TOWNSHIP = ("township", "乡（镇）级", "township")
    COUNTY = ("county", "县（市）级", "county")
    PREFECTURE = ("prefecture", "州（市）级", "prefecture")
    PROVINCE = ("province", "省级", "province")


class Place(Term):
    """Where care was given, seen from the area that insures."""

    AREA = ("area", "统筹区内", "inside the pooling area")
    PROVINCE = ("province", "省内统筹区外", "elsewhere in the province")
    ELSEWHERE = ("elsewhere", "省外", "outside the province")


class TwoDisease(Term):
    """The two diseases with an outpatient drug benefit of their own."""

    HYPERTENSION = ("hypertension", "高血压", "hypertension")
    DIABETES = ("diabetes", "糖尿病", "diabetes")


class FilingKind(Term):
    """Why care is sought outside the pooling area (异地就医备案类别)."""

    RESETTLED = ("resettled", "异地安置退休人员", "resettled after retirement")
    LONG_TERM = ("long_term", "异地长期居住", "lives elsewhere for long")
    POSTED = ("posted", "常驻异地工作", "posted to work elsewhere")
    REFERRED = ("referred", "异地转诊", "referred to a hospital elsewhere")
    EMERGENCY = ("emergency", "异地急诊抢救", "emergency elsewhere")


class Tier(Term):
    """The three tiers of protection, in the order in which they pay."""

    BASIC = ("basic", "基本医疗保险", "basic insurance")
    CRITICAL_ILLNESS = ("critical_illness", "大病保险", "critical illness insurance")
    MEDICAL_ASSISTANCE = ("medical_assistance", "医疗救助", "medical assistance")


class Payer(Term):
    """Who bears a line of a statement."""

    SPECIAL_SUBSIDY = ("special_subsidy", "专项补助", "special subsidy")
    BASIC_FUND = ("basic_fund", "居民医保基金", "resident insurance fund")
    CRITICAL_ILLNESS_INSURER = ("critical_illness_insurer", "大病保险承办机构", "critical illness insurer")
    TOP_UP = ("top_up", "“10元85%”补助", "“10 yuan, 85 %” top-up")
    CIVIL_AFFAIRS = ("civil_affairs", "民政医疗救助", "civil affairs (medical assistance)")
    PERSON = ("person", "个人", "the person")


class Counter(Term):
    """What is counted over a benefit year, so that limits and bases of the year hold over several bills."""

    INPATIENT_PAID = ("inpatient_paid", "住院基金支付累计", "inpatient, paid by the fund")
    OUTPATIENT_PAID = ("outpatient_paid", "普通门诊基金支付累计", "ordinary outpatient, paid by the fund")
    CHRONIC_PAID = ("chronic_paid", "门诊慢特病基金支付累计", "chronic outpatient, paid by the fund")
    TWO_DISEASES_PAID = ("two_diseases_paid", "两病用药基金支付累计", "two diseases, paid by the fund")
    REMAINING_COMPLIANT = (
        "remaining_compliant",
        "基本医保后剩余合规费用累计",
        "compliant cost left after basic insurance",
    )
    CRITICAL_ILLNESS_PAID = (
        "critical_illness_paid",
        "大病保险支付累计",
        "paid by critical illness insurance",
    )
    COMPLIANT_COST = ("compliant_cost", "计入保障线的合规费用累计", "compliant cost under the guarantee")
    GUARANTEE_PAID = (
        "guarantee_paid",
        "计入保障线的基本和大病支付累计",
        "paid by basic and critical illness insurance under the guarantee",
    )
    STAYS = ("stays", "住院次数", "stays in hospital")
    DEDUCTIBLE_BORNE = ("deductible_borne", "年度起付线已负担", "borne of the deductible of the year")
    CAUSE_PAID = ("cause_paid", "按原因限额的支付累计", "paid for a cause that has a limit")
    ASSISTANCE_COST = (
        "assistance_cost",
        "计入医疗救助的个人负担合规费用累计",
        "own compliant cost that counts for medical assistance",
    )
    ASSISTANCE_PAID = ("assistance_paid", "医疗救助支付累计", "paid by medical assistance")
    CEILING_RAISE_USED = (
        "ceiling_raise_used", "激励额度使用累计", "paid out of a raised ceiling",
    )  # fmt: skip
    TOP_UP_PAID = ("top_up_paid", "“10元85%”补助累计", "“10 yuan, 85 %” top-up")
    CIVIL_PAID = ("civil_paid", "民政医疗救助累计", "paid by civil affairs")


class Outcome(Term):
    """What the rules could say about a tier or a whole settlement."""

    DECIDED = ("decided", "已计算", "computed")
    UNDECIDED = ("undecided", "文件未定，须人工决定", "undecided, needs a decision by hand")
    NOT_PAYABLE = ("not_payable", "不予支付", "not payable")


# Facts of a case that the built-in rules ask for; an area names others in `[facts]` of its area.toml.
FACTS: dict[str, Text] = {
    "medical_risk": Text("因病返贫致贫风险认定", "a recorded finding of medical risk"),
    "accident": Text("意外伤害", "an injury by accident"),
}
