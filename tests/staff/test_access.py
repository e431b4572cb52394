"""Does every role reach exactly what it should, where it should, and when it should?"""

from datetime import date, timedelta

import pytest

from staff.access import NotAllowed, Permission, held, may, require, scope, scope_prefixes
from staff.models import Division, RoleGrant
from staff.rules.roles import GRANTED, Role

ON = date(2022, 5, 1)
pytestmark = pytest.mark.django_db


# Who may do what, once more and by hand: a change of the table in staff.rules.roles must be meant.
MATRIX = {
    #                     people    issue  upload  resolve decide  audit  reveal manage
    Role.VILLAGE_CLERK: ("rw", False, False, False, False, False, False, False),
    Role.TOWNSHIP_CLERK: ("rw", False, False, True, False, False, True, False),
    Role.CIVIL_AFFAIRS: ("r", False, False, False, False, False, True, False),
    Role.TAX_OFFICER: ("r", False, True, False, False, False, False, False),
    Role.COUNTY_BUREAU: ("rw", True, False, True, True, False, True, False),
    Role.CITY_BUREAU: ("r", True, False, False, True, False, False, False),
    Role.FINANCE: ("", False, False, False, False, False, False, False),
    Role.AUDITOR: ("r", False, False, False, False, True, False, False),
    Role.SYSTEM_ADMIN: ("", False, False, False, False, False, False, True),
}
COLUMNS = (
    Permission.DUES_ISSUE,
    Permission.PAYMENTS_UPLOAD,
    Permission.EXCEPTIONS_RESOLVE,
    Permission.EXCEPTIONS_DECIDE,
    Permission.AUDIT_READ,
    Permission.NATIONAL_ID_REVEAL,
    Permission.STAFF_MANAGE,
)


def test_the_matrix_names_every_role():
    assert set(MATRIX) == set(Role) == set(GRANTED)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_exactly_what_the_matrix_says(role, make_officer):
    officer = make_officer(role, "371702")
    people, *others = MATRIX[role]
    assert may(officer, Permission.PEOPLE_READ, "371702", on=ON) == ("r" in people)
    assert may(officer, Permission.PEOPLE_WRITE, "371702", on=ON) == ("w" in people)
    for permission, expected in zip(COLUMNS, others, strict=True):
        assert may(officer, permission, "371702", on=ON) == expected, permission


def test_histories_are_read_by_bureaus_and_auditors_alone():
    readers = {role for role in Role if Permission.HISTORY_READ in GRANTED[role]}
    assert readers == {Role.COUNTY_BUREAU, Role.CITY_BUREAU, Role.AUDITOR}


def test_auditors_read_everything_and_write_nothing():
    assert GRANTED[Role.AUDITOR] == {permission for permission in Permission if permission.is_read}


@pytest.mark.parametrize(
    ("granted", "asked", "allowed"),
    [
        ("371702", "371702", True),
        ("371702", "371702001", True),
        ("371702", "371702001001", True),
        ("371702", "371703001001", False),  # the county beside
        ("371702", "371700", False),  # the prefecture above
        ("371700", "371702001001", True),
        ("371700", "371800", False),
        ("370000", "371702001", True),
        ("370000", "380000", False),
        ("000000", "622900001001", True),
        ("371702001", "371702001001", True),
        ("371702001", "371702002001", False),
        ("371702001001", "371702001001", True),
        ("371702001001", "371702001002", False),
        ("371702001001", "371702001", False),
        ("441900", "441900003001", True),  # a city without counties
    ],
)
def test_a_grant_covers_its_division_and_all_inside(granted, asked, allowed, make_officer):
    officer = make_officer(Role.COUNTY_BUREAU, granted)
    assert may(officer, Permission.PEOPLE_READ, asked, on=ON) is allowed


@pytest.mark.parametrize("place", ["", "37", "3717", "3717021", "37170a", "３７１７０２", "371702\n"])
def test_a_row_without_a_proper_place_is_nobodys(place, make_officer):
    assert not may(make_officer(Role.COUNTY_BUREAU, "000000"), Permission.PEOPLE_READ, place, on=ON)


def test_a_grant_begins_on_its_day_and_has_ended_on_its_last(make_officer):
    officer = make_officer()
    RoleGrant.objects.create(
        officer=officer,
        role=Role.FINANCE,
        division_code="371700",
        valid_from=ON,
        valid_until=ON + timedelta(days=10),
    )
    days = [ON - timedelta(days=1), ON, ON + timedelta(days=9), ON + timedelta(days=10)]
    assert [may(officer, Permission.DUES_READ, "371700", on=day) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_closed_account_may_nothing(make_officer):
    officer = make_officer(Role.COUNTY_BUREAU, "371702")
    officer.is_active = False
    assert held(officer, on=ON) == frozenset()
    assert not may(officer, Permission.PEOPLE_READ, "371702", on=ON)


def test_permissions_of_two_roles_do_not_mix_places(make_officer):
    officer = make_officer(Role.COUNTY_BUREAU, "371702")
    RoleGrant.objects.create(officer=officer, role=Role.AUDITOR, division_code="371703", valid_from=ON)
    assert may(officer, Permission.PEOPLE_READ, "371703", on=ON)
    assert not may(officer, Permission.PEOPLE_WRITE, "371703", on=ON)


def test_a_refusal_says_which_role_it_takes_in_both_languages(make_officer):
    with pytest.raises(NotAllowed) as refusal:
        require(make_officer(Role.FINANCE, "371702"), Permission.PAYMENTS_UPLOAD, "371702", on=ON)
    assert "税务人员" in refusal.value.text.zh and "tax officer" in refusal.value.text.en
    assert refusal.value.remedy.zh and refusal.value.remedy.en and refusal.value.status == 403


@pytest.fixture
def places():
    codes = {
        "370000": 1,
        "371700": 2,
        "371702": 3,
        "371702001": 4,
        "371702001001": 5,
        "371703": 3,
        "622900": 2,
    }
    Division.objects.bulk_create(Division(code=code, name=code, level=level) for code, level in codes.items())


def test_scope_filters_rows_and_is_empty_without_a_grant(places, make_officer):
    def seen(officer):
        rows = scope(Division.objects.all(), officer, Permission.PEOPLE_READ, on=ON, field="code")
        return set(rows.values_list("code", flat=True))

    assert seen(make_officer()) == set()
    assert seen(make_officer(Role.SYSTEM_ADMIN, "000000")) == set()
    assert seen(make_officer(Role.VILLAGE_CLERK, "371702001001")) == {"371702001001"}
    assert seen(make_officer(Role.TOWNSHIP_CLERK, "371702001")) == {"371702001", "371702001001"}
    assert seen(make_officer(Role.COUNTY_BUREAU, "371702")) == {"371702", "371702001", "371702001001"}
    assert len(seen(make_officer(Role.AUDITOR, "000000"))) == 7


def test_prefixes_inside_a_wider_one_are_left_out(make_officer):
    officer = make_officer(Role.COUNTY_BUREAU, "371702")
    RoleGrant.objects.create(officer=officer, role=Role.CITY_BUREAU, division_code="371700", valid_from=ON)
    assert scope_prefixes(officer, Permission.PEOPLE_READ, on=ON) == ("3717",)
    assert scope_prefixes(officer, Permission.PEOPLE_WRITE, on=ON) == ("371702",)
