"""How is the bank's answer to a payout list taken in, so that every line ends exactly once and the sums agree?

The file is read as a whole first: either everything that is wrong with it is listed, or all of it takes effect.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assistance.layouts.bank_return import COLUMNS, HEADINGS, RESULTS, TRAILER_WORD
from assistance.models import BankReturn, BankReturnLine, Grant, PayoutBatch, PayoutLine
from assistance.operations.payouts import account_number
from assistance.rules.grant_states import GrantState, PayoutState
from enrollment.rules.documents import mask_account
from enrollment.rules.payment_fields import Unreadable, read_amount
from intake.operations import stored_files
from intake.operations.receiving import clean_name
from intake.tables import Sheet, cell_address
from policy.money import format_yuan
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

PROBLEMS_MAX = 500


class BankFileRefused(Refusal):
    """The file is wrong as a whole; `context["problems"]` lists everything with cell and remedy. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Row:
    number: int  # in the file
    line_number: int  # on the list
    account: str
    amount_fen: int
    result: str
    reason: str


@transaction.atomic
def receive(
    *,
    batch: PayoutBatch,
    content: BinaryIO,
    name: str,
    by: Officer,
    at: datetime,
    expected_count: int | None = None,
    expected_fen: int | None = None,
) -> BankReturn:
    """Read the bank's file about a list (layout BK-1): each row is paid, returned with a reason, unknown, or told before."""
    access.require(by, Permission.SUBSIDIES_PAY, batch.division_code, on=timezone.localdate(at))
    sha256, _size = stored_files.accepted_digest(
        content, remedy=Text("请向银行索取按名单分开的文件。", "Ask the bank for a file for each list.")
    )
    if (first := BankReturn.objects.filter(batch=batch, sha256=sha256).first()) is not None:
        raise BankFileRefused(
            "same_file_received",
            Text(
                f"这个文件已于 {first.received_at:%Y-%m-%d} 收到过。",
                f"This file was received on {first.received_at:%Y-%m-%d}.",
            ),
            Text("没有重复处理。", "Nothing was done twice."),
            return_id=first.pk,
        )  # fmt: skip
    batch = PayoutBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    rows = _read(content, batch, expected_count, expected_fen)
    stored_files.store(content, sha256)
    received = BankReturn.objects.create(
        batch=batch, sha256=sha256, name=clean_name(name), line_count=len(rows),
        amount_fen=sum(row.amount_fen for row in rows), received_by=by, received_at=at,
    )  # fmt: skip
    counts = _end_lines(received, rows, at)
    audit.record(
        "receive_bank_return", by=by, about=received, division_code=batch.division_code, at=at,
        change={"batch": batch.pk, "sha256": sha256, "fen": received.amount_fen, **counts},
    )  # fmt: skip
    return received


