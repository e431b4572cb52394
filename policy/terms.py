"""Which codes do data, rules and tables share, and what are they called in Chinese and English?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Self

from pydantic_core import core_schema


class Text(NamedTuple):
    """A sentence or a label in both languages of the desk."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The Chinese wording for any code that starts with zh, else the English one."""
        return self.zh if language.startswith("zh") else self.en


class Term(StrEnum):
    """A stored code with its label; the code never changes once stored, the label may."""

    label: Text

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = Text(zh, en)
        return term


class Group(Term):
    """Groups of people for whom a notice may name different amounts."""

    ADULT = ("adult", "成年居民", "adult")
    MINOR = ("minor", "未成年人（未入学）", "minor not at school")
    STUDENT = ("student", "学生", "student")
    COLLEGE_STUDENT = ("college_student", "大中专学生", "college student")


class Sex(Term):
    """Sex as the register of persons keeps it, where an amount depends on it."""

    FEMALE = ("female", "女", "female")
    MALE = ("male", "男", "male")


class Basis(Term):
    """On what ground a person may enroll in an area."""

    HUKOU = ("hukou", "户籍", "hukou")
    RESIDENCE_PERMIT = ("residence_permit", "居住证", "residence permit")
    SCHOOL = ("school", "学籍", "school roll")


