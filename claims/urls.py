"""Which addresses of claims are there? Each noun keeps its own list."""

from claims.web import (
    urls_bills,
    urls_eligibility,
    urls_findings,
    urls_funds,
    urls_own_costs,
    urls_registers,
    urls_settlement,
)

app_name = "claims"
urlpatterns = [
    *urls_eligibility.urlpatterns,
    *urls_bills.urlpatterns,
    *urls_settlement.urlpatterns,
    *urls_own_costs.urlpatterns,
    *urls_findings.urlpatterns,
    *urls_funds.urlpatterns,
    *urls_registers.urlpatterns,
]
