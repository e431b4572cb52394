"""Which pages have drafts of policy?"""

from django.urls import path

from desk.whatif import web

urlpatterns = [
    path("what-if", web.draft_list, name="what_if"),
    path("what-if/<int:pk>", web.draft_page, name="what_if_draft"),
    path("what-if/<int:pk>/runs/<int:run_pk>", web.result_page, name="what_if_result"),
    path("what-if/<int:pk>/runs/<int:run_pk>.xlsx", web.result_workbook, name="what_if_workbook"),
    path("what-if/<int:pk>/<str:question>", web.question_page, name="what_if_question"),
]
