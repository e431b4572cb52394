"""Which addresses lead to the pages that join all ledgers?"""

from django.urls import path

from desk.history import web

urlpatterns = [
    path("people/<int:pk>/history", web.person_history, name="person_history"),
    path("people/<int:pk>/history.xlsx", web.person_workbook, name="person_history_workbook"),
    path("reports/ledgers", web.sums, name="history_sums"),
    path("reports/ledgers.xlsx", web.sums_workbook, name="history_sums_workbook"),
]
