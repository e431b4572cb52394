"""How does a premium subsidy reach a due, and how is it taken back?

Whoever grants it (assistance) says how much and why; here only the account counts: a subsidy never passes the due, its
entry is added once for each source, and what the person paid beyond the own share is held for refund.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from enrollment.bulk import due_credits as bulk
from enrollment.bulk import settling
from enrollment.bulk.due_credits import DueCredit
from enrollment.bulk.due_states import TAKEN_BACK
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.models import Due, DueEntry
from enrollment.operations import follow_ups
from enrollment.rules.entries import EntryKind, Payer
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

WHY_NOT = {
    "no_price": Text(
        "该应缴没有确定金额（政策未明确）", "no amount is known for this due: the rules are silent"
    ),
    "above_due": Text("资助金额超过应缴金额", "the subsidy is more than the due"),
    "no_rule": Text(
        "资助当日没有可适用的参保规定，无法确定待遇起始日",
        "no rule of the area tells the cover of a due that is settled on that day",
    ),
    "withdrawn": Text("该应缴已撤回", "the due was withdrawn"),
    "already_credited": Text("该项资助已经入账", "this subsidy is credited already"),
}


class NotCredited(Refusal):
    """The subsidy cannot be credited to this due; `context["why"]` is a code of `WHY_NOT`."""


@transaction.atomic
def credit(
    *,
    due: Due,
    payer: Payer,
    amount_fen: int,
    source: str,
    effective_on: date,
    treasury_on: date | None = None,
    by: Officer,
    at: datetime,
) -> DueEntry:
    """Credit one subsidy (参保资助入账). The same source twice adds nothing and gives the first entry back."""
    access.require(by, Permission.SUBSIDIES_PAY, due.division_code, on=timezone.localdate(at))
    wanted = DueCredit(source, due.pk, payer.value, amount_fen, effective_on, treasury_on)
    why = credit_many(credits=[wanted], at=at).get(source, "")
    if why and why != "already_credited":
        raise NotCredited(
            f"not_credited_{why}",
            Text(f"资助未能入账：{WHY_NOT[why].zh}。", f"The subsidy was not credited: {WHY_NOT[why].en}."),
            Text("请核对应缴金额后重新提出资助。", "Check the due and propose the subsidy again."),
            why=why,
        )
    if not why:
        audit.record(
            "credit_due", by=by, about=due, division_code=due.division_code, at=at,
            change={"source": source, "fen": amount_fen, "payer": payer.value, "effective_on": effective_on},
        )  # fmt: skip
    return DueEntry.objects.get(due=due, source=source)


@transaction.atomic
def credit_many(*, credits: Sequence[DueCredit], at: datetime) -> dict[str, str]:
    """Credit a slice of subsidies in a few statements; the caller has asked for the right and records the audit.

    Returns source -> why not (a code of `WHY_NOT`) for those that could not be entered; all others are.
    """
    _lock(each.due_id for each in credits)
    return bulk.credit(credits, quotations=Quotations(), at=at)


@transaction.atomic
def take_back_credit(
    *, due: Due, source: str, effective_on: date, reason: str, by: Officer, at: datetime
) -> DueEntry:
    """Take a credited subsidy back by an entry of its own; cover and what the person owes follow. Twice is once."""
    access.require(by, Permission.SUBSIDIES_PAY, due.division_code, on=timezone.localdate(at))
    _lock([due.pk])
    granted = DueEntry.objects.filter(due=due, source=source, kind=EntryKind.SUBSIDY).first()
    if granted is None:
        raise NotCredited(
            "not_credited",
            Text("该应缴没有这项资助入账。", "This subsidy is not credited to the due."),
            Text("请核对资助编号。", "Check the number of the grant."),
            why="not_credited",
        )
    entry, is_new = DueEntry.objects.get_or_create(
        due=due, source=f"{source}:{TAKEN_BACK}",
        defaults={
            "kind": EntryKind.REVERSAL, "payer": granted.payer, "amount_fen": granted.amount_fen,
            "effective_on": effective_on,
        },
    )  # fmt: skip
    if is_new:
        settling.resettle([due.pk], quotations=Quotations(), at=at)
        follow_ups.look(since=at, by=by, at=at)
        audit.record(
            "take_back_credit", by=by, about=due, division_code=due.division_code, at=at,
            change={"source": source, "fen": granted.amount_fen, "reason": reason},
        )  # fmt: skip
    return entry


def _lock(due_ids: Iterable[int]) -> None:
    lock_people(Due.objects.filter(pk__in=set(due_ids)).values_list("person__document_hash", flat=True))