def _end_lines(received: BankReturn, rows: list[_Row], at: datetime) -> Counter[str]:
    """Give each row its outcome, each line of the list its end, each grant its state."""
    lines = {
        line.number: line
        for line in PayoutLine.objects.filter(batch=received.batch)
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    told: list[BankReturnLine] = []
    ended: list[PayoutLine] = []
    for row in rows:
        line = lines.get(row.line_number)
        why = _not_ours(row, line)
        if line is None or why:
            outcome, line = "unknown", None
        elif line.state != PayoutState.SENT:
            outcome = "repeated"
        else:
            outcome = row.result
            line.state, line.bank_return = outcome, received
            line.reason = row.reason[:200] if outcome == PayoutState.RETURNED else ""
            ended.append(line)
        told.append(
            BankReturnLine(
                bank_return=received, row=row.number, payout_line=line, outcome=outcome, amount_fen=row.amount_fen,
                account_masked=mask_account(row.account), reason=why or row.reason[:200],
            )
        )  # fmt: skip
    BankReturnLine.objects.bulk_create(told, batch_size=1_000)
    for line in ended:
        line.save(update_fields=["state", "reason", "bank_return"])
    for state, becomes in ((PayoutState.PAID, GrantState.PAID), (PayoutState.RETURNED, GrantState.RETURNED)):
        ids = [line.grant_id for line in ended if line.state == state]
        Grant.objects.filter(pk__in=ids, state=GrantState.LISTED.value).update(
            state=becomes.value, state_since=at
        )
    return Counter(row.outcome for row in told)


def _not_ours(row: _Row, line: PayoutLine | None) -> str:
    if line is None:
        return "not_on_the_list"
    if row.amount_fen != line.amount_fen:
        return "amount_differs"
    return "" if row.account == account_number(line) else "account_differs"


def _read(
    content: BinaryIO, batch: PayoutBatch, expected_count: int | None, expected_fen: int | None
) -> list[_Row]:
    content.seek(0)
    sheet = Sheet(content)
    places = sheet.columns(COLUMNS)
    problems: list[dict[str, Any]] = []
    rows: list[_Row] = []
    seen: set[int] = set()
    declared: tuple[int | None, int | None] = (None, None)

    for block in sheet.blocks():
        for number, cells in zip(block.numbers, block.rows, strict=True):
            if declared != (None, None):
                problems.append(
                    _problem(
                        places, "batch", number, Text("合计行之后还有数据", "There are rows after the total")
                    )
                )
                break
            given = {key: cells[place].strip() if place < len(cells) else "" for key, place in places.items()}
            if given["batch"] == TRAILER_WORD:
                declared = (_whole(given["number"]), _fen(given["amount"]))
                continue
            row, found = _row(given, number, places, batch, seen)
            problems += found
            if row is not None:
                rows.append(row)
        if len(rows) > settings.MAX_UPLOAD_ROWS or len(problems) > PROBLEMS_MAX:
            break
    if not rows and not problems:
        problems.append(_problem(places, "batch", 2, Text("文件中没有数据行", "The file holds no rows")))
    if problems:
        raise _refused(
            "bank_file_unreadable",
            Text(f"文件有 {len(problems)} 处错误，未作任何处理。", f"The file has {len(problems)} faults; nothing was done."),
            problems[:PROBLEMS_MAX],
        )  # fmt: skip
    count, fen = len(rows), sum(row.amount_fen for row in rows)
    for wanted_count, wanted_fen in (declared, (expected_count, expected_fen)):
        if wanted_count not in (None, count) or wanted_fen not in (None, fen):
            raise _refused(
                "control_totals_differ",
                Text(
                    f"文件共 {count} 笔、{format_yuan(fen)} 元，与合计数不一致。",
                    f"The file holds {count} lines of {format_yuan(fen)} yuan, which is not what was declared.",
                ),
            )
    return rows


def _row(
    given: dict[str, str], number: int, places: dict[str, int], batch: PayoutBatch, seen: set[int]
) -> tuple[_Row | None, list[dict[str, Any]]]:
    """One row, or everything that is wrong with it."""
    problems = []

    def wrong(key: str, zh: str, en: str) -> None:
        problems.append(_problem(places, key, number, Text(zh, en)))

    line_number, amount = _whole(given["number"]), _fen(given["amount"])
    result = RESULTS.get(given["result"], "")
    if given["batch"] != batch.number:
        wrong("batch", f"批次号不是 {batch.number}", f"The list number is not {batch.number}")
    if line_number is None:
        wrong("number", "序号不是整数", "The line number is no whole number")
    elif line_number in seen:
        wrong("number", f"序号 {line_number} 重复出现", f"Line {line_number} appears twice")
    if amount is None or amount <= 0:
        wrong("amount", "金额无法读取", "The amount cannot be read")
    if not (given["account"].isascii() and given["account"].isdigit()):
        wrong("account", "账号应为数字，且以文本保存", "The account must be digits kept as text")
    if not result:
        wrong("result", "处理结果应为“成功”或“退回”", "The result must be 成功 (paid) or 退回 (returned)")
    elif result == PayoutState.RETURNED and not given.get("reason"):
        wrong("reason", "退回的应写明原因", "A returned line needs its reason")
    if problems or line_number is None or amount is None:
        return None, problems
    seen.add(line_number)
    return _Row(number, line_number, given["account"], amount, result, given.get("reason", "")), []


def _problem(places: dict[str, int], key: str, number: int, text: Text) -> dict[str, Any]:
    cell = cell_address(places.get(key, 0), number)
    remedy = Text(
        f"请更正列“{HEADINGS[key]}”后重新上传。", f"Correct the column {HEADINGS[key]} and upload again."
    )
    return {"cell": cell, "field": key, "text": text._asdict(), "remedy": remedy._asdict()}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _fen(text: str) -> int | None:
    try:
        return read_amount(text)
    except Unreadable:
        return None


def _refused(code: str, text: Text, problems: list[dict[str, Any]] | None = None) -> BankFileRefused:
    return BankFileRefused(
        code,
        text,
        Text("请核对银行回盘文件后重新上传。", "Check the bank's file and upload it again."),
        problems=problems or [],
    )
