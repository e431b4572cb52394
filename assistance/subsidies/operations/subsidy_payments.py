"""How is an approved run paid: on behalf of people to their dues, and how is one such payment taken back?

A worker credits the dues slice by slice; each slice is one transaction with its checkpoint, so that it can be stopped and
started again at any point. What goes to One-Card accounts is put on payout lists instead (`operations.payouts`).
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assistance.subsidies.models import Grant, SubsidyRun
from assistance.subsidies.operations.paid_runs import say_what_was_paid
from assistance.subsidies.operations.subsidy_runs import require_move
from assistance.subsidies.rules.grant_states import GRANT, RUN, GrantMove, GrantState, RunMove, RunState
from assistance.subsidies.rules.subsidies import flow_of
from enrollment.bulk.due_credits import DueCredit
from enrollment.operations import due_credits
from enrollment.queries.policies import policy_of
from intake.operations import leases
from intake.operations.wakes import wake_after_commit
from policy.terms import Flow, Mode, Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

PAY_SUBSIDIES = "assistance.pay_subsidies"
SLICE_GRANTS = 500
PAYING_LOCK = "pay-subsidies"


class NotPaidOnBehalf(Refusal):
    """Only what was credited to a due can be taken back from it."""


@transaction.atomic
def pay(*, run: SubsidyRun, on: date, by: Officer, at: datetime) -> SubsidyRun:
    """Start paying an approved run (拨付), or take up what a paid run still has open; a worker does it.

    `on` is the day from which a subsidy paid on behalf counts, unless the grant says an earlier one (newly added, A05).
    """
    run = SubsidyRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    require_move(run, RunMove.PAY, by, at)
    opened = _open_flows(run, at)
    run.state = RUN.next(run.state, RunMove.PAY)
    run.pay_on, run.paid_by, run.paid_to = on, by, 0
    run.attempts, run.lease_until = 0, None
    run.save(update_fields=["state", "pay_on", "paid_by", "paid_to", "attempts", "lease_until"])
    audit.record(
        "pay_subsidies", by=by, about=run, division_code=run.division_code, at=at,
        change={"on": on, "flows_opened": opened},
    )  # fmt: skip
    wake_after_commit(PAY_SUBSIDIES, run_id=run.pk)
    return run


def work(*, run_id: int) -> SubsidyRun:
    """Credit the dues of a run that is being paid, as far as nobody else is doing it."""
    fence = leases.take(SubsidyRun, run_id, RunMove.WORK)
    if fence is not None:
        with leases.attempt(SubsidyRun, run_id, fence):
            _pay_all(run_id, fence)
    return SubsidyRun.objects.get(pk=run_id)


def due_for_work(*, now: datetime) -> list[int]:
    """Runs that are being paid and that no worker holds."""
    waiting = Q(lease_until=None) | Q(lease_until__lt=now)
    found = SubsidyRun.objects.filter(waiting, state=RunState.PAYING.value)
    return list(found.order_by("pk").values_list("pk", flat=True)[:20])


@transaction.atomic
def take_back(*, grant: Grant, reason: str, on: date, by: Officer, at: datetime) -> Grant:
    """Take a subsidy back that was paid on behalf; due and cover follow, and the person can be granted another one."""
    access.require(by, Permission.SUBSIDIES_PAY, grant.division_code, on=timezone.localdate(at))
    grant = Grant.objects.select_for_update(of=("self",)).select_related("due", "decision").get(pk=grant.pk)
    if not GRANT.allows(grant.state, GrantMove.TAKE_BACK):
        raise NotPaidOnBehalf(
            "not_paid_on_behalf",
            Text("只有已代缴的资助可以撤回。", "Only a subsidy that was paid on behalf can be taken back."),
            Text("已发放到卡的，请办理追回。", "What went to a card is recovered by a case of its own."),
        )
    if not reason.strip():
        raise Refusal(
            "reason_required",
            Text("没有填写理由。", "No reason was given."),
            Text("请写明撤回理由。", "State why it is taken back."),
            field="reason",
        )
    for source in grant.sources:
        due_credits.take_back_credit(
            due=grant.due, source=source, effective_on=on, reason=reason.strip(), by=by, at=at
        )
    grant.state = GRANT.next(grant.state, GrantMove.TAKE_BACK)
    grant.state_since, grant.because = at, reason.strip()[:200]
    grant.save(update_fields=["state", "state_since", "because"])
    say_what_was_paid([grant.run_id])
    audit.record(
        "take_back_grant", by=by, about=grant, division_code=grant.division_code, at=at,
        change={"fen": grant.amount_fen, "reason": reason},
    )  # fmt: skip
    return grant


def _open_flows(run: SubsidyRun, at: datetime) -> int:
    """Grants whose way to the person was open go on once the area's reading says it (A46)."""
    policy = policy_of(run.area, run.coverage_year)
    opened = 0
    for mode in Mode:
        flow, _ = flow_of(policy, mode, run.coverage_year)
        if flow in (Flow.PAID_DIRECT, Flow.ONE_CARD):
            waiting = run.grants.filter(state__in=GRANT.before(GrantMove.OPEN_FLOW), mode=mode.value)
            opened += waiting.update(flow=flow.value, state=GRANT.end(GrantMove.OPEN_FLOW), state_since=at)
    return opened


