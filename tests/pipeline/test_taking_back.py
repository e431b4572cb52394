"""Is a whole posted tax file as if it had never come once it is taken back, and does it post when it comes again?"""

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from enrollment.bulk import taking_back as bulk
from enrollment.models import Coverage, DueEntry, LineAction, PaymentFile, PaymentLine
from enrollment.operations import lines, taking_back
from enrollment.operations.people import InvalidFact
from intake.operations import jobs, receiving
from intake.operations.jobs import NotPossibleNow
from staff.access import NotAllowed
from staff.identities import NotYours
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
    outcomes,
    refund_of,
    reversal_of,
    table,
)

NOVEMBER, DECEMBER, MAY = "2021-11-14 10:00:00", "2021-12-05 10:00:00", "2022-05-10 09:00:00"
WHOLE_YEAR = ("2022-01-01", "2023-01-01")


@pytest.fixture
def city(make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


def taken_back(file: PaymentFile, desk: TaxDesk, city: Officer) -> PaymentFile:
    at = timezone.now()
    taking_back.ask(file=file, because="地区选错", by=desk.officer, at=at)
    file = jobs.work_on(taking_back.agree(file=file, by=city, at=at))
    assert file.state == "undone", (file.state, file.failure)
    assert_ledger_holds()
    return file


def test_everything_is_as_before_and_the_same_bytes_come_again(desk: TaxDesk, city: Officer) -> None:
    people = [desk.person() for _ in range(3)]
    held = [line(make.resident_number()), line(people[0], year="2030")]
    cells = [*(line(who, paid_at=NOVEMBER) for who in people), *held]
    content = table(cells)
    file = desk.upload(content)
    assert all(cover(who) == WHOLE_YEAR for who in people)
    with pytest.raises(receiving.SameFileReceived):
        desk.receive(content)
    taken_back(file, desk, city)
    assert outcomes(file) == {"taken_back": 5}
    assert not Coverage.objects.exists() and all(money(who) == (32_000, 0) for who in people)
    assert (
        not PaymentLine.objects.filter(is_open=True).exists()
        | PaymentLine.objects.filter(owns_ticket=True).exists()
    )
    assert sum(row.held_fen for row in PaymentLine.objects.filter(file=file)) == 5 * 32_000
    again = desk.upload(content)
    assert outcomes(again) == {"posted_in_full": 3, "unknown_person": 1, "no_registration": 1}
    assert all(cover(who) == WHOLE_YEAR for who in people)
    assert not PaymentLine.objects.filter(file=file, held_fen__gt=0).exists(), "each yuan is held once"
    taken_back(again, desk, city)
    assert all(money(who) == (32_000, 0) for who in people)


def test_it_takes_two_officers_a_reason_and_a_posted_file(
    desk: TaxDesk, city: Officer, make_officer: Callable[..., Officer]
) -> None:
    who, at = desk.person(), timezone.now()
    file = desk.upload([line(who)])
    with pytest.raises(InvalidFact):
        taking_back.ask(file=file, because=" ", by=desk.officer, at=at)
    with pytest.raises(NotAllowed):
        taking_back.ask(file=file, because="选错", by=make_officer(Role.CIVIL_AFFAIRS, make.HEZE), at=at)
    with pytest.raises(NotPossibleNow):
        taking_back.agree(file=file, by=city, at=at)
    taking_back.ask(file=file, because="选错", by=city, at=at)
    with pytest.raises(NotYours):
        taking_back.agree(file=file, by=city, at=at)
    kept = taking_back.keep(file=file, by=desk.officer, at=at)
    assert (kept.state, kept.undo_because, cover(who)) == ("posted", "", WHOLE_YEAR)
    assert_ledger_holds()


def test_refunds_and_reversals_of_other_files_wait_for_their_payment_again(
    desk: TaxDesk, city: Officer
) -> None:
    one, two = desk.person(), desk.person()
    paid, reversed_one = line(one, paid_at=NOVEMBER), line(two, paid_at=NOVEMBER)
    content = table([paid, reversed_one])
    file = desk.upload(content)
    gone, undone = refund_of(paid, "100.00", NOVEMBER), reversal_of(reversed_one, paid_at=DECEMBER)
    desk.upload([gone, undone])
    again = {**reversed_one, "paid_at": "2021-12-06 10:00:00"}
    desk.upload([again])
    assert (money(two), cover(two)) == ((32_000, 32_000), WHOLE_YEAR)
    taken_back(file, desk, city)
    assert (outcome(gone), of_ticket(gone).is_open) == ("refund_without_original", True)
    assert money(one) == (32_000, 0)
    desk.upload(content)
    assert (outcome(gone), money(one)) == ("refund_posted", (32_000, 22_000))


def test_what_a_refund_took_is_there_again(desk: TaxDesk, city: Officer) -> None:
    who, other = desk.person(), desk.person()
    paid = line(who, paid_at=NOVEMBER)
    refund = refund_of(paid, "200.00", NOVEMBER)
    desk.upload([paid])
    file = desk.upload([refund])
    desk.upload([second := refund_of(paid, "200.00", NOVEMBER)])
    assert (outcome(second), money(who)) == ("refund_above_paid", (32_000, 12_000))
    taken_back(file, desk, city)
    assert (outcome(second), money(who)) == ("refund_posted", (32_000, 12_000))
    first = line(other, paid_at=NOVEMBER)
    desk.upload([first])
    undoing = desk.upload([refund_of(first, paid_at=NOVEMBER)])
    taken_back(undoing, desk, city)
    assert (money(other), cover(other)) == ((32_000, 32_000), WHOLE_YEAR)


def test_what_was_given_back_of_held_money_is_held_again(desk: TaxDesk, city: Officer) -> None:
    who = desk.person()
    first, second = line(who, paid_at=NOVEMBER), line(who, paid_at=DECEMBER)
    desk.upload([first, second])
    file = desk.upload([refund_of(second, paid_at="2021-12-20 10:00:00")])
    assert of_ticket(second).held_fen == 0
    taken_back(file, desk, city)
    assert (outcome(second), of_ticket(second).held_fen) == ("already_settled", 32_000)


def test_a_refund_that_was_taken_back_by_the_file_counts_again(desk: TaxDesk, city: Officer) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    gone = refund_of(paid, paid_at="2021-11-20 10:00:00")
    desk.upload([paid, gone])
    file = desk.upload([reversal_of(gone, paid_at=DECEMBER)])
    assert (outcome(gone), cover(who)) == ("refund_undone", WHOLE_YEAR)
    taken_back(file, desk, city)
    assert (outcome(gone), money(who), cover(who)) == ("refund_posted", (32_000, 0), None)


def test_a_held_second_payment_and_a_copy_step_in(desk: TaxDesk, city: Officer) -> None:
    one, two = desk.person(), desk.person()
    first, copied = line(one, paid_at=NOVEMBER), line(two, paid_at=NOVEMBER)
    file = desk.upload([first, copied])
    second, copy = line(one, paid_at=DECEMBER), dict(copied)
    desk.upload([second, copy])
    assert outcome(second) == "already_settled"
    taken_back(file, desk, city)
    assert (outcome(second), cover(one)) == ("posted_in_full", WHOLE_YEAR)
    owner = of_ticket(copied)
    assert (owner.file_id > file.pk, owner.outcome, cover(two)) == (True, "posted_in_full", WHOLE_YEAR)


def test_a_reversal_that_is_taken_back_returns_the_ticket(desk: TaxDesk, city: Officer) -> None:
    who = desk.person()
    paid = line(who, paid_at=NOVEMBER)
    desk.upload([paid])
    file = desk.upload([reversal_of(paid, paid_at="2021-11-15 10:00:00")])
    desk.upload([{**paid, "paid_at": "2021-11-16 10:00:00"}])
    taken_back(file, desk, city)
    owner = PaymentLine.objects.get(ticket=paid["ticket"], owns_ticket=True)
    assert (str(timezone.localdate(owner.paid_at)), owner.outcome) == ("2021-11-14", "posted_in_full")
    assert (money(who), cover(who)) == ((32_000, 32_000), WHOLE_YEAR)


def test_a_correction_that_is_taken_back_leaves_the_malformed_line_waiting(
    desk: TaxDesk, city: Officer
) -> None:
    who = desk.person()
    wrong = line("371702199001010000", paid_at=NOVEMBER)
    desk.upload([wrong])
    file = desk.upload([{**line(who, paid_at=NOVEMBER), "ticket": wrong["ticket"]}])
    assert cover(who) == WHOLE_YEAR
    taken_back(file, desk, city)
    malformed = PaymentLine.objects.get(ticket=wrong["ticket"], outcome="malformed")
    assert (malformed.is_open, malformed.held_fen, cover(who)) == (True, 32_000, None)


def test_what_officers_did_with_its_lines_goes_with_them(
    desk: TaxDesk, city: Officer, make_officer: Callable[..., Officer]
) -> None:
    one, two = desk.person(), desk.person()
    named, rejected = line(one, name="张玮", paid_at=NOVEMBER), line(two, name="李四", paid_at=NOVEMBER)
    file = desk.upload([named, rejected])
    act(lines.accept_name, named, desk.clerk)
    act(lines.reject, rejected, desk.clerk)
    act(lines.confirm_reject, rejected, make_officer(Role.COUNTY_BUREAU, make.MUDAN))
    assert (cover(one), of_ticket(rejected).held_fen) == (WHOLE_YEAR, 0)
    taken_back(file, desk, city)
    assert (cover(one), LineAction.objects.count()) == (None, 3)
    assert [row.held_fen for row in PaymentLine.objects.filter(file=file)] == [32_000, 32_000]


def test_it_goes_on_after_it_broke_off(desk: TaxDesk, city: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [desk.person() for _ in range(4)]
    file = desk.upload([line(who, paid_at=NOVEMBER) for who in people])
    at = timezone.now()
    taking_back.ask(file=file, because="选错", by=desk.officer, at=at)
    file = taking_back.agree(file=file, by=city, at=at)
    monkeypatch.setattr(taking_back, "LINES_AT_ONCE", 1)
    real, calls = bulk.take_back, []

    def breaks(*args: object, **given: object) -> None:
        calls.append(args)
        real(*args, **given)  # type: ignore[arg-type]
        if len(calls) == 3:
            raise RuntimeError("killed")

    monkeypatch.setattr(bulk, "take_back", breaks)
    with pytest.raises(RuntimeError):
        jobs.work_on(file)
    assert PaymentLine.objects.filter(outcome="taken_back").count() == 2, "whole slices only"
    assert_ledger_holds()
    file.refresh_from_db()
    assert jobs.work_on(file).state == "undone"
    assert len(calls) == 5 and DueEntry.objects.filter(kind="reversal").count() == 4
    assert_ledger_holds()


def test_its_page_api_and_command(desk: TaxDesk, city: Officer, client_as, api_as, capsys) -> None:  # type: ignore[no-untyped-def]
    who = desk.person()
    file = desk.upload([line(who, paid_at=NOVEMBER)])
    asking, agreeing = client_as(desk.officer, language="en"), client_as(city, language="en")
    address = reverse("enrollment:take_back_file", args=[file.pk])
    assert address in asking.get(reverse("enrollment:payment_file", args=[file.pk])).content.decode()
    page = asking.get(address).content.decode()
    assert "covers that have begun" in page and 'data-move="ask_undo"' in page and "agree_undo" not in page
    asking.post(reverse("intake:move", args=["TB-1", file.pk, "ask_undo"]), {"because": "wrong area"})
    page = agreeing.get(address).content.decode()
    assert "wrong area" in page and 'data-move="agree_undo"' in page
    told = api_as(city).get(f"/api/v1/tax-files/{file.pk}/take-back").json()
    counts = {one["code"]: one["count"] for one in told["touched"]}
    assert (told["posted_fen"], counts["covers"], counts["covers_begun"], counts["bills"]) == (
        32_000,
        1,
        1,
        0,
    )
    call_command("take_back_tax_file", str(file.pk), "--keep", "--by", city.login, "--json")
    assert json.loads(capsys.readouterr().out)["state"] == "posted"
    call_command("take_back_tax_file", str(file.pk), "--because", "wrong area", "--by", desk.officer.login)
    path = f"/api/v1/sent-files/TB-1/{file.pk}/moves"
    key = {"Idempotency-Key": "take-back-1"}
    moved = api_as(city).post(path, {"move": "agree_undo"}, format="json", headers=key)
    assert moved.status_code == 200, moved.content.decode()
    assert moved.json()["state"] == "undoing"
    file.refresh_from_db()
    assert jobs.work_on(file).state == "undone" and cover(who) is None
    assert "as if the file had never come" in agreeing.get(address).content.decode()
