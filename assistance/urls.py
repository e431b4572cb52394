"""Which addresses of assistance are there? Each room keeps its own list."""

from assistance.cases.web import urls as cases
from assistance.categories.web import urls as categories
from assistance.figures.web import urls as figures
from assistance.public_money.web import urls as public_money
from assistance.subsidies.web import urls as subsidies

app_name = "assistance"
urlpatterns = [
    *figures.urlpatterns,
    *categories.urlpatterns,
    *subsidies.urlpatterns,
    *cases.urlpatterns,
    *public_money.urlpatterns,
]
