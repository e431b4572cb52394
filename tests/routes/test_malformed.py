"""Does a number that is none, sent to any address, get a plain answer and never a fault of ours?

Every name that a page reads by hand is sent to every address that takes a form, together with every step that a page of its module
knows; programs send the same names as JSON.
"""

import inspect
import logging
import re
from typing import Any

import pytest
from django.urls import resolve

from staff.given import number_given, numbers_given, year_given
from staff.rules.roles import Role
from tests.routes.addresses import Door, addresses, decided, path_of
from tests.routes.world import World, officer

READ_BY_HAND = re.compile(r"""POST(?:\.get|\.getlist)?[(\[]\s*f?"(\w+?)(?:_\{\w+\})?["(]""")
STEPS = re.compile(r"""case "(\w+)"|(?:do|asked|move)"?\)? == "(\w+)"|\("(\w+)", "\w+"\)""")
WORDS = {
    "reason": "x",
    "because": "x",
    "document_number": "x",
}  # without them a step is refused before it reads a number
LONG = "9" * 5000  # digits all of them, and yet Python reads no number from so many
SENT = ("x", "٣", "-1", "\0", LONG)
MALFORMED = (*SENT, "²", "9" * 30, "1e3", "1\n")


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(600)
def test_no_malformed_number_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    world, table = World(), decided()
    door = Door(officer("everything", *Role))
    wrong, asked = [], 0
    for name, pattern in addresses():
        row = table[name]
        if row.post == "-" or name in ("logout", "login"):
            continue
        path = path_of(row, pattern, world, by=door.officer)
        source = inspect.getsource(inspect.getmodule(inspect.unwrap(resolve(path).func)))
        names = {found.removesuffix("_") for found in READ_BY_HAND.findall(source)}
        steps = {"", *(step for found in STEPS.findall(source) for step in found if step)}
        for bad in SENT:
            for step in steps if bad == LONG else {""}:
                sent = (
                    WORDS
                    | {field: bad for field in names - WORDS.keys() | {"pk", "version", "seen"}}
                    | {
                        "do": step,
                        "move": step,
                    }
                )
                if name.startswith("api_"):
                    sent = {field: bad for field in Door.bodies.get(re.sub(r"/\d+", "/#", path), {})} or {
                        "pk": bad
                    }
                asked += 1
                status = door.ask("POST", path, sent)[0]
                if status >= 500:
                    wrong.append(f"{path} {step} {bad[:12]!r}: {status}")
    assert asked > 500 and not wrong, "\n".join(wrong)


@pytest.mark.parametrize("bad", [*MALFORMED, "", None, 3, " 1", "1 ", "+1", "0x1"])
def test_what_is_no_number_is_none(bad: Any) -> None:
    assert number_given(bad) is None and year_given(bad) is None and numbers_given([bad, "7", "7"]) == [7]


def test_a_number_is_one() -> None:
    assert (
        number_given("0012") == 12 and number_given("9" * 18) == int("9" * 18) and year_given("2022") == 2022
    )
    assert (
        number_given("9" * 19) is None
        and year_given("022") is None
        and numbers_given(["3", "x", "1"]) == [3, 1]
    )
