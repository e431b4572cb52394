"""How is the tax bureau's answer to a refund list taken in, so that each refund ends exactly once and the money is entered?

The file is read as a whole first: either everything that is wrong with it is listed, or all of it takes effect in one
transaction. A refund that was paid becomes a line of the ledger under its own ticket, by the rule by which tax files are posted;
so the same refund in a later tax file is a copy of it, and one that came there before was told already.
"""

from collections import Counter
from datetime import datetime, time
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from enrollment.bulk import settling
from enrollment.bulk.due_states import BY_ANSWER, NewLine
from enrollment.bulk.line_entries import CHINA
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.refund_answers import PROBLEMS_MAX, AnswerRow, Reading, read
from enrollment.bulk.slots import lock_people
from enrollment.models import PaymentFile, PaymentLine, Refund, RefundAnswer, RefundAnswerLine, RefundList
from enrollment.models.payments import LINES_PER_FILE_MAX
from enrollment.operations import follow_ups
from enrollment.operations.list_withdrawals import require_sent
from enrollment.operations.refund_lists import require_frozen
from enrollment.refund_layout import ANSWER_TABLE
from enrollment.rules.file_states import TAX_FILE
from enrollment.rules.payment_entries import Act
from enrollment.rules.payment_lines import LineKind
from enrollment.rules.refund_states import REFUND, AnswerOutcome, RefundMove, RefundState
from intake.layouts import Before, Beside, Checked, Checking, Layout
from intake.operations import following, jobs, leases, receiving
from intake.operations.opening import kept_of
from intake.rules.file_states import FileMove, FileState
from policy.money import format_yuan
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class AnswerRefused(Refusal):
    """The file is wrong as a whole; `context["problems"]` lists everything with cell and remedy. Nothing was changed."""


def receive(
    *,
    listed: RefundList,
    content: BinaryIO,
    name: str,
    by: Officer,
    at: datetime,
    expected_count: int | None = None,
    expected_fen: int | None = None,
) -> RefundAnswer:
    """Take in the answer to a list (layout RF-1) and follow it for some seconds: a small one has ended then.

    Raises `AnswerRefused` when the file is wrong as a whole; then nothing took effect.
    """
    access.require(by, Permission.PAYMENTS_UPLOAD, listed.area, on=timezone.localdate(at))
    require_sent(listed)
    received = receiving.receive(
        REFUND_ANSWERS, content=content, name=name, area=listed.area, by=by, at=at,
        remedy=Text("请向税务部门索取按清单分开的文件。", "Ask the tax bureau for a file for each list."),
        told={"list": listed.pk}, list=listed, expected_count=expected_count, expected_fen=expected_fen,
    )  # fmt: skip
    received = following.answered_at_once(received)
    if received.state == FileState.REFUSED:
        raise receiving.refusal_of(received, AnswerRefused)
    return received


def check(checking: Checking[RefundAnswer]) -> Checked:
    """Read the whole file against its list: everything that is wrong refuses it."""
    received = checking.file
    require_frozen(received.list)
    require_sent(received.list)
    reading = _sound(received)
    told = {"lines": len(reading.rows), "fen": reading.fen}
    fields = {"rows_read": len(reading.rows), "line_count": len(reading.rows), "amount_fen": reading.fen}
    return Checked({**kept_of(reading.table), **fields}, told)


def write(received: RefundAnswer, fence: int) -> None:
    """Let all of the file take effect in one transaction; a list is not so long that it needs slices."""
    with transaction.atomic():
        leases.limit_idleness()
        at = received.uploaded_at
        refunds = list(Refund.objects.filter(listings__list=received.list).select_related("person"))
        lock_people(refund.person.document_hash for refund in refunds)
        counts = _end_rows(received, _sound(received).rows, at)
        follow_ups.look(since=at, by=received.uploaded_by, at=at)
        jobs.finish(received, fence, FileMove.FINISH, by=received.uploaded_by, told=dict(counts))


def _end_rows(received: RefundAnswer, rows: list[AnswerRow], at: datetime) -> Counter[str]:
    """Give each row its outcome; what the tax bureau paid is posted."""
    lines = [row.line.refund_id for row in rows]
    refunds = {
        one.pk: one
        for one in Refund.objects.select_for_update(of=("self",)).filter(pk__in=lines).order_by("pk")
    }
    outcomes = {row.number: _outcome(row, refunds[row.line.refund_id]) for row in rows}
    paid = [row for row in rows if outcomes[row.number] is AnswerOutcome.REFUNDED]
    if paid:
        _post(received, paid, at)
        states = dict(
            Refund.objects.filter(pk__in=[row.line.refund_id for row in paid]).values_list("pk", "state")
        )
        for row in paid:
            if states[row.line.refund_id] != RefundState.REFUNDED:
                outcomes[row.number] = AnswerOutcome.WAITS
    for row in rows:
        if outcomes[row.number] is AnswerOutcome.RETURNED:
            refund = refunds[row.line.refund_id]
            refund.state = REFUND.next(refund.state, RefundMove.RETURN).value
            refund.since, refund.because = at, row.reason
            refund.save(update_fields=["state", "since", "because"])
    RefundAnswerLine.objects.bulk_create(
        RefundAnswerLine(
            answer=received, row=row.number, list_line=row.line, outcome=outcomes[row.number].value,
            amount_fen=row.line.amount_fen, refunded_on=row.refunded_on, refund_ticket=row.refund_ticket, reason=row.reason,
        )
        for row in rows
    )  # fmt: skip
    return Counter(outcome.value for outcome in outcomes.values())


