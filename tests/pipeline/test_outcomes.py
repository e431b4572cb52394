"""Does each line of a tax file end in exactly the outcome that its facts call for?"""

from datetime import date

import pytest

from enrollment.models import Coverage, DueEntry, PaymentLine
from tests import factories as make
from tests.pipeline.tax_desk import (
    LATE,
    TaxDesk,
    cover,
    line,
    money,
    of_ticket,
    outcome,
    outcomes,
    refund_of,
    reversal_of,
    waiting,
)


def test_posted_in_full(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, treasury="2021-10-27", channel="微信")
    file = desk.upload([paid])
    assert (file.state, file.line_count, file.amount_fen) == ("posted", 1, 32_000)
    stored = of_ticket(paid)
    assert (stored.outcome, stored.posted_fen, stored.held_fen, stored.is_open) == (
        "posted_in_full",
        32_000,
        0,
        False,
    )
    assert (stored.channel, stored.treasury_on, stored.number) == ("微信", date(2021, 10, 27), 2)
    assert money(who) == (32_000, 32_000)
    assert cover(who) == ("2022-01-01", "2023-01-01")
    entry = DueEntry.objects.get(source=f"line:{stored.pk}")
    assert (entry.effective_on, entry.treasury_on) == (date(2021, 10, 25), date(2021, 10, 27))


def test_posted_in_part(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, "300")
    desk.upload([paid])
    stored = of_ticket(paid)
    assert (stored.outcome, stored.posted_fen, stored.detail) == (
        "posted_in_part",
        30_000,
        {"short_by_fen": 2_000},
    )
    assert cover(who) is None and money(who) == (32_000, 30_000)


def test_overpaid(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, "330.5")
    desk.upload([paid])
    stored = of_ticket(paid)
    assert (stored.outcome, stored.posted_fen, stored.held_fen, stored.is_open) == (
        "overpaid",
        32_000,
        1_050,
        True,
    )
    assert cover(who) == ("2022-01-01", "2023-01-01")


def test_already_settled(desk: TaxDesk) -> None:
    who = desk.person()
    desk.upload([line(who)])
    again = line(who, paid_at="2021-11-02 08:00:00")
    desk.upload([again])
    stored = of_ticket(again)
    assert (stored.outcome, stored.posted_fen, stored.held_fen, stored.is_open) == (
        "already_settled",
        0,
        32_000,
        True,
    )
    assert money(who) == (32_000, 32_000)


def test_unknown_person(desk: TaxDesk) -> None:
    paid = line(make.resident_number())
    desk.upload([paid])
    stored = of_ticket(paid)
    assert (stored.outcome, stored.held_fen, stored.is_open, stored.person_id) == (
        "unknown_person",
        32_000,
        True,
        None,
    )
    assert stored.name == "张伟" and "*" in stored.document_masked


def test_name_differs(desk: TaxDesk) -> None:
    who = desk.person("张伟")
    paid = line(who, name="张玮")
    desk.upload([paid])
    stored = of_ticket(paid)
    assert (stored.outcome, stored.held_fen, stored.is_open, stored.person_id) == (
        "name_differs",
        32_000,
        True,
        who.pk,
    )
    assert stored.name == "张玮" and cover(who) is None


def test_no_registration_for_that_year(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, year="2023")
    desk.upload([paid])
    assert (outcome(paid), of_ticket(paid).person_id) == ("no_registration", who.pk)


@pytest.mark.parametrize("division", ["370102", "620102", "990000"])
def test_other_area_than_the_uploader_answers_for(desk: TaxDesk, division: str) -> None:
    who = desk.person()
    paid = line(who, division=division)
    desk.upload([paid], elsewhere="hold")
    assert (outcome(paid), of_ticket(paid).held_fen) == ("other_area", 32_000)


def test_other_area_than_the_due(desk: TaxDesk, make_officer) -> None:  # type: ignore[no-untyped-def]
    from staff.rules.roles import Role

    make.places("622901001001")
    elsewhere = TaxDesk(
        make_officer(Role.TAX_OFFICER, "622900"), make_officer(Role.COUNTY_BUREAU, "622901"), "622900"
    )
    who = elsewhere.person(village="622901001001", year=2018)
    paid = line(who, "180.00", year="2018", paid_at="2017-11-01")
    desk.upload([paid])
    assert outcome(paid) == "other_area"


def test_no_rule(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at="2023-01-05 10:00:00")
    desk.upload([paid])
    stored = of_ticket(paid)
    assert (stored.outcome, stored.held_fen, stored.is_open) == ("no_rule", 32_000, True)
    assert stored.quotation is not None and stored.quotation.body["missing"][0]["clause"]


