"""Which subsidy runs and claims to recover wait for an officer?"""

from collections.abc import Callable
from datetime import date

from assistance.subsidies.models import SubsidyRun
from assistance.subsidies.queries.aid_payments import TO_PAY, visible_aid
from assistance.subsidies.queries.recoveries import visible_claims
from assistance.subsidies.rules.grant_states import RUN, RunMove, RunState
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.waiting import Waiting, Work, counted


def _runs(state: RunState, move: RunMove, since: str) -> Callable[[Officer, date], Waiting]:
    def look(officer: Officer, on: date) -> Waiting:
        [permission] = RUN.permissions(move)
        rows = SubsidyRun.objects.filter(state=state)
        if move is RunMove.APPROVE:
            rows = rows.exclude(proposed_by=officer).exclude(frozen_by=officer)
        return counted(access.scope(rows, officer, permission, on=on), on, since=since, fen="amount_fen")

    return look


def _recoveries(officer: Officer, on: date) -> Waiting:
    rows = visible_claims(officer, on=on, permission=Permission.CASES_APPROVE)
    rows = rows.filter(approved_by=None, rejected_by=None, withdrawn_at=None, entered_by__isnull=False)
    return counted(rows.exclude(entered_by=officer), on, since="entered_at", fen="amount_fen")


def _aid(officer: Officer, on: date) -> Waiting:
    rows = visible_aid(officer, on=on, permission=Permission.SUBSIDIES_PAY).filter(TO_PAY)
    return counted(rows, on, since="state_since", fen="amount_fen")


WAITING = (
    Work(
        "runs_to_approve",
        Text("待批准的参保资助批次", "subsidy runs to approve"),
        "assistance:subsidy_runs",
        _runs(RunState.FROZEN, RunMove.APPROVE, "frozen_at"),
    ),
    Work(
        "runs_to_pay",
        Text("待拨付的参保资助批次", "subsidy runs to pay"),
        "assistance:subsidy_runs",
        _runs(RunState.APPROVED, RunMove.PAY, "approved_at"),
    ),
    Work(
        "aid_to_pay",
        Text("待发放的依申请救助", "aid to put on a payout list"),
        "assistance:aid_payments",
        _aid,
    ),
    Work("recoveries", Text("待复核的追回", "recoveries to approve"), "assistance:recoveries", _recoveries),
)
