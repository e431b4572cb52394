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

from enrollment.bulk import refund_matches
from enrollment.bulk.slots import lock_people
from enrollment.models import DueDecision, LineAction, PaymentLine, Person
from enrollment.operations import follow_ups
from enrollment.operations.line_effects import (
    ActionNotPossible,
    LineNotOpen,
    charge_as_decided,
    not_possible,
    person_of,
    require_known_money,
    take_effect,
    take_ticket,
)
from enrollment.queries.lines import place_of
from enrollment.rules.names import name_key
from enrollment.rules.payment_lines import JUDGED_AGAIN, Outcome
from intake import vault
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer

REASON_MIN = 2
DECISIONS = ("decide", "accept_refund")  # where no rule says so, under a document
REJECT_ASKED_BY = "reject_asked_by"  # of a line's detail: the officer who asked; money waits for a second one


@transaction.atomic
def accept_name(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """The name as written is accepted for the registered person of that document number; the line takes effect."""
    with _acting(line, "accept_name", reason, by, at) as line:
        if line.outcome != Outcome.NAME_DIFFERS:
            raise not_possible(
                line,
                Text(
                    "只有“姓名不符”的行可以认可姓名。",
                    "Only a line whose name differs can have its name accepted.",
                ),
            )
        take_effect(line, person_of(line), at)
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
            raise not_possible(line, Text("这一行已经对应到人员。", "This line belongs to a person already."))
        if line.paid_at is None or line.coverage_year is None:
            raise not_possible(
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
        if line.outcome == Outcome.MALFORMED:
            require_known_money(line)
        take_effect(line, person, at)
    return _again(line)


@transaction.atomic
def post_again(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """Take the line up again after the register was put right (somebody registered, enrolled, renamed).

    A duplicate is taken up when its ticket is free: it corrects a malformed line that bore the same ticket before it.
    """
    with _acting(line, "post_again", reason, by, at) as line:
        if line.outcome in (
            Outcome.MALFORMED,
            Outcome.OVERPAID,
            Outcome.ALREADY_SETTLED,
        ):
            raise not_possible(
                line,
                Text(
                    "这种情况重新入账不会改变结果。",
                    "Posting it again would not change how such a line ends.",
                ),
            )
        person = person_of(line)
        if line.name and name_key(line.name) != person.name_key:  # a line that was posted once keeps no name
            raise not_possible(
                line,
                Text(
                    f"姓名仍不一致：文件中为“{line.name}”，登记为“{person.name}”。",
                    f"The names still differ: '{line.name}' in the file, '{person.name}' on record.",
                ),
                Text("请认可姓名，或更正登记。", "Accept the name, or correct the record."),
            )
        if line.outcome == Outcome.DUPLICATE_TICKET:
            take_ticket(line)
        take_effect(line, person, at)
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
            raise not_possible(
                line, Text("这一行不能改年度或地区。", "This line cannot be moved to another year or area.")
            )
        line.coverage_year = coverage_year or line.coverage_year
        line.division_code = division_code or line.division_code
        PaymentLine.objects.filter(pk=line.pk).update(
            coverage_year=line.coverage_year, division_code=line.division_code, due=None
        )
        take_effect(line, person_of(line), at)
    return _again(line)


@transaction.atomic
def accept_refund(
    *, line: PaymentLine, document_number: str, reason: str, by: Officer, at: datetime
) -> PaymentLine:
    """The refund counts although the benefit period had begun (N21-16), or although an answer to a list told as much before.

    Under a document; cover is worked out again.
    """
    if not document_number.strip():
        raise not_possible(
            line, Text("认可退费必须注明文号。", "A refund is accepted under a document only.")
        )
    with _acting(line, "accept_refund", reason, by, at, document_number=document_number.strip()) as line:
        if line.outcome not in JUDGED_AGAIN:
            raise not_possible(
                line,
                Text(
                    "只有待遇期内的退费和疑似重复告知的退费需要认可。",
                    "Only a refund in the benefit period, or one that may have been told before, is to be accepted.",
                ),
            )
        take_effect(line, person_of(line), at, is_accepted=True)
    return _again(line)


@transaction.atomic
def hold_for_refund(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """What is held stays held for the payer's refund (the tax bureau refunds, naming the ticket); it leaves the queue."""
    with _acting(line, "hold_for_refund", reason, by, at) as line:
        if line.held_fen == 0:
            raise not_possible(line, Text("这一行没有挂账金额。", "Nothing of this line is held."))
        detail = {**(line.detail or {}), "to_refund_fen": line.held_fen}
        PaymentLine.objects.filter(pk=line.pk).update(is_open=False, detail=detail)
    return _again(line)


@transaction.atomic
def reject(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """The line stays without effect. Money that is held of it stays held, and the line open, until a second officer agrees."""
    with _acting(line, "reject", reason, by, at) as line:
        _require_unposted(line)
        detail = {**(line.detail or {}), REJECT_ASKED_BY: by.pk} if line.held_fen else line.detail
        PaymentLine.objects.filter(pk=line.pk).update(is_open=line.held_fen > 0, detail=detail)
    return _again(line)


@transaction.atomic
def confirm_reject(*, line: PaymentLine, reason: str, by: Officer, at: datetime) -> PaymentLine:
    """A second officer agrees: what was held goes back to the sender's account of unsettled money."""
    with _acting(line, "confirm_reject", reason, by, at) as line:
        _require_unposted(line)
        asked_by = (line.detail or {}).get(REJECT_ASKED_BY)
        if asked_by is None:
            raise not_possible(line, Text("没有人提出驳回这一行。", "Nobody asked to reject this line."))
        require_other_hands(
            by,
            asked_by,
            what=Text("提出驳回的人不能自己确认。", "Whoever asked to reject the line cannot agree to it."),
            line_id=line.pk,
        )
        kept = {key: value for key, value in (line.detail or {}).items() if key != REJECT_ASKED_BY}
        PaymentLine.objects.filter(pk=line.pk).update(
            is_open=False, held_fen=0, detail={**kept, "rejected_fen": line.held_fen}
        )
    return _again(line)


def _require_unposted(line: PaymentLine) -> None:
    if line.posted_fen:
        raise not_possible(
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
        raise not_possible(line, Text("人工决定必须注明文号。", "A decision by hand must name its document."))
    with _acting(
        line, "decide", reason, by, at, document_number=document_number, amount_fen=amount_fen
    ) as line:
        due = line.due
        if line.outcome != Outcome.NO_RULE or due is None:
            raise not_possible(
                line,
                Text(
                    "只有“政策未明确”的行需要人工决定。", "Only a line without a rule can be decided by hand."
                ),
            )
        year = due.coverage_year
        if amount_fen < 0 or not (date(year, 1, 1) <= cover_from < cover_until <= date(year + 1, 1, 1)):
            raise not_possible(
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
        charge_as_decided(due, decision)
        take_effect(line, due.person, at)
    return _again(line)


def document_of(line: PaymentLine) -> str:
    """The document number as the file had it; the caller has shown the right to see it."""
    if line.document_sealed is None or line.document_hash is None:
        return ""
    return vault.unseal(bytes(line.document_sealed), bound_to=line.document_hash)


# -- around every action ------------------------------------------------------------------------------------------


@contextmanager
def _acting(line: PaymentLine, action: str, reason: str, by: Officer, at: datetime, **facts: Any) -> Any:
    """Lock the line, check that it waits and that the officer may; afterwards keep before and after."""
    permission = Permission.EXCEPTIONS_DECIDE if action in DECISIONS else Permission.EXCEPTIONS_RESOLVE
    access.require(by, permission, place_of(line), on=timezone.localdate(at))
    if len(reason.strip()) < REASON_MIN:
        raise ActionNotPossible(
            "reason_required",
            Text("没有填写理由。", "No reason was given."),
            Text("请写明理由。", "State the reason."),
            field="reason",
        )
    # People before lines, as whoever posts a part does: so nobody waits in a circle.
    lock_people(found for found in (line.document_hash, line.person and line.person.document_hash) if found)
    locked = PaymentLine.objects.select_for_update(of=("self",)).select_related("due__person").get(pk=line.pk)
    locked.file = line.file  # read already, and never another
    if not locked.is_open:
        raise LineNotOpen(
            "line_not_open",
            Text(f"第 {locked.number} 行已经处理完毕。", f"Row {locked.number} has been dealt with already."),
            Text("请刷新页面查看结果。", "Load the page again to see the result."),
        )
    before = _state(locked)
    if action not in ("reject", "confirm_reject") and locked.detail and REJECT_ASKED_BY in locked.detail:
        del locked.detail[REJECT_ASKED_BY]  # something else is done with it
        PaymentLine.objects.filter(pk=locked.pk).update(detail=locked.detail)
    yield locked
    refund_matches.follow([locked.pk], at=at)
    follow_ups.look(since=at, by=by, at=at)
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


def _again(line: PaymentLine) -> PaymentLine:
    return PaymentLine.objects.select_related("person", "due").get(pk=line.pk)


ACTIONS: dict[str, Callable[..., PaymentLine]] = {
    "accept_name": accept_name,
    "attach_person": attach_person,
    "post_again": post_again,
    "move": move,
    "accept_refund": accept_refund,
    "hold_for_refund": hold_for_refund,
    "reject": reject,
    "confirm_reject": confirm_reject,
    "decide": decide,
}
