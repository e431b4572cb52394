"""What can an officer do with a line that waits in the exceptions queue?

Each action states a reason, is kept beside the line for ever, and lets the line take effect through the same rules as its
file did. Money is never moved by the action itself: it changes what the line is about, and the rules decide again.
"""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from enrollment import vault
from enrollment.bulk import due_accounts
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.models import Due, DueDecision, DueEntry, FormerDocument, LineAction, PaymentLine, Person
from enrollment.models.dues import EntryKind, Payer
from enrollment.models.payments import LineKind, Outcome
from enrollment.queries.dues import charged_outside_lines
from enrollment.queries.lines import place_of
from enrollment.rules.names import name_key
from enrollment.rules.payments import Act
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

REASON_MIN = 2


class LineNotOpen(Refusal):
    """The line does not wait for anybody (any more)."""


class ActionNotPossible(Refusal):
    """The action does not fit the state of the line."""


@transaction.atomic
def accept_name(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """The name as written is accepted for the registered person of that document number; the line takes effect."""
    with _acting(line, "accept_name", reason, by, at) as line:
        if line.outcome != Outcome.NAME_DIFFERS:
            raise _not_possible(
                line,
                Text(
                    "只有“姓名不符”的行可以认可姓名。",
                    "Only a line whose name differs can have its name accepted.",
                ),
            )
        _take_effect(line, _person_of(line), at)
    return _again(line)


@transaction.atomic
def attach_person(
    *, line: PaymentLine, person: Person, reason: str, by: Officer, at: datetime
) -> PaymentLine:
    """The line is for this person although its document number or name says otherwise; it takes effect."""
    access.require(by, Permission.EXCEPTIONS_RESOLVE, person.division_code, on=timezone.localdate(at))
    with _acting(line, "attach_person", reason, by, at, person_id=person.pk) as line:
        if line.outcome not in (
            Outcome.UNKNOWN_PERSON,
            Outcome.NAME_DIFFERS,
            Outcome.MALFORMED,
            Outcome.NO_REGISTRATION,
        ):
            raise _not_possible(
                line, Text("这一行已经对应到人员。", "This line belongs to a person already.")
            )
        if line.paid_at is None or line.coverage_year is None:
            raise _not_possible(
                line,
                Text(
                    "缴费时间或参保年度无法读取，不能入账。",
                    "Its pay time or coverage year cannot be read, so it cannot be posted.",
                ),
                Text(
                    "请税务部门更正该行后重新上传。",
                    "Have the tax bureau correct the line and send it again.",
                ),
            )
        _take_effect(line, person, at)
    return _again(line)


@transaction.atomic
def post_again(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """Take the line up again after the register was put right (somebody registered, enrolled, renamed)."""
    with _acting(line, "post_again", reason, by, at) as line:
        if line.outcome in (
            Outcome.MALFORMED,
            Outcome.DUPLICATE_TICKET,
            Outcome.OVERPAID,
            Outcome.ALREADY_SETTLED,
        ):
            raise _not_possible(
                line,
                Text(
                    "这种情况重新入账不会改变结果。",
                    "Posting it again would not change how such a line ends.",
                ),
            )
        person = _person_of(line)
        if name_key(line.name) != person.name_key:
            raise _not_possible(
                line,
                Text(
                    f"姓名仍不一致：文件中为“{line.name}”，登记为“{person.name}”。",
                    f"The names still differ: '{line.name}' in the file, '{person.name}' on record.",
                ),
                Text("请认可姓名，或更正登记。", "Accept the name, or correct the record."),
            )
        _take_effect(line, person, at)
    return _again(line)


@transaction.atomic
def move(
    *,
    line: PaymentLine,
    reason: str,
    by: Officer,
    at: datetime,
    coverage_year: int | None = None,
    division_code: str | None = None,
) -> PaymentLine:
    """The line is for another coverage year or another area than it says; it takes effect there."""
    if division_code:
        access.require(by, Permission.EXCEPTIONS_RESOLVE, division_code, on=timezone.localdate(at))
    with _acting(
        line, "move", reason, by, at, coverage_year=coverage_year, division_code=division_code
    ) as line:
        if line.outcome not in (
            Outcome.NO_REGISTRATION,
            Outcome.OTHER_AREA,
            Outcome.NO_RULE,
            Outcome.ALREADY_SETTLED,
        ):
            raise _not_possible(
                line, Text("这一行不能改年度或地区。", "This line cannot be moved to another year or area.")
            )
        line.coverage_year = coverage_year or line.coverage_year
        line.division_code = division_code or line.division_code
        PaymentLine.objects.filter(pk=line.pk).update(
            coverage_year=line.coverage_year,
            division_code=line.division_code,
            due=None,
            held_fen=0,
            posted_fen=0,
        )
        _take_effect(line, _person_of(line), at)
    return _again(line)


@transaction.atomic
def hold_for_refund(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """What is held stays held for the payer's refund (the tax bureau refunds, naming the ticket); it leaves the queue."""
    with _acting(line, "hold_for_refund", reason, by, at) as line:
        if line.held_fen == 0:
            raise _not_possible(line, Text("这一行没有挂账金额。", "Nothing of this line is held."))
        detail = {**(line.detail or {}), "to_refund_fen": line.held_fen}
        PaymentLine.objects.filter(pk=line.pk).update(is_open=False, detail=detail)
    return _again(line)


@transaction.atomic
def reject(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """The line stays without effect; what was held of it goes back to the sender's account of unsettled money."""
    with _acting(line, "reject", reason, by, at) as line:
        if line.posted_fen:
            raise _not_possible(
                line,
                Text(
                    "这一行已有金额入账，不能整行驳回。",
                    "Part of this line is posted, so it cannot be rejected as a whole.",
                ),
                Text(
                    "请将多缴部分留待退费，或由税务部门撤销。",
                    "Hold the surplus for refund, or have the tax bureau reverse it.",
                ),
            )
        detail = {**(line.detail or {}), "rejected_fen": line.held_fen}
        PaymentLine.objects.filter(pk=line.pk).update(is_open=False, held_fen=0, detail=detail)
    return _again(line)


@transaction.atomic
def decide(
    *,
    line: PaymentLine,
    amount_fen: int,
    cover_from: date,
    cover_until: date,
    document_number: str,
    reason: str,
    by: Officer,
    at: datetime,
) -> PaymentLine:
    """Where the notices are silent (A06, A07) an officer decides amount and cover [from, until) under a document."""
    if not document_number.strip():
        raise _not_possible(
            line, Text("人工决定必须注明文号。", "A decision by hand must name its document.")
        )
    with _acting(
        line, "decide", reason, by, at, document_number=document_number, amount_fen=amount_fen
    ) as line:
        due = line.due
        if line.outcome != Outcome.NO_RULE or due is None:
            raise _not_possible(
                line,
                Text(
                    "只有“政策未明确”的行需要人工决定。", "Only a line without a rule can be decided by hand."
                ),
            )
        year = due.coverage_year
        if amount_fen < 0 or not (date(year, 1, 1) <= cover_from < cover_until <= date(year + 1, 1, 1)):
            raise _not_possible(
                line,
                Text(
                    f"金额不能为负，待遇期须在 {year} 年度之内。",
                    f"The amount cannot be negative and the cover must lie within {year}.",
                ),
            )
        decision = DueDecision.objects.create(
            due=due, amount_fen=amount_fen, cover_from=cover_from, cover_until=cover_until,
            document_number=document_number.strip(),
            reason=reason.strip(), decided_by=by, decided_on=timezone.localdate(at),
        )  # fmt: skip
        _charge_as_decided(due, decision)
        _take_effect(line, due.person, at)
    return _again(line)


# -- how a line takes effect --------------------------------------------------------------------------------------


def _take_effect(line: PaymentLine, person: Person, at: datetime) -> None:
    """Post the line on the person's due of its year, or say which obstacle is next."""
    lock_people([person.document_hash])
    obstacle, due = _obstacle(line, person)
    if obstacle is not None or due is None:
        PaymentLine.objects.filter(pk=line.pk).update(
            outcome=obstacle or Outcome.NO_REGISTRATION, person=person, due=None, owns_ticket=True
        )
        return
    new = NewLine(
        id=line.pk, file_id=line.file_id, number=line.number, ticket=line.ticket, kind=line.kind,
        act=Act(line.kind) if line.kind in (LineKind.REFUND, LineKind.REVERSAL) else Act.PAYMENT,
        original_ticket=line.original_ticket, amount_fen=line.amount_fen, paid_at=_moment(line),
        treasury_on=line.treasury_on,
        division_code=line.division_code, coverage_year=due.coverage_year, channel=line.channel,
        person_id=person.pk, due_id=due.pk,
        document_hash=line.document_hash or person.document_hash, name=line.name,
        document_sealed=bytes(line.document_sealed or b""), document_masked=line.document_masked, is_stored=True,
    )  # fmt: skip
    due_accounts.post([new], quotations=Quotations(), at=at)


def _obstacle(line: PaymentLine, person: Person) -> tuple[Outcome | None, Due | None]:
    """What keeps the line from the person's due, in the order in which a file's lines are judged."""
    if line.coverage_year is None:
        return Outcome.MALFORMED, None
    due = Due.objects.filter(person=person, coverage_year=line.coverage_year, withdrawn_on=None).first()
    if line.kind in (LineKind.REFUND, LineKind.REVERSAL):
        return None, due
    if due is None:
        return Outcome.NO_REGISTRATION, None
    if due.area != default_book().pooling_area(line.division_code):
        return Outcome.OTHER_AREA, None
    return None, due


def _person_of(line: PaymentLine) -> Person:
    """The person of the line's document number, under its present or a former number."""
    if line.person_id is not None:
        return Person.objects.get(pk=line.person_id)
    found = former = None
    if line.document_hash is not None:
        found = Person.objects.filter(document_hash=line.document_hash, merged_into=None).first()
    if found is None and line.document_hash is not None:
        former = (
            FormerDocument.objects.filter(document_hash=line.document_hash).select_related("person").first()
        )
        found = former.person if former else None
    if found is None:
        raise _not_possible(
            line,
            Text("这个证件号码仍然没有登记人员。", "Nobody is registered under this document number yet."),
            Text(
                "请先登记人员，或对应到已登记的人员。",
                "Register the person first, or attach the line to somebody on record.",
            ),
        )
    return found


def _charge_as_decided(due: Due, decision: DueDecision) -> None:
    difference = decision.amount_fen - charged_outside_lines(due)
    if difference:
        DueEntry.objects.create(
            source=f"decision:{decision.pk}", due=due, kind=EntryKind.CHARGE if difference > 0 else EntryKind.WAIVER,
            payer=Payer.PERSON, amount_fen=abs(difference), effective_on=decision.decided_on,
        )  # fmt: skip


def document_of(line: PaymentLine) -> str:
    """The document number as the file had it; the caller has shown the right to see it."""
    if line.document_sealed is None or line.document_hash is None:
        return ""
    return vault.unseal(bytes(line.document_sealed), bound_to=line.document_hash)


# -- around every action ------------------------------------------------------------------------------------------


@contextmanager
def _acting(line: PaymentLine, action: str, reason: str, by: Officer, at: datetime, **facts: Any) -> Any:
    """Lock the line, check that it waits and that the officer may; afterwards keep before and after."""
    permission = Permission.EXCEPTIONS_DECIDE if action == "decide" else Permission.EXCEPTIONS_RESOLVE
    access.require(by, permission, place_of(line), on=timezone.localdate(at))
    if len(reason.strip()) < REASON_MIN:
        raise ActionNotPossible(
            "reason_required",
            Text("没有填写理由。", "No reason was given."),
            Text("请写明理由。", "State the reason."),
            field="reason",
        )
    locked = PaymentLine.objects.select_for_update(of=("self",)).select_related("due__person").get(pk=line.pk)
    if not locked.is_open:
        raise LineNotOpen(
            "line_not_open",
            Text(f"第 {locked.number} 行已经处理完毕。", f"Row {locked.number} has been dealt with already."),
            Text("请刷新页面查看结果。", "Load the page again to see the result."),
        )
    before = _state(locked)
    yield locked
    after = _state(PaymentLine.objects.get(pk=locked.pk))
    LineAction.objects.create(
        line=locked, action=action, reason=reason.strip()[:300], document_number=str(facts.get("document_number", ""))[:100],
        acted_by=by, acted_at=at, before=before, after=after,
    )  # fmt: skip
    change = {"before": before, "after": after, "reason": reason.strip(), **facts}
    audit.record(f"line_{action}", by=by, about=locked, division_code=place_of(locked), at=at, change=change)


def _state(line: PaymentLine) -> dict[str, Any]:
    names = (
        "outcome",
        "posted_fen",
        "held_fen",
        "due_id",
        "person_id",
        "coverage_year",
        "division_code",
        "is_open",
    )
    return {name: getattr(line, name) for name in names}


def _moment(line: PaymentLine) -> datetime:
    if line.paid_at is None:
        raise _not_possible(line, Text("缴费时间无法读取。", "Its pay time cannot be read."))
    return line.paid_at


def _again(line: PaymentLine) -> PaymentLine:
    return PaymentLine.objects.select_related("person", "due").get(pk=line.pk)


def _not_possible(line: PaymentLine, text: Text, remedy: Text | None = None) -> ActionNotPossible:
    return ActionNotPossible("action_not_possible", text, remedy, line_id=line.pk, outcome=line.outcome)


ACTIONS: dict[str, Callable[..., PaymentLine]] = {
    "accept_name": accept_name,
    "attach_person": attach_person,
    "post_again": post_again,
    "move": move,
    "hold_for_refund": hold_for_refund,
    "reject": reject,
    "decide": decide,
}
