"""Which addresses of enrollment are there? Each noun keeps its own list."""

from enrollment.web import urls_payments, urls_people

app_name = "enrollment"
urlpatterns = [*urls_people.urlpatterns, *urls_payments.urlpatterns]
