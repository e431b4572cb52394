"""What do lines do to due, entries and cover, in whatever order they and their files arrive?"""

from datetime import date
from itertools import permutations

import pytest

from enrollment.models import Coverage, DueDecision, DueEntry, PaymentLine, Person
from enrollment.operations import exemptions, lines
from enrollment.queries.dues import balances
from policy.terms import ExemptionReason
from staff.models import AuditEvent
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import (
    LATE,
    TaxDesk,
    assert_ledger_holds,
    cover,
    due_of,
    entries,
    ledger_rows,
    line,
    money,
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
    waiting,
)


# -- the pay time rules --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("paid_at", "amount", "charged", "waits", "covered"),
    [
        ("2022-02-28 23:59:59", "320.00", 32_000, None, "2022-01-01"),
        ("2022-03-01 00:00:00", "320.00", 32_000, ("2022-03-02", "2022-04-02"), "2022-04-02"),
        ("2022-06-30 23:59:59", "320.00", 32_000, ("2022-07-01", "2022-07-31"), "2022-07-31"),
        ("2022-07-01 00:00:00", "900.00", 90_000, ("2022-07-02", "2022-08-02"), "2022-08-02"),
    ],
)
def test_heze_price_waiting_and_cover_follow_the_pay_time(
    desk: TaxDesk, paid_at: str, amount: str, charged: int, waits: tuple[str, str] | None, covered: str
) -> None:
    who = desk.person()
    paid = line(who, amount, paid_at, treasury="2022-09-30")
    desk.upload([paid])
    assert (outcome(paid), money(who)) == ("posted_in_full", (charged, charged))
    assert (waiting(who), cover(who)) == (waits, (covered, "2023-01-01"))
    assert {e.treasury_on for e in DueEntry.objects.filter(due=due_of(who), kind="payment")} == {
        date(2022, 9, 30)
    }


@pytest.mark.parametrize("channel", ['微信"支付"', r"村\级{代}收,", "NULL", "O'Brien", " "])
def test_a_channel_is_kept_as_written_whichever_way_a_line_takes(desk: TaxDesk, channel: str) -> None:
    alone, twice = desk.person(), desk.person("李娜")
    paid = [line(who, channel=channel) for who in (alone, twice, twice)]
    desk.upload(paid)
    assert [outcome(one) for one in paid] == ["posted_in_full", "posted_in_full", "already_settled"]
    assert {of_ticket(one).channel for one in paid} == {channel.strip()}


def test_the_old_price_after_june_is_short(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, "320.00", LATE)
    desk.upload([paid])
    assert of_ticket(paid).detail == {"short_by_fen": 58_000}
    assert (money(who), cover(who)) == ((90_000, 32_000), None)
    desk.upload([rest := line(who, "580.00", "2022-07-06 08:00:00")])
    assert (outcome(rest), money(who), waiting(who)) == (
        "posted_in_full",
        (90_000, 90_000),
        ("2022-07-07", "2022-08-07"),
    )


def test_a_newborn_in_linxia(desk: TaxDesk, make_officer) -> None:  # type: ignore[no-untyped-def]
    there = TaxDesk(
        make_officer(Role.TAX_OFFICER, "622900"), make_officer(Role.COUNTY_BUREAU, "622901"), "622900"
    )
    born = date(2018, 3, 5)
    child = make.person(there.clerk, "马小宝", village=make.LINXIA_VILLAGE, born_on=born)
    make.enrolled(child, there.clerk, year=2018, village=make.LINXIA_VILLAGE, on=date(2018, 3, 20))
    charged = money(child, 2018)[0]
    paid = line(child, f"{charged / 100:.2f}", "2018-04-01 10:00:00", division="622901", year="2018")
    there.upload([paid])
    assert outcome(paid) == "posted_in_full"
    assert cover(child, 2018) == ("2018-03-05", "2019-01-01"), "from birth (LX)"


def test_a_late_payer_in_lanzhou_is_undecided_and_decided_by_hand(desk: TaxDesk, make_officer) -> None:  # type: ignore[no-untyped-def]
    village = "620102001001"
    make.places(village)
    there = TaxDesk(
        make_officer(Role.TAX_OFFICER, "620100"), make_officer(Role.COUNTY_BUREAU, "620102"), "620100"
    )
    who = there.person(village=village, year=2021)
    paid = line(who, "280.00", "2021-02-05 10:00:00", division="620102", year="2021")
    there.upload([paid])
    stored = of_ticket(paid)
    assert (stored.outcome, stored.held_fen, cover(who, 2021)) == ("no_rule", 28_000, None)
    assert stored.quotation is not None and stored.quotation.body["missing"][0]["clause"] == "GS-6.2b"
    lines.decide(
        line=stored, amount_fen=28_000, cover_from=date(2021, 3, 1), cover_until=date(2022, 1, 1), document_number="兰医保函〔2021〕9号",
        reason="补缴无规定，按函办理", by=there.clerk, at=_now(),
    )  # fmt: skip
    assert (outcome(paid), money(who, 2021), cover(who, 2021)) == (
        "posted_in_full",
        (28_000, 28_000),
        ("2021-03-01", "2022-01-01"),
    )
    assert DueDecision.objects.get().document_number == "兰医保函〔2021〕9号"
    assert Coverage.objects.get(person=who).decision is not None
    assert_ledger_holds()


