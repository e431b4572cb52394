"""Does the three-way check see every line of a day, and is a sheet signed by both sides and then final?"""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from enrollment.models import TreasuryReceipt, TreasurySheet, TreasuryStatement
from enrollment.operations import treasury_sheets, treasury_statements
from enrollment.operations.treasury_sheets import SheetRefused
from enrollment.operations.treasury_statements import StatementRefused
from enrollment.queries.treasury import check_of, sheet_report
from enrollment.treasury_workbooks import treasury_workbook
from intake.operations import jobs, officer_moves
from intake.operations.receiving import SameFileReceived
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.sponsor_desk import SponsorDesk, credit_code, row
from tests.pipeline.tax_desk import TaxDesk, line, of_ticket, refund_of, reversal_of

DAY = date(2021, 11, 15)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SponsorDesk:
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    return SponsorDesk(TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), bureau), bureau)


@pytest.fixture
def finance(make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.FINANCE, make.MUDAN)


def send(by: Officer, *rows: str, head: str = "入库日期,金额,收退类型,电子税票号码", area: str = make.MUDAN) -> TreasuryStatement:  # fmt: skip
    statement = treasury_statements.receive(
        content=io.BytesIO("\n".join([head, *rows, ""]).encode()),
        name="国库.csv",
        area=area,
        by=by,
        at=timezone.now(),
    )
    return jobs.work_on(statement)


def made(by: Officer, until: date = NEXT) -> TreasurySheet:
    return treasury_sheets.make(area=make.MUDAN, from_on=DAY, until_on=until, by=by, at=timezone.now())


def test_all_that_happens_to_a_day_adds_up(desk: SponsorDesk, finance: Officer) -> None:
    ones = [desk.tax.person(f"张{turn}") for turn in "甲乙丙丁"]
    school, pupil = desk.school(), desk.tax.person("学生甲")
    desk.send(school, row(pupil))
    paid, over, unknown = (
        line(ones[0], treasury=DAY),
        line(ones[1], "400.00", treasury=DAY),
        line(treasury=DAY),
    )
    class_ = line(credit_code(1), "500.00", name=school.name, treasury=DAY)
    undone, gone = line(ones[2], treasury=DAY), line(ones[3], treasury=DAY)
    desk.tax.upload([paid, over, unknown, class_, undone, gone])
    desk.divide(of_ticket(class_), school)
    of_held = refund_of(over, "80.00", treasury=NEXT)
    refund = refund_of(undone, treasury=NEXT)
    desk.tax.upload([of_held, refund, reversal_of(gone, treasury=NEXT)])
    desk.tax.upload([reversal_of(refund, treasury=NEXT, paid_at="2021-11-25 10:00:00")])
    first, second = check_of(make.MUDAN, DAY, NEXT + timedelta(days=1)).days
    assert (first.lines, first.tax_fen, first.accounts_fen) == (6, 218_000, 218_000)
    assert (first.on_dues_fen, first.held_fen, first.given_back_fen) == (4 * 32_000 + 32_000, 50_000, 8_000)
    assert second.tax_fen == second.accounts_fen == -8_000 - 32_000
    rows = [
        f"{DAY},{cells['amount']},,{cells['ticket']}" for cells in (paid, over, unknown, class_, undone, gone)
    ]
    statement = send(finance, *rows)
    assert statement.state == "written", statement.refusal or statement.problems
    check = check_of(make.MUDAN, DAY, NEXT)
    assert check.days[0].agrees and check.differences == []


def test_each_day_is_told_once_until_a_statement_is_taken_back(
    desk: SponsorDesk, finance: Officer, make_officer: Callable[..., Officer]
) -> None:
    first = send(finance, f"{DAY},320.00,,", f"{NEXT},100.00,退库,")
    assert [one.kind for one in TreasuryReceipt.objects.order_by("number")] == ["received", "given_back"]
    with pytest.raises(SameFileReceived):
        send(finance, f"{DAY},320.00,,", f"{NEXT},100.00,退库,")
    again = send(finance, f"{NEXT},200.00,,")
    assert (again.state, (again.refusal or {})["code"]) == ("refused", "day_told_before")
    undo: dict[str, Any] = {
        "file": first,
        "move": "undo",
        "because": "国库更正",
        "on": timezone.localdate(),
        "at": timezone.now(),
    }
    with pytest.raises(NotYours):
        officer_moves.make_move(by=finance, **undo)
    officer_moves.make_move(by=make_officer(Role.FINANCE, make.MUDAN), **undo)
    jobs.work_on(first)
    first.refresh_from_db()
    assert first.state == "undone" and send(finance, f"{NEXT},200.00,,").state == "written"


