"""How is one payment for many divided among the people it is for, and how is a part given back?

Money that is held moves to dues; nothing leaves the books. Each person's part goes to the due once, never above it; what is
left stays held with the payment.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enrollment.bulk import sponsor_parts
from enrollment.bulk.slots import lock_people
from enrollment.bulk.sponsor_shares import asked
from enrollment.bulk.stored_lines import PAYS
from enrollment.models import LineAction, PaymentLine, Sponsor, SponsorPart
from enrollment.operations import follow_ups
from enrollment.operations.line_effects import require_known_money, require_postable
from enrollment.queries.lines import place_of
from enrollment.queries.sponsors import people_under, rows_in_force
from enrollment.rules.names import name_key
from enrollment.rules.payment_lines import Outcome
from enrollment.rules.sponsor_shares import ShareAnswer
from policy.money import format_yuan
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

DIVISIBLE = (Outcome.UNKNOWN_PERSON, Outcome.MALFORMED, Outcome.NAME_DIFFERS, Outcome.DIVIDED)
WRITTEN = "written_fen"  # of a payment's detail: what the tax bureau's line said


class NotDivided(Refusal):
    """The payment is not divided, or the part not given back; nothing was changed."""

    status = 409


@transaction.atomic
def divide(
    *,
    line: PaymentLine,
    sponsor: Sponsor,
    rows: Collection[int] | None = None,
    by: Officer,
    at: datetime,
) -> list[SponsorPart]:
    """Divide a sponsor's payment among the people of its lists in force (分解入账). `rows`: only these rows, by their ids.

    Whoever cannot be paid for is left out and told by `sponsor_shares.asked`. Raises `NotAllowed`, or `NotDivided`: another
    sponsor's payment, nobody to pay for, more than is held, a line that is no payment for others.
    """
    day = timezone.localdate(at)
    access.require(by, Permission.EXCEPTIONS_RESOLVE, place_of(line), on=day)
    access.require(by, Permission.EXCEPTIONS_RESOLVE, sponsor.division_code, on=day)
    _require_payment(line, sponsor)
    assert line.coverage_year is not None and line.paid_at is not None
    wanted = rows_in_force(sponsor, line.coverage_year)
    if rows is not None:
        wanted = [row for row in wanted if row.pk in set(rows)]
    # People before lines, as whoever posts a part of a file does.
    lock_people(
        {person.document_hash for person in people_under([row.document_hash for row in wanted]).values()}
    )
    line = PaymentLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    before = {"outcome": line.outcome, "held_fen": line.held_fen, "posted_fen": line.posted_fen}
    _require_payment(line, sponsor)
    answered = asked(sponsor, line.coverage_year or 0, paid_on=timezone.localdate(line.paid_at), rows=wanted)
    paying = [
        (one, one.due) for one in answered if one.share.answer is ShareAnswer.PAYS and one.due is not None
    ]
    _require_money(line, [one.share.fen for one, _ in paying])
    _take_over(line)
    made = sponsor_parts.add_parts(line, [(due, one.share.fen) for one, due in paying], at=at)
    parts = SponsorPart.objects.bulk_create(
        [
            SponsorPart(
                line=part, of_line=line, sponsor=sponsor, row=one.row, person_id=due.person_id,
                coverage_year=due.coverage_year, amount_fen=part.amount_fen, made_by=by, made_at=at,
            )
            for part, (one, due) in zip(made, paying, strict=True)
        ]
    )  # fmt: skip
    sponsor_parts.post_parts(made, [due for _, due in paying], at=at)
    follow_ups.look(since=at, by=by, at=at)
    _tell(
        line,
        "divide",
        before,
        f"{sponsor.name}: {len(parts)}",
        {"sponsor": sponsor.pk, "people": len(parts)},
        by,
        at,
    )
    return parts


@transaction.atomic
def give_back(*, part: SponsorPart, because: str, by: Officer, at: datetime) -> None:
    """Give one person's part back to the payment (退回代缴): as if it had never been; the money is held with the payment again.

    Raises `NotAllowed`, or `NotDivided`: no reason, given back before, or refunded in part already.
    """
    access.require(by, Permission.EXCEPTIONS_RESOLVE, part.sponsor.division_code, on=timezone.localdate(at))
    if len(because.strip()) < 2:
        raise NotDivided(
            "reason_required", Text("没有填写理由。", "No reason was given."), Text("请写明理由。", "State the reason."),
            field="because",
        )  # fmt: skip
    lock_people([part.person.document_hash])
    part = (
        SponsorPart.objects.select_for_update(of=("self",)).select_related("line", "of_line").get(pk=part.pk)
    )
    returns = PaymentLine.objects.filter(original=part.line).exists()
    if part.returned_at is not None or part.line.outcome == Outcome.TAKEN_BACK or returns:
        raise NotDivided(
            "part_is_gone",
            Text(
                "这一份已退回、已随文件撤回或已有退费。",
                "This part was given back, taken back with its file, or refunded.",
            ),
            Text("请刷新页面查看结果。", "Load the page again to see the result."),
        )
    payment = PaymentLine.objects.select_for_update(of=("self",)).get(pk=part.of_line_id)
    before = {"outcome": payment.outcome, "held_fen": payment.held_fen, "posted_fen": payment.posted_fen}
    sponsor_parts.return_parts([part], cause=f"part:{part.pk}:back", at=at)
    part.returned_by, part.returned_at, part.returned_because = by, at, because.strip()[:300]
    part.save(update_fields=["returned_by", "returned_at", "returned_because"])
    follow_ups.look(since=at, by=by, at=at)
    _tell(
        payment,
        "give_back_part",
        before,
        because.strip()[:300],
        {"part": part.pk, "fen": part.amount_fen},
        by,
        at,
    )


def _require_payment(line: PaymentLine, sponsor: Sponsor) -> None:
    """The line is a payment of this sponsor that waits."""
    what = None
    if (
        line.kind not in PAYS
        or line.outcome not in DIVISIBLE
        or line.posted_fen
        or line.coverage_year is None
    ):
        what = Text("这一行不是可以分解的代缴款。", "This line is no payment that can be divided.")
    elif line.held_fen <= 0:
        what = Text("这一行没有挂账金额，已全部分解。", "Nothing of this line is held: all of it is divided.")
    if what is not None:
        raise NotDivided(
            "not_divisible", what, Text("请打开该行查看它现在的状态。", "Open the line and see its state.")
        )
    same_number = line.document_hash == sponsor.document_hash
    if not same_number and name_key(line.name) != sponsor.name_key:
        raise NotDivided(
            "another_payer",
            Text(
                f"这笔款的缴费人“{line.name}”不是“{sponsor.name}”，号码也不同。",
                f"The payer of this line, “{line.name}”, is not “{sponsor.name}”, nor is the number.",
            ),
            Text(
                "请选择这笔款的代缴方，或由税务部门更正。",
                "Choose the sponsor who paid, or have the tax bureau correct it.",
            ),
        )
    if line.outcome == Outcome.MALFORMED:
        require_known_money(line)


def _require_money(line: PaymentLine, paying: list[int]) -> None:
    if not paying:
        raise NotDivided(
            "nobody_to_pay_for",
            Text("名单中没有可以代缴的人。", "There is nobody in the lists who can be paid for."),
            Text(
                "请查看每人的原因；没有名单的先报送名单。",
                "See the reason of each person; without a list, send one first.",
            ),
        )
    wanted = sum(paying)
    if wanted > line.held_fen:
        raise NotDivided(
            "more_than_held",
            Text(
                f"所选 {len(paying)} 人共需 {format_yuan(wanted)} 元，这笔款只有 {format_yuan(line.held_fen)} 元。",
                f"The {len(paying)} people need {format_yuan(wanted)} yuan, this payment holds {format_yuan(line.held_fen)}.",
            ),
            Text("请只选这笔款所付的人。", "Choose only the people whom this payment is for."),
            wanted_fen=wanted, held_fen=line.held_fen,
        )  # fmt: skip


def _take_over(line: PaymentLine) -> None:
    """The line stands for its ticket and counts as divided; what the tax bureau wrote is kept."""
    require_postable(line)
    line.detail = {WRITTEN: line.amount_fen} | (line.detail or {})
    line.outcome, line.owns_ticket, line.person = Outcome.DIVIDED, True, None
    line.save(update_fields=["detail", "outcome", "owns_ticket", "person"])


def _tell(
    line: PaymentLine,
    action: str,
    before: dict[str, object],
    reason: str,
    told: dict[str, object],
    by: Officer,
    at: datetime,
) -> None:
    line.refresh_from_db()
    after = {"outcome": line.outcome, "held_fen": line.held_fen, "posted_fen": line.posted_fen}
    LineAction.objects.create(
        line=line, action=action, reason=reason, acted_by=by, acted_at=at, before=before, after=after
    )
    audit.record(
        f"line_{action}", by=by, about=line, division_code=place_of(line), at=at,
        change={"before": before, "after": after, "reason": reason, **told},
    )  # fmt: skip
