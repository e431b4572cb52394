"""How does a line that was held take effect on the due of a person, and what stands in its way?"""

from datetime import datetime

from enrollment.bulk import settling
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.bulk.stored_lines import PAYS, as_new, due_about
from enrollment.models import Due, DueDecision, DueEntry, FormerDocument, PaymentLine, Person
from enrollment.payment_layout import HEADINGS
from enrollment.queries.dues import charged_outside_lines
from enrollment.rules.entries import EntryKind, Payer
from enrollment.rules.payment_lines import Outcome
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.terms import Text
from staff.refusals import Refusal

RIGHTED_BY_HAND = {HEADINGS[key] for key in ("document", "name", "division", "treasury")}


class LineNotOpen(Refusal):
    """The line does not wait for anybody (any more)."""


class ActionNotPossible(Refusal):
    """The action does not fit the state of the line."""


def take_effect(line: PaymentLine, person: Person, at: datetime, *, is_accepted: bool = False) -> None:
    """Post the line on the person's due of its year, or say which obstacle is next.

    `is_accepted`: a refund that an officer lets through although the benefit period had begun.
    """
    lock_people([person.document_hash])
    require_postable(line)
    obstacle, due = _obstacle(line, person)
    if obstacle is not None:
        PaymentLine.objects.filter(pk=line.pk).update(
            outcome=obstacle, person=person, due=None, owns_ticket=True
        )
        return
    if due is not None and line.kind in PAYS and line.held_fen < line.amount_fen:
        # What was given back of the line while it was held goes with it.
        PaymentLine.objects.filter(original_id=line.pk).update(due=due)
    _require_moment(line)
    new = as_new(line, who=person, due=due)
    new.is_accepted = is_accepted
    settling.post([new], quotations=Quotations(), at=at)


def take_ticket(line: PaymentLine) -> None:
    """Let a line that came as a duplicate stand for its ticket, which nobody took: who bore it first was malformed.

    Its money counts from now on, so it waits (is held) until it takes effect; the malformed line is closed as corrected.
    """
    lock_text(f"ticket:{line.ticket}")
    require_postable(line)
    line.held_fen = line.amount_fen if line.kind in PAYS else 0
    PaymentLine.objects.filter(pk=line.pk).update(held_fen=line.held_fen)
    malformed = PaymentLine.objects.filter(
        ticket=line.ticket, is_open=True, owns_ticket=False, outcome=Outcome.MALFORMED
    )
    for first in malformed.select_for_update(of=("self",)).order_by("pk"):
        first.is_open, first.held_fen = False, 0
        first.detail = {**(first.detail or {}), "corrected": True}
        first.save(update_fields=["is_open", "held_fen", "detail"])


def _obstacle(line: PaymentLine, person: Person) -> tuple[Outcome | None, Due | None]:
    """What keeps the line from the person's due, in the order in which a file's lines are judged."""
    if line.coverage_year is None:
        return Outcome.MALFORMED, None
    due = due_about(line, person)
    if line.kind not in PAYS:
        return None, due
    if due is None:
        return Outcome.NO_REGISTRATION, None
    if due.area != default_book().pooling_area(line.division_code):
        return Outcome.OTHER_AREA, None
    return None, due


def person_of(line: PaymentLine) -> Person:
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
        raise not_possible(
            line,
            Text("这个证件号码仍然没有登记人员。", "Nobody is registered under this document number yet."),
            Text(
                "请先登记人员，或对应到已登记的人员。",
                "Register the person first, or attach the line to somebody on record.",
            ),
        )
    return found


def require_postable(line: PaymentLine) -> None:
    if line.amount_fen <= 0:
        raise not_possible(
            line,
            Text("金额不大于零，不能入账。", "The amount is not above zero, so it cannot be posted."),
            Text("请税务部门更正该行后重新上传。", "Have the tax bureau correct the line and send it again."),
        )
    if not line.owns_ticket:
        owner = PaymentLine.objects.filter(ticket=line.ticket, owns_ticket=True).first()
        if owner is not None:
            raise not_possible(
                line,
                Text(
                    f"税票号码 {line.ticket} 已由第 {owner.file_id} 号文件第 {owner.number} 行使用。",
                    f"Ticket {line.ticket} is taken by row {owner.number} of file {owner.file_id}.",
                ),
                Text("请核对两行；重复的请驳回。", "Compare the two lines; reject the one that is a copy."),
            )


def require_known_money(line: PaymentLine) -> None:
    """Of a malformed line only who and where may be put right by hand; what the money was must have been readable."""
    fields = {fault["field"] for fault in (line.detail or {}).get("faults", [])}
    if unknown := fields - RIGHTED_BY_HAND:
        raise not_possible(
            line,
            Text(
                f"这一行还有其他错误：{'、'.join(sorted(unknown))}。",
                f"Other fields of the line are faulty: {', '.join(sorted(unknown))}.",
            ),
            Text("请税务部门更正该行后重新上传。", "Have the tax bureau correct the line and send it again."),
        )


def charge_as_decided(due: Due, decision: DueDecision) -> None:
    difference = decision.amount_fen - charged_outside_lines(due)
    if difference:
        DueEntry.objects.create(
            source=f"decision:{decision.pk}", due=due, kind=EntryKind.CHARGE if difference > 0 else EntryKind.WAIVER,
            payer=Payer.PERSON, amount_fen=abs(difference), effective_on=decision.decided_on,
        )  # fmt: skip


def _require_moment(line: PaymentLine) -> None:
    if line.paid_at is None:
        raise not_possible(line, Text("缴费时间无法读取。", "Its pay time cannot be read."))


def not_possible(line: PaymentLine, text: Text, remedy: Text | None = None) -> ActionNotPossible:
    return ActionNotPossible("action_not_possible", text, remedy, line_id=line.pk, outcome=line.outcome)
