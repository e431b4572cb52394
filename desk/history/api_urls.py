"""Which addresses of the API join all ledgers?"""

from django.urls import path

from desk.history import api

urlpatterns = [
    path("people/<int:pk>/history", api.PersonHistory.as_view(), name="api_person_history"),
    path("ledger-sums", api.LedgerSums.as_view(), name="api_ledger_sums"),
]