class Category(str):
    """The code of a category of assistance; what it is called and which contains it say the policy data (`policy.categories`)."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())


class Certifier(Term):
    """Which body certifies that a person holds an assistance category (LX-5.2g, LX-5.2k, LX-5.2l; A04)."""

    CIVIL_AFFAIRS = ("civil_affairs", "民政", "civil affairs")
    RURAL_REVITALIZATION = (
        "rural_revitalization",
        "乡村振兴（扶贫）",
        "rural revitalization (poverty relief)",
    )
    DISABLED_FEDERATION = ("disabled_federation", "残联", "disabled persons' federation")
    VETERANS_AFFAIRS = ("veterans_affairs", "退役军人事务", "veterans' affairs")
    HEALTH = ("health", "卫生健康（计划生育）", "health (family planning)")


class Window(Term):
    """By which opening a payment comes in."""

    REGULAR = ("regular", "集中缴费期", "regular contribution window")
    LATE = ("late", "集中缴费期后", "after the window")
    NEWBORN = ("newborn", "新生儿参保", "newborn enrollment")
    HARDSHIP = ("hardship", "困难群体随时参保", "hardship group, at any time")
    NEWLY_ADDED_POOR = ("newly_added_poor", "新增贫困人口参保", "newly added poor")
    BEFORE = ("before", "集中缴费期前", "before the window")
    UNKNOWN = ("unknown", "缴费期未明确", "window not stated")


class Decision(Term):
    """What the rules can say about a case."""

    DECIDED = ("decided", "可自动办理", "decided")
    MANUAL = ("manual", "须人工决定", "needs a decision by hand")
    NOT_YET_OPEN = ("not_yet_open", "尚未开始缴费", "not yet open")
    NOT_TAKEN = ("not_taken", "不予受理", "not taken")


class PartKind(Term):
    """Parts of the price a person is asked for."""

    INDIVIDUAL = ("individual", "个人缴费部分", "individual part")
    FISCAL = ("fiscal", "财政补助部分", "fiscal part")
    REPAIR = ("repair", "修复断保年度", "repaired years")


class ExemptionReason(Term):
    """Why no waiting period is set."""

    REGULAR_WINDOW = ("regular_window", "在集中缴费期内缴费", "paid in the regular window")
    HARDSHIP = ("hardship", "困难群体人员", "hardship group")
    EMPLOYEE_SCHEME = (
        "employee_scheme",
        "职工医保中断三个月内",
        "within three months of the employee scheme",
    )
    NEWBORN = ("newborn", "新生儿", "newborn")
    NEWLY_ADDED_POOR = ("newly_added_poor", "新增建档立卡贫困人口", "newly added registered poor")
    SPECIAL = ("special", "其他特殊人群", "other special group")


class Mode(Term):
    """How a premium subsidy is measured."""

    FULL = ("full", "全额资助", "full subsidy")
    FIXED = ("fixed", "定额资助", "fixed-amount subsidy")
    SHARE = ("share", "按比例资助", "subsidy by share of the due")


class SubsidyPayer(Term):
    """Out of whose money a premium subsidy comes."""

    MEDICAL_ASSISTANCE = ("medical_assistance", "医疗救助资金", "medical assistance")
    RURAL_AFFAIRS = ("rural_affairs", "农业农村（乡村振兴）部门", "rural affairs")
    CIVIL_AFFAIRS = ("civil_affairs", "民政部门", "civil affairs")
    DISABLED_FEDERATION = ("disabled_federation", "残联", "the disabled persons' federation")
    FINANCE = ("finance", "本级财政", "local finance")
    COLLECTIVE = ("collective", "集体经济组织", "the village collective")


class SponsorKind(Term):
    """Who pays the individual part for others (代缴方), beside the premium subsidies."""

    COLLECTIVE = ("collective", "村集体", "village collective")
    EMPLOYER = ("employer", "单位或社会组织", "employer or organization")
    SCHOOL = ("school", "学校", "school")
    RELATIVE = ("relative", "亲属", "relative")


class Flow(Term):
    """How a premium subsidy reaches the person."""

    PAID_DIRECT = ("paid_direct", "资助资金代缴", "the fund pays for the person")
    ONE_CARD = (
        "one_card",
        "先全额缴费，资助拨入一卡通",
        "paid in full first, subsidy to the One-Card account",
    )
    UNDECIDED = ("undecided", "资金流向未明确", "flow not stated")


class WarningCode(Term):
    """What the desk must be told although the case is decided."""

    NO_BENEFIT_LEFT = ("NO_BENEFIT_LEFT", "本年度已无待遇期", "no benefit day is left in the coverage year")
    INSURED_ELSEWHERE = ("INSURED_ELSEWHERE", "在其他地区或险种有效参保", "cover elsewhere is active")


class Level(Term):
    """Levels at which funds are pooled or a division stands."""

    PROVINCE = ("province", "省级", "province")
    PREFECTURE = ("prefecture", "市（州）级", "prefecture")
    COUNTY = ("county", "县（区）级", "county")


class PlaceKind(Term):
    """What a county-level division is: an urban district belongs to the city proper."""

    DISTRICT = ("district", "市辖区", "urban district")
    COUNTY = ("county", "县（市）", "county or county-level city")


class Pool(Term):
    """Into which pools the money raised for a year goes."""

    CRITICAL_ILLNESS = ("critical_illness", "大病保险", "critical illness insurance")
    TEN_YUAN_85 = ("ten_yuan_85", "其中：“10元85%”", "of it: “10 yuan 85 %”")
    ORDINARY_OUTPATIENT = ("ordinary_outpatient", "普通门诊统筹", "ordinary outpatient pool")
    CHRONIC_OUTPATIENT = ("chronic_outpatient", "门诊慢性特殊疾病", "chronic and special outpatient pool")
    INPATIENT = ("inpatient", "住院统筹", "inpatient pool")
    UNDIVIDED = (
        "undivided",
        "基本医保基金（文件未再划分）",
        "basic fund, not divided further by the documents",
    )


class Reserve(Term):
    """Out of which reserves a shortfall of critical illness insurance is covered."""

    INSURER_PROFIT = ("insurer_profit", "承保公司盈利资金", "the insurer's profit")
    PAST_RISK_FUND = ("past_risk_fund", "历年大病保险风险调剂金", "past years' risk fund")


class DoctorPackage(Term):
    """Family-doctor service packages."""

    PRIMARY = ("primary", "初级包", "primary package")
    INTERMEDIATE = ("intermediate", "中级包", "intermediate package")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: the clause of the ledger and the document behind it."""

    clause: str
    document: str
    readings: tuple[str, ...] = ()
