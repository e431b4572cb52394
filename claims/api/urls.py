"""Which addresses of the API does claims answer? Each noun keeps its own list."""

from django.urls import path

from claims.api import bills, eligibility, providers

urlpatterns = [
    path("eligibility", eligibility.EligibilityView.as_view(), name="api_eligibility"),
    path("providers", providers.ProviderList.as_view(), name="api_providers"),
    path("bills", bills.BillList.as_view(), name="api_bills"),
    path("bills/<int:pk>", bills.BillView.as_view(), name="api_bill"),
    path("bills/<int:pk>/withdraw", bills.BillWithdraw.as_view(), name="api_withdraw_bill"),
]
