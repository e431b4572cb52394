"""Does one payment for many reach each due once and never above it, and is the rest held?"""

from collections.abc import Callable

import pytest
from django.utils import timezone

from enrollment.bulk.sponsor_shares import asked
from enrollment.models import DueEntry, PaymentLine, Sponsor, SponsorPart
from enrollment.operations import due_credits, sponsor_payments, taking_back
from enrollment.operations.sponsor_payments import NotDivided
from enrollment.queries.sponsors import leavers
from enrollment.rules.entries import Payer
from intake.operations import jobs
from policy.terms import SponsorKind
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.sponsor_desk import PAID_ON, SponsorDesk, credit_code, row
from tests.pipeline.tax_desk import (
    TaxDesk,
    assert_ledger_holds,
    cover,
    due_of,
    line,
    money,
    of_ticket,
    refund_of,
)

FULL = (32_000, 32_000)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SponsorDesk:
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    return SponsorDesk(TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), bureau), bureau)


def held(payment: PaymentLine) -> tuple[str, int, int]:
    payment.refresh_from_db()
    return payment.outcome, payment.amount_fen, payment.held_fen


def answers(sponsor: Sponsor) -> list[str]:
    return [one.share.answer.value for one in asked(sponsor, make.YEAR, paid_on=PAID_ON)]


def test_a_class_is_paid_for_by_one_payment_and_the_rest_is_held(desk: SponsorDesk) -> None:
    school = desk.school()
    ones = [desk.tax.person(f"学生{turn}") for turn in "甲乙丙"]
    already, left = desk.tax.person("学生丁"), desk.tax.person("学生戊")
    desk.tax.upload([line(already)])
    listed = desk.send(school, *(row(who) for who in [*ones, already]), row(left, attendance="转出"))
    assert listed.state == "written", listed.problems
    assert answers(school) == ["pays", "pays", "pays", "settled", "left"]
    payment = desk.paid(school, credit_code(1), "1600.00")
    assert (payment.outcome, payment.held_fen, payment.owns_ticket) == ("unknown_person", 160_000, True)
    parts = desk.divide(payment, school)
    assert [(money(who), cover(who)) for who in ones] == [(FULL, ("2022-01-01", "2023-01-01"))] * 3
    assert (len(parts), held(payment)) == (3, ("divided", 64_000, 64_000))
    assert set(
        DueEntry.objects.filter(kind="payment", due=due_of(ones[0])).values_list("payer", flat=True)
    ) == {"school"}
    assert money(left) == (32_000, 0) and [one.name for one in leavers(school, make.YEAR)] == ["学生戊"]
    assert answers(school) == ["given", "given", "given", "settled", "left"]
    with pytest.raises(NotDivided) as again:
        desk.divide(payment, school)
    assert again.value.code == "nobody_to_pay_for"
    assert_ledger_holds()


def test_no_more_than_is_held_and_only_chosen_rows(desk: SponsorDesk) -> None:
    school = desk.school()
    ones = [desk.tax.person(f"学生{turn}") for turn in "甲乙"]
    listed = desk.send(school, *(row(who) for who in ones))
    payment = desk.paid(school, credit_code(1), "320.00")
    with pytest.raises(NotDivided) as short:
        desk.divide(payment, school)
    assert (short.value.code, short.value.context["wanted_fen"]) == ("more_than_held", 64_000)
    assert held(payment) == ("unknown_person", 32_000, 32_000) and not SponsorPart.objects.exists()
    second = listed.rows.get(name="学生乙")
    desk.divide(payment, school, rows=[second.pk])
    assert [money(who)[1] for who in ones] == [0, 32_000] and held(payment) == ("divided", 0, 0)
    assert not PaymentLine.objects.get(pk=payment.pk).is_open
    with pytest.raises(NotDivided) as used_up:
        desk.divide(payment, school)
    assert used_up.value.code == "not_divisible"


def test_another_ones_payment_is_refused(desk: SponsorDesk, make_officer: Callable[..., Officer]) -> None:
    first, second = desk.school(), desk.school("菏泽第二小学", 2)
    who = desk.tax.person("学生甲")
    desk.send(second, row(who))
    payment = desk.paid(first, credit_code(1), "320.00")
    with pytest.raises(NotDivided) as wrong:
        desk.divide(payment, second)
    assert wrong.value.code == "another_payer"
    with pytest.raises(NotAllowed):
        sponsor_payments.divide(
            line=payment, sponsor=first, by=make_officer(Role.COUNTY_BUREAU, "371721"), at=timezone.now()
        )
    assert money(who) == (32_000, 0)


def test_a_part_is_given_back_once_and_the_payment_holds_it_again(desk: SponsorDesk) -> None:
    school, who = desk.school(), desk.tax.person("学生甲")
    desk.send(school, row(who))
    payment = desk.paid(school, credit_code(1), "400.00")
    [part] = desk.divide(payment, school)
    with pytest.raises(NotDivided):
        sponsor_payments.give_back(part=part, because="", by=desk.bureau, at=timezone.now())
    sponsor_payments.give_back(part=part, because="已转学", by=desk.bureau, at=timezone.now())
    assert money(who) == (32_000, 0) and cover(who) is None and held(payment) == ("divided", 40_000, 40_000)
    with pytest.raises(NotDivided) as twice:
        sponsor_payments.give_back(part=part, because="已转学", by=desk.bureau, at=timezone.now())
    assert twice.value.code == "part_is_gone"
    assert_ledger_holds()
    desk.divide(payment, school)
    assert money(who) == FULL and held(payment) == ("divided", 8_000, 8_000)
    assert_ledger_holds()


