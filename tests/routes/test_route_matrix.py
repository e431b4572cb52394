"""Does every address answer every kind of actor as was decided, about things near, next door, far away and not there?

Own things: of the roles that may the one with the fewest permissions, and one officer with all the roles that may not; next door
and far away one officer with all roles: what many roles together are refused, none of them is given. An address that is not in the table fails.
"""

import logging

import pytest

from staff.operations.reads import READING
from staff.rules.roles import GRANTED, Permission, Role
from tests.routes.addresses import ABSENT, Decided, Door, Watch, addresses, decided, path_of
from tests.routes.elsewhere import ELSEWHERE_TOO, HIDDEN, READ_FIRST
from tests.routes.otherwise import OTHERWISE
from tests.routes.world import AREA, NEXT_VILLAGE, World, officer

pytestmark = pytest.mark.django_db(transaction=True)
SERVED = {"GET": {200}, "POST": {200, 201, 202, 302, 400, 409, 422}}
SECRETS = ("张行路",)
# What is written when somebody's name is shown: as a look, or as a list or file with its own word.
LOOKS = {*READING, "list_unpaid"}


class Matrix:
    """All questions and, for those answered otherwise than decided, what was wrong."""

    def __init__(self) -> None:
        self.world, self.table, self.patterns = World(), decided(), dict(addresses())
        roles = {role.value: Door(officer(f"own-{role.value}", role)) for role in Role}
        outside = {
            "next door": Door(officer("next-door", *Role, place=NEXT_VILLAGE)),
            "far away": Door(officer("far-away", *Role, place="622901")),
        }
        self.own, self.outside = roles, outside
        self.without = {
            permission.value: Door(
                officer(f"no-{permission.value}", *(role for role in Role if permission not in GRANTED[role]))
            )
            for permission in Permission
        }
        self.anonymous = Door(None)
        self.wrong: list[str] = []
        self.watch = Watch()

    def ask(
        self, who: str, door: Door, row: Decided, method: str, *, absent: bool = False
    ) -> tuple[int, str, str]:
        path = path_of(row, self.patterns[row.name], self.world, absent=absent, by=door.officer)
        self.watch.asked += 1
        answer = door.ask(method, path)
        if answer[0] >= 500 and row.name != "health_ready":
            self.wrong.append(f"{method} {path} by {who}: {answer[0]}")
        return answer

    def say(self, who: str, row: Decided, method: str, wanted: object, got: object) -> None:
        self.wrong.append(f"{row.name} {method} by {who}: {got} instead of {wanted}")

    # -- questions ---------------------------------------------------------------------------------------------
    def who_may(self, row: Decided, method: str, wanted: str) -> None:
        """The role with the fewest permissions among those that may is served; of nothing it is told that it is not there."""
        served = OTHERWISE.get((row.name, method)) or SERVED[method]
        roles = sorted(
            (role for role in Role if wanted in codes_of(role)), key=lambda role: len(GRANTED[role])
        )
        assert roles, f"nobody may use {row.name}"
        who, door = roles[0].value, self.own[roles[0].value]
        status, text, _ = self.ask(who, door, row, method)
        if status not in served:
            self.say(who, row, method, sorted(served), status)
        names = method == "GET" and status == 200 and any(secret in text for secret in SECRETS)
        if names and not door.wrote & LOOKS:
            self.say(who, row, method, "a look in the audit trail", "a name without one")
        if row.things:
            status = self.ask(who, door, row, method, absent=True)[0]
            if status not in self.nothing(row, method):
                self.say(f"{who} of nothing", row, method, 404, status)

    def who_may_not(self, row: Decided, method: str, wanted: str) -> None:
        """All roles that may not, held by one officer: refused, and told nothing of what is there."""
        here = self.ask("all who may not", self.without[wanted], row, method)
        refused = 404 if row.name in HIDDEN else 403
        if here[0] != refused:
            self.say("all who may not", row, method, refused, here[0])
        self.tells_nothing(row, method, "all who may not", here[1])
        if row.things:
            there = self.ask("all who may not", self.without[wanted], row, method, absent=True)
            reads = method == "POST" and row.get not in ("-", wanted)  # who sees the page knows what is there
            if here != there and not (reads and there[0] == 404):
                self.say(
                    "all who may not", row, method, "one answer", f"{here[0]}, and {there[0]} of nothing"
                )

    def things_of_others(self, row: Decided, method: str) -> None:
        """What lies elsewhere is not there: next door and far away the same as for nothing at all."""
        nothing = None
        for who, door in self.outside.items():
            if (row.name, who) in ELSEWHERE_TOO:
                continue
            status, text, leads = self.ask(who, door, row, method)
            self.tells_nothing(row, method, who, text)
            if row.things:
                nothing = nothing or self.ask(who, door, row, method, absent=True)
                if status not in self.nothing(row, method) or (status, text) != nothing[:2]:
                    self.say(who, row, method, "404 as for nothing", f"{status} {leads}, {nothing[0]}")

    def nothing(self, row: Decided, method: str) -> set[int]:
        """How what is not there is answered."""
        return {404, 400} if method == "POST" and row.name in READ_FIRST else {404}

    def tells_nothing(self, row: Decided, method: str, who: str, text: str) -> None:
        if any(secret in text for secret in SECRETS):
            self.say(who, row, method, "nobody's name", "a name")

    def strangers(self, row: Decided, method: str) -> None:
        status, _, leads = self.ask("anonymous", self.anonymous, row, method)
        asked_to_log_in = (
            status == 401 if row.name.startswith("api_") else (status == 302 and "/login" in leads)
        )
        if asked_to_log_in == (row.of(method) == "open"):
            self.say(
                "anonymous", row, method, "to log in" if row.of(method) != "open" else "an answer", status
            )

    def run(self) -> None:
        for row in self.table.values():
            for method in ("GET", "POST"):
                wanted = row.of(method)
                if wanted == "-":
                    some = self.own["county_bureau"]
                    status = self.ask("county_bureau", some, row, method)[0]
                    if status not in (403, 405):
                        self.say("county_bureau", row, method, 405, status)
                    continue
                self.strangers(row, method)
                if wanted in ("open", "officer"):
                    continue
                self.who_may(row, method, wanted)
                self.who_may_not(row, method, wanted)
                self.things_of_others(row, method)


def codes_of(role: Role) -> set[str]:
    return {permission.value for permission in GRANTED[role]}


@pytest.mark.timeout(600)
def test_every_address_answers_everybody_as_decided(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        logging.getLogger("django.request"), "disabled", True
    )  # thousands of refusals are no news
    matrix = Matrix()
    matrix.run()
    with capsys.disabled():
        print(f"\nroutes: {len(matrix.table)} addresses, {matrix.watch}, {len(matrix.wrong)} not as decided")
    assert not matrix.wrong, "\n".join(matrix.wrong)


def test_every_address_has_a_decided_answer_and_no_answer_is_without_an_address() -> None:
    names = [name for name, _ in addresses()]
    assert len(names) == len(set(names)), "two addresses under one name"
    assert set(names) == set(decided()), "decide in tests/routes/decided.py who may use it"
    assert ABSENT and AREA
