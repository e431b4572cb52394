"""Which addresses lead to the pages about eligibility?"""

from datetime import date

from django.urls import path, register_converter

from claims.web import eligibility


class DayConverter:
    """A day in an address, as YYYY-MM-DD; an impossible one is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> str:
        date.fromisoformat(value)
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(DayConverter, "day")

urlpatterns = [
    path("claims/eligibility/", eligibility.eligibility_page, name="eligibility"),
    path("claims/eligibility/<int:pk>/<day:day>/", eligibility.sheet, name="eligibility_sheet"),
]
