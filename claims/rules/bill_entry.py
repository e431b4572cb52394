"""What does a bill say, and what in it cannot be true? The same for the form, the API and every file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from claims.rules import diagnoses
from claims.rules.own_codes import may_be_own
from intake.rules.amounts import NEGATIVE
from policy.care import Setting
from policy.money import format_yuan
from policy.terms import Text

STAYS: Final = (Setting.INPATIENT, Setting.MATERNITY)
CLASS_C: Final = "C"
_TOLD_SINCE_LATER: Final = (
    "medical_risk",
    "medical_risk_document",
    "facts",
    "facts_ruled_out",
    "facts_document",
)  # a bill that says nothing of it keeps its digest
WHOLE: Final = "whole"
LONGEST_STAY_DAYS: Final = 366
AMOUNTS: Final = {
    "total_fen": Text("总金额", "total"),
    "eligible_fen": Text("政策范围内金额", "eligible"),
    "first_pay_fen": Text("先行自付", "first-pay"),
    "non_covered_fen": Text("自费金额", "own"),
    "tcm_fen": Text("中医金额", "TCM"),
}


class LineEntry(NamedTuple):
    """One line as written."""

    item_class: str
    total_fen: int
    eligible_fen: int
    first_pay_fen: int = 0
    non_covered_fen: int = 0
    tcm_fen: int = 0
    item_code: str = ""
    item_name: str = ""


class BillEntry(NamedTuple):
    """A bill as written; None of a yes-no question: not asked or not known."""

    provider_code: str
    number: str
    setting: Setting
    discharged_on: date
    total_fen: int
    lines: tuple[LineEntry, ...]
    admitted_on: date | None = None
    invoice_number: str = ""
    diagnosis_code: str = ""
    diagnosis_name: str = ""
    major_disease: str | None = ""
    tiered_disease: bool | None = False
    chronic_disease: str = ""
    two_diseases: tuple[str, ...] = ()
    is_pregnant: bool = False
    referral: bool | None = None
    referral_document: str = ""
    filed_out_of_area: bool | None = None
    filing_document: str = ""
    is_accident: bool = False
    third_party_liable: bool | None = None
    third_party_compensation: bool | None = None
    special_subsidy_fen: int = 0
    medical_risk: bool | None = None  # a recorded finding (A39)
    medical_risk_document: str = ""
    # Codes of named facts of the area (`[facts]` of area.toml): recorded, and recorded as not there.
    facts: tuple[str, ...] = ()
    facts_ruled_out: tuple[str, ...] = ()
    facts_document: str = ""

    @property
    def is_stay(self) -> bool:
        """Whether the person lay in the hospital."""
        return self.setting in STAYS

    @property
    def first_day(self) -> date:
        """The first day on which cover counts: of the visit, or of admission; the last one is `discharged_on`."""
        if self.is_stay and self.admitted_on is not None:
            return self.admitted_on
        return self.discharged_on

    @property
    def years(self) -> range:
        """Every year that the days of service touch, that of discharge last."""
        return range(self.first_day.year, self.discharged_on.year + 1)

    def sum_of(self, amount: str) -> int:
        """One amount over all lines."""
        return sum(getattr(line, amount) for line in self.lines)

    def digest(self, document_hash: str) -> str:
        """Tells the same bill of the same person sent twice from another under the same number."""
        told = [
            f"{name}={value!r}" for name, value in self._asdict().items() if name not in _TOLD_SINCE_LATER
        ]
        shown = f"{document_hash}|BillEntry({', '.join(told)})"
        if self.medical_risk is not None:
            shown += f"|{self.medical_risk}|{self.medical_risk_document}"
        if self.facts or self.facts_ruled_out:
            shown += f"|{self.facts}|{self.facts_ruled_out}|{self.facts_document}"
        return hashlib.sha256(shown.encode()).hexdigest()


class BillFault(NamedTuple):
    """What cannot be true, at which field, of which line (from 1; 0: of the bill), and what to do."""

    code: str
    field: str
    line: int
    text: Text
    remedy: Text


SUMS_DIFFER: Final = "sums_differ"


def faults(entry: BillEntry, *, today: date) -> tuple[BillFault, ...]:
    """Everything in the bill that cannot be true by itself; an empty tuple when it can be accepted."""
    return (*_facts(entry, today), *_lines(entry), *_sums(entry))


def _facts(entry: BillEntry, today: date) -> Iterator[BillFault]:
    if not entry.number.strip():
        yield _fault(
            "number_missing", "number",
            Text("单据号为空。", "The bill has no number."),
            Text("请填写医疗机构的单据号。", "Enter the provider's bill number."),
        )  # fmt: skip
    if entry.discharged_on > today:
        yield _fault(
            "day_in_future", "discharged_on",
            Text(f"出院（就诊）日期 {entry.discharged_on} 晚于今天。", f"The day {entry.discharged_on} lies in the future."),
            Text("请核对日期。", "Check the day."),
        )  # fmt: skip
    if entry.is_stay and entry.admitted_on is None:
        yield _fault(
            "admission_missing", "admitted_on",
            Text("住院账单缺入院日期。", "A stay needs its day of admission."),
            Text("请补填入院日期。", "Enter the day of admission."),
        )  # fmt: skip
    if entry.admitted_on is not None:
        yield from _stay(entry, entry.admitted_on)
    if not (diagnoses.is_well_formed(entry.diagnosis_code) or may_be_own(entry.diagnosis_code)):
        yield _fault(
            "diagnosis_code", "diagnosis_code",
            Text(f"诊断编码“{entry.diagnosis_code[:20]}”不是编码的格式。",
                 f"The diagnosis code “{entry.diagnosis_code[:20]}” has not the form of a code."),
            Text("请填写如 C50、I10.x00 的编码，或医疗机构的院内编码。", "Enter a code such as C50, or the hospital's own."),
        )  # fmt: skip
    if not entry.diagnosis_name.strip():
        yield _fault(
            "diagnosis_name", "diagnosis_name",
            Text("诊断名称为空。", "The diagnosis has no name."),
            Text("请填写诊断名称。", "Enter the name of the diagnosis."),
        )  # fmt: skip
    if not entry.is_accident and (
        entry.third_party_liable is not None or entry.third_party_compensation is not None
    ):
        yield _fault(
            "accident_answers", "is_accident",
            Text("不是意外伤害，却回答了第三方责任或赔偿。", "No accident, yet the questions about a third party are answered."),
            Text("请核对是否意外伤害。", "Check whether it was an accident."),
        )  # fmt: skip
    if entry.medical_risk and not entry.medical_risk_document.strip():
        yield _fault(
            "medical_risk_document_missing", "medical_risk_document",
            Text("填写了有因病风险认定，但没有认定文号。", "A finding of medical risk is stated without its document."),
            Text("请填写认定文号；没有认定的填“否”，未核实的留空。",
                 "Enter the document; answer no when there is none, leave it open when it was not asked."),
        )  # fmt: skip
    if not 0 <= entry.special_subsidy_fen <= max(entry.total_fen, 0):
        yield _fault(
            "special_subsidy", "special_subsidy_fen",
            Text("专项补助为负数或超过总金额。", "The special subsidy is negative or above the total."),
            Text("请填写已先行享受的专项补助金额。", "Enter the special subsidy that was received first."),
        )  # fmt: skip


def _stay(entry: BillEntry, admitted_on: date) -> Iterator[BillFault]:
    if entry.discharged_on < admitted_on:
        yield _fault(
            "discharge_before_admission", "discharged_on",
            Text(f"出院日期 {entry.discharged_on} 早于入院日期 {admitted_on}。",
                 f"The discharge {entry.discharged_on} lies before the admission {admitted_on}."),
            Text("请核对两个日期。", "Check both days."),
        )  # fmt: skip
    elif (entry.discharged_on - admitted_on).days > LONGEST_STAY_DAYS:
        yield _fault(
            "stay_too_long", "admitted_on",
            Text("住院超过一年：须分期结算。", "The stay is longer than a year: it must be billed in parts."),
            Text("请核对日期，或按期拆分账单。", "Check the days, or split the bill."),
        )  # fmt: skip


def _lines(entry: BillEntry) -> Iterator[BillFault]:
    if not entry.lines:
        yield _fault(
            "no_lines", "lines",
            Text("账单没有明细。", "The bill has no lines."),
            Text("至少填写一行明细。", "Enter at least one line."),
        )  # fmt: skip
    for place, line in enumerate(entry.lines, start=1):
        if negative := [name for name in AMOUNTS if getattr(line, name) < 0]:
            label = AMOUNTS[negative[0]]
            yield _fault(
                NEGATIVE.code, negative[0],
                Text(f"第 {place} 行{NEGATIVE.text.zh}（{label.zh}）。", f"Line {place}: {NEGATIVE.text.en} ({label.en})."),
                Text("冲减的项目请在净额中体现。", "Enter the net amount of items taken back."),
                place,
            )  # fmt: skip
            continue
        parts = line.eligible_fen + line.first_pay_fen + line.non_covered_fen
        if parts != line.total_fen:
            yield _fault(
                SUMS_DIFFER, "total_fen",
                Text(f"第 {place} 行：各部分之和 {format_yuan(parts)} 元，总金额 {format_yuan(line.total_fen)} 元。",
                     f"Line {place}: eligible, first-pay and own add up to {format_yuan(parts)} yuan, the total is "
                     f"{format_yuan(line.total_fen)} yuan."),
                Text("请更正该行，使各部分之和等于总金额。", "Correct the line so that its parts add up to its total."),
                place,
            )  # fmt: skip
        if line.tcm_fen > line.eligible_fen:
            yield _fault(
                "tcm_above_eligible", "tcm_fen",
                Text(f"第 {place} 行：中医金额大于政策范围内金额。", f"Line {place}: the TCM part is above the eligible amount."),
                Text("中医金额是政策范围内金额的一部分。", "The TCM part is a part of the eligible amount."),
                place,
            )  # fmt: skip
        if line.item_class == CLASS_C and (line.eligible_fen or line.first_pay_fen):
            yield _fault(
                "class_c_covered", "item_class",
                Text(f"第 {place} 行：丙类项目不能有政策范围内或先行自付金额。",
                     f"Line {place}: an item of class C is not covered, so it has no eligible or first-pay part."),
                Text("请核对目录等级，或将金额全部列为自费。", "Check the class, or enter the whole amount as own."),
                place,
            )  # fmt: skip


def _sums(entry: BillEntry) -> Iterator[BillFault]:
    total = entry.sum_of("total_fen")
    if entry.lines and total != entry.total_fen:
        yield _fault(
            SUMS_DIFFER, "bill_total",
            Text(f"明细合计 {format_yuan(total)} 元，与账单总额 {format_yuan(entry.total_fen)} 元不符，"
                 f"相差 {format_yuan(abs(total - entry.total_fen))} 元。",
                 f"The lines add up to {format_yuan(total)} yuan, the bill says {format_yuan(entry.total_fen)} yuan: a "
                 f"difference of {format_yuan(abs(total - entry.total_fen))} yuan."),
            Text("请核对是否漏行、重行或总额有误。", "Look for a missing or doubled line, or a wrong total."),
        )  # fmt: skip
    elif entry.total_fen <= 0:
        yield _fault(
            "nothing_to_settle", "bill_total",
            Text("账单总额为零。", "The total of the bill is nothing."),
            Text("请核对金额。", "Check the amounts."),
        )  # fmt: skip


def _fault(code: str, field: str, text: Text, remedy: Text, line: int = 0) -> BillFault:
    return BillFault(code, field, line, text, remedy)
