"""Which addresses of the API are about entered figures and public money?"""

from django.urls import path

from assistance.api import fiscal, funds, parameters

urlpatterns = [
    path("parameters", parameters.ParameterList.as_view(), name="api_parameters"),
    path("parameters/<int:pk>/decision", parameters.ParameterDecision.as_view(), name="api_decide_parameter"),
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
    path("coverage-rates", funds.CoverageRates.as_view(), name="api_coverage_rates"),
]
