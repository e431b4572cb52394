"""What of enrollment and contribution waits for an officer?"""

from datetime import date

from enrollment.models import CarryOver, CoverEvidence, OpenedYear, Refund, StatusProposal, WindowExtension
from enrollment.queries.follow_ups import visible_follow_ups
from enrollment.queries.lines import visible_lines
from enrollment.queries.missing_work import MISSING_WORK
from enrollment.queries.refund_work import REFUND_WORK
from enrollment.rules.carry_overs import CARRY_OVER, CarryMove
from enrollment.rules.evidence import EVIDENCE, EvidenceMove
from enrollment.rules.opened_years import OPENED_YEAR, YearMove
from enrollment.rules.refund_states import REFUND, RefundMove, RefundState
from enrollment.rules.status_proposals import PROPOSAL, ProposalMove
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.waiting import Waiting, Work, counted


def _lines(officer: Officer, on: date) -> Waiting:
    rows = visible_lines(officer, on=on, permission=Permission.EXCEPTIONS_RESOLVE).filter(is_open=True)
    return counted(rows, on, since="file__uploaded_at", fen="held_fen")


def _follow_ups(officer: Officer, on: date) -> Waiting:
    rows = visible_follow_ups(officer, on=on, permission=Permission.ENROLLMENT_WRITE)
    return counted(rows.filter(closed_at=None), on, since="opened_at")


def _evidence(officer: Officer, on: date) -> Waiting:
    rows = CoverEvidence.objects.filter(state__in=EVIDENCE.before(EvidenceMove.CONFIRM))
    rows = rows.exclude(entered_by=officer)
    field = "person__division_code"
    return counted(
        access.scope(rows, officer, Permission.EXCEPTIONS_DECIDE, on=on, field=field), on, since="entered_at"
    )


def _extensions(officer: Officer, on: date) -> Waiting:
    rows = WindowExtension.objects.filter(approved_by=None).exclude(entered_by=officer)
    return counted(
        access.scope(rows, officer, Permission.DUES_ISSUE, on=on, field="area"), on, since="entered_at"
    )


def _years(officer: Officer, on: date) -> Waiting:
    rows = OpenedYear.objects.filter(state__in=OPENED_YEAR.before(YearMove.APPROVE))
    rows = rows.exclude(proposed_by=officer)
    return counted(
        access.scope(rows, officer, Permission.PARAMETERS_APPROVE, on=on, field="area"),
        on,
        since="proposed_at",
    )


def _carry_overs(officer: Officer, on: date) -> Waiting:
    rows = CarryOver.objects.filter(state__in=CARRY_OVER.before(CarryMove.AGREE)).exclude(asked_by=officer)
    return counted(access.scope(rows, officer, Permission.DUES_ISSUE, on=on), on, since="asked_at")


def _status_rows(officer: Officer, on: date) -> Waiting:
    rows = StatusProposal.objects.filter(state__in=PROPOSAL.before(ProposalMove.AGREE)).exclude(
        made_by=officer
    )
    field = "row__list__area"
    return counted(
        access.scope(rows, officer, Permission.ENROLLMENT_WRITE, on=on, field=field), on, since="made_at"
    )


def _refunds(officer: Officer, on: date) -> Waiting:
    rows = Refund.objects.filter(state__in=REFUND.before(RefundMove.APPROVE)).exclude(asked_by=officer)
    return counted(
        access.scope(rows, officer, Permission.EXCEPTIONS_DECIDE, on=on), on, since="since", fen="amount_fen"
    )


WAITING = (
    Work(
        "lines",
        Text("待处理的缴费记录", "payment lines held for a decision"),
        "enrollment:exceptions",
        _lines,
    ),
    Work(
        "follow_ups",
        Text("事实变更后的待办", "work that followed a change"),
        "enrollment:follow_ups",
        _follow_ups,
    ),
    Work(
        "refunds",
        Text("待复核的退费申请", "refunds to decide"),
        "enrollment:refunds",
        _refunds,
        f"state={RefundState.SUBMITTED.value}",
    ),
    Work(
        "evidence",
        Text("待复核的参保证明", "documents on cover to confirm"),
        "enrollment:waiting_evidence",
        _evidence,
    ),
    Work(
        "extensions",
        Text("待复核的缴费期延长", "window extensions to approve"),
        "enrollment:extensions",
        _extensions,
    ),
    Work("years", Text("待批准的参保年度", "coverage years to approve"), "enrollment:opened_years", _years),
    Work(
        "carry_overs", Text("待同意的结转", "carry-overs to agree to"), "enrollment:carry_overs", _carry_overs
    ),
    Work(
        "status_rows",
        Text("待复核的状态变更", "changes from status lists to agree to"),
        "enrollment:status_lists",
        _status_rows,
    ),
    *REFUND_WORK,
    *MISSING_WORK,
)
