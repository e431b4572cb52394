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

from assistance.subsidies.layouts.bank_return import BANK_TABLE, HEADINGS, RESULTS
from assistance.subsidies.models import BankReturn, BankReturnLine, PayoutBatch, PayoutLine
from assistance.subsidies.models.payouts import UNDECIDED
from assistance.subsidies.operations.paid_help import say_what_came
from assistance.subsidies.operations.payout_locks import lock_payout_list
from assistance.subsidies.operations.payouts import account_number
from assistance.subsidies.rules.bank_answers import outcome_of
from assistance.subsidies.rules.grant_states import PAYOUT, PayoutState
from enrollment.rules.documents import mask_account
from enrollment.rules.payment_fields import Unreadable, read_amount
from intake.columns.table import Table
from intake.columns.words import accepted
from intake.layouts import Before, Beside, Checked, Checking, Layout
from intake.operations import following, jobs, leases, receiving
from intake.operations.opening import kept_of, opened
from intake.rules.file_states import FileMove, FileState
from intake.tables.cells import cell_address
from policy.money import format_yuan
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

PROBLEMS_MAX = 500
_RESULTS = accepted(RESULTS)


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
    """Take in the bank's file about a list (layout BK-1) and follow it for some seconds: a small one has ended then.

    Each row is paid, returned with a reason, unknown, or told before. Raises `BankFileRefused` when the file is wrong as a
    whole; then nothing took effect.
    """
    access.require(by, Permission.SUBSIDIES_PAY, batch.division_code, on=timezone.localdate(at))
    received = receiving.receive(
        BANK_RETURNS, content=content, name=name, area=batch.division_code, by=by, at=at,
        remedy=Text("请向银行索取按名单分开的文件。", "Ask the bank for a file for each list."),
        told={"batch": batch.pk}, batch=batch, expected_count=expected_count, expected_fen=expected_fen,
    )  # fmt: skip
    received = following.answered_at_once(received)
    if received.state == FileState.REFUSED:
        raise receiving.refusal_of(received, BankFileRefused)
    return received


def check(checking: Checking[BankReturn]) -> Checked:
    """Read the whole file against its list: everything that is wrong refuses it."""
    received = checking.file
    rows, table = _read(received)
    fen = sum(row.amount_fen for row in rows)
    told = {"lines": len(rows), "fen": fen}
    fields = {**kept_of(table), "rows_read": len(rows), "line_count": len(rows), "amount_fen": fen}
    return Checked(fields, told)


def write(received: BankReturn, fence: int) -> None:
    """Let all of the file take effect in one transaction; a payout list is not so long that it needs slices."""
    with transaction.atomic():
        leases.limit_idleness()
        lock_payout_list(received.batch_id)
        counts = _end_lines(received, _read(received)[0], received.uploaded_at)
        jobs.finish(received, fence, FileMove.FINISH, by=received.uploaded_by, told=dict(counts))


