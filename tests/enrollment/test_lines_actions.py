"""What may an officer do with a line that waits, and does it take effect by the same rules?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment.models import DueEntry, LineAction, PaymentLine, Person
from enrollment.operations import ledger_checks, lines, people
from enrollment.operations.line_effects import ActionNotPossible
from enrollment.queries.lines import possible_actions
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.queue_desk import DECISION, REASON, act, sent
from tests.pipeline.tax_desk import (
    LATE,
    TaxDesk,
    assert_ledger_holds,
    cover,
    line,
    money,
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places(make.VILLAGE, make.OTHER_VILLAGE, make.LINXIA_VILLAGE, "620102001001")
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


@pytest.fixture
def agrees(make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


# -- each action ---------------------------------------------------------------------------------------------
def test_accept_name(desk: TaxDesk) -> None:
    who = desk.person("张伟")
    paid = sent(desk, line(who, name="张玮"))
    done = act(lines.accept_name, paid, desk.clerk)
    assert (done.outcome, done.is_open, done.held_fen) == ("posted_in_full", False, 0)
    assert cover(who) == ("2022-01-01", "2023-01-01")
    [kept] = LineAction.objects.all()
    assert (kept.action, kept.reason, kept.acted_by) == ("accept_name", REASON, desk.clerk)
    assert (kept.before["outcome"], kept.after["outcome"]) == ("name_differs", "posted_in_full")
    assert (kept.before["held_fen"], kept.after["posted_fen"]) == (32_000, 32_000)
    told = AuditEvent.objects.get(action="line_accept_name")
    assert (told.officer, told.change["reason"], told.about_id) == (desk.clerk, REASON, str(done.pk))


def test_attach_to_a_person(desk: TaxDesk) -> None:
    who = desk.person()
    paid = sent(desk, line(make.resident_number()))
    done = act(lines.attach_person, paid, desk.clerk, person=who)
    assert (done.outcome, done.person, money(who)) == ("posted_in_full", who, (32_000, 32_000))


def test_attach_a_malformed_line_whose_number_was_wrong(desk: TaxDesk) -> None:
    who = desk.person()
    number = people.document_number(who)
    paid = sent(desk, line(who, document=number[:-1] + ("0" if number[-1] != "0" else "1")))
    assert outcome(paid) == "malformed"
    done = act(lines.attach_person, paid, desk.clerk, person=who)
    assert (done.outcome, done.owns_ticket, cover(who)) == (
        "posted_in_full",
        True,
        ("2022-01-01", "2023-01-01"),
    )


def wrong_number(who: Person) -> str:
    number = people.document_number(who)
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def test_a_correction_in_the_same_file_under_the_same_ticket_can_be_posted(desk: TaxDesk) -> None:
    """The first of the two has an impossible number, so nobody took the ticket: the second may stand for it."""
    who = desk.person()
    first = line(who, document=wrong_number(who))
    second = line(who, ticket=first["ticket"])
    desk.upload([first, second])
    malformed, correction = PaymentLine.objects.filter(ticket=first["ticket"]).order_by("number")
    assert (malformed.outcome, correction.outcome) == ("malformed", "duplicate_ticket")
    assert correction.is_open and "post_again" in possible_actions(correction)
    done = lines.post_again(line=correction, reason=REASON, by=desk.clerk, at=timezone.now())
    assert (done.outcome, done.posted_fen, done.held_fen, done.owns_ticket) == (
        "posted_in_full",
        32_000,
        0,
        True,
    )
    assert cover(who) == ("2022-01-01", "2023-01-01") and money(who) == (32_000, 32_000)
    malformed.refresh_from_db()
    assert (malformed.is_open, malformed.held_fen) == (False, 0)
    assert malformed.detail and malformed.detail["corrected"] is True
    assert_ledger_holds()


def test_a_duplicate_of_a_posted_line_cannot_be_posted(desk: TaxDesk) -> None:
    who = desk.person()
    first = line(who)
    desk.upload([first, {**first, "amount": "300.00"}])
    duplicate = PaymentLine.objects.get(ticket=first["ticket"], owns_ticket=False)
    assert duplicate.is_open and "post_again" not in possible_actions(duplicate)
    with pytest.raises(ActionNotPossible):
        lines.post_again(line=duplicate, reason=REASON, by=desk.clerk, at=timezone.now())
    assert money(who) == (32_000, 32_000)
    assert_ledger_holds()


@pytest.mark.parametrize(
    "fault",
    [{"kind": "缴了"}, {"ticket": "税票"}, {"amount": "0.00"}, {"paid_at": "昨天"}, {"year": "22"}],
)
def test_a_malformed_line_whose_money_is_unclear_is_not_attached(
    desk: TaxDesk, fault: dict[str, str]
) -> None:
    who = desk.person()
    paid = sent(desk, line(who, **fault))
    with pytest.raises(ActionNotPossible):
        act(lines.attach_person, paid, desk.clerk, person=who)
    assert money(who) == (32_000, 0)


def test_a_malformed_line_whose_ticket_came_in_with_another_is_not_posted_twice(desk: TaxDesk) -> None:
    who, other = desk.person(), desk.person()
    number = people.document_number(who)
    wrong = line(who, document=number[:-1] + ("0" if number[-1] != "0" else "1"))
    sent(desk, wrong)
    PaymentLine.objects.update(is_open=True)
    desk.upload([{**line(other), "ticket": wrong["ticket"]}])
    bad = PaymentLine.objects.get(outcome="malformed")
    PaymentLine.objects.filter(pk=bad.pk).update(is_open=True)
    with pytest.raises(ActionNotPossible) as refused:
        lines.attach_person(line=bad, person=who, reason=REASON, by=desk.clerk, at=timezone.now())
    assert wrong["ticket"] in refused.value.text.zh


def test_register_and_post_again(desk: TaxDesk) -> None:
    number = make.resident_number()
    paid = sent(desk, line(number))
    with pytest.raises(ActionNotPossible):
        act(lines.post_again, paid, desk.clerk)
    who = make.person(desk.clerk, document_number=number)
    assert act(lines.post_again, paid, desk.clerk).outcome == "no_registration"
    assert of_ticket(paid).held_fen == 32_000
    make.enrolled(who, desk.clerk)
    assert act(lines.post_again, paid, desk.clerk).outcome == "posted_in_full"
    steps = LineAction.objects.order_by("pk").values_list("before__outcome", "after__outcome")
    assert list(steps) == [("unknown_person", "no_registration"), ("no_registration", "posted_in_full")]


def test_post_again_needs_the_names_to_agree(desk: TaxDesk) -> None:
    number = make.resident_number()
    paid = sent(desk, line(number))
    make.enrolled(make.person(desk.clerk, "李四", document_number=number), desk.clerk)
    with pytest.raises(ActionNotPossible) as refused:
        act(lines.post_again, paid, desk.clerk)
    assert "张伟" in refused.value.text.zh and "李四" in refused.value.text.en


def test_a_refund_whose_original_came_later_meets_it(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who)
    back = sent(desk, refund_of(paid, "20.00"))
    assert outcome(back) == "refund_without_original"
    sent(desk, paid)
    assert outcome(back) == "refund_posted"
    assert (money(who), cover(who)) == ((32_000, 30_000), None)


def test_move_to_another_year(desk: TaxDesk) -> None:
    who = desk.person()
    make.enrolled(who, desk.clerk, year=2021, on=date(2020, 11, 1))
    paid = sent(desk, line(who, year="2023"))
    assert act(lines.move, paid, desk.clerk, coverage_year=2022).outcome == "posted_in_full"
    assert cover(who) is not None and money(who, 2021)[1] == 0


def test_move_to_where_nobody_is_enrolled_keeps_the_money(desk: TaxDesk) -> None:
    who = desk.person()
    sent(desk, line(who))
    paid = sent(desk, line(who))
    assert outcome(paid) == "already_settled"
    done = act(lines.move, paid, desk.clerk, coverage_year=2023)
    assert (done.outcome, done.held_fen, done.is_open, done.coverage_year) == (
        "no_registration",
        32_000,
        True,
        2023,
    )


def test_move_to_another_area(desk: TaxDesk, make_officer: Callable[..., Officer]) -> None:
    who = desk.person()
    desk.upload([paid := line(who, division="370102")], elsewhere="hold")
    with pytest.raises(NotAllowed):
        act(lines.move, paid, desk.clerk, division_code=make.MUDAN)
    province = make_officer(Role.COUNTY_BUREAU, "370000")
    assert act(lines.move, paid, province, division_code=make.MUDAN).outcome == "posted_in_full"
    assert of_ticket(paid).division_code == make.MUDAN


def test_a_displaced_payment_moves_to_another_year(desk: TaxDesk) -> None:
    """It was posted on one due, displaced, and then posted on another: each cause stands once in the ledger."""
    who = desk.person()
    make.enrolled(who, desk.clerk, year=2021, on=date(2020, 11, 1))
    late = line(who, "320.00", "2021-12-05 10:00:00")
    sent(desk, late)
    sent(desk, line(who, "320.00", "2021-12-01 10:00:00"))
    assert outcome(late) == "already_settled"
    assert act(lines.move, late, desk.clerk, coverage_year=2021).outcome == "no_rule"
    given = {
        **DECISION,
        "amount_fen": 32_000,
        "cover_from": date(2021, 12, 6),
        "cover_until": date(2022, 1, 1),
    }
    assert act(lines.decide, late, desk.clerk, **given).outcome == "posted_in_full"
    assert (money(who, 2021), cover(who, 2021)) == ((32_000, 32_000), ("2021-12-06", "2022-01-01"))
    assert money(who) == (32_000, 32_000)


def test_what_was_refunded_of_held_money_is_not_posted_later(desk: TaxDesk) -> None:
    who = desk.person()
    paid = sent(desk, line(make.resident_number()))
    sent(desk, refund_of(paid, "100.00"))
    done = act(lines.attach_person, paid, desk.clerk, person=who)
    assert (done.posted_fen, done.refunded_fen, money(who), cover(who)) == (
        32_000,
        10_000,
        (32_000, 22_000),
        None,
    )


def test_hold_a_surplus_for_refund(desk: TaxDesk) -> None:
    who = desk.person()
    paid = sent(desk, line(who, "330.00"))
    done = act(lines.hold_for_refund, paid, desk.clerk)
    assert (done.is_open, done.held_fen, done.detail) == (False, 1_000, {"to_refund_fen": 1_000})
    sent(desk, refund_of(paid, "4.00"))
    assert (of_ticket(paid).held_fen, of_ticket(paid).is_open) == (600, False), "it stays put aside"
    sent(desk, refund_of(paid, "6.00"))
    assert of_ticket(paid).held_fen == 0 and cover(who) is not None


def test_money_leaves_the_books_only_when_a_second_officer_agrees(desk: TaxDesk, agrees: Officer) -> None:
    who = desk.person()
    paid = sent(desk, line(who, name="张玮"))
    asked = act(lines.reject, paid, desk.clerk)
    assert (asked.is_open, asked.held_fen) == (True, 32_000), "one officer moves no money out"
    assert possible_actions(asked)[-1] == "confirm_reject"
    with pytest.raises(NotYours):
        act(lines.confirm_reject, paid, desk.clerk)
    assert of_ticket(paid).held_fen == 32_000
    done = act(lines.confirm_reject, paid, agrees)
    assert (done.is_open, done.held_fen, done.posted_fen, done.detail) == (
        False,
        0,
        0,
        {"rejected_fen": 32_000},
    )
    sent(desk, line(who))
    assert money(who) == (32_000, 32_000)


def test_a_rejection_that_was_asked_for_ends_when_something_else_is_done(
    desk: TaxDesk, agrees: Officer
) -> None:
    who = desk.person()
    paid = sent(desk, line(make.resident_number()))
    act(lines.reject, paid, desk.clerk)
    done = act(lines.attach_person, paid, desk.clerk, person=who)
    assert (done.posted_fen, done.detail) == (32_000, None)
    held = sent(desk, line(who, "10.00", "2021-11-05 10:00:00"))
    act(lines.reject, held, desk.clerk)
    act(lines.hold_for_refund, held, agrees)
    assert of_ticket(held).detail == {"to_refund_fen": 1_000}


def test_a_line_without_money_is_rejected_by_one(desk: TaxDesk) -> None:
    paid = sent(desk, line(desk.person()))
    refund = sent(desk, refund_of({**paid, "ticket": "9" * 20}))
    assert not act(lines.reject, refund, desk.clerk).is_open


@pytest.mark.parametrize("lost", ["one_officer", "one_line", "correction"])
def test_the_ledger_check_sees_money_that_went_nowhere(desk: TaxDesk, agrees: Officer, lost: str) -> None:
    paid = sent(desk, line(make.resident_number()))
    stored = of_ticket(paid)
    if lost == "one_officer":
        act(lines.reject, paid, desk.clerk)
        PaymentLine.objects.filter(pk=stored.pk).update(
            is_open=False, held_fen=0, detail={"rejected_fen": 32_000}
        )
    elif lost == "one_line":
        PaymentLine.objects.filter(pk=stored.pk).update(is_open=False, held_fen=0)
    else:
        PaymentLine.objects.filter(pk=stored.pk).update(
            held_fen=0, owns_ticket=False, detail={"corrected": True}
        )
    found = {violation.invariant for violation in ledger_checks.run(at=timezone.now())}
    assert (
        found
        == {
            "one_officer": {"money_leaves_the_books_by_two_officers"},
            "one_line": {"no_money_of_a_line_is_lost"},
            "correction": {"corrected_lines_have_their_correction"},
        }[lost]
    )


def test_a_rejected_line_never_comes_back(desk: TaxDesk, agrees: Officer) -> None:
    who = desk.person()
    first = sent(desk, line(who))
    second = sent(desk, line(who, "320.00", "2021-11-05 10:00:00"))
    sent(desk, refund_of(second, "20.00"))
    act(lines.reject, second, desk.clerk)
    act(lines.confirm_reject, second, agrees)
    sent(desk, reversal_of(first))
    assert (money(who), cover(who), of_ticket(second).held_fen) == ((32_000, 0), None, 0)


def test_decide(desk: TaxDesk) -> None:
    who = desk.person()
    paid = sent(desk, line(who, paid_at="2023-01-05 10:00:00"))
    given = {
        "amount_fen": 30_000,
        "cover_from": date(2022, 6, 1),
        "cover_until": date(2023, 1, 1),
        "document_number": "菏医保函〔2023〕1号",
    }
    done = act(lines.decide, paid, desk.clerk, **given)
    assert (done.outcome, done.held_fen, cover(who)) == ("overpaid", 2_000, ("2022-06-01", "2023-01-01"))
    assert money(who) == (30_000, 30_000)
    assert LineAction.objects.get().document_number == "菏医保函〔2023〕1号"
    assert DueEntry.objects.filter(source__startswith="decision:").get().kind == "waiver"


def test_decide_that_nothing_is_owed(desk: TaxDesk) -> None:
    from enrollment.operations import coverage
    from tests.pipeline.tax_desk import due_of, ledger_rows

    who = desk.person()
    paid = sent(desk, line(who, paid_at="2023-01-05 10:00:00"))
    given = {
        "amount_fen": 0,
        "cover_from": date(2022, 6, 1),
        "cover_until": date(2023, 1, 1),
        "document_number": "函1",
    }
    done = act(lines.decide, paid, desk.clerk, **given)
    assert (done.outcome, done.held_fen, cover(who)) == (
        "already_settled",
        32_000,
        ("2022-06-01", "2023-01-01"),
    )
    before = ledger_rows()
    coverage.rebuild(due_ids=[due_of(who).pk], at=timezone.now() + timedelta(days=40))
    assert ledger_rows() == before


def test_the_city_decides(desk: TaxDesk, make_officer: Callable[..., Officer]) -> None:
    """The city bureau decides what the notices leave open, though it does not work the queue."""
    who = desk.person()
    paid = sent(desk, line(who, paid_at="2023-01-05 10:00:00"))
    city = make_officer(Role.CITY_BUREAU, make.HEZE)
    given = {
        "amount_fen": 32_000,
        "cover_from": date(2022, 6, 1),
        "cover_until": date(2023, 1, 1),
        "document_number": "函2",
    }
    assert act(lines.decide, paid, city, **given).outcome == "posted_in_full"
    with pytest.raises(NotAllowed):
        act(lines.reject, sent(desk, line()), city)


def test_late_line_by_hand_keeps_its_own_pay_day(desk: TaxDesk) -> None:
    who = desk.person("张伟")
    paid = sent(desk, line(who, "900.00", LATE, name="张玮"))
    act(lines.accept_name, paid, desk.clerk)
    assert cover(who) == ("2022-08-06", "2023-01-01")
