"""When must an action on a waiting line be refused, and does the line then stay as it was?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from enrollment.models import LineAction
from enrollment.operations import lines
from enrollment.operations.line_effects import ActionNotPossible, LineNotOpen
from enrollment.operations.lines import ACTIONS
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.queue_desk import DECISION, REASON, act, sent
from tests.pipeline.tax_desk import (
    TaxDesk,
    line,
    money,
    of_ticket,
    refund_of,
)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places(make.VILLAGE, make.OTHER_VILLAGE, make.LINXIA_VILLAGE, "620102001001")
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


def given_for(action: str, desk: TaxDesk) -> dict[str, Any]:
    return {
        "attach_person": {"person": desk.person()},
        "move": {"coverage_year": 2022},
        "decide": DECISION,
        "accept_refund": {"document_number": "函"},
    }.get(action, {})


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_without_a_reason_a_right_or_an_open_line(
    desk: TaxDesk, make_officer: Callable[..., Officer], action: str
) -> None:
    held, done = line(), line(desk.person())
    sent(desk, held, done)
    given = given_for(action, desk)
    elsewhere = make_officer(Role.COUNTY_BUREAU, "622901")
    for by in (desk.officer, elsewhere, make_officer(Role.AUDITOR, make.HEZE)):
        with pytest.raises(NotAllowed):
            act(ACTIONS[action], held, by, **given)
    for reason in ("", "  ", "x"):
        with pytest.raises(ActionNotPossible):
            act(ACTIONS[action], held, desk.clerk, **given, reason=reason)
    with pytest.raises(LineNotOpen):
        act(ACTIONS[action], done, desk.clerk, **given)
    assert not LineAction.objects.exists() and of_ticket(held).outcome == "unknown_person"


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("accept_name", ["unknown", "settled", "over", "no_rule", "refund"]),
        ("attach_person", ["settled", "over", "no_rule", "refund"]),
        ("post_again", ["settled", "over", "malformed"]),
        ("move", ["unknown", "name", "over", "malformed", "refund"]),
        ("accept_refund", ["unknown", "name", "settled", "over", "no_rule", "malformed", "refund"]),
        ("hold_for_refund", ["refund"]),
        ("reject", ["over"]),
        ("decide", ["unknown", "name", "settled", "over", "malformed", "refund"]),
    ],
)
def test_actions_that_do_not_fit(desk: TaxDesk, action: str, kinds: list[str]) -> None:
    who, over, undecided = desk.person(), desk.person(), desk.person()
    held = {
        "unknown": line(),
        "name": line(over, name="某某"),
        "settled": line(who, paid_at="2021-11-01"),
        "over": line(over, "330.00"),
        "no_rule": line(undecided, paid_at="2023-01-05"),
        "malformed": line(who, paid_at="x"),
        "refund": refund_of({**line(who), "ticket": "9" * 20}),
    }
    desk.upload([line(who), *held.values()])
    given = given_for(action, desk)
    for kind in kinds:
        before = of_ticket(held[kind])
        with pytest.raises(ActionNotPossible) as refused:
            act(ACTIONS[action], held[kind], desk.clerk, **given)
        assert refused.value.text.zh and refused.value.text.en
        assert of_ticket(held[kind]).__dict__ | {"_state": None} == before.__dict__ | {"_state": None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"document_number": " "},
        {"amount_fen": -1},
        {"cover_from": date(2021, 12, 31)},
        {"cover_until": date(2023, 1, 2)},
        {"cover_until": date(2022, 6, 1)},
    ],
)
def test_decisions_that_cannot_be(desk: TaxDesk, wrong: dict[str, Any]) -> None:
    paid = sent(desk, line(desk.person(), paid_at="2023-01-05"))
    with pytest.raises(ActionNotPossible):
        act(lines.decide, paid, desk.clerk, **{**DECISION, **wrong})


def test_attaching_needs_the_right_where_the_person_lives(
    desk: TaxDesk, make_officer: Callable[..., Officer]
) -> None:
    elsewhere = make_officer(Role.COUNTY_BUREAU, "622901")
    who = make.person(elsewhere, village=make.LINXIA_VILLAGE)
    paid = sent(desk, line())
    with pytest.raises(NotAllowed):
        act(lines.attach_person, paid, desk.clerk, person=who)


def test_two_officers_at_once(desk: TaxDesk) -> None:
    """One acts, the other is told that it is done."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    who = desk.person("张伟")
    paid = sent(desk, line(who, name="张玮"))
    held, together = of_ticket(paid), Barrier(2)

    def press() -> str:
        together.wait()
        try:
            return lines.accept_name(line=held, reason=REASON, by=desk.clerk, at=timezone.now()).outcome
        except LineNotOpen:
            return "done already"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(future.result() for future in [pool.submit(press), pool.submit(press)])
    assert ended == ["done already", "posted_in_full"]
    assert LineAction.objects.count() == 1 and money(who) == (32_000, 32_000)
