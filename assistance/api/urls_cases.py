"""Which addresses of the API lead to cases and recoveries?"""

from django.urls import path

from assistance.api import cases, recoveries

urlpatterns = [
    path("cases", cases.CaseList.as_view(), name="api_cases"),
    path("cases/decisions", cases.CaseDecisions.as_view(), name="api_decide_cases"),
    path("cases/<int:pk>", cases.CaseView.as_view(), name="api_case"),
    path("cases/<int:pk>/facts", cases.CaseFactsView.as_view(), name="api_change_case"),
    path("cases/<int:pk>/moves", cases.CaseMoves.as_view(), name="api_move_case"),
    path("cases/<int:pk>/documents", cases.CaseDocuments.as_view(), name="api_attach_document"),
    path(
        "cases/<int:pk>/documents/<int:document_pk>",
        cases.CaseDocumentView.as_view(),
        name="api_case_document",
    ),
    path("recoveries", recoveries.ClaimList.as_view(), name="api_recoveries"),
    path("recoveries/<int:pk>", recoveries.ClaimView.as_view(), name="api_recovery"),
    path("recoveries/<int:pk>/entry", recoveries.ClaimDraft.as_view(), name="api_enter_recovery_draft"),
    path("recoveries/<int:pk>/decision", recoveries.ClaimDecision.as_view(), name="api_decide_recovery"),
    path("recoveries/<int:pk>/repayments", recoveries.ClaimRepayments.as_view(), name="api_repayments"),
    path(
        "recoveries/<int:pk>/repayments/<int:repayment_pk>/reversal",
        recoveries.RepaymentReversal.as_view(),
        name="api_reverse_repayment",
    ),
]
