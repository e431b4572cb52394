"""Does granting roles hold to its own rules?"""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from staff.models import AuditEvent, Division, Officer, RoleGrant
from staff.operations import officers
from staff.rules.roles import Role

ON = date(2022, 3, 15)
pytestmark = pytest.mark.django_db


def test_a_role_is_granted_once_ended_and_granted_again(make_officer):
    officer = make_officer()
    given = {"officer": officer, "role": Role.FINANCE, "division_code": "371700", "by": None}
    grant = officers.grant_role(**given, on=ON)
    with pytest.raises(officers.RoleAlreadyGranted):
        officers.grant_role(**given, on=date(2023, 1, 1))
    officers.end_role(grant=grant, on=date(2022, 6, 1), by=None)
    officers.grant_role(**given, on=date(2022, 6, 1))
    assert RoleGrant.objects.filter(officer=officer).count() == 2
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {"grant_role", "end_role"}


def test_a_grant_that_has_not_begun_is_taken_back(make_officer):
    grant = officers.grant_role(
        officer=make_officer(), role=Role.AUDITOR, division_code="371700", on=date(2022, 5, 1), by=None
    )
    officers.end_role(grant=grant, on=ON, by=None)
    assert not RoleGrant.objects.exists()


def test_nobody_grants_themselves(make_officer):
    admin = make_officer(Role.SYSTEM_ADMIN, "000000")
    with pytest.raises(officers.NotYourself):
        officers.grant_role(officer=admin, role=Role.FINANCE, division_code="371700", on=ON, by=admin)


def test_login_names_differ_by_more_than_capitals(make_officer):
    make_officer(login="Chen")
    with pytest.raises(officers.LoginTaken):
        officers.register_officer(login="chen ", display_name="陈", password="x", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.create(login="CHEN", display_name="陈")


@pytest.mark.parametrize(
    "bad",
    [
        {"role": "king"},
        {"division_code": "3717"},
        {"valid_from": date(2022, 2, 1), "valid_until": date(2022, 2, 1)},
    ],
)
def test_the_database_refuses_a_senseless_grant(bad, make_officer):
    row = {"role": Role.FINANCE, "division_code": "371700", "valid_from": ON, "officer": make_officer()}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(**row | bad)


def test_the_pages_grant_end_and_close(make_officer, client_as):
    Division.objects.create(code="371702", name="牡丹区", level=3)
    officer, client = make_officer(), client_as(make_officer(Role.SYSTEM_ADMIN, "000000"), language="en")
    address = f"/officers/{officer.pk}"
    client.post(address, {"do": "grant", "role": "finance", "division_code": "371702"})
    grant = officer.grants.get()
    assert "牡丹区" in client.get(address).content.decode()
    assert (
        "no division with this code"
        in client.post(
            address, {"do": "grant", "role": "finance", "division_code": "371799"}
        ).content.decode()
    )
    client.post(address, {"do": "end", "grant": grant.pk})
    client.post(address, {"do": "close"})
    officer.refresh_from_db()
    assert not officer.is_active and not officer.grants.exists()


def test_who_may_not_manage_cannot_and_strangers_are_not_found(make_officer, client_as):
    county = client_as(make_officer(Role.COUNTY_BUREAU, "371702"))
    near, far = make_officer(Role.TOWNSHIP_CLERK, "371702001"), make_officer(Role.TOWNSHIP_CLERK, "622901001")
    assert county.get(f"/officers/{near.pk}").status_code == 200
    assert county.get(f"/officers/{far.pk}").status_code == 404
    county.post(f"/officers/{near.pk}", {"do": "close"})
    near.refresh_from_db()
    assert near.is_active
    assert county.get("/officers/new").status_code == 403
