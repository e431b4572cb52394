"""Which addresses of the API does claims answer? Each noun keeps its own list."""

from django.urls import path

from claims.api import eligibility

urlpatterns = [
    path("eligibility", eligibility.EligibilityView.as_view(), name="api_eligibility"),
]