def test_before_the_window_opens_nothing_is_posted(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at="2021-09-29 10:00:00")
    desk.upload([paid])
    assert (outcome(paid), money(who)) == ("no_rule", (32_000, 0))


def test_duplicate_ticket_in_one_file(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who)
    file = desk.upload([paid, paid])
    assert outcomes(file) == {"posted_in_full": 1, "duplicate_ticket": 1}
    copy = PaymentLine.objects.get(file=file, outcome="duplicate_ticket")
    assert (copy.number, copy.held_fen, copy.is_open) == (3, 0, False)
    assert copy.detail == {"first_line_id": of_ticket(paid).pk, "conflict": False}


def test_duplicate_ticket_across_files(desk: TaxDesk) -> None:
    who, other = desk.person(), desk.person()
    paid = line(who)
    desk.upload([paid])
    file = desk.upload([paid, line(other)])
    assert outcomes(file) == {"posted_in_full": 1, "duplicate_ticket": 1}
    assert PaymentLine.objects.get(file=file, outcome="duplicate_ticket").is_open is False
    assert money(who) == (32_000, 32_000)


@pytest.mark.parametrize("differs", ["amount", "person", "kind"])
@pytest.mark.parametrize("same_file", [True, False])
def test_a_ticket_that_stands_for_something_else_waits_for_a_person(
    desk: TaxDesk, differs: str, same_file: bool
) -> None:
    who, other = desk.person(), desk.person()
    paid = line(who)
    conflicting = {
        "amount": {**paid, "amount": "300.00"},
        "person": {**line(other), "ticket": paid["ticket"]},
        "kind": {**paid, "kind": "补缴"},
    }[differs]
    if same_file:
        desk.upload([paid, conflicting])
    else:
        desk.upload([paid])
        desk.upload([conflicting])
    copy = PaymentLine.objects.get(outcome="duplicate_ticket")
    assert copy.is_open and copy.detail is not None and copy.detail["conflict"] is True
    assert money(who) == (32_000, 32_000) and money(other) == (32_000, 0)


def test_a_ticket_sent_again_while_its_line_is_held_is_no_conflict(desk: TaxDesk) -> None:
    number = make.resident_number()
    paid = line(number)
    desk.upload([paid])
    make.enrolled(make.person(desk.clerk, document_number=number), desk.clerk)
    desk.upload([paid, line(desk.person())])
    assert PaymentLine.objects.get(outcome="duplicate_ticket").detail == {
        "first_line_id": of_ticket(paid).pk,
        "conflict": False,
    }


def test_equal_payments_with_different_tickets_are_both_kept(desk: TaxDesk) -> None:
    who = desk.person()
    first, second = line(who, "160.00"), line(who, "160.00")
    file = desk.upload([first, second])
    assert outcomes(file) == {"posted_in_part": 1, "posted_in_full": 1}
    assert money(who) == (32_000, 32_000)


FAULTS = {
    "ticket": ["", "33 71", "33/71", "3.371E+19", "9" * 41, "税1"],
    "document": ["", "3.71702E+17", "371702198005010000", "x" * 25, "37170219800532123X"],
    "name": ["", "张" * 101],
    "division": ["", "37170", "3717021234567", "菏泽", "３７１７０"],
    "year": ["", "22", "2021-12..2022-11", "2022年", "2022.0", "1999"],
    "amount": ["0", "0.00"],
    "paid_at": [
        "",
        "2021-13-01",
        "2021-02-30",
        "2025-W40-3",
        "4447",
        "2099-01-01",
        "2021-10-01 25:00:00",
        "10/25/2021",
    ],
    "treasury": ["2021-13-01", "昨天"],
    "kind": ["缴费", "x"],
    "original": [""],
}


@pytest.mark.parametrize("field", FAULTS)
def test_malformed(desk: TaxDesk, field: str) -> None:
    """Each fault names its field and cell, what was written, why and what to do; the money is held."""
    good = desk.person()
    bad = []
    for written in FAULTS[field]:
        cells = line(make.resident_number() if field == "document" else good, treasury="2021-10-27")
        bad.append({**cells, field: written} | ({"kind": "退费"} if field == "original" else {}))
    file = desk.upload([*bad, line(good)])
    assert outcomes(file) == {"malformed": len(bad), "posted_in_full": 1}
    for stored in PaymentLine.objects.filter(file=file, outcome="malformed").order_by("number"):
        assert stored.is_open and not stored.owns_ticket
        assert stored.held_fen == (max(0, stored.amount_fen) if field != "original" else 0)
        fault, *_ = stored.detail["faults"]  # type: ignore[index]
        assert fault["text"]["zh"] and fault["text"]["en"] and fault["remedy"]["zh"] and fault["remedy"]["en"]
        assert fault["cell"].endswith(str(stored.number)) or fault["cell"] == ""


