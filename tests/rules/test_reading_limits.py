"""How many looks does a list count for, which limit holds on a day, and is a wrong file named?"""

import tomllib
from datetime import date, timedelta

import pytest

from staff.reading_limits import OURS
from staff.rules.reading import Pattern, in_force, parsed
from staff.rules.roles import Role

TEXT = OURS.read_text()


def test_a_list_counts_for_its_length_and_the_widest_role_says_how_much():
    limits = parsed(tomllib.loads(TEXT))[0]
    rows = limits.rows_per_look
    assert [limits.looks(people) for people in (1, rows, rows + 1, 10 * rows)] == [1, 1, 2, 10]
    assert limits.of([Role.VILLAGE_CLERK, Role.AUDITOR]) == limits.roles[Role.AUDITOR]
    assert limits.of([]) == limits.roles[Role.SYSTEM_ADMIN] and limits.roles.keys() == set(Role)
    assert limits.roles[Role.VILLAGE_CLERK].of(Pattern.WATCHED) == 1


def test_a_later_day_replaces_an_earlier_one():
    later = TEXT.replace("since = 2000-01-01", "since = 2027-01-01").replace("minutes = 10", "minutes = 5")
    both = parsed(tomllib.loads(TEXT + later[later.index("[[limits]]") :]))
    change = date(2027, 1, 1)
    assert [
        in_force(both, day).minutes for day in (date(1999, 1, 1), change - timedelta(days=1), change)
    ] == [10, 10, 5]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("minutes = 10\n", "", "minutes"),
        ("minutes = 10\n", "minutes = 10\nmintes = 3\n", "mintes"),
        ("[limits.roles.auditor]", "[limits.roles.editor]", "role auditor"),
        ("alarm = 60\n", "alarm = 300\n", "role village_clerk"),
        ("alarm = 60\n", "alarm = 0\n", "role village_clerk"),
        ("alarm = 60\n", "alarm = true\n", "role village_clerk"),
        ("[[limits]]", "[[other]]", "limits"),
    ],
)
def test_a_wrong_file_is_named(was, becomes, said):
    assert was in TEXT
    with pytest.raises(ValueError, match=said):
        parsed(
            tomllib.loads(
                TEXT.replace(was, becomes, 1).replace(
                    "limits.roles", "other.roles" if "other" in becomes else "limits.roles"
                )
            )
        )
