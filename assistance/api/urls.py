"""Which addresses of the API does assistance answer? Each noun keeps its own list."""

from assistance.api import urls_cases, urls_public_money, urls_rosters, urls_subsidies

urlpatterns = [
    *urls_public_money.urlpatterns,
    *urls_cases.urlpatterns,
    *urls_rosters.urlpatterns,
    *urls_subsidies.urlpatterns,
]
