"""Which addresses of the API are about cases?"""

from django.urls import path

from assistance.cases.api import aid, cases

urlpatterns = [
    path("cases", cases.CaseList.as_view(), name="api_cases"),
    path("cases/decisions", cases.CaseDecisions.as_view(), name="api_decide_cases"),
    path("cases/<int:pk>", cases.CaseView.as_view(), name="api_case"),
    path("cases/<int:pk>/facts", cases.CaseFactsView.as_view(), name="api_change_case"),
    path("cases/<int:pk>/moves", cases.CaseMoves.as_view(), name="api_move_case"),
    path("cases/<int:pk>/aid", aid.AidView.as_view(), name="api_aid"),
    path("cases/<int:pk>/aid/invoices", aid.AidInvoices.as_view(), name="api_add_aid_invoice"),
    path(
        "cases/<int:pk>/aid/costs/<int:cost_pk>/remove",
        aid.AidCostRemoval.as_view(),
        name="api_remove_aid_cost",
    ),
    path(
        "cases/<int:pk>/aid/costs/<int:cost_pk>/refund",
        aid.AidCostRefund.as_view(),
        name="api_refund_aid_cost",
    ),
    path("cases/<int:pk>/documents", cases.CaseDocuments.as_view(), name="api_attach_document"),
    path(
        "cases/<int:pk>/documents/<int:document_pk>",
        cases.CaseDocumentView.as_view(),
        name="api_case_document",
    ),
]
