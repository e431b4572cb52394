"""Which lines wait for an officer, why did each line end as it did, and what helps?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from enrollment.models import PaymentFile, PaymentLine, Person
from enrollment.models.payments import LINES_PER_FILE_MAX
from enrollment.queries.files import Figures
from enrollment.queries.malformed_lines import malformed
from enrollment.rules.payment_lines import JUDGED_AGAIN, LineKind, Outcome
from policy.money import format_yuan
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import contains, is_division_code, scope_prefix

WELL_ENDED = (
    Outcome.POSTED_IN_FULL,
    Outcome.PART_RETURNED,
    Outcome.REFUND_POSTED,
    Outcome.REVERSAL_POSTED,
    Outcome.REFUND_UNDONE,
)


ATTACHABLE = (Outcome.UNKNOWN_PERSON, Outcome.NAME_DIFFERS, Outcome.MALFORMED, Outcome.NO_REGISTRATION)
POSTABLE_AGAIN = (
    Outcome.UNKNOWN_PERSON, Outcome.NAME_DIFFERS, Outcome.NO_REGISTRATION, Outcome.OTHER_AREA, Outcome.NO_RULE,
    Outcome.REFUND_WITHOUT_ORIGINAL, Outcome.REFUND_ABOVE_PAID, Outcome.REFUND_IN_BENEFIT_PERIOD, Outcome.REFUND_TOLD_BEFORE,
    Outcome.DECEASED,
)  # fmt: skip
MOVABLE = (Outcome.NO_REGISTRATION, Outcome.OTHER_AREA, Outcome.NO_RULE, Outcome.ALREADY_SETTLED)
NOTHING = Text("", "")
NO_REPAIR = Text(
    "核实参保凭证；确不能修复的，登记待退费。",
    "Check the evidence of earlier cover; what cannot be a repair is put down for refund.",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a line ended as it did, and what to do, in words."""

    text: Text
    remedy: Text = NOTHING


def visible_lines(
    officer: Officer, *, on: date, permission: Permission = Permission.PAYMENTS_READ
) -> QuerySet[PaymentLine]:
    """Lines of the officer's divisions, and lines of the officer's files that name a place elsewhere."""
    prefixes = access.scope_prefixes(officer, permission, on=on)
    if not prefixes:
        return PaymentLine.objects.none()
    if "" in prefixes:
        return PaymentLine.objects.all()
    inside = Q()
    for prefix in prefixes:
        inside |= Q(division_code__startswith=prefix)
    files = access.scope(PaymentFile.objects.all(), officer, permission, on=on, field="area")
    return PaymentLine.objects.filter(inside | Q(file__in=files.values("pk")))


def place_of(line: PaymentLine) -> str:
    """Who answers for the line: its own division, or its file's when it names none, or one that the file is not about."""
    inside = contains(line.file.area, line.division_code)
    return line.division_code if inside else line.file.area


def possible_actions(line: PaymentLine) -> list[str]:
    """What fits the state of the line, in the order in which it is offered; the operation has the last word."""
    if not line.is_open:
        return []
    takes_back = line.kind in (LineKind.REFUND, LineKind.REVERSAL)
    fits = {
        "accept_name": line.outcome == Outcome.NAME_DIFFERS,
        "attach_person": line.outcome in ATTACHABLE
        and not takes_back
        and line.paid_at is not None
        and line.coverage_year is not None,
        "post_again": line.outcome in POSTABLE_AGAIN
        or (line.outcome == Outcome.DUPLICATE_TICKET and ticket_is_free(line.ticket)),
        "move": line.outcome in MOVABLE,
        "decide": line.outcome == Outcome.NO_RULE and line.due_id is not None,
        "accept_refund": line.outcome in JUDGED_AGAIN,
        "hold_for_refund": line.held_fen > 0,
        "reject": line.posted_fen == 0 and not is_reject_asked(line),
        "confirm_reject": line.posted_fen == 0 and is_reject_asked(line),
    }
    return [action for action, is_fit in fits.items() if is_fit]


