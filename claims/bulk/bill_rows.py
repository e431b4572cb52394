"""How do the rows of a file of bills become bills, each with everything that is wrong with it, named by its cell?

Whole blocks at a time. Amounts that cannot be read refuse the file, since its totals cannot be proved; every other fault is
that of one bill.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from claims.layouts.bill_file import CLASSES, DISEASES, HEADINGS, SETTINGS, YES_NO
from claims.rules.bill_entry import BillEntry, BillFault, LineEntry, faults
from claims.rules.diagnoses import tidy_code
from claims.rules.named_facts import Words, recorded, said_twice, split, unknown_fact
from enrollment.rules.documents import mask, normal_form
from enrollment.rules.names import name_key, tidy
from intake import vault
from intake.columns.blocks import Block, FaultyCell
from intake.columns.words import use_one_of
from intake.rules.identifiers import same_number
from intake.tables.cells import cell_address
from intake.tables.days import written_day
from policy.money import yuan_to_fen
from policy.terms import Text

PROBLEMS_KEPT = 1000
AMOUNTS = ("total", "eligible", "first_pay", "own", "tcm", "bill_total", "special_subsidy")
_PLAIN = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?")
_FIELD_OF = {
    "number": "number", "admitted_on": "admitted", "discharged_on": "discharged", "diagnosis_code": "diagnosis_code",
    "diagnosis_name": "diagnosis_name", "chronic_disease": "chronic_disease", "two_diseases": "two_diseases",
    "is_accident": "accident", "special_subsidy_fen": "special_subsidy", "bill_total": "bill_total", "lines": "total",
    "total_fen": "total", "eligible_fen": "eligible", "first_pay_fen": "first_pay", "non_covered_fen": "own",
    "tcm_fen": "tcm", "item_class": "item_class", "medical_risk_document": "medical_risk_document",
}  # fmt: skip
_REPEATED = ("document", "discharged", "admitted", "bill_total", "setting", "special_subsidy")


@dataclass(slots=True)
class ParsedBill:
    """A bill as the file has it; `entry` None when it cannot be read."""

    number: int
    row: int
    provider_code: str
    bill_number: str
    document_hash: str
    document_masked: str
    name: str
    total_fen: int
    entry: BillEntry | None
    faults: list[dict[str, Any]]


@dataclass(slots=True)
class _Open:
    """The bill whose rows are being read."""

    key: tuple[str, str]
    rows: list[int]
    cells: list[Sequence[str]]
    lines: list[LineEntry]
    bill_total: int
    special_subsidy: int
    faults: list[dict[str, Any]] = field(default_factory=list)
    unread: set[tuple[int, str]] = field(default_factory=set)


@dataclass
class BillReader:
    """Feeds on blocks and gives bills; keeps counts, sums and what refuses the whole file."""

    columns: dict[str, int]
    today: date
    facts: Words = field(default_factory=dict)  # named facts of the area, by code
    bills: int = 0
    rows: int = 0
    amount_fen: int = 0
    declared: tuple[int | None, int | None] | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)
    problem_count: int = 0
    _open: _Open | None = None
    _unread: dict[int, list[FaultyCell]] = field(default_factory=dict)  # cells of the block, by their row
    _days: dict[str, date | None] = field(default_factory=dict)

    def bills_of(self, block: Block) -> Iterator[ParsedBill]:
        """The bills that end in this block."""
        provider, number = self.columns["provider"], self.columns["number"]
        self._unread = {block.numbers[place]: cells for place, cells in block.faults.items()}
        for row, cells in zip(block.numbers, block.rows, strict=True):
            key = (cells[provider].strip(), cells[number].strip())
            self.rows += 1
            if self._open is None or key != self._open.key:
                if self._open is not None:
                    yield self._closed(self._open)
                self._open = _Open(
                    key, [], [], [], self._amount(row, cells, "bill_total"), self._amount(row, cells, "special_subsidy")
                )  # fmt: skip
            self._add(self._open, row, cells)

    def last(self) -> Iterator[ParsedBill]:
        """The bill that the end of the file closes."""
        if self._open is not None:
            closing, self._open = self._open, None
            yield self._closed(closing)

    def _add(self, bill: _Open, row: int, cells: Sequence[str]) -> None:
        bill.rows.append(row)
        bill.cells.append(cells)
        for cell in self._unread.get(row, ()):
            if cell.key not in AMOUNTS:
                bill.unread.add((row, cell.key))
                bill.faults.append(self._fault(row, cell.key, *cell.fault))
        if len(bill.rows) > 1:
            first = bill.cells[0]
            for key in _REPEATED:
                place = self.columns.get(key)
                if place is not None and cells[place].strip() not in ("", first[place].strip()):
                    bill.faults.append(
                        self._fault(
                            row, key, "rows_differ",
                            Text(f"同一单据的“{HEADINGS[key]}”前后不一致。", f"The rows of one bill differ in {HEADINGS[key]}."),
                            Text("同一单据各行的单据信息须一致，或只填在首行。",
                                 "Repeat the head of the bill unchanged, or leave it blank after the first row."),
                        )
                    )  # fmt: skip
        word = self._cell(cells, "item_class")
        item_class = CLASSES.get(word)
        if item_class is None:
            bill.faults.append(self._unknown_word(row, "item_class", word, CLASSES))
        total = self._amount(row, cells, "total")
        self.amount_fen += total
        bill.lines.append(
            LineEntry(
                item_class or "whole", total, self._amount(row, cells, "eligible"),
                self._amount(row, cells, "first_pay"), self._amount(row, cells, "own"), self._amount(row, cells, "tcm"),
                self._cell(cells, "item_code")[:40], self._cell(cells, "item_name")[:100],
            )
        )  # fmt: skip

    def _closed(self, bill: _Open) -> ParsedBill:
        self.bills += 1
        row, cells = bill.rows[0], bill.cells[0]
        written = cells[self.columns["document"]]
        document = normal_form(written)
        if not document and (row, "document") not in bill.unread:
            bill.faults.append(
                self._fault(
                    row, "document", "document_missing", Text("证件号码为空。", "The document number is empty."),
                    Text("请填写就诊人的证件号码。", "Enter the patient's document number."),
                )
            )  # fmt: skip
        name = tidy(self._cell(cells, "name"))[:100]
        entry = self._entry(bill, row, cells)
        if entry is not None:
            bill.faults += [self._from_rule(fault, bill) for fault in faults(entry, today=self.today)]
        return ParsedBill(
            self.bills, row, *_numbers(bill), vault.match_key_hex(document), mask(document)[:24],
            name, sum(line.total_fen for line in bill.lines), None if bill.faults else entry, bill.faults,
        )  # fmt: skip

    def _entry(self, bill: _Open, row: int, cells: Sequence[str]) -> BillEntry | None:
        setting = SETTINGS.get(word := self._cell(cells, "setting"))
        if setting is None:
            bill.faults.append(self._unknown_word(row, "setting", word, SETTINGS))
        discharged, admitted = (self._day(bill, row, cells, key) for key in ("discharged", "admitted"))
        if discharged is None and not self._cell(cells, "discharged"):
            bill.faults.append(
                self._fault(
                    row, "discharged", "day_missing", Text("出院（就诊）日期为空。", "The day of discharge or visit is missing."),
                    Text("请补填日期。", "Enter the day."),
                )
            )  # fmt: skip
        answers = {key: self._yes_no(bill, row, cells, key) for key in _QUESTIONS}
        word = self._cell(cells, "two_diseases")
        two = () if not word else DISEASES.get(word.replace(",", "、").replace("，", "、"))
        if two is None:
            bill.faults.append(self._unknown_word(row, "two_diseases", word, DISEASES))
        facts = self._facts(bill, row, cells)
        if setting is None or discharged is None:
            return None
        provider_code, number = _numbers(bill)
        return BillEntry(
            provider_code=provider_code, number=number, setting=setting, discharged_on=discharged,
            total_fen=bill.bill_total, lines=tuple(bill.lines), admitted_on=admitted,
            invoice_number=self._cell(cells, "invoice")[:40], diagnosis_code=tidy_code(self._cell(cells, "diagnosis_code")),
            diagnosis_name=self._cell(cells, "diagnosis_name")[:100] or self._cell(cells, "diagnosis_code"),
            major_disease=self._cell(cells, "major_disease")[:60], tiered_disease=bool(answers["tiered_disease"]),
            chronic_disease=self._cell(cells, "chronic_disease")[:60], two_diseases=two or (),
            is_pregnant=bool(answers["pregnant"]), referral=answers["referral"],
            referral_document=self._cell(cells, "referral_document")[:60], filed_out_of_area=answers["filed"],
            filing_document=self._cell(cells, "filing_document")[:60], is_accident=bool(answers["accident"]),
            third_party_liable=answers["liable"], third_party_compensation=answers["compensated"],
            special_subsidy_fen=bill.special_subsidy, medical_risk=answers["medical_risk"],
            medical_risk_document=self._cell(cells, "medical_risk_document")[:60], facts=facts[0],
            facts_ruled_out=facts[1], facts_document=self._cell(cells, "facts_document")[:60],
        )  # fmt: skip

    def _facts(self, bill: _Open, row: int, cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Codes of the named facts that hold, and that do not."""
        lists: list[tuple[str, ...]] = []
        for key in ("facts", "facts_ruled_out"):
            found = recorded(split(self._cell(cells, key)), (), self.facts)
            for word in found.unknown:
                bill.faults.append(self._fault(row, key, "fact_unknown", *unknown_fact(word, self.facts)))
            lists.append(found.holding)
        for code in sorted(set(lists[0]) & set(lists[1])):
            told = said_twice(self.facts[code])
            bill.faults.append(self._fault(row, "facts", "fact_contradicts", *told))
        return lists[0], lists[1]

    # -- cells -----------------------------------------------------------------------------------------------

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return "" if place is None else cells[place].strip()

    def _amount(self, row: int, cells: Sequence[str], key: str) -> int:
        text = self._cell(cells, key)
        if not text:
            return 0
        if (plain := _PLAIN.fullmatch(text)) is not None:
            yuan, fraction = plain.groups()
            return int(yuan) * 100 + (int(fraction.ljust(2, "0")) if fraction else 0)
        found = next((cell for cell in self._unread.get(row, ()) if cell.key == key), None)
        if found is not None:
            self._problem(row, key, *found.fault)
            return 0
        return yuan_to_fen(text)

    def _day(self, bill: _Open, row: int, cells: Sequence[str], key: str) -> date | None:
        text = self._cell(cells, key)
        if not text:
            return None
        if text not in self._days:
            self._days[text] = written_day(text, time_allowed=True)
        day = self._days[text]
        if day is None and (row, key) not in bill.unread:
            bill.faults.append(
                self._fault(
                    row, key, "day_unreadable",
                    Text(f"日期“{text[:20]}”无法识别。", f"The day “{text[:20]}” cannot be read."),
                    Text("请填写如 2022-05-10 的日期。", "Write the day as 2022-05-10."),
                )
            )  # fmt: skip
        return day

    def _yes_no(self, bill: _Open, row: int, cells: Sequence[str], key: str) -> bool | None:
        word = self._cell(cells, key).upper()
        if word not in YES_NO:
            bill.faults.append(self._unknown_word(row, key, word, YES_NO))
            return None
        return YES_NO[word]

    # -- faults ----------------------------------------------------------------------------------------------

    def _from_rule(self, fault: BillFault, bill: _Open) -> dict[str, Any]:
        row = bill.rows[fault.line - 1] if fault.line else bill.rows[0]
        return self._fault(row, _FIELD_OF.get(fault.field, "number"), fault.code, fault.text, fault.remedy)

    def _unknown_word(self, row: int, key: str, word: str, words: Mapping[str, object]) -> dict[str, Any]:
        return self._fault(
            row, key, "word_unknown",
            Text(f"“{HEADINGS[key]}”为“{word[:20]}”，无法识别。", f"The word “{word[:20]}” in {HEADINGS[key]} is not known."),
            use_one_of(words),
        )  # fmt: skip

    def _fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> dict[str, Any]:
        place = self.columns.get(key)
        return {
            "cell": cell_address(place, row) if place is not None else f"{row}",
            "column": HEADINGS[key],
            "code": code,
            "text": text._asdict(),
            "remedy": remedy._asdict(),
        }

    def _problem(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        self.problem_count += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(self._fault(row, key, code, text, remedy))


_QUESTIONS = (
    "tiered_disease",
    "pregnant",
    "referral",
    "filed",
    "accident",
    "liable",
    "compensated",
    "medical_risk",
)


def _numbers(bill: _Open) -> tuple[str, str]:
    """The codes of provider and bill, as they are compared: without case and full width."""
    return same_number(bill.key[0])[:20], same_number(bill.key[1])[:40]


def same_name(written: str, known_key: str) -> bool:
    """A blank name agrees with everybody."""
    return not written or name_key(written) == known_key
