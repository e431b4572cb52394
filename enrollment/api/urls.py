"""Which addresses of the API does enrollment answer?"""

from django.urls import path

from enrollment.api import (
    dues,
    evidence,
    exceptions,
    file_results,
    files,
    follow_ups,
    people,
    policies,
    quotes,
    status_lists,
)

urlpatterns = [
    path("people", people.PersonList.as_view(), name="api_people"),
    path("people/search", people.PersonSearch.as_view(), name="api_find_person"),
    path("people/<int:pk>", people.PersonView.as_view(), name="api_person"),
    path("people/<int:pk>/explanation", quotes.ExplanationView.as_view(), name="api_explanation"),
    path("people/<int:pk>/evidence", evidence.PersonEvidence.as_view(), name="api_person_evidence"),
    path("evidence/<int:pk>/moves", evidence.EvidenceMoves.as_view(), name="api_decide_evidence"),
    path("quotes", quotes.QuoteView.as_view(), name="api_quote"),
    path("dues", dues.DueList.as_view(), name="api_dues"),
    path("dues/issue", dues.DueIssue.as_view(), name="api_issue_dues"),
    path("dues/<int:pk>", dues.DueView.as_view(), name="api_due"),
    path("tax-files", files.TaxFiles.as_view(), name="api_tax_files"),
    path("tax-files/<int:pk>", files.TaxFileView.as_view(), name="api_tax_file"),
    path("tax-files/<int:pk>/retry", files.TaxFileRetry.as_view(), name="api_retry_tax_file"),
    path("tax-files/<int:pk>/lines", files.TaxFileLines.as_view(), name="api_tax_file_lines"),
    path("tax-files/<int:pk>/result", file_results.TaxFileResult.as_view(), name="api_tax_file_result"),
    path(
        "tax-files/<int:pk>/results/<int:result_pk>",
        file_results.TaxFileWritten.as_view(),
        name="api_tax_file_written",
    ),
    path("status-lists", status_lists.StatusLists.as_view(), name="api_status_lists"),
    path("status-lists/<int:pk>", status_lists.StatusListView.as_view(), name="api_status_list"),
    path("status-lists/<int:pk>/rows", status_lists.StatusListRows.as_view(), name="api_status_list_rows"),
    path("follow-ups", follow_ups.FollowUps.as_view(), name="api_follow_ups"),
    path("exceptions", exceptions.ExceptionList.as_view(), name="api_exceptions"),
    path("exceptions/<int:pk>", exceptions.ExceptionView.as_view(), name="api_exception"),
    path("exceptions/<int:pk>/actions", exceptions.ExceptionActions.as_view(), name="api_act_on_exception"),
    path("policies", policies.PolicyAreas.as_view(), name="api_policies"),
    path("policies/<str:area>", policies.PolicyView.as_view(), name="api_policy"),
]
