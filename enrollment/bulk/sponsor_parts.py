"""How do parts of a sponsor's payment become lines of their own, and money of the payment again?

A part takes its amount out of the payment's line, so that the lines of a file add up to what the file says at every moment.
It is posted like any payment: subsidies, refunds, deaths and reversals meet it by the same rules (decision 0090).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from enrollment.bulk import settling
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.stored_lines import as_new
from enrollment.models import Due, PaymentLine, SponsorPart
from enrollment.models.payments import LINES_PER_FILE_MAX, PARTS_FROM
from enrollment.rules.payment_lines import Outcome
from intake.operations.locks import lock_text


def add_parts(payment: PaymentLine, parts: Sequence[tuple[Due, int]], *, at: datetime) -> list[PaymentLine]:
    """Take (due, fen) out of what is held of a payment and post each on its due. The caller holds payment and people."""
    lock_text(f"parts:{payment.file_id}")
    first = payment.file_id * LINES_PER_FILE_MAX
    taken = PaymentLine.objects.filter(pk__gte=first + PARTS_FROM, pk__lt=first + LINES_PER_FILE_MAX)
    number = (taken.aggregate(last=Max("number"))["last"] or PARTS_FROM - 1) + 1
    turn = SponsorPart.objects.filter(of_line=payment).count() + 1
    made = [
        PaymentLine(
            id=first + number + at_, file_id=payment.file_id, number=number + at_, ticket=f"{payment.ticket}/{turn + at_}",
            kind=payment.kind, amount_fen=fen, held_fen=fen, paid_at=payment.paid_at, treasury_on=payment.treasury_on,
            division_code=due.division_code, coverage_year=due.coverage_year, channel=payment.channel,
            outcome=Outcome.NO_RULE.value, person_id=due.person_id, due=due, is_open=True,
        )
        for at_, (due, fen) in enumerate(parts)
    ]  # fmt: skip
    PaymentLine.objects.bulk_create(made, batch_size=500)
    move_money(payment, -sum(fen for _, fen in parts))
    return made


def post_parts(lines: Sequence[PaymentLine], dues: Sequence[Due], *, at: datetime) -> None:
    """Let parts that were added take effect on their dues."""
    new = [as_new(line, who=due.person, due=due) for line, due in zip(lines, dues, strict=True)]
    settling.post(new, quotations=Quotations(), at=at)


def return_parts(parts: Sequence[SponsorPart], *, cause: str, at: datetime) -> None:
    """Parts as if they had never been: what they credited is entered back, their money is held with the payment again."""
    ids = [part.line_id for part in parts]
    settling.withdraw(
        ids, [part.line.due_id for part in parts if part.line.due_id], cause=cause, quotations=Quotations(), at=at
    )  # fmt: skip
    fold(ids, at=at)


def fold(line_ids: Sequence[int], *, at: datetime) -> None:
    """Give the amounts of parts that no longer count back to their payments; of a file taken back their parts end with it."""
    rows = SponsorPart.objects.filter(line__in=line_ids).select_related("line", "of_line__file")
    for part in rows:
        line, is_taken_back = part.line, part.line.outcome == Outcome.TAKEN_BACK
        move_money(part.of_line, line.amount_fen)
        outcome = Outcome.TAKEN_BACK if is_taken_back else Outcome.PART_RETURNED
        PaymentLine.objects.filter(pk=line.pk).update(
            amount_fen=0,
            posted_fen=0,
            held_fen=0,
            refunded_fen=0,
            due=None,
            is_open=False,
            outcome=outcome.value,
        )
        if is_taken_back and part.returned_at is None:
            SponsorPart.objects.filter(pk=part.pk).update(
                returned_by=part.of_line.file.undone_by, returned_at=at, returned_because=part.of_line.file.undo_because
            )  # fmt: skip


def move_money(payment: PaymentLine, fen: int) -> None:
    """Put money to what is held of a payment, or take it out (below zero)."""
    payment.refresh_from_db()
    payment.amount_fen += fen
    payment.held_fen += fen
    payment.is_open = payment.held_fen > 0 and payment.outcome != Outcome.TAKEN_BACK
    payment.save(update_fields=["amount_fen", "held_fen", "is_open"])
