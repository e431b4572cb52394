"""Which addresses of assistance are there? Each noun keeps its own list."""

from assistance.web import urls_cases, urls_categories, urls_public_money, urls_subsidies

app_name = "assistance"
urlpatterns = [
    *urls_public_money.urlpatterns,
    *urls_categories.urlpatterns,
    *urls_cases.urlpatterns,
    *urls_subsidies.urlpatterns,
]