def test_a_subsidy_that_comes_later_bears_first_and_the_part_is_held(
    desk: SponsorDesk, make_officer: Callable[..., Officer]
) -> None:
    school, who = desk.school(), desk.tax.person("学生甲")
    desk.send(school, row(who))
    payment = desk.paid(school, credit_code(1), "320.00")
    [part] = desk.divide(payment, school)
    finance = make_officer(Role.FINANCE, make.MUDAN)
    due_credits.credit(
        due=due_of(who), payer=Payer.MEDICAL_ASSISTANCE, amount_fen=9_600, source="scheme:1", effective_on=PAID_ON,
        by=finance, at=timezone.now(),
    )  # fmt: skip
    part.line.refresh_from_db()
    assert money(who) == FULL and (part.line.outcome, part.line.held_fen) == ("overpaid", 9_600)
    assert_ledger_holds()


def test_the_order_with_a_subsidy_waits_for_a_document(
    desk: SponsorDesk, make_officer: Callable[..., Officer]
) -> None:
    school, who = desk.school(), desk.tax.person("学生甲")
    due_credits.credit(
        due=due_of(who), payer=Payer.MEDICAL_ASSISTANCE, amount_fen=9_600, source="scheme:1", effective_on=PAID_ON,
        by=make_officer(Role.FINANCE, make.MUDAN), at=timezone.now(),
    )  # fmt: skip
    desk.send(school, row(who), document="")
    assert answers(school) == ["sponsor_open"]
    desk.send(school, row(who, "320.00"))
    [one] = asked(school, make.YEAR, paid_on=PAID_ON)
    assert (one.share.answer.value, one.share.fen) == ("pays", 22_400)
    payment = desk.paid(school, credit_code(1), "320.00")
    desk.divide(payment, school)
    assert money(who) == FULL and held(payment) == ("divided", 9_600, 9_600)


def test_the_tax_bureau_refunds_the_rest_and_not_what_is_on_dues(desk: SponsorDesk) -> None:
    school, who = desk.school(), desk.tax.person("学生甲")
    desk.send(school, row(who))
    cells = line(credit_code(1), "400.00", name=school.name)
    desk.tax.upload([cells])
    desk.divide(of_ticket(cells), school)
    too_much = refund_of(cells, "400.00")
    desk.tax.upload([too_much])
    assert of_ticket(too_much).outcome == "refund_above_paid" and money(who) == FULL
    rest = refund_of(cells, "80.00")
    desk.tax.upload([rest])
    assert of_ticket(rest).outcome == "refund_posted" and held(of_ticket(cells)) == ("divided", 8_000, 0)
    again = desk.tax.upload([cells, line()])
    copy = PaymentLine.objects.get(file=again, ticket=cells["ticket"])
    assert (copy.outcome, copy.is_open) == ("duplicate_ticket", False), (
        "the same ticket twice says nothing new"
    )


def test_a_file_taken_back_takes_its_parts_along_and_may_come_again(
    desk: SponsorDesk, make_officer: Callable[..., Officer]
) -> None:
    school, who = desk.school(), desk.tax.person("学生甲")
    desk.send(school, row(who))
    cells = line(credit_code(1), "400.00", name=school.name)
    file = desk.tax.upload([cells])
    desk.divide(of_ticket(cells), school)
    at = timezone.now()
    taking_back.ask(file=file, because="地区选错", by=desk.tax.officer, at=at)
    file.refresh_from_db()
    taking_back.agree(file=file, by=make_officer(Role.COUNTY_BUREAU, make.HEZE), at=at)
    jobs.work_on(file)
    assert money(who) == (32_000, 0) and not SponsorPart.objects.filter(returned_at=None).exists()
    old = PaymentLine.objects.get(file=file, number__lt=50_000_000)
    assert (old.outcome, old.amount_fen, old.held_fen) == ("taken_back", 40_000, 40_000)
    assert_ledger_holds()
    desk.tax.upload([cells])
    desk.divide(of_ticket(cells), school)
    assert money(who) == FULL
    assert_ledger_holds()


def test_a_relative_pays_under_the_number_of_the_child(desk: SponsorDesk) -> None:
    mother = desk.tax.person("王秀英")
    child = desk.tax.person("张小宝")
    number = make.resident_number()
    aunt = desk.sponsor(SponsorKind.RELATIVE, "王秀兰", number)
    desk.send(aunt, row(child, grade="", class_name=""))
    cells = line(child, name="王秀兰")
    desk.tax.upload([cells])
    assert of_ticket(cells).outcome == "name_differs"
    desk.divide(of_ticket(cells), aunt)
    assert money(child) == FULL and money(mother) == (32_000, 0)
    assert_ledger_holds()
