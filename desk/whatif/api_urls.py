"""Which addresses of the API have drafts of policy?"""

from django.urls import path

from desk.whatif import api

urlpatterns = [
    path("what-if", api.Drafts.as_view(), name="api_what_if"),
    path("what-if/<int:pk>", api.DraftView.as_view(), name="api_what_if_draft"),
    path("what-if/<int:pk>/answers", api.DraftAnswers.as_view(), name="api_answer_draft"),
    path("what-if/<int:pk>/runs", api.DraftRuns.as_view(), name="api_run_draft"),
    path("what-if/<int:pk>/runs/<int:run_pk>", api.DraftRunView.as_view(), name="api_draft_run"),
]