def actions_of_kinds(outcomes: Collection[str]) -> set[str]:
    """What may fit lines of these outcomes: for menus; `possible_actions` says it of one line."""
    found = {"hold_for_refund", "reject", "confirm_reject"} if outcomes else set()
    kinds = {
        "accept_name": (Outcome.NAME_DIFFERS,),
        "attach_person": ATTACHABLE,
        "post_again": (*POSTABLE_AGAIN, Outcome.DUPLICATE_TICKET),
        "move": MOVABLE,
        "decide": (Outcome.NO_RULE,),
        "accept_refund": (Outcome.REFUND_IN_BENEFIT_PERIOD,),
    }
    return found | {action for action, fitting in kinds.items() if not set(fitting).isdisjoint(outcomes)}


def is_reject_asked(line: PaymentLine) -> bool:
    """Whether an officer asked to reject the line and its money waits for a second one."""
    return "reject_asked_by" in (line.detail or {})


def ticket_is_free(ticket: str) -> bool:
    """Whether no line took the ticket: whoever bore it first was malformed, so another may stand for it."""
    return not PaymentLine.objects.filter(ticket=ticket, owns_ticket=True).exists()


def lines_of_file(file_id: int) -> QuerySet[PaymentLine]:
    """All lines of a file: their ids are one range of the primary key."""
    first = file_id * LINES_PER_FILE_MAX
    return PaymentLine.objects.filter(pk__gte=first, pk__lt=first + LINES_PER_FILE_MAX)


def in_division(lines: QuerySet[PaymentLine], code: str) -> QuerySet[PaymentLine]:
    return (
        lines.filter(division_code__startswith=scope_prefix(code)) if is_division_code(code) else lines.none()
    )


def older_than(lines: QuerySet[PaymentLine], days: int, *, now: datetime) -> QuerySet[PaymentLine]:
    """Lines whose file came in at least so many days ago."""
    old = PaymentFile.objects.filter(uploaded_at__lte=now - timedelta(days=days))
    return lines.filter(file__in=old.values("pk"))


def lines_waiting_for(person: Person, coverage_year: int | None = None) -> QuerySet[PaymentLine]:
    """Open lines under a present or former number of the person."""
    hashes = [person.document_hash, *person.former_documents.values_list("document_hash", flat=True)]
    waiting = PaymentLine.objects.filter(is_open=True, document_hash__in=hashes)
    if coverage_year is not None:
        waiting = waiting.filter(Q(coverage_year=coverage_year) | Q(coverage_year=None))
    return waiting.select_related("quotation").order_by("pk")


def lines_under(document_hash: Any) -> QuerySet[PaymentLine]:
    """Open lines under a number that nobody is registered with."""
    return PaymentLine.objects.filter(is_open=True, document_hash=document_hash).order_by("pk")


def person_behind(line: PaymentLine) -> Person | None:
    """Whom the number of the line belongs to, if anybody."""
    if line.person_id is not None:
        return Person.objects.filter(pk=line.person_id).first()
    if line.document_hash is None:
        return None
    found = Person.objects.filter(document_hash=line.document_hash).first()
    if found is None:
        found = Person.objects.filter(former_documents__document_hash=line.document_hash).first()
    while found is not None and found.merged_into_id is not None:
        found = found.merged_into
    return found


# -- why -------------------------------------------------------------------------------------------------------


def cause_of(line: PaymentLine) -> Cause:
    return cause(
        line.outcome,
        line.detail or {},
        amount_fen=line.amount_fen,
        held_fen=line.held_fen,
        year=line.coverage_year,
    )


