"""What does each row of the tax bureau's answer to a refund list say, and what is wrong with it?

Rows are read and held against their list; nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from enrollment.models import PaymentLine, RefundAnswer, RefundListLine
from enrollment.refund_layout import ANSWER_TABLE, HEADINGS, RESULTS
from enrollment.rules.payment_fields import Unreadable, read_amount, read_day, read_ticket
from intake.columns.table import Table
from intake.columns.words import accepted
from intake.operations.opening import opened
from intake.tables.cells import cell_address
from policy.money import format_yuan
from policy.terms import Text

PROBLEMS_MAX = 500
_RESULTS = accepted(RESULTS)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row: of which line of the list, what the tax bureau did, and under which ticket and day."""

    number: int  # in the file
    line: RefundListLine
    result: str  # refunded, returned
    refunded_on: date | None
    refund_ticket: str
    reason: str


@dataclass
class Reading:
    """All rows of a file, or everything that is wrong with it, by cell."""

    rows: list[AnswerRow]
    problems: list[dict[str, Any]]
    table: Table

    @property
    def fen(self) -> int:
        return sum(row.line.amount_fen for row in self.rows)


def read(received: RefundAnswer, on: date) -> Reading:
    """Read the file against its list; `on` is the day on which it is read."""
    table = opened(received, ANSWER_TABLE)
    lines = {line.number: line for line in received.list.lines.select_related("refund__line")}
    reading = Reading([], [], table)
    seen: set[int] = set()
    for block in table.blocks():
        for at, (number, cells) in enumerate(zip(block.numbers, block.rows, strict=True)):
            given = {
                key: cells[place].strip() if place < len(cells) else "" for key, place in table.places.items()
            }
            unread = block.faults.get(at, [])
            judged = _Judged(number, given, {key for key, _, _ in unread}, table.places)
            row = judged.row(received, lines, seen, on)
            found = judged.problems + [
                judged.problem(key, fault.text, fault.remedy) for key, fault, _ in unread
            ]
            reading.problems += sorted(found, key=lambda one: table.places.get(one["field"], 0))
            if row is not None:
                reading.rows.append(row)
        if len(reading.rows) > settings.MAX_UPLOAD_ROWS or len(reading.problems) > PROBLEMS_MAX:
            break
    table.finish(reading.problems)
    reading.problems += _taken_tickets(reading)
    if not reading.rows and not reading.problems:
        empty = _Judged(2, {}, set(), table.places)
        reading.problems.append(empty.problem("list", Text("文件中没有数据行", "the file holds no rows")))
    return reading


@dataclass
class _Judged:
    """A row while it is looked at."""

    number: int
    given: Mapping[str, str]
    unread: set[str]
    places: Mapping[str, int]

    def __post_init__(self) -> None:
        self.problems: list[dict[str, Any]] = []

    def row(
        self, received: RefundAnswer, lines: Mapping[int, RefundListLine], seen: set[int], on: date
    ) -> AnswerRow | None:
        given, listed = self.given, received.list
        if given["list"] != listed.number:
            self.wrong(
                "list",
                f"批次号不是 {listed.number}，是其他清单的答复",
                f"the list is not {listed.number}: this answers another one",
                Text(f"请上传清单 {listed.number} 的答复；其他清单的答复在该清单页面上传。",
                     f"Send the answer to {listed.number}; that of another list is sent on its own page."),
            )  # fmt: skip
        line = (
            lines.get(int(given["number"]))
            if given["number"].isascii() and given["number"].isdigit()
            else None
        )
        if line is None:
            self.wrong("number", "清单中没有这个序号", "the list has no such line")
        elif line.number in seen:
            self.wrong("number", f"序号 {line.number} 重复出现", f"line {line.number} appears twice")
        elif given["ticket"] != line.ticket:
            self.wrong(
                "ticket", f"与清单第 {line.number} 行的税票不符", f"not the ticket of line {line.number}"
            )
        if line is not None and (fen := self._fen()) is not None and fen != line.amount_fen:
            yuan = format_yuan(line.amount_fen)
            self.wrong("amount", f"清单上为 {yuan} 元", f"the list says {yuan} yuan")
        result = RESULTS.get(given["result"], "")
        if not result:
            self.wrong("result", f"处理结果应为：{_RESULTS.zh}", f"the result must be one of {_RESULTS.en}")
        day, ticket = self._proof(listed.made_on, on) if result == "refunded" else (None, "")
        if result == "returned" and not given.get("reason"):
            self.wrong("reason", "退回的应写明原因", "a line sent back needs its reason")
        if self.problems or self.unread or line is None:
            return None
        seen.add(line.number)
        return AnswerRow(self.number, line, result, day, ticket, given.get("reason", "")[:200])

    def _fen(self) -> int | None:
        try:
            return read_amount(self.given["amount"])
        except Unreadable as fault:
            self.wrong("amount", fault.text.zh, fault.text.en, fault.remedy)
            return None

    def _proof(self, listed_on: date, on: date) -> tuple[date | None, str]:
        """Day and ticket of the refund; a refund without its day cannot take effect."""
        day, ticket = None, ""
        if not self.given["refunded_on"]:
            self.wrong("refunded_on", "已退费的没有退库日期", "a refund needs its day")
        else:
            try:
                day = read_day(self.given["refunded_on"])
            except Unreadable as fault:
                self.wrong("refunded_on", fault.text.zh, fault.text.en, fault.remedy)
        if day is not None and not listed_on <= day <= on:
            self.wrong(
                "refunded_on",
                f"退库日期应在清单日 {listed_on} 至今天 {on} 之间",
                f"the day lies between that of the list, {listed_on}, and today, {on}",
            )
        try:
            ticket = read_ticket(self.given["refund_ticket"])
        except Unreadable as fault:
            self.wrong("refund_ticket", fault.text.zh, fault.text.en, fault.remedy)
        return day, ticket

    def wrong(self, key: str, zh: str, en: str, remedy: Text | None = None) -> None:
        if key not in self.unread:
            self.problems.append(self.problem(key, Text(zh, en), remedy))

    def problem(self, key: str, text: Text, remedy: Text | None = None) -> dict[str, Any]:
        cell = cell_address(self.places.get(key, 0), self.number)
        remedy = remedy or Text(
            f"请更正列“{HEADINGS[key]}”后重新上传。", f"Correct the column {HEADINGS[key]} and upload again."
        )
        return {"cell": cell, "field": key, "text": text._asdict(), "remedy": remedy._asdict()}


def _taken_tickets(reading: Reading) -> list[dict[str, Any]]:
    """A refund ticket stands once in the file, and for nothing else in the ledger."""
    problems, first = [], dict[str, AnswerRow]()
    refunded = [row for row in reading.rows if row.refund_ticket]
    taken = {
        line.ticket: line
        for line in PaymentLine.objects.filter(
            ticket__in=[row.refund_ticket for row in refunded], owns_ticket=True
        )
    }
    for row in refunded:
        judged = _Judged(row.number, {}, set(), reading.table.places)
        if row.refund_ticket in first:
            text = Text("退费税票号码在文件中重复", "this refund ticket appears twice in the file")
            problems.append(judged.problem("refund_ticket", text))
        first[row.refund_ticket] = row
        owner = taken.get(row.refund_ticket)
        if owner is not None and owner.original_ticket != row.line.ticket:
            text = Text(
                f"该税票号码已由第 {owner.file_id} 号文件第 {owner.number} 行使用",
                f"this ticket is taken by row {owner.number} of file {owner.file_id}",
            )
            problems.append(judged.problem("refund_ticket", text))
    return problems
