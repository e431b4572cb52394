"""Is a form about a person or household refused when somebody else changed them since it was opened?"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from enrollment.models import Membership
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


def seen(client, path: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', client.get(path).content.decode())
    assert found, f"{path} carries no stamp"
    return found[1]


@pytest.fixture
def bureau(make_officer):
    make.places()
    return make_officer(Role.COUNTY_BUREAU)


@pytest.mark.django_db(transaction=True)
def test_of_four_who_move_one_person_at_once_one_does(bureau, client_as):
    who = (
        make.household(bureau, make.member("head"), make.member("son", "张小"))
        .memberships.get(relationship="son")
        .person
    )
    targets = [make.household(bureau, make.member("head", f"户主{chr(0x4E00 + n)}")) for n in range(4)]
    path = reverse("enrollment:move_member", args=[who.pk])
    stamp = seen(client_as(bureau), path)

    def move(to):
        form = {
            "household_number": to.number,
            "division_code": make.VILLAGE,
            "relationship": "other",
            "reason": "投亲",
            "seen": stamp,
        }
        try:
            return client_as(bureau).post(path, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(move, targets))
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422, 422]
    assert all("已被他人更改" in answer.content.decode() for answer in answers if answer.status_code == 422)
    assert Membership.objects.filter(person=who).count() == 2  # where they were, and where they are


@pytest.mark.parametrize(
    "name", ["correct_person", "replace_document", "change_residence", "one_card", "record_death", "move_member", "enroll", "record_exemption"]
)  # fmt: skip
def test_every_form_about_a_person_knows_what_it_showed(name, bureau, client_as):
    who = make.person(bureau)
    client, path = client_as(bureau), reverse(f"enrollment:{name}", args=[who.pk])
    stamp = seen(client, path)
    assert stamp == seen(client, path)
    make.enrolled(who, bureau)
    assert seen(client, path) != stamp


def test_a_correction_of_what_was_corrected_meanwhile_is_refused_and_then_taken(bureau, client_as):
    who = make.person(bureau, "张伟")
    client, path = client_as(bureau), reverse("enrollment:correct_person", args=[who.pk])
    form = {
        "name": "张玮",
        "sex": "male",
        "born_on": "1980-05-01",
        "hukou_division": "",
        "reason": "笔误",
        "seen": seen(client, path),
    }
    assert client.post(path, form).status_code == 302
    again = client.post(path, form | {"name": "张威"})
    assert again.status_code == 422 and "已被他人更改" in again.content.decode()
    who.refresh_from_db()
    assert who.name == "张玮"
    fresh = re.search(r'name="seen" value="(\w+)"', again.content.decode())
    assert fresh and client.post(path, form | {"name": "张威", "seen": fresh[1]}).status_code == 302


@pytest.mark.parametrize("name", ["add_member", "register_newborn", "change_head", "split_household"])
def test_every_form_about_a_household_knows_who_belonged_to_it(name, bureau, client_as):
    household = make.household(bureau, make.member("head"), make.member("son", "张小"))
    client, path = client_as(bureau), reverse(f"enrollment:{name}", args=[household.pk])
    stamp = seen(client, path)
    make.household(bureau)
    assert seen(client, path) == stamp
    household.memberships.filter(relationship="son").update(relationship="other")
    assert seen(client, path) != stamp