def _outcome(row: AnswerRow, refund: Refund) -> AnswerOutcome:
    """What a row is, for a refund in its present state: it ends only what stands on this list and waits."""
    if refund.state == RefundState.LISTED and refund.listed_as_id == row.line.pk:
        owner = (
            PaymentLine.objects.filter(ticket=row.refund_ticket, owns_ticket=True).exists()
            if row.refund_ticket
            else False
        )
        if owner:  # in a tax file before, where it waits for an officer
            return AnswerOutcome.WAITS
        return AnswerOutcome(row.result)
    known = refund.refund_line
    if known is not None:
        same = row.result == "refunded" and known.ticket == row.refund_ticket
        return AnswerOutcome.REPEATED if same else AnswerOutcome.CONTRADICTS
    told = (
        refund.state == RefundState.RETURNED
        and row.result == "returned"
        and refund.listed_as_id == row.line.pk
    )
    return AnswerOutcome.REPEATED if told else AnswerOutcome.CONTRADICTS


def _post(received: RefundAnswer, rows: list[AnswerRow], at: datetime) -> None:
    """Enter the refunds as lines of a file of their own, by the rule by which tax files are posted (decision 0056)."""
    file = PaymentFile.objects.create(
        sha256=received.sha256, name=f"{received.list.number} 退费答复"[:200], size_bytes=received.size_bytes,
        area=received.area, uploaded_by=received.uploaded_by, uploaded_at=received.uploaded_at,
        state=TAX_FILE.written.value, line_count=len(rows), amount_fen=sum(row.line.amount_fen for row in rows),
        checked_at=at, begun_at=at, finished_at=at,
    )  # fmt: skip
    new = []
    for row in rows:
        paid, person = row.line.refund.line, row.line.refund.person
        assert row.refunded_on is not None
        new.append(
            NewLine(
                id=file.pk * LINES_PER_FILE_MAX + row.number, file_id=file.pk, number=row.number, ticket=row.refund_ticket,
                kind=LineKind.REFUND.value, act=Act.REFUND, original_ticket=row.line.ticket, amount_fen=row.line.amount_fen,
                paid_at=datetime.combine(row.refunded_on, time(), CHINA), treasury_on=row.refunded_on,
                division_code=paid.division_code, coverage_year=paid.coverage_year or 0, channel=BY_ANSWER,
                person_id=paid.person_id, due_id=None, document_hash=person.document_hash, name=person.name,
                document_sealed=bytes(person.document_sealed), document_masked=person.document_masked,
            )
        )  # fmt: skip
    settling.post(new, quotations=Quotations(), at=at)
    received.posted_as = file
    received.save(update_fields=["posted_as"])


def _sound(received: RefundAnswer) -> Reading:
    """The rows of a file in which nothing is wrong; raises `AnswerRefused` else."""
    reading = read(received, timezone.localdate(received.uploaded_at))
    if reading.problems:
        count = len(reading.problems)
        raise _refused(
            "answer_unreadable",
            Text(f"文件有 {count} 处错误，未作任何处理。", f"The file has {count} faults; nothing was done."),
            reading,
        )
    count, fen = len(reading.rows), reading.fen
    if received.expected_count not in (None, count) or received.expected_fen not in (None, fen):
        raise _refused(
            "control_totals_differ",
            Text(
                f"文件共 {count} 笔、{format_yuan(fen)} 元，与合计数不一致。",
                f"The file holds {count} lines of {format_yuan(fen)} yuan, which is not what was declared.",
            ),
            reading,
        )
    return reading


def _refused(code: str, text: Text, reading: Reading) -> AnswerRefused:
    return AnswerRefused(
        code,
        text,
        Text("请核对税务部门的答复后重新上传。", "Check the answer of the tax bureau and upload it again."),
        problems=reading.problems[:PROBLEMS_MAX],
    )


REFUND_ANSWERS = Layout(
    code="RF-1",
    name=Text("税务退费答复", "answer to a refund list"),
    noun="refund_answer",
    model=RefundAnswer,
    table=ANSWER_TABLE,
    before=Before("same_file_received", "answer_id", same=("list", "sha256")),
    reads=Permission.PAYMENTS_READ,
    check=check,
    write=write,
    leads_to=lambda received: (
        Beside(Text("退费清单", "refund list"), "enrollment:refund_list", received.list_id),
    ),
)
