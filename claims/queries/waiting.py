"""Which bills and lists of differences wait for an officer?"""

from datetime import date

from claims.models import (
    BillReview,
    CareFinding,
    CodeMapping,
    Filing,
    FundBudget,
    InsurerPremium,
    InsurerYear,
    OwnCostAlert,
    Recognition,
    ResettlementPlan,
)
from claims.queries.bills import visible_bills
from claims.queries.fund_budgets import to_answer
from claims.rules.bill_states import BillState
from claims.rules.care_findings import FindingState
from claims.rules.filing_states import FilingState
from claims.rules.insurer_years import YearState
from claims.rules.own_cost_watch import AlertState
from claims.rules.recognition_states import RecognitionState
from claims.rules.review_states import PlanState, ReviewState
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.waiting import Waiting, Work, counted

HELD = (BillState.HELD.value, BillState.UNDECIDED.value)


def _bills(officer: Officer, on: date) -> Waiting:
    """Held bills about which nobody proposed anything yet."""
    rows = visible_bills(officer, on=on, permission=Permission.CLAIMS_SETTLE).filter(state__in=HELD)
    proposed = BillReview.objects.filter(state=ReviewState.PROPOSED).values("bill")
    return counted(rows.exclude(pk__in=proposed), on, since="entered_at")


def _reviews(officer: Officer, on: date) -> Waiting:
    rows = BillReview.objects.filter(state=ReviewState.PROPOSED).exclude(proposed_by=officer)
    field = "bill__division_code"
    return counted(
        access.scope(rows, officer, Permission.CLAIMS_REVIEW, on=on, field=field), on, since="proposed_on"
    )


def _plans(officer: Officer, on: date) -> Waiting:
    rows = ResettlementPlan.objects.filter(state=PlanState.PROPOSED).exclude(proposed_by=officer)
    return counted(access.scope(rows, officer, Permission.CLAIMS_REVIEW, on=on), on, since="proposed_on")


def _alerts(officer: Officer, on: date) -> Waiting:
    """Own-cost alerts without an answer that stand on no list yet: the list of the month is to be frozen."""
    rows = OwnCostAlert.objects.filter(state=AlertState.OPEN, fallen_on=None, lines=None)
    return counted(access.scope(rows, officer, Permission.CLAIMS_REVIEW, on=on), on, since="opened_on")


def _premiums(officer: Officer, on: date) -> Waiting:
    """Money handed over to the insurer, entered by somebody else."""
    rows = InsurerPremium.objects.filter(approved_by=None, rejected_by=None).exclude(entered_by=officer)
    rows = access.scope(rows, officer, Permission.FUNDS_APPROVE, on=on, field="insurer_year__area")
    return counted(rows, on, since="entered_at", fen="amount_fen")


def _clearings(officer: Officer, on: date) -> Waiting:
    rows = InsurerYear.objects.filter(state=YearState.PROPOSED).exclude(proposed_by=officer)
    rows = access.scope(rows, officer, Permission.FUNDS_APPROVE, on=on, field="area")
    return counted(rows, on, since="proposed_at")


def _budgets(officer: Officer, on: date) -> Waiting:
    """Budgets that somebody else entered."""
    rows = FundBudget.objects.filter(approved_by=None, rejected_by=None).exclude(entered_by=officer)
    return counted(
        access.scope(rows, officer, Permission.FUNDS_APPROVE, on=on, field="area"), on, since="entered_at"
    )


def _warnings(officer: Officer, on: date) -> Waiting:
    """Warnings about a fund that reach this officer and that this officer has not answered."""
    rows = access.scope(to_answer(officer), officer, Permission.FUNDS_READ, on=on, field="area")
    return counted(rows, on, since="opened_at")


def _findings(officer: Officer, on: date) -> Waiting:
    """Findings about care that nobody decided on."""
    rows = CareFinding.objects.filter(state=FindingState.OPEN, fallen_on=None)
    rows = access.scope(rows, officer, Permission.CLAIMS_REVIEW, on=on)
    return counted(rows, on, since="found_on", fen="funds_fen")


def _recognitions(officer: Officer, on: date) -> Waiting:
    rows = Recognition.objects.filter(state=RecognitionState.APPLIED).exclude(applied_by=officer)
    return counted(access.scope(rows, officer, Permission.CLAIMS_REVIEW, on=on), on, since="applied_at")


def _filings(officer: Officer, on: date) -> Waiting:
    rows = Filing.objects.filter(state=FilingState.SUBMITTED).exclude(submitted_by=officer)
    return counted(access.scope(rows, officer, Permission.CLAIMS_REVIEW, on=on), on, since="submitted_at")


def _codes(officer: Officer, on: date) -> Waiting:
    rows = CodeMapping.objects.filter(approved_by=None, rejected_by=None).exclude(entered_by=officer)
    rows = access.scope(rows, officer, Permission.CLAIMS_REVIEW, on=on, field="provider__kept_by")
    return counted(rows, on, since="entered_at")


WAITING = (
    Work(
        "recognitions",
        Text("待认定的门诊慢特病、两病申请", "applications for a recognition to decide"),
        "claims:recognitions",
        _recognitions,
        f"state={RecognitionState.APPLIED.value}",
    ),
    Work(
        "filings",
        Text("待审核的异地就医备案", "filings of care elsewhere to decide"),
        "claims:filings",
        _filings,
        f"state={FilingState.SUBMITTED.value}",
    ),
    Work(
        "codes",
        Text("待确认的院内编码对照", "own codes of hospitals to confirm"),
        "claims:codes",
        _codes,
        "standing=waits",
    ),
    Work("bills", Text("待处理的医疗费用", "bills held for a decision"), "claims:reviews", _bills),
    Work("reviews", Text("待复核的费用处理意见", "proposals on bills to decide"), "claims:reviews", _reviews),
    Work("plans", Text("待复核的重算差额表", "lists of differences to decide"), "claims:plans", _plans),
    Work(
        "own_costs",
        Text("待列入清单的个人负担预警", "own-cost alerts on no list yet"),
        "claims:own_cost_alerts",
        _alerts,
        "state=open",
    ),
    Work(
        "care_findings",
        Text("待核查的就医疑点", "findings about care to look into"),
        "claims:care_findings",
        _findings,
        "state=open",
    ),
    Work("budgets", Text("待复核的基金预算", "budgets of a fund to approve"), "claims:fund_budget", _budgets),
    Work(
        "fund_warnings",
        Text("待答复的基金预警", "warnings about a fund to answer"),
        "claims:fund_budget",
        _warnings,
    ),
    Work(
        "premiums",
        Text("待复核的大病保险拨付", "payments to the insurer to approve"),
        "claims:insurer_years",
        _premiums,
    ),
    Work(
        "clearings",
        Text("待确认的大病保险清算", "clearings with the insurer to confirm"),
        "claims:insurer_years",
        _clearings,
    ),
)
