"""Does a person's line of time show the care of the year to who may read bills, and to nobody else?"""

from datetime import date

import pytest

from claims.queries.care_spans import care_of
from staff.rules.roles import Role
from tests import care
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)


def test_bills_stand_on_the_line_of_time_of_who_may_read_them(clerk, who, make_officer) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    [span] = care_of(who, 2022, by=clerk, on=care.ON).spans
    assert (span.from_on, span.value) == (bill.discharged_on, 12_000) and span.url.endswith(f"/{bill.pk}/")
    assert care_of(who, 2021, by=clerk, on=care.ON).spans == ()
    for stranger in (make_officer(Role.TAX_OFFICER), make_officer(Role.COUNTY_BUREAU, "371728")):
        assert care_of(who, 2022, by=stranger, on=date(2022, 6, 1)).spans == ()


def test_the_page_of_a_person_has_the_year(clerk, who, client_as) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    html = client_as(clerk).get(f"/people/{who.pk}/").content.decode()
    assert 'data-picture="year-2022"' in html and f'href="/claims/bills/{bill.pk}/"' in html
