"""Which requests for public money, splits and movements of the risk fund wait for a second officer?"""

from datetime import date

from assistance.public_money.models import FiscalRequest, FundSplit, RiskFundProposal
from assistance.public_money.rules.fiscal_requests import REQUEST, RequestMove
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.waiting import Waiting, Work, counted

APPROVE = Permission.FUNDS_APPROVE


def _requests(officer: Officer, on: date) -> Waiting:
    rows = FiscalRequest.objects.filter(state__in=REQUEST.before(RequestMove.APPROVE))
    rows = rows.exclude(submitted_by=officer).exclude(counted_by=officer)
    rows = access.scope(rows, officer, APPROVE, on=on, field="area")
    return counted(rows, on, since="submitted_at", due_on="due_on", fen="total_fen")


def _splits(officer: Officer, on: date) -> Waiting:
    rows = FundSplit.objects.filter(approved_by=None, replaced_at=None).exclude(made_by=officer)
    return counted(access.scope(rows, officer, APPROVE, on=on), on, since="made_at")


def _risk_fund(officer: Officer, on: date) -> Waiting:
    rows = RiskFundProposal.objects.filter(approved_by=None, rejected_by=None).exclude(entered_by=officer)
    return counted(
        access.scope(rows, officer, APPROVE, on=on, field="county"), on, since="entered_at", fen="amount_fen"
    )


WAITING = (
    Work(
        "fiscal_requests",
        Text("待批准的财政补助申请", "requests for fiscal subsidy to approve"),
        "assistance:public_money",
        _requests,
    ),
    Work(
        "fund_splits", Text("待批准的基金分配", "fund splits to approve"), "assistance:fund_splits", _splits
    ),
    Work(
        "risk_fund",
        Text("待复核的风险金变动", "movements of the risk fund to approve"),
        "assistance:risk_fund",
        _risk_fund,
    ),
)
