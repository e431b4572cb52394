"""How are the premium subsidies of a place proposed, reviewed and frozen, approved by another officer, or given up?"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assistance.subsidies.bulk import grants as bulk
from assistance.subsidies.models import SubsidyRun
from assistance.subsidies.rules.grant_states import RUN, RunMove, RunState
from enrollment.queries.policies import policy_of
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix


class NotInThisState(Refusal):
    """The run cannot be moved on like that from where it stands."""


class NothingProposed(Refusal):
    """A run without a single grant that counts cannot be frozen."""


class InputsDiffer(Refusal):
    """What is to be approved is not what was frozen."""


@transaction.atomic
def propose(
    *, area: str, coverage_year: int, on: date, by: Officer, at: datetime | None = None
) -> SubsidyRun:
    """Propose the premium subsidies of a place for a year (测算参保资助): everybody without a live grant, decided case by case.

    `area` is a pooling area or a division in it. Also marks earlier grants for review whose category or due has changed.
    """
    access.require(by, Permission.SUBSIDIES_PROPOSE, area, on=on)
    pooling = default_book().pooling_area(area)
    if pooling is None:
        raise Refusal(
            "no_policy",
            Text(f"区划 {area} 没有已录入的参保政策。", f"No rules have been entered for division {area}."),
            Text("请联系市级医保局录入该地政策。", "Ask the city bureau to enter the notice of that place."),
        )
    at = at or timezone.now()
    lock_text(f"subsidies:{pooling}:{coverage_year}")
    policy = policy_of(pooling, coverage_year)
    run = SubsidyRun.objects.create(
        area=pooling, division_code=area, coverage_year=coverage_year, inputs_on=on, policy_digest=policy.digest,
        proposed_by=by, proposed_at=at,
    )  # fmt: skip
    inside = scope_prefix(area)
    cases = bulk.read_inputs(run, inside=inside, which="new")
    proposed = bulk.write_grants(run, cases, bulk.decide(run, cases), at=at)
    standing = bulk.read_inputs(run, inside=inside, which="standing")
    flagged = bulk.flag_changed(run, bulk.decide(run, standing), inside=inside)
    run.summary = {"proposed": proposed, "cases": len(cases), "flagged": flagged}
    run.save(update_fields=["summary"])
    _told("propose_subsidies", run, by, at, proposed=proposed, cases=len(cases), flagged=flagged)
    return run


@transaction.atomic
def freeze(*, run: SubsidyRun, by: Officer, at: datetime) -> SubsidyRun:
    """Close the review (审核定稿): inputs are read again, grants that no longer follow fall out, the rest is fixed."""
    run = _locked(run, RunMove.FREEZE, by, at)
    policy = policy_of(run.area, run.coverage_year)
    bulk.read_inputs(run, inside=scope_prefix(run.division_code), which="own")
    dropped = bulk.drop_changed(run, at=at)
    bulk.count_in(run)
    digest, people, fen = bulk.digest_of(run)
    if not people:
        raise NothingProposed(
            "nothing_proposed",
            Text("本批次没有可发放的资助。", "This run holds no subsidy that could be paid."),
            Text(
                "请查看金额未定和暂缓的原因，或重新测算。", "See what is undecided or held, or propose again."
            ),
        )
    run.frozen_digest, run.people, run.amount_fen = digest, people, fen
    run.policy_digest = policy.digest
    run.state, run.frozen_by, run.frozen_at = RUN.next(run.state, RunMove.FREEZE), by, at
    run.summary = {**run.summary, "dropped": dropped, "totals": bulk.totals_of(run)}
    run.save()
    _told("freeze_subsidies", run, by, at, people=people, fen=fen, dropped=dropped, digest=digest)
    return run


@transaction.atomic
def approve(*, run: SubsidyRun, by: Officer, at: datetime) -> SubsidyRun:
    """Approve exactly what was frozen (审批). Whoever proposed or froze it cannot."""
    run = _locked(run, RunMove.APPROVE, by, at)
    require_other_hands(
        by,
        run.proposed_by_id,
        run.frozen_by_id,
        what=Text(
            "测算人、审核人不能审批同一批次。", "You proposed or froze this run, so you cannot approve it."
        ),
    )
    if bulk.digest_of(run)[0] != run.frozen_digest:
        raise InputsDiffer(
            "inputs_differ",
            Text("本批次内容与定稿时不一致，不能审批。", "The run is no longer what was frozen, so it cannot be approved."),
            Text("请作废后重新测算，并报告系统管理员。", "Cancel it, propose again, and tell the system administrator."),
        )  # fmt: skip
    bulk.approve_grants(run, by=by.pk, at=at)
    run.state, run.approved_by, run.approved_at = RUN.next(run.state, RunMove.APPROVE), by, at
    run.save(update_fields=["state", "approved_by", "approved_at"])
    _told("approve_subsidies", run, by, at, people=run.people, fen=run.amount_fen, digest=run.frozen_digest)
    return run


@transaction.atomic
def cancel(*, run: SubsidyRun, because: str, by: Officer, at: datetime) -> SubsidyRun:
    """Give a run up before anything of it was paid; its people can be proposed again."""
    run = _locked(run, RunMove.CANCEL, by, at)
    if not because.strip():
        raise Refusal(
            "reason_required",
            Text("没有填写理由。", "No reason was given."),
            Text("请写明作废理由。", "State why the run is given up."),
            field="because",
        )
    cancelled = bulk.cancel_grants(run, because="run_cancelled", at=at)
    run.state, run.cancelled_because = RUN.next(run.state, RunMove.CANCEL), because.strip()[:200]
    run.save(update_fields=["state", "cancelled_because"])
    _told("cancel_subsidies", run, by, at, grants=cancelled, because=because)
    return run


def _locked(run: SubsidyRun, move: RunMove, by: Officer, at: datetime) -> SubsidyRun:
    """The run's row, held; refuses who may not do this here, and a move that its state does not allow."""
    locked = SubsidyRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return require_move(locked, move, by, at)


def require_move(run: SubsidyRun, move: RunMove, by: Officer, at: datetime) -> SubsidyRun:
    state, step = RunState(run.state), RUN.step(run.state, move)
    [permission] = (step.by if step else RUN.permissions(move))[:1]
    access.require(by, permission, run.division_code, on=timezone.localdate(at))
    if step is None:
        raise NotInThisState(
            "not_in_this_state",
            Text(
                f"批次状态为“{state.label.zh}”，不能{move.label.zh}。",
                f"The run is {state.label.en}, so this cannot be done: {move.label.en}.",
            ),
            Text("请刷新页面，查看批次当前状态。", "Load the page again to see where the run stands."),
            state=state.value,
        )
    return run


def _told(action: str, run: SubsidyRun, by: Officer, at: datetime, **change: object) -> None:
    audit.record(
        action, by=by, about=run, division_code=run.division_code, at=at,
        change={"coverage_year": run.coverage_year, **change},
    )  # fmt: skip