def _end_lines(received: BankReturn, rows: list[_Row], at: datetime) -> Counter[str]:
    """Give each row its outcome, each line of the list its end, each grant its state."""
    lines = {
        line.number: line
        for line in PayoutLine.objects.filter(batch=received.batch)
        .select_related("grant", "aid")
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    contradicted = BankReturnLine.objects.filter(UNDECIDED, payout_line__batch=received.batch)
    waiting = set(contradicted.values_list("payout_line_id", flat=True))
    told: list[BankReturnLine] = []
    ended: list[PayoutLine] = []
    for row in rows:
        line = lines.get(row.line_number)
        why = _not_ours(row, line)
        if line is None or why:
            outcome, line = "unknown", None
        elif (outcome := outcome_of(line.state, row.result, waiting=line.pk in waiting).value) == row.result:
            line.state = PAYOUT.between(line.state, outcome)
            line.bank_return = received
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
    say_what_came(received.batch, ended, at)
    return Counter(row.outcome for row in told)


def _not_ours(row: _Row, line: PayoutLine | None) -> str:
    if line is None:
        return "not_on_the_list"
    # A bank writes 0.00 for money that it could not pay.
    if row.amount_fen != line.amount_fen and (row.amount_fen or row.result != PayoutState.RETURNED):
        return "amount_differs"
    return "" if row.account == account_number(line) else "account_differs"


def _read(received: BankReturn) -> tuple[list[_Row], Table]:
    batch, table = received.batch, opened(received, BANK_TABLE)
    problems: list[dict[str, Any]] = []
    rows: list[_Row] = []
    seen: set[int] = set()
    for block in table.blocks():
        for at, (number, cells) in enumerate(zip(block.numbers, block.rows, strict=True)):
            given = {
                key: cells[place].strip() if place < len(cells) else "" for key, place in table.places.items()
            }
            unread = block.faults.get(at, [])
            row, found = _row(given, number, table.places, batch, seen, {key for key, _, _ in unread})
            found += [
                _problem(table.places, key, number, fault.text, fault.remedy) for key, fault, _ in unread
            ]
            problems += sorted(found, key=lambda problem: table.places.get(problem["field"], 0))
            if row is not None:
                rows.append(row)
        if len(rows) > settings.MAX_UPLOAD_ROWS or len(problems) > PROBLEMS_MAX:
            break
    table.finish(problems)
    if not rows and not problems:
        problems.append(
            _problem(table.places, "batch", 2, Text("文件中没有数据行", "The file holds no rows"))
        )
    if problems:
        raise _refused(
            "bank_file_unreadable",
            Text(f"文件有 {len(problems)} 处错误，未作任何处理。", f"The file has {len(problems)} faults; nothing was done."),
            problems[:PROBLEMS_MAX],
        )  # fmt: skip
    count, fen = len(rows), sum(row.amount_fen for row in rows)
    if received.expected_count not in (None, count) or received.expected_fen not in (None, fen):
        raise _refused(
            "control_totals_differ",
            Text(
                f"文件共 {count} 笔、{format_yuan(fen)} 元，与合计数不一致。",
                f"The file holds {count} lines of {format_yuan(fen)} yuan, which is not what was declared.",
            ),
        )
    return rows, table


def _row(
    given: dict[str, str],
    number: int,
    places: dict[str, int],
    batch: PayoutBatch,
    seen: set[int],
    unread: set[str],
) -> tuple[_Row | None, list[dict[str, Any]]]:
    """One row, or everything that is wrong with it; of the cells in `unread` it was said already."""
    problems = []

    def wrong(key: str, zh: str, en: str) -> None:
        if key not in unread:
            problems.append(_problem(places, key, number, Text(zh, en)))

    line_number, amount = _whole(given["number"]), _fen(given["amount"])
    result = RESULTS.get(given["result"], "")
    if given["batch"] != batch.number:
        wrong("batch", f"批次号不是 {batch.number}", f"The list number is not {batch.number}")
    if line_number is None:
        wrong("number", "序号不是整数", "The line number is no whole number")
    elif line_number in seen:
        wrong("number", f"序号 {line_number} 重复出现", f"Line {line_number} appears twice")
    if amount is None or (amount == 0 and result != PayoutState.RETURNED):
        wrong("amount", "金额无法读取", "The amount cannot be read")
    if not (given["account"].isascii() and given["account"].isdigit()):
        wrong("account", "账号应为数字，且以文本保存", "The account must be digits kept as text")
    if not result:
        wrong("result", f"处理结果应为：{_RESULTS.zh}", f"The result must be one of {_RESULTS.en}")
    elif result == PayoutState.RETURNED and not given.get("reason"):
        wrong("reason", "退回的应写明原因", "A returned line needs its reason")
    if problems or unread or line_number is None or amount is None:
        return None, problems
    seen.add(line_number)
    return _Row(number, line_number, given["account"], amount, result, given.get("reason", "")), []


def _problem(
    places: dict[str, int], key: str, number: int, text: Text, remedy: Text | None = None
) -> dict[str, Any]:
    cell = cell_address(places.get(key, 0), number)
    remedy = remedy or Text(
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


BANK_RETURNS = Layout(
    code="BK-1",
    name=Text("银行回盘文件", "bank return file"),
    noun="bank_return",
    model=BankReturn,
    table=BANK_TABLE,
    before=Before("same_file_received", "return_id", same=("batch", "sha256")),
    reads=Permission.SUBSIDIES_READ,
    check=check,
    write=write,
    leads_to=lambda received: (
        Beside(Text("发放清单", "payout list"), "assistance:payout_list", received.batch_id),
    ),
)