def test_all_faults_of_a_line_are_told_at_once(desk: TaxDesk) -> None:
    bad = line(ticket="税", document="", year="22", paid_at="昨天")
    desk.upload([bad])
    stored = PaymentLine.objects.get()
    assert {fault["field"] for fault in stored.detail["faults"]} == {  # type: ignore[index]
        "电子税票号码",
        "证件号码",
        "参保年度",
        "缴费时间",
    }  # type: ignore[index]
    assert [fault["cell"] for fault in stored.detail["faults"]] == ["A2", "B2", "E2", "G2"]  # type: ignore[index]


def test_a_corrected_line_closes_the_malformed_one_with_its_ticket(desk: TaxDesk) -> None:
    who = desk.person()
    bad = line(who, paid_at="2021-13-25")
    desk.upload([bad])
    assert of_ticket(bad).held_fen == 32_000
    desk.upload([{**bad, "paid_at": "2021-10-25"}])
    old = PaymentLine.objects.get(ticket=bad["ticket"], owns_ticket=False)
    assert (old.is_open, old.held_fen, old.detail["corrected"]) == (False, 0, True)  # type: ignore[index]
    assert outcome(bad) == "posted_in_full" and money(who) == (32_000, 32_000)


def test_refund_posted(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who)
    desk.upload([paid])
    back = refund_of(paid, "20.00")
    desk.upload([back])
    stored = of_ticket(back)
    assert (stored.outcome, stored.posted_fen, stored.original_id) == (
        "refund_posted",
        2_000,
        of_ticket(paid).pk,
    )
    assert (money(who), cover(who)) == ((32_000, 30_000), None)


def test_reversal_posted(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who)
    desk.upload([paid])
    back = reversal_of(paid)
    desk.upload([back])
    assert (outcome(back), money(who), cover(who)) == ("reversal_posted", (32_000, 0), None)


@pytest.mark.parametrize("why", ["no_original", "of_another_person", "more", "reversal_of_a_part"])
def test_refund_without_its_original(desk: TaxDesk, why: str) -> None:
    who, other = desk.person(), desk.person()
    paid = line(who)
    desk.upload([paid])
    back = {
        "no_original": refund_of({**paid, "ticket": "9" * 20}),
        "of_another_person": {**refund_of(paid), "document": line(other)["document"]},
        "more": refund_of(paid, "320.01"),
        "reversal_of_a_part": reversal_of(paid, amount="300.00"),
    }[why]
    desk.upload([back])
    stored = of_ticket(back)
    told = "refund_above_paid" if why == "more" else "refund_without_original"
    assert (stored.outcome, stored.held_fen, stored.is_open) == (told, 0, True)
    assert money(who) == (32_000, 32_000) and cover(who) is not None


def test_the_summary_of_a_file_adds_up(desk: TaxDesk) -> None:
    one, two = desk.person(), desk.person()
    lines = [
        line(one),
        line(two, "330.00"),
        line(two, "5.00"),
        line("", "1.00"),
        line(one, "7.00", year="2023"),
    ]
    file = desk.upload(lines)
    summary: dict[str, list[int]] = {}
    for part in file.parts.all():
        for ended, figures in part.summary.items():
            summary[ended] = [a + b for a, b in zip(summary.get(ended, [0] * 4), figures, strict=True)]
    stored = {ended: [0, 0, 0, 0] for ended in outcomes(file)}
    for each in PaymentLine.objects.filter(file=file):
        for place, figure in enumerate((1, each.amount_fen, each.posted_fen, each.held_fen)):
            stored[each.outcome][place] += figure
    assert summary == stored


def test_late_with_waiting(desk: TaxDesk) -> None:
    who = desk.person()
    desk.upload([line(who, "900.00", LATE)])
    assert money(who) == (90_000, 90_000)
    assert (waiting(who), cover(who)) == (("2022-07-06", "2022-08-06"), ("2022-08-06", "2023-01-01"))
    assert Coverage.objects.get(person=who).settled_on == date(2022, 7, 5)


def test_a_pay_time_of_the_year_one_stops_no_other_line(desk: TaxDesk) -> None:
    one, two = desk.person(), desk.person()
    wrong, right = line(one, paid_at="0001-01-01"), line(two)
    file = desk.upload([wrong, right])
    assert file.state == "posted" and outcomes(file) == {"malformed": 1, "posted_in_full": 1}
    assert [fault["code"] for fault in of_ticket(wrong).detail["faults"]] == ["date_too_early"]  # type: ignore[index]
