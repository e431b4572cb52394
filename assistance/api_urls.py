"""Which addresses of the API does assistance answer? Each room keeps its own list."""

from assistance.cases.api import urls as cases
from assistance.categories.api import urls as categories
from assistance.figures.api import urls as figures
from assistance.public_money.api import urls as public_money
from assistance.subsidies.api import urls as subsidies

urlpatterns = [
    *figures.urlpatterns,
    *categories.urlpatterns,
    *subsidies.urlpatterns,
    *cases.urlpatterns,
    *public_money.urlpatterns,
]