def cause(outcome: str, detail: dict[str, Any], *, amount_fen: int, held_fen: int, year: int | None) -> Cause:
    """The outcome in words, from what is stored with the line."""
    if refused := detail.get("refused"):  # a repair that does not count, with the sentence of the rule
        return Cause(Text(**refused), NO_REPAIR)
    match outcome:
        case Outcome.POSTED_IN_FULL:
            return Cause(Text("已按缴费日的标准全额入账。", "Posted in full at the price of the pay day."))
        case Outcome.POSTED_IN_PART:
            short = format_yuan(detail.get("short_by_fen", 0))
            return Cause(
                Text(
                    f"已入账，还差{short}元，应缴未结清，不产生待遇。",
                    f"Posted, but {short} yuan short: no cover yet.",
                ),
                Text("请通知参保人补缴差额。", "Ask the person to pay the rest."),
            )
        case Outcome.OVERPAID:
            held = format_yuan(held_fen)
            return Cause(
                Text(
                    f"应缴已结清，多缴的{held}元挂账。",
                    f"The due is settled; the surplus of {held} yuan is held.",
                ),
                Text("核实后登记待退费，由税务部门退回。", "Put it down for refund after checking."),
            )
        case Outcome.DUPLICATE_TICKET:
            return _duplicate(detail)
        case Outcome.ALREADY_SETTLED:
            return Cause(
                Text(
                    f"该年度应缴此前已结清，本笔{format_yuan(held_fen)}元挂账。",
                    f"The due of that year was settled before; these {format_yuan(held_fen)} yuan are held.",
                ),
                Text("核实是否重复缴费：重复的登记待退费，缴错年度的改到正确年度。",
                     "If it was paid twice put it down for refund; if it was meant for another year move it there."),
            )  # fmt: skip
        case Outcome.UNKNOWN_PERSON:
            return Cause(
                Text("没有以该证件号码登记的人。", "Nobody is registered under this document number."),
                Text("核对号码：号码有误的指到本人；确是未登记的人，先登记参保，再重新入账。",
                     "Check the number: attach the line to the right person, or register the person and post again."),
            )  # fmt: skip
        case Outcome.DIVIDED:
            parts = format_yuan(detail.get("written_fen", amount_fen) - amount_fen)
            return Cause(
                Text(f"代缴款：已分解{parts}元到人，{format_yuan(held_fen)}元挂账。",
                     f"A payment for others: {parts} yuan went to people, {format_yuan(held_fen)} yuan are held."),
                Text("余款分解给名单中其他人，或登记待退费。", "Divide the rest among others, or put it down for refund.")
                if held_fen else NOTHING,
            )  # fmt: skip
        case Outcome.PART_RETURNED:
            return Cause(
                Text(
                    "这一份已退回到它所属的代缴款。",
                    "This part is money of the payment again that it was part of.",
                )
            )
        case Outcome.NAME_DIFFERS:
            return Cause(
                Text("证件号码已登记，但登记的姓名与文件不同。", "The number is registered under another name."),
                Text("确是同一人的，认可姓名；号码写成了别人的，指到本人。",
                     "If it is the same person accept the name; otherwise attach the line to the right person."),
            )  # fmt: skip
        case Outcome.NO_REGISTRATION:
            return Cause(
                Text(f"该人没有{year or ''}年度的参保登记。", f"The person is not enrolled for {year or 'that year'}."),
                Text("先办理参保登记，再重新入账；年度写错的，改到正确年度。",
                     "Enroll the person and post again; if the year is wrong move the line."),
            )  # fmt: skip
        case Outcome.OTHER_AREA:
            return Cause(
                Text("参保地区划不在本统筹区，或该人在另一统筹区参保。",
                     "The division lies outside this pooling area, or the person is enrolled in another one."),
                Text("区划写错的改到正确区划；确属外地的登记待退费。",
                     "Correct the division, or put the money down for refund."),
            )  # fmt: skip
        case Outcome.NO_RULE:
            return Cause(
                Text("该地文件没有规定这种情形的标准，系统不代为决定。", "The documents do not price this case."),
                Text("由有权机关决定后，填写文号、金额和待遇起止办理。",
                     "Once the competent body has decided, enter the document, the amount and the cover."),
            )  # fmt: skip
        case Outcome.MALFORMED:
            return Cause(*malformed(detail))
        case Outcome.REFUND_POSTED:
            return Cause(
                Text(
                    "已从原缴费中退费，待遇随之重算。",
                    "Refunded from the original; cover was worked out again.",
                )
            )
        case Outcome.REVERSAL_POSTED:
            return Cause(
                Text(
                    "原缴费已撤销，待遇随之重算。",
                    "The original payment was reversed; cover was worked out again.",
                )
            )
        case Outcome.REFUND_WITHOUT_ORIGINAL | Outcome.REFUND_ABOVE_PAID:
            return _without_original(detail)
        case Outcome.REFUND_IN_BENEFIT_PERIOD:
            return Cause(
                Text("待遇期已开始：除重复缴费和系统差错外不退费（医保办函〔2021〕11号第十六条）。待遇和已结账单未变动。",
                     "The benefit period had begun: nothing is refunded then but what was paid twice or by an error of the "
                     "system (医保办函〔2021〕11号 art. 16). Cover and settled bills stay as they are."),
                Text("与税务部门核实：确应退费的依据文号认可退费，待遇随之重算；否则驳回，由税务部门撤销退费。",
                     "Check with the tax authority: accept the refund under a document, and cover is worked out again; or "
                     "reject it, and have the tax authority take the refund back."),
            )  # fmt: skip
        case Outcome.REFUND_TOLD_BEFORE:
            return Cause(
                Text("税务部门在退费清单答复中已告知同一笔缴费的等额退费，税票号码不同。这一行未入账。",
                     "In its answer to a list the tax bureau told a refund of as much of the same payment, under another "
                     "ticket. This line changed nothing."),
                Text("与税务部门核实：确为另一笔退费的，依据文号认可；系同一笔的，驳回。",
                     "Check with the tax authority: accept it under a document if it is another refund, reject it if it is "
                     "the same."),
            )  # fmt: skip
        case Outcome.REFUND_UNDONE:
            return Cause(
                Text(
                    "该退费已被撤销，视同没有退费。",
                    "The refund was taken back: it is as if it had never come.",
                )
            )
        case Outcome.DECEASED:
            return Cause(
                Text(f"该人已登记死亡，死亡早于缴费日或{year or '该'}年度开始；本笔{format_yuan(held_fen)}元挂账，不产生待遇。",
                     f"The person is on record as having died before the pay day or before {year or 'that year'} began; "
                     f"these {format_yuan(held_fen)} yuan are held and give no cover."),
                Text("核实死亡登记：有误的撤销死亡登记，本行自动重新入账；无误的登记待退费（医保办函〔2021〕11号第十六条）。",
                     "Check the record of the death: take it back if it is wrong, and the line is posted by itself; else put "
                     "the money down for refund (医保办函〔2021〕11号 art. 16)."),
            )  # fmt: skip
    return Cause(Text(outcome, outcome))


