"""Which addresses of the API are about cases?"""

from django.urls import path

from assistance.cases.api import cases

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
]
