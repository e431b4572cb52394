"""Which pooling area insures a person on a day, and where are they enrolled in it: the place whose officers see the registers?"""

from datetime import date

from claims.queries.eligibility import standings_of
from enrollment.models import Person
from policy.book import default_book


def insured_at(person: Person, on: date) -> tuple[str, str]:
    """Pooling area and division: of the enrollment of the year, else where the person is registered."""
    standing = standings_of([(person.pk, on.year)])[0]
    if standing.area is not None and standing.enrolled_in is not None:
        return standing.area, standing.enrolled_in
    code = person.division_code
    return default_book().pooling_area(code) or code[:6], code
