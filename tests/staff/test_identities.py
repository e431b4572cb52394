"""Is one human under two logins kept from deciding on what they entered, where their identity is on record?"""

import pytest
from django.urls import reverse

from staff.identities import SameHuman, identity_key, other_logins, require_other_human
from staff.models import AuditEvent, Officer
from staff.operations import officers
from staff.rules.identity import resident_number
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
COUNTY = "371702"


@pytest.fixture
def two_logins(make_officer) -> tuple[Officer, Officer]:
    """One human with two accounts of a county bureau."""
    make.places()
    number = make.resident_number()
    both = make_officer(Role.COUNTY_BUREAU, COUNTY), make_officer(Role.COUNTY_BUREAU, COUNTY)
    for officer, written in zip(both, (number, f" {number[:6]} {number[6:].lower()}"), strict=True):
        officers.keep_identity(officer=officer, number=written, by=None)
    return both


def wrong_digit(number: str) -> str:
    return number[:-1] + ("1" if number[-1] == "0" else "0")


def test_a_number_is_read_in_its_normal_form() -> None:
    number = make.resident_number()
    assert resident_number(f" {number.lower()} ") == number
    for text in ("", number[:17], wrong_digit(number), "张三"):
        assert resident_number(text) is None


def test_two_logins_of_one_human_are_known_by_a_hash_alone(two_logins, make_officer) -> None:
    first, second = two_logins
    assert first.identity_key == second.identity_key and other_logins(first) == [second]
    with pytest.raises(SameHuman) as refused:
        require_other_human(second, None, first.pk)
    assert first.login in str(refused.value) and refused.value.status == 403
    require_other_human(second, second.pk)
    require_other_human(make_officer(), first.pk)
    stranger = make_officer()
    officers.keep_identity(officer=stranger, number=make.resident_number(), by=None)
    require_other_human(stranger, first.pk, second.pk)
    events = AuditEvent.objects.filter(action="keep_identity")
    assert events.count() == 3 and all(event.change == {} for event in events), "no number in the audit trail"


def test_without_an_identity_nothing_is_asked(make_officer, django_assert_num_queries) -> None:
    first, second = make_officer(), make_officer()
    with django_assert_num_queries(0):
        require_other_human(second, first.pk)


def test_an_identity_is_no_guess(make_officer) -> None:
    officer, admin = make_officer(), make_officer(Role.SYSTEM_ADMIN, "000000")
    with pytest.raises(officers.InvalidIdentity):
        officers.keep_identity(officer=officer, number=wrong_digit(make.resident_number()), by=admin)
    with pytest.raises(officers.NotYourself):
        officers.keep_identity(officer=admin, number=make.resident_number(), by=admin)
    officers.keep_identity(officer=officer, number=make.resident_number(), by=admin)
    officers.keep_identity(officer=officer, number="", by=admin)
    officer.refresh_from_db()
    assert officer.identity_key is None


def test_the_administrator_keeps_and_removes_it_on_the_page(make_officer, client_as) -> None:
    admin = client_as(make_officer(Role.SYSTEM_ADMIN, "000000"), language="en")
    first, second = make_officer(Role.FINANCE, COUNTY), make_officer(Role.FINANCE, COUNTY)
    number = make.resident_number()
    for officer in (first, second):
        page = reverse("officer", args=[officer.pk])
        told = admin.post(page, {"do": "keep_identity", "number": number}, follow=True).content.decode()
    assert first.login in told and number not in told
    first.refresh_from_db()
    assert first.identity_key == identity_key(number)
    admin.post(page, {"do": "keep_identity", "number": "12"})
    second.refresh_from_db()
    assert second.identity_key == identity_key(number), "a wrong number changes nothing"
    admin.post(page, {"do": "remove_identity"})
    second.refresh_from_db()
    assert second.identity_key is None
    bureau = client_as(make_officer(Role.COUNTY_BUREAU, COUNTY))
    assert bureau.post(page, {"do": "keep_identity", "number": number}).status_code in (302, 403)
    second.refresh_from_db()
    assert second.identity_key is None
