"""Do tax lines, treasury receipts and accounts say the same of a day, and how far are the two sides with signing it?

Three sums of each day: what the tax bureau's lines brought, what the treasury received, and where the money of the lines is now
(on dues, held, given back). Equal sums with unlike lines are no agreement: where the treasury names tickets, line meets line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.rules.file_states import course
from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission

TREASURY_STATEMENT = course(sends=Permission.FUNDS_ENTER, undoes=Permission.FUNDS_ENTER)


class ReceiptKind(Term):
    """Whether money came to the treasury or left it."""

    RECEIVED = ("received", "入库", "received")
    GIVEN_BACK = ("given_back", "退库", "given back")


class DifferenceKind(Term):
    """What does not agree, line by line."""

    NOT_AT_TREASURY = ("not_at_treasury", "有税务明细、国库没有", "in the tax lines, not at the treasury")
    NOT_IN_LINES = ("not_in_lines", "国库有、税务明细没有", "at the treasury, not in the tax lines")
    AMOUNT = ("amount", "税务与国库金额不同", "another amount at the treasury")
    ACCOUNT = ("account", "明细与账目不同", "the accounts say otherwise than the line")
    DAY_SUM = ("day_sum", "当日合计不同", "the sums of the day differ")


REMEDIES = {
    DifferenceKind.NOT_AT_TREASURY: Text(
        "请向国库核对这笔款的入库日期。", "Ask the treasury on which day this money came."
    ),
    DifferenceKind.NOT_IN_LINES: Text(
        "请税务部门补报这一笔的明细。", "Have the tax bureau send the line of this money."
    ),
    DifferenceKind.AMOUNT: Text("请税务和国库核对金额。", "Tax bureau and treasury compare the amount."),
    DifferenceKind.ACCOUNT: Text(
        "请运行账目核对，由系统管理员查明。", "Run the ledger check and have it looked into."
    ),
    DifferenceKind.DAY_SUM: Text(
        "国库未列税票号码，请索取逐笔清单。", "The treasury names no tickets: ask for a list by line."
    ),
}


class SheetState(Term):
    """How far the sheet is that both sides sign."""

    DRAFT = ("draft", "待双方签认", "to be signed by both")
    HALF = ("half", "一方已签认", "signed by one side")
    SIGNED = ("signed", "双方已签认", "signed by both sides")
    DROPPED = ("dropped", "已作废", "dropped")


class SheetMove(Term):
    """What is done with a sheet."""

    SIGN = ("sign", "签认", "sign")
    DROP = ("drop", "作废", "drop")


class Side(Term):
    """Who signs."""

    TAX = ("tax", "税务部门", "tax bureau")
    INSURANCE = ("insurance", "医保部门", "insurance bureau")


_BOTH = (Permission.PAYMENTS_UPLOAD, Permission.FUNDS_ENTER)
SIDE_OF = {Side.TAX: Permission.PAYMENTS_UPLOAD, Side.INSURANCE: Permission.FUNDS_ENTER}
_S, _M = SheetState, SheetMove
SHEET = Moves(
    {
        (_S.DRAFT, _M.SIGN): To(_S.HALF, _BOTH),
        (_S.DRAFT, _M.DROP): To(_S.DROPPED, _BOTH),
        (_S.HALF, _M.SIGN): To(_S.SIGNED, _BOTH),
        (_S.HALF, _M.DROP): To(_S.DROPPED, _BOTH),
    },
    start=_S.DRAFT,
    holders={
        Permission.PAYMENTS_UPLOAD: Text("税务部门", "tax bureau"),
        Permission.FUNDS_ENTER: Text("医保、财务部门", "insurance bureau"),
    },
)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A line of a tax file as it entered the treasury; `fen` below zero takes back. The rest says where its money is now."""

    ticket: str
    file: int
    number: int
    on: date
    fen: int
    on_dues_fen: int
    held_fen: int
    given_back_fen: int
    entered_fen: int  # what the entries of the dues say of the line


@dataclass(frozen=True, slots=True)
class Receipt:
    """A row of a treasury statement; `fen` below zero left the treasury."""

    statement: int
    number: int
    on: date
    fen: int
    ticket: str = ""
    voucher: str = ""


