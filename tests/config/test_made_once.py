"""Does a test that gets what another one made find exactly that, untouched, without its being made again?"""

from collections.abc import Callable

import pytest
from django.db import connection

from staff.models import Division, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.emptying import filled_tables
from tests.made_once import made_once

Rows = dict[str, list[tuple[object, ...]]]
made: list[Officer] = []
found: list[tuple[Rows, str]] = []


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    def come() -> Officer:
        make.places()
        made.append(make_officer(Role.COUNTY_BUREAU))
        make.enrolled(make.person(made[-1]), made[-1])
        return made[-1]

    return made_once("test of made_once", come)


def rows() -> Rows:
    with connection.cursor() as cursor:
        there: Rows = {}
        for table in filled_tables():
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            there[table] = cursor.fetchall()
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
        return there


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.django_db(transaction=True)
def test_each_finds_what_was_made_once(turn: int, clerk: Officer) -> None:
    found.append((rows(), clerk.login))
    assert len(found[0][0]) > 8 and found[-1] == found[0]
    clerk.login = "changed"
    clerk.save()
    assert len(made) == 1 and Officer.objects.get(pk=made[0].pk).login == "changed"


@pytest.mark.django_db
def test_inside_a_transaction_too(clerk: Officer) -> None:
    assert not found or (rows(), clerk.login) == found[0]
    assert make.person(clerk).pk and len(made) == 1


@pytest.mark.django_db
def test_what_was_written_before_stays_and_all_is_made_anew() -> None:
    def come() -> int:
        make.places()
        return Division.objects.count()

    known = made_once("test of made_once before", come)
    assert made_once("test of made_once before", come) == known == Division.objects.count()
