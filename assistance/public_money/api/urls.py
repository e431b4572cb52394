"""Which addresses of the API are about public money?"""

from django.urls import path

from assistance.public_money.api import figure_checks, fiscal, funds, risk_fund, shortfalls, uninsured_days

urlpatterns = [
    path("fiscal-requests", fiscal.FiscalRequests.as_view(), name="api_fiscal_requests"),
    path("fiscal-requests/<int:pk>", fiscal.FiscalRequestView.as_view(), name="api_fiscal_request"),
    path(
        "fiscal-requests/<int:pk>/moves", fiscal.FiscalRequestMoves.as_view(), name="api_move_fiscal_request"
    ),
    path("fiscal-claims", fiscal.FiscalClaims.as_view(), name="api_fiscal_claims"),
    path("fiscal-transfers", fiscal.FiscalTransfers.as_view(), name="api_fiscal_transfers"),
    path(
        "fiscal-transfers/<int:pk>/reversal",
        fiscal.FiscalTransferReversal.as_view(),
        name="api_reverse_fiscal_transfer",
    ),
    path("fund-splits", funds.FundSplits.as_view(), name="api_fund_splits"),
    path("fund-splits/<int:pk>/approval", funds.FundSplitApproval.as_view(), name="api_approve_fund_split"),
    path("risk-fund/balances", risk_fund.RiskFundBalances.as_view(), name="api_risk_fund_balances"),
    path("risk-fund/entries", risk_fund.RiskFundEntries.as_view(), name="api_risk_fund_entries"),
    path(
        "risk-fund/entries/<int:pk>/reversal",
        risk_fund.RiskFundReversal.as_view(),
        name="api_reverse_risk_fund_entry",
    ),
    path("risk-fund/proposals", risk_fund.RiskFundProposals.as_view(), name="api_risk_fund_proposals"),
    path(
        "risk-fund/proposals/<int:pk>/decision",
        risk_fund.RiskFundDecision.as_view(),
        name="api_decide_risk_fund",
    ),
    path(
        "critical-illness-covers",
        shortfalls.CriticalIllnessCovers.as_view(),
        name="api_critical_illness_covers",
    ),
    path("figure-check", figure_checks.FigureCheck.as_view(), name="api_figure_check"),
    path("doctor-packages", figure_checks.DoctorPackages.as_view(), name="api_doctor_packages"),
    path("coverage-rates", funds.CoverageRates.as_view(), name="api_coverage_rates"),
    path("uninsured-days", uninsured_days.UninsuredDays.as_view(), name="api_uninsured_days"),
    path("uninsured-days/picture", uninsured_days.UninsuredDayView.as_view(), name="api_uninsured_day"),
    path("uninsured-days/people", uninsured_days.UninsuredPeople.as_view(), name="api_uninsured_people"),
]