def _pay_all(run_id: int, fence: int) -> None:
    run = SubsidyRun.objects.get(pk=run_id)
    assert run.pay_on is not None
    summary = {**run.summary, "credited": run.summary.get("credited", 0), "not_credited": 0}
    after = run.paid_to
    while True:
        waiting = run.grants.filter(
            state=GrantState.APPROVED.value, flow=Flow.PAID_DIRECT.value, pk__gt=after
        ).order_by("pk")
        grants = list(waiting[:SLICE_GRANTS])
        if not grants:
            break
        after = grants[-1].pk
        with leases.checkpointed(
            SubsidyRun, run_id, fence, summary, one_at_a_time=PAYING_LOCK, paid_to=after
        ) as done:
            refused = _credit(run, grants, run.pay_on)
            done["credited"] = summary["credited"] + len(grants) - len(refused)
            done["not_credited"] = summary["not_credited"] + len(refused)
    with transaction.atomic():
        leases.finish(SubsidyRun, run_id, fence, RunMove.FALL_SHORT, summary=summary)
        say_what_was_paid([run_id])
    audit.record(
        "subsidies_paid", by=run.paid_by, about=run, division_code=run.division_code,
        change={name: summary[name] for name in ("credited", "not_credited")},
    )  # fmt: skip


def _credit(run: SubsidyRun, grants: list[Grant], pay_on: date) -> dict[str, str]:
    """Credit one slice; what could not be credited stays approved and is marked with the reason."""
    at = timezone.now()
    locked = Grant.objects.filter(pk__in=[grant.pk for grant in grants], state=GrantState.APPROVED.value)
    held = list(locked.select_related("decision").order_by("pk").select_for_update(of=("self",)))
    refused = due_credits.credit_many(
        credits=[
            DueCredit(
                source=source, due_id=grant.due_id, payer=payer, amount_fen=fen,
                effective_on=grant.effective_on or pay_on, treasury_on=pay_on,
            )
            for grant in held for source, (payer, fen) in grant.sources.items()
        ],
        at=at,
    )  # fmt: skip
    refused = {source.partition("-")[0]: why for source, why in refused.items() if why != "already_credited"}
    credited = [grant.pk for grant in held if grant.source not in refused]
    Grant.objects.filter(pk__in=credited).update(
        state=GRANT.end(GrantMove.CREDIT), state_since=at, because="", review_because=""
    )
    for why in set(refused.values()):
        stuck = [grant.pk for grant in held if refused.get(grant.source) == why]
        Grant.objects.filter(pk__in=stuck).update(because=why, review_because="not_credited")
    return refused