@pytest.mark.parametrize(
    ("bad", "cell", "code"),
    [
        (",320.00,,", "A2", "day_form"),
        ("2999-01-01,320.00,,", "A2", "day_to_come"),
        (f"{DAY},0.00,,", "B2", "amount_zero"),
    ],
)
def test_a_wrong_cell_refuses_the_statement(desk: SponsorDesk, finance: Officer, bad: str, cell: str, code: str) -> None:  # fmt: skip
    statement = send(finance, bad)
    assert statement.state == "refused" and not TreasuryReceipt.objects.exists()
    assert [(one["cell"], one["code"]) for one in statement.problems] == [(cell, code)]


def test_a_statement_without_its_day_is_refused_by_name(desk: SponsorDesk, finance: Officer) -> None:
    statement = send(finance, "320.00", head="金额")
    assert statement.state == "refused" and "入库日期" in (statement.refusal or {})["text"]["zh"]


def test_both_sides_sign_and_then_nothing_changes(desk: SponsorDesk, finance: Officer) -> None:
    desk.tax.upload([line(desk.tax.person(), treasury=DAY)])
    send(finance, f"{DAY},320.00,,")
    sheet = made(finance)
    with pytest.raises(SheetRefused) as known:
        made(desk.tax.officer)
    assert known.value.context["sheet_id"] == sheet.pk
    treasury_sheets.sign(sheet=sheet, by=finance, at=timezone.now())
    with pytest.raises(SheetRefused) as same_side:
        treasury_sheets.sign(sheet=sheet, by=desk.bureau, at=timezone.now())
    assert same_side.value.code == "side_signed"
    treasury_sheets.sign(sheet=sheet, by=desk.tax.officer, at=timezone.now())
    sheet.refresh_from_db()
    report = sheet_report(sheet)
    assert sheet.state == "signed" and report["is_as_frozen"] and not report["changed_since"]
    desk.tax.upload([line(desk.tax.person(), treasury=DAY)])
    assert sheet_report(sheet)["changed_since"] and sheet_report(sheet)["is_as_frozen"]
    changes: tuple[dict[str, Any], ...] = ({"digest": "0" * 64}, {"because": "改"}, {"body": {}})
    for change in changes:
        with pytest.raises(DatabaseError, match="signed stays"), transaction.atomic():
            TreasurySheet.objects.filter(pk=sheet.pk).update(**change)
    with pytest.raises(SheetRefused):
        treasury_sheets.drop(sheet=sheet, by=finance, at=timezone.now())
    assert treasury_workbook(sheet, "牡丹区").read(2) == b"PK"


def test_who_signs_says_why_something_differs_and_figures_are_those_of_now(
    desk: SponsorDesk, finance: Officer, make_officer: Callable[..., Officer]
) -> None:
    desk.tax.upload([line(desk.tax.person(), treasury=DAY)])
    send(finance, f"{DAY},300.00,,")
    sheet = made(finance)
    assert sheet.differences == 1
    with pytest.raises(SheetRefused) as silent:
        treasury_sheets.sign(sheet=sheet, by=finance, at=timezone.now())
    assert silent.value.context["field"] == "because"
    treasury_sheets.sign(sheet=sheet, because="国库次日补记", by=finance, at=timezone.now())
    desk.tax.upload([line(desk.tax.person(), treasury=DAY)])
    with pytest.raises(SheetRefused) as changed:
        treasury_sheets.sign(sheet=sheet, by=desk.tax.officer, at=timezone.now())
    assert changed.value.code == "figures_changed"
    treasury_sheets.drop(sheet=sheet, by=desk.tax.officer, at=timezone.now())
    assert made(finance).pk != sheet.pk
    with pytest.raises(NotAllowed):
        made(make_officer(Role.FINANCE, "371721"))
    for until in (DAY, timezone.localdate() + timedelta(days=2)):
        with pytest.raises(SheetRefused):
            made(finance, until)


def test_a_signed_day_keeps_its_statement(
    desk: SponsorDesk, finance: Officer, make_officer: Callable[..., Officer]
) -> None:
    desk.tax.upload([line(desk.tax.person(), treasury=DAY)])
    statement = send(finance, f"{DAY},320.00,,")
    treasury_sheets.sign(sheet=made(finance), by=finance, at=timezone.now())
    with pytest.raises(StatementRefused) as signed:
        officer_moves.make_move(
            file=statement, move="undo", because="更正", by=make_officer(Role.FINANCE, make.MUDAN),
            on=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip
    assert signed.value.code == "days_are_signed"