@dataclass(slots=True)
class Day:
    """The three sums of a day, in fen."""

    on: date
    lines: int = 0
    tax_fen: int = 0
    receipts: int = 0
    treasury_fen: int = 0
    on_dues_fen: int = 0
    held_fen: int = 0
    given_back_fen: int = 0
    has_statement: bool = False

    @property
    def accounts_fen(self) -> int:
        return self.on_dues_fen + self.held_fen + self.given_back_fen

    @property
    def agrees(self) -> bool:
        return self.has_statement and self.tax_fen == self.treasury_fen == self.accounts_fen


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree: where it stands, and both amounts in fen (None: nothing stands there)."""

    kind: DifferenceKind
    on: date
    ticket: str
    where: Text
    tax_fen: int | None
    other_fen: int | None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value, "on": self.on.isoformat(), "ticket": self.ticket, "where": self.where._asdict(),
            "tax_fen": self.tax_fen, "other_fen": self.other_fen,
        }  # fmt: skip


@dataclass(slots=True)
class Check:
    """The three-way check of some days: sums by day and what differs, line by line."""

    days: list[Day] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def compare(lines: Sequence[TaxLine], receipts: Sequence[Receipt], told_days: Iterable[date]) -> Check:
    """Hold tax lines, treasury receipts and accounts against each other. `told_days`: of which a statement was sent."""
    days: dict[date, Day] = {day: Day(day, has_statement=True) for day in told_days}
    for line in lines:
        day = days.setdefault(line.on, Day(line.on))
        day.lines += 1
        day.tax_fen += line.fen
        day.on_dues_fen += line.on_dues_fen
        day.held_fen += line.held_fen
        day.given_back_fen += line.given_back_fen
    for receipt in receipts:
        day = days.setdefault(receipt.on, Day(receipt.on))
        day.receipts += 1
        day.treasury_fen += receipt.fen
    check = Check([days[on] for on in sorted(days)])
    for day in check.days:
        own = [line for line in lines if line.on == day.on]
        theirs = [receipt for receipt in receipts if receipt.on == day.on]
        if day.has_statement:
            check.differences += _at_treasury(day, own, theirs)
        check.differences += _in_accounts(own)
    return check


def _at_treasury(day: Day, lines: list[TaxLine], receipts: list[Receipt]) -> list[Difference]:
    if not all(receipt.ticket for receipt in receipts):
        if day.tax_fen == day.treasury_fen:
            return []
        where = Text("当日合计", "sum of the day")
        return [Difference(DifferenceKind.DAY_SUM, day.on, "", where, day.tax_fen, day.treasury_fen)]
    by_ticket: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        by_ticket[receipt.ticket].append(receipt)
    found = []
    for line in lines:
        own = by_ticket.pop(line.ticket, None)
        where = Text(
            f"第 {line.file} 号税务文件第 {line.number} 行", f"tax file {line.file}, row {line.number}"
        )
        if own is None:
            found.append(
                Difference(DifferenceKind.NOT_AT_TREASURY, day.on, line.ticket, where, line.fen, None)
            )
        elif (total := sum(one.fen for one in own)) != line.fen:
            found.append(Difference(DifferenceKind.AMOUNT, day.on, line.ticket, where, line.fen, total))
    for ticket, left in by_ticket.items():
        for one in left:
            where = Text(
                f"第 {one.statement} 号国库清单第 {one.number} 行",
                f"treasury statement {one.statement}, row {one.number}",
            )
            found.append(Difference(DifferenceKind.NOT_IN_LINES, day.on, ticket, where, None, one.fen))
    return found


def _in_accounts(lines: list[TaxLine]) -> list[Difference]:
    """A line's money is on dues, held or given back, and the entries of the dues say what the line says."""
    found = []
    for line in lines:
        accounts = line.entered_fen + line.held_fen + line.given_back_fen
        if accounts != line.fen:
            where = Text(
                f"第 {line.file} 号税务文件第 {line.number} 行", f"tax file {line.file}, row {line.number}"
            )
            found.append(Difference(DifferenceKind.ACCOUNT, line.on, line.ticket, where, line.fen, accounts))
    return found