def test_a_hardship_exemption_prices_the_payment_again(desk: TaxDesk) -> None:
    who = desk.person()
    desk.upload([line(who, "320.00", LATE)])
    assert cover(who) is None
    exemptions.record_exemption(
        person=who,
        coverage_year=2022,
        reason=ExemptionReason.HARDSHIP,
        document_number="菏民函〔2022〕1号",
        on=date(2022, 7, 20),
        by=desk.clerk,
    )
    assert money(who) == (32_000, 32_000) and cover(who) is not None and waiting(who) is None
    assert PaymentLine.objects.get().outcome == "posted_in_full"
    assert_ledger_holds()


# -- order ---------------------------------------------------------------------------------------------------
def three_lines(who: Person) -> list[dict[str, str]]:
    return [
        line(who, "120.00", "2021-10-21 08:00:00"),
        line(who, "200.00", "2021-10-22 08:00:00"),
        line(who, "320.00", "2021-10-23 08:00:00"),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
@pytest.mark.parametrize("files", [1, 3])
def test_lines_of_one_person_take_effect_in_pay_time_order(
    desk: TaxDesk, order: tuple[int, ...], files: int
) -> None:
    who = desk.person()
    sent = three_lines(who)
    ordered = [sent[place] for place in order]
    for batch in [ordered] if files == 1 else [[each] for each in ordered]:
        desk.upload(batch)
    assert [outcome(each) for each in sent] == ["posted_in_part", "posted_in_full", "already_settled"]
    assert money(who) == (32_000, 32_000)
    assert Coverage.objects.get(person=who).settled_on == date(2021, 10, 22)


def test_a_later_file_brings_the_earlier_payment(desk: TaxDesk) -> None:
    """Charge and cover follow the earlier payment; no entry is changed, the difference is entered."""
    who = desk.person()
    late = line(who, "900.00", LATE)
    desk.upload([late])
    before = list(DueEntry.objects.order_by("source").values())
    early = line(who, "320.00", "2021-12-01 10:00:00")
    desk.upload([early])
    assert (outcome(early), outcome(late)) == ("posted_in_full", "already_settled")
    assert (money(who), cover(who), waiting(who)) == ((32_000, 32_000), ("2022-01-01", "2023-01-01"), None)
    after = {row["source"]: row for row in DueEntry.objects.values()}
    assert [after[row["source"]] for row in before] == before, "the ledger is append-only"
    assert len(after) > len(before)
    assert of_ticket(late).held_fen == 90_000 and of_ticket(late).is_open
    told = AuditEvent.objects.get(action="change_cover", about_id=str(due_of(who).pk))
    assert (
        told.change["before"]["settled_on"] == "2022-07-05"
        and told.change["after"]["settled_on"] == "2021-12-01"
    )


def test_back_and_forth(desk: TaxDesk) -> None:
    """Displaced, then restored when the earlier payment is reversed."""
    who = desk.person()
    late, early = line(who, "900.00", LATE), line(who, "320.00", "2021-12-01 10:00:00")
    desk.upload([late])
    desk.upload([early])
    desk.upload([reversal_of(early, "2021-12-20 10:00:00")])
    assert (outcome(late), money(who), waiting(who)) == (
        "posted_in_full",
        (90_000, 90_000),
        ("2022-07-06", "2022-08-06"),
    )
    desk.upload([again := line(who, "320.00", "2021-12-25 10:00:00")])
    assert (outcome(again), outcome(late), money(who)) == (
        "posted_in_full",
        "already_settled",
        (32_000, 32_000),
    )
    desk.upload([reversal_of(late, "2022-07-09 10:00:00")])
    assert of_ticket(late).held_fen == 0 and cover(who) == ("2022-01-01", "2023-01-01")


# -- refunds and reversals -----------------------------------------------------------------------------------
def test_a_reversal_restores_everything(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, "900.00", LATE)
    desk.upload([paid])
    desk.upload([back := reversal_of(paid, "2022-07-08 10:00:00")])
    assert (outcome(back), money(who), cover(who)) == ("reversal_posted", (32_000, 0), None)
    told = AuditEvent.objects.get(action="change_cover", about_id=str(due_of(who).pk))
    assert told.change["before"]["cover_from"] == "2022-08-06" and told.change["after"] is None


def test_the_second_reversal_is_refused(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who)
    desk.upload([paid, reversal_of(paid)])
    desk.upload([again := reversal_of(paid)])
    assert (outcome(again), money(who)) == ("refund_above_paid", (32_000, 0))
    assert of_ticket(again).detail == {"why": "more_than_was_paid"}


def test_the_original_in_the_same_file_wherever_it_stands(desk: TaxDesk) -> None:
    one, two = desk.person(), desk.person()
    paid, other = line(one), line(two)
    file = desk.upload([refund_of(paid, "20.00"), reversal_of(other), paid, other])
    assert file.state == "posted"
    assert (money(one), money(two)) == ((32_000, 30_000), (32_000, 0))
    assert cover(one) is None and cover(two) is None


def test_a_refund_of_a_day_without_a_time(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who)
    desk.upload([paid, back := refund_of(paid, "20.00", "2021-10-25")])
    assert outcome(back) == "refund_posted"


def test_a_surplus_is_refunded_without_touching_the_cover(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, "330.00")
    desk.upload([paid])
    desk.upload([back := refund_of(paid, "10.00")])
    stored = of_ticket(paid)
    assert (stored.held_fen, stored.is_open, outcome(back)) == (0, False, "refund_posted")
    assert (
        cover(who) == ("2022-01-01", "2023-01-01")
        and not AuditEvent.objects.filter(action="change_cover").exists()
    )


def test_a_second_payment_is_refunded_and_an_earlier_one_reversed_later(desk: TaxDesk) -> None:
    """The refund first took held money; when its original becomes the paying one, its entry follows."""
    who = desk.person()
    first, second = line(who), line(who, "320.00", "2021-11-01 10:00:00")
    desk.upload([first, second])
    desk.upload([refund_of(second, "100.00", "2021-11-20 10:00:00")])
    assert (of_ticket(second).held_fen, money(who)) == (22_000, (32_000, 32_000))
    desk.upload([reversal_of(first, "2021-10-30 10:00:00")])
    assert (outcome(second), money(who), cover(who)) == ("posted_in_full", (32_000, 22_000), None)
    assert of_ticket(second).refunded_fen == 10_000
    desk.upload([line(who, "100.00", "2021-12-01 10:00:00")])
    assert money(who) == (32_000, 32_000) and cover(who) is not None


def test_a_refund_that_was_posted_is_never_undone(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who)
    desk.upload([paid])
    desk.upload([first := refund_of(paid, "200.00", "2021-11-20 10:00:00")])
    desk.upload([earlier := refund_of(paid, "200.00", "2021-11-01 10:00:00")])
    assert (outcome(first), outcome(earlier), money(who)) == (
        "refund_posted",
        "refund_above_paid",
        (32_000, 12_000),
    )


def test_a_refund_of_money_that_never_reached_a_due(desk: TaxDesk) -> None:
    paid = line(make.resident_number())
    desk.upload([paid])
    desk.upload([back := refund_of(paid, "100.00")])
    assert (outcome(back), of_ticket(paid).held_fen, of_ticket(paid).outcome) == (
        "refund_posted",
        22_000,
        "unknown_person",
    )
    desk.upload([rest := reversal_of(paid, amount="220.00")])
    assert (outcome(rest), of_ticket(paid).held_fen, of_ticket(paid).is_open) == ("reversal_posted", 0, False)


def test_a_held_payment_beside_a_due_is_judged_with_the_next(desk: TaxDesk) -> None:
    """A payment without a rule is held; an earlier one that arrives later settles the due, and both are told so."""
    who = desk.person()
    desk.upload([undecided := line(who, paid_at="2023-01-05 10:00:00")])
    assert outcome(undecided) == "no_rule"
    desk.upload([line(who)])
    assert (outcome(undecided), of_ticket(undecided).held_fen) == ("already_settled", 32_000)


def test_rebuilding_the_cover_gives_the_same_rows(desk: TaxDesk) -> None:
    from enrollment.models import Due
    from enrollment.operations import coverage

    one, two, three = desk.person(), desk.person(), desk.person()
    paid, late = line(one), line(two, "900.00", LATE)
    desk.upload([paid, late, line(three, "330.00"), line(three, "1.00")])
    desk.upload([refund_of(paid, "20.00"), line(two, "320.00", "2021-12-01 10:00:00")])
    desk.upload([line(one, "20.00", "2021-12-02 10:00:00")])
    before = ledger_rows()
    assert len(before["enrollment_coverage"]) == 3
    coverage.rebuild(due_ids=Due.objects.values_list("pk", flat=True), at=_now())
    assert ledger_rows() == before
    assert entries(one)[0] == ("charge", 32_000) and balances([due_of(one).pk])


def _now():  # type: ignore[no-untyped-def]
    from django.utils import timezone

    return timezone.now()