def _duplicate(detail: dict[str, Any]) -> Cause:
    file_id, number = divmod(int(detail.get("first_line_id") or 0), LINES_PER_FILE_MAX)
    if detail.get("conflict"):
        return Cause(
            Text(f"第{file_id}号文件第{number}行先用了这一税票号码，但金额、类型或人员与本行不同。本行未产生影响。",
                 f"File {file_id}, row {number}, bore this ticket first, for another amount, kind or person. No effect."),
            Text("请与税务部门核对哪一行正确；前一行因填写错误没有入账的，将本行重新入账。",
                 "Ask the tax authority which is right; if the first was malformed and not posted, post this one again."),
        )  # fmt: skip
    return Cause(
        Text(f"该税票已由第{file_id}号文件第{number}行入账，本行未产生影响。",
             f"This ticket was posted from file {file_id}, row {number}; this line had no effect."),
        Text("无需处理。", "Nothing to do."),
    )  # fmt: skip


def _without_original(detail: dict[str, Any]) -> Cause:
    match detail.get("why"):
        case "more_than_was_paid":
            text = Text(
                "退费金额大于原缴费的余额。",
                "The refund is larger than what is left of the original payment.",
            )
        case "reversal_not_of_the_whole":
            text = Text("撤销金额与原缴费不等。", "The reversal is not of the whole original payment.")
        case _:
            text = Text(
                "找不到原税票，或原税票不是同一人的缴费。",
                "The original ticket is unknown or another person's.",
            )
    return Cause(
        text,
        Text("与税务部门核对原税票号码和金额；原缴费到账后重新入账。",
             "Check ticket and amount with the tax authority; post again once the original has come in."),
    )  # fmt: skip


def open_counts(lines: QuerySet[PaymentLine]) -> dict[str, tuple[int, int]]:
    """outcome -> (open lines, fen held), in the order in which outcomes are always shown."""
    rows = lines.order_by().values("outcome").annotate(count=Count("pk"), held=Sum("held_fen"))
    found = {row["outcome"]: (row["count"], row["held"] or 0) for row in rows}
    return {outcome: found[outcome] for outcome in map(str, Outcome) if outcome in found}


def figures_by_outcome(lines: QuerySet[PaymentLine]) -> dict[str, Figures]:
    """outcome -> figures as they are now, after what officers did since."""
    rows = lines.order_by().values("outcome").annotate(
        count=Count("pk"), amount=Sum("amount_fen"), posted=Sum("posted_fen"), held=Sum("held_fen")
    )  # fmt: skip
    found = {row["outcome"]: Figures(row["count"], row["amount"], row["posted"], row["held"]) for row in rows}
    return {outcome: found[outcome] for outcome in map(str, Outcome) if outcome in found}
