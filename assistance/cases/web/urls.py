"""Which addresses lead to the pages about cases?"""

from django.urls import path

from assistance.cases.web import aid, case_batch, case_documents, case_lists, case_notices, case_page, cases

urlpatterns = [
    path("cases/", case_lists.case_list, name="cases"),
    path("cases/mine", case_lists.queue, name="case_queue"),
    path("cases/decide", case_batch.decide_cases, name="decide_cases"),
    path("cases/notices", case_notices.notice_list, name="case_notices"),
    path("cases/<int:pk>/notice", case_notices.notice_sheet, name="case_notice"),
    path("cases/<int:pk>/", case_page.case_page, name="case"),
    path("cases/<int:pk>/aid", aid.aid_page, name="aid"),
    path("cases/<int:pk>/facts", cases.change_case, name="change_case"),
    path("cases/<int:pk>/sheet", case_page.sheet, name="case_sheet"),
    path("cases/<int:pk>/documents", case_documents.attach, name="attach_document"),
    path("cases/<int:pk>/documents/<int:document_pk>", case_documents.download, name="case_document"),
    path("cases/<int:pk>/documents/<int:document_pk>/remove", case_documents.detach, name="remove_document"),
    path("people/<int:person_pk>/cases/new", cases.open_case, name="open_case"),
]
