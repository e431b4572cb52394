"""Does a payment end as it should when what it stands on comes late, twice, in the wrong order, or is taken back?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from claims.operations.eligibility import look_up_as_system
from enrollment.models import PaymentLine, Person
from enrollment.operations import deaths, lines, people
from enrollment.operations.line_effects import ActionNotPossible
from enrollment.queries.explanations import explain
from enrollment.queries.lines import possible_actions
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.queue_desk import act
from tests.pipeline.tax_desk import (
    TaxDesk,
    assert_ledger_holds,
    cover,
    line,
    money,
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
    ticket,
)

NOVEMBER, DECEMBER, MAY = "2021-11-14 10:00:00", "2021-12-05 10:00:00", "2022-05-10 09:00:00"
WHOLE_YEAR = ("2022-01-01", "2023-01-01")


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


def sent(desk: TaxDesk, *files: list[dict[str, str]]) -> None:
    for cells in files:
        desk.upload(cells)
        assert_ledger_holds()


def dies(who: Person, desk: TaxDesk, died_on: date) -> None:
    deaths.record_death(
        person=who, died_on=died_on, document="死亡证明1号", on=max(died_on, make.DAY), by=desk.clerk
    )
    who.refresh_from_db()
    assert_ledger_holds()


def answers_agree(who: Person, year: int = 2022) -> None:
    """`explain` and `eligibility` never contradict each other, on any day around the edges of cover and life."""
    told = explain(Person.objects.get(pk=who.pk), year)
    days = {date(year, 1, 1), date(year, 6, 30), date(year, 12, 31)}
    if who.died_on is not None and who.died_on.year == year:
        days |= {who.died_on, date.fromordinal(who.died_on.toordinal() + 1)}
    for day in days:
        said = look_up_as_system(number=people.document_number(who), service_on=day, by=None)
        assert said.eligibility is not None
        inside = told.cover is not None and told.cover.start <= day <= told.cover.last
        assert said.eligibility.is_covered == inside, (day, said.eligibility.state, told.cover)


# -- two payments, and the first goes back -----------------------------------------------------------------------


@pytest.mark.parametrize("cut", ["one", "two", "three", "refund_first"])
@pytest.mark.parametrize("back", [refund_of, reversal_of])
def test_the_second_payment_takes_the_place_of_the_first(
    desk: TaxDesk, cut: str, back: Callable[..., dict[str, str]]
) -> None:
    who = desk.person()
    first, second = line(who, paid_at=NOVEMBER), line(who, paid_at=DECEMBER)
    gone = back(first, paid_at="2021-12-20 10:00:00")
    files = {
        "one": [[first, second, gone]],
        "two": [[first, second], [gone]],
        "three": [[first], [second], [gone]],
        "refund_first": [[gone], [second], [first]],
    }[cut]
    sent(desk, *files)
    assert (money(who), cover(who)) == ((32_000, 32_000), WHOLE_YEAR)
    assert (outcome(second), of_ticket(second).held_fen, of_ticket(second).is_open) == (
        "posted_in_full",
        0,
        False,
    )
    assert explain(who, 2022).coverage is not None
    assert str(explain(who, 2022).coverage.settled_on) == "2021-12-05"  # type: ignore[union-attr]


def test_a_surplus_takes_the_place_of_a_part_that_went_back(desk: TaxDesk) -> None:
    who = desk.person()
    part, rest = line(who, "100.00", NOVEMBER), line(who, "320.00", DECEMBER)
    sent(desk, [part, rest])
    assert (outcome(rest), of_ticket(rest).held_fen) == ("overpaid", 10_000)
    sent(desk, [refund_of(part, paid_at="2021-12-20 10:00:00")])
    assert (money(who), cover(who), of_ticket(rest).held_fen) == ((32_000, 32_000), WHOLE_YEAR, 0)


# -- refunds ------------------------------------------------------------------------------------------------------


def test_a_refund_before_its_payment_is_joined_when_that_comes(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    sent(desk, [gone := refund_of(paid, paid_at=NOVEMBER)], [paid])
    assert (outcome(gone), of_ticket(gone).is_open) == ("refund_posted", False)
    assert (money(who), cover(who), of_ticket(paid).refunded_fen) == ((32_000, 0), None, 32_000)


def test_also_of_money_that_reached_no_due(desk: TaxDesk) -> None:
    paid = line(make.resident_number(), paid_at=NOVEMBER)
    sent(desk, [gone := refund_of(paid, "100.00", NOVEMBER)], [paid])
    assert (outcome(gone), of_ticket(paid).held_fen) == ("refund_posted", 22_000)


def test_the_second_refund_of_one_ticket_is_more_than_was_paid(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    sent(desk, [paid, refund_of(paid, "200.00", NOVEMBER)], [again := refund_of(paid, "200.00", NOVEMBER)])
    stored = of_ticket(again)
    assert (stored.outcome, stored.is_open, money(who)) == ("refund_above_paid", True, (32_000, 12_000))


@pytest.mark.parametrize("cut", [1, 2])
def test_a_refund_in_the_benefit_period_waits_for_an_officer(
    desk: TaxDesk, make_officer: Callable[..., Officer], cut: int
) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    gone = refund_of(paid, paid_at=MAY)
    sent(desk, *([[paid, gone]] if cut == 1 else [[paid], [gone]]))
    stored = of_ticket(gone)
    assert (stored.outcome, stored.is_open, stored.posted_fen) == ("refund_in_benefit_period", True, 0)
    assert (money(who), cover(who)) == ((32_000, 32_000), WHOLE_YEAR), (
        "cover does not vanish backwards by itself"
    )
    assert possible_actions(stored) == ["post_again", "accept_refund", "reject"]
    answers_agree(who)
    assert act(lines.post_again, gone, desk.clerk).outcome == "refund_in_benefit_period"
    with pytest.raises(ActionNotPossible):
        act(lines.accept_refund, gone, desk.clerk, document_number=" ")
    township = make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9])
    with pytest.raises(NotAllowed):
        act(lines.accept_refund, gone, township, document_number="菏医保函〔2022〕9号")
    done = act(lines.accept_refund, gone, desk.clerk, document_number="菏医保函〔2022〕9号")
    assert (done.outcome, money(who), cover(who)) == ("refund_posted", (32_000, 0), None)
    answers_agree(who)


def test_a_waiting_refund_whose_money_is_reversed_still_waits_for_somebody(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    sent(
        desk,
        [paid],
        [gone := refund_of(paid, paid_at=MAY)],
        [reversal_of(paid, paid_at="2022-05-09 09:00:00")],
    )
    assert money(who) == (32_000, 0)
    assert (outcome(gone), of_ticket(gone).is_open) == ("refund_above_paid", True)


def test_what_was_paid_twice_is_refunded_in_the_benefit_period_too(desk: TaxDesk) -> None:
    who, late = desk.person(), desk.person()
    first, second = line(who, paid_at=NOVEMBER), line(who, paid_at=DECEMBER)
    sent(desk, [first, second], [surplus := refund_of(second, paid_at=MAY)])
    assert (outcome(surplus), cover(who)) == ("refund_posted", WHOLE_YEAR)
    # The second payment may also come after the refund of the first: nobody loses a day by it.
    paid, again = line(late, paid_at=NOVEMBER), line(late, paid_at=DECEMBER)
    sent(desk, [paid], [gone := refund_of(paid, paid_at=MAY)])
    assert outcome(gone) == "refund_in_benefit_period"
    sent(desk, [again])
    assert (outcome(gone), of_ticket(gone).is_open, outcome(again)) == (
        "refund_posted",
        False,
        "posted_in_full",
    )
    assert (money(late), cover(late)) == ((32_000, 32_000), WHOLE_YEAR)


def test_a_refund_before_the_benefit_period_ends_cover(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    sent(desk, [paid], [gone := refund_of(paid, paid_at="2021-12-31 23:59:59")])
    assert (outcome(gone), cover(who)) == ("refund_posted", None)


@pytest.mark.parametrize("order", ["in_turn", "one_file", "undone_first"])
@pytest.mark.parametrize("refunded", [NOVEMBER, MAY])
def test_a_refund_that_is_taken_back_never_was(desk: TaxDesk, order: str, refunded: str) -> None:
    who = desk.person()
    paid = line(who, paid_at="2021-11-01 10:00:00")
    gone = refund_of(paid, paid_at=refunded)
    undone = {**reversal_of(gone), "ticket": ticket(), "paid_at": "2022-05-11 10:00:00"}
    files = {
        "in_turn": [[paid], [gone], [undone]], "one_file": [[paid, gone, undone]], "undone_first": [[undone], [gone], [paid]],
    }[order]  # fmt: skip
    sent(desk, *files)
    assert (outcome(gone), outcome(undone)) == ("refund_undone", "reversal_posted")
    assert (money(who), cover(who), of_ticket(paid).refunded_fen) == ((32_000, 32_000), WHOLE_YEAR, 0)
    assert not PaymentLine.objects.filter(is_open=True).exists()


# -- one ticket again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["in_turn", "one_file", "reversal_last"])
def test_a_ticket_reversed_and_paid_again_is_posted(desk: TaxDesk, order: str) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    gone = reversal_of(paid, paid_at="2021-11-15 10:00:00")
    again = {**paid, "paid_at": "2021-11-16 10:00:00"}
    files = {
        "in_turn": [[paid], [gone], [again]], "one_file": [[paid, gone, again]], "reversal_last": [[paid], [again], [gone]],
    }[order]  # fmt: skip
    sent(desk, *files)
    assert (money(who), cover(who)) == ((32_000, 32_000), WHOLE_YEAR)
    last = PaymentLine.objects.filter(ticket=paid["ticket"], owns_ticket=True).get()
    assert (str(timezone.localdate(last.paid_at)), last.outcome) == ("2021-11-16", "posted_in_full")


def test_a_copy_of_a_reversed_payment_is_no_payment(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    sent(desk, [paid], [reversal_of(paid, paid_at="2021-11-15 10:00:00")], [dict(paid), line(desk.person())])
    assert (money(who), cover(who)) == ((32_000, 0), None)


def test_paid_again_under_a_name_that_differs_waits(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    again = {**paid, "paid_at": "2021-11-16 10:00:00", "name": "张玮"}
    sent(desk, [paid], [reversal_of(paid, paid_at="2021-11-15 10:00:00")], [again])
    last = PaymentLine.objects.filter(ticket=paid["ticket"], owns_ticket=True).get()
    assert (last.outcome, last.held_fen, last.is_open) == ("name_differs", 32_000, True)
    lines.accept_name(line=last, reason="同一人", by=desk.clerk, at=timezone.now())
    assert cover(who) == WHOLE_YEAR


# -- death --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known_first", [True, False])
@pytest.mark.parametrize(
    ("paid_at", "died_on", "told", "covered"),
    [
        ("2021-12-25 10:00:00", date(2021, 12, 10), "deceased", None),  # paid after death
        ("2021-11-25 10:00:00", date(2021, 12, 10), "deceased", None),  # died before the year began
        ("2021-11-25 10:00:00", date(2021, 12, 31), "deceased", None),
        ("2021-11-25 10:00:00", date(2022, 1, 1), "posted_in_full", ("2022-01-01", "2022-01-01")),
        ("2021-11-25 10:00:00", date(2022, 3, 5), "posted_in_full", ("2022-01-01", "2022-03-05")),
        ("2022-02-10 10:00:00", date(2022, 2, 10), "posted_in_full", None),
        ("2022-02-10 10:00:00", date(2022, 2, 9), "deceased", None),
    ],
)
def test_a_death_and_a_payment_end_alike_whichever_comes_first(
    desk: TaxDesk, known_first: bool, paid_at: str, died_on: date, told: str, covered: tuple[str, str] | None
) -> None:
    who = desk.person()
    paid = line(who, paid_at=paid_at)
    if known_first:
        dies(who, desk, died_on)
        sent(desk, [paid])
    else:
        sent(desk, [paid])
        dies(who, desk, died_on)
    stored = of_ticket(paid)
    assert (stored.outcome, stored.is_open, stored.held_fen) == (
        told,
        told == "deceased",
        32_000 if told == "deceased" else 0,
    )
    said = explain(who, 2022)
    if covered:
        assert said.cover is not None and (str(said.cover.start), str(said.cover.last)) == covered
    if told == "deceased":
        assert (said.coverage, said.cover, possible_actions(stored)) == (
            None, None, ["post_again", "hold_for_refund", "reject"],
        )  # fmt: skip
    answers_agree(who)


def test_a_death_taken_back_lets_the_money_count_again(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    dies(who, desk, date(2021, 12, 10))
    sent(desk, [paid])
    deaths.retract_death(person=who, reason="登记有误", on=date(2022, 1, 5), by=desk.clerk)
    who.refresh_from_db()
    assert (outcome(paid), money(who), cover(who)) == ("posted_in_full", (32_000, 32_000), WHOLE_YEAR)
    assert_ledger_holds()
    answers_agree(who)


def test_what_was_held_after_death_is_refunded_whenever(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    sent(desk, [paid])
    dies(who, desk, date(2021, 12, 10))
    sent(desk, [gone := refund_of(paid, paid_at=MAY)])
    assert (outcome(gone), of_ticket(paid).held_fen, money(who)[1]) == ("refund_posted", 0, 0)
