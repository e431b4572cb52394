"""Does a village's ledger come back with one outcome for every row, and is what others changed meanwhile never overwritten?"""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.models import BaseAnswer, Person, ReturnedSheet, SheetRow
from enrollment.operations import base_answers, deaths, ledger_sheets, ledger_sheets_out, sheet_conflicts
from enrollment.operations.base_answers import AnsweredMeanwhile
from enrollment.operations.sheet_conflicts import ConflictDecided
from enrollment.rules.base_answers import Answer, Heard
from enrollment.rules.sheet_rows import REMEDIES, ConflictMove, RowOutcome, SheetCase, outcome_of
from intake.operations.receiving import SameFileReceived
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

AT = datetime(2022, 1, 10, 2, 0, tzinfo=UTC)
ON = date(2022, 1, 10)
LATER = AT + timedelta(hours=5)
Rows = list[list[Any]]
ANSWERS = st.sampled_from([None, Answer(Heard.REFUSES, ON), Answer(Heard.UNREACHABLE, ON)])
CASES = st.builds(
    SheetCase,
    given=ANSWERS,
    version=st.integers(0, 2),
    now=ANSWERS,
    now_version=st.integers(0, 2),
    then=ANSWERS,
    is_known=st.booleans(),
    went_out=st.booleans(),
    lives_here=st.booleans(),
    is_alive=st.booleans(),
    rows=st.integers(1, 3),
)


@given(CASES)
def test_only_a_row_of_the_version_on_record_is_written(case: SheetCase) -> None:
    outcome = outcome_of(case)
    if outcome is RowOutcome.CHANGED:
        assert case.given not in (None, case.now) and case.version == case.now_version
        assert case.is_known and case.went_out and case.lives_here and case.is_alive and case.rows == 1
    if outcome is RowOutcome.CONFLICT:
        assert case.given not in (None, case.now, case.then)


def test_whatever_is_not_taken_says_what_to_do() -> None:
    assert set(REMEDIES) == set(RowOutcome) - {RowOutcome.CHANGED, RowOutcome.UNCHANGED}


@pytest.fixture
def clerk(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.VILLAGE_CLERK, make.VILLAGE)  # type: ignore[no-any-return]


@pytest.fixture
def township(make_officer: Any, clerk: Officer) -> Officer:
    return make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9])  # type: ignore[no-any-return]


@pytest.fixture
def people(clerk: Officer) -> list[Person]:
    return [make.person(clerk, name) for name in ("赵一", "钱二", "孙三", "李四", "周五")]


def issued(by: Officer, *, at: datetime = AT) -> Rows:
    _, stream = ledger_sheets_out.issue(division_code=make.VILLAGE, coverage_year=make.YEAR, by=by, at=at)
    return [list(row) for row in openpyxl.load_workbook(stream).active.iter_rows(values_only=True)]


def returned(rows: Rows, by: Officer, *, at: datetime = LATER, village: str = make.VILLAGE) -> ReturnedSheet:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return ledger_sheets.receive(content=stream, name="台账.xlsx", division_code=village, by=by, at=at)


def row_of(rows: Rows, who: Person) -> list[Any]:
    return next(row for row in rows if row[1] == str(who.pk))


def fill(rows: Rows, who: Person, **cells: Any) -> None:
    headings = {"heard": "答复", "contacted_on": "联系日期", "promise_on": "承诺缴费日期", "remark": "备注"}
    for key, cell in cells.items():
        row_of(rows, who)[rows[0].index(headings[key])] = cell


def say(who: Person, by: Officer, heard: Heard, *, seen: int = 0) -> BaseAnswer:
    return base_answers.answer(
        person=who, coverage_year=make.YEAR, answer=Answer(heard, ON), seen_version=seen, by=by, at=AT
    )


def outcomes(file: ReturnedSheet) -> dict[str, str]:
    assert file.state == "written", file.refusal or file.problems or file.questions or file.failure
    return {row.name: row.outcome for row in SheetRow.objects.filter(file=file)}


def test_every_row_ends_once(clerk: Officer, township: Officer, people: list[Person]) -> None:
    one, two, three, four, five = people
    say(two, clerk, Heard.UNREACHABLE)
    rows = issued(clerk)
    say(three, township, Heard.REFUSES)
    deaths.record_death(person=five, died_on=date(2022, 1, 5), document="死亡证明1号", on=ON, by=clerk)
    fill(rows, one, heard="答应缴费", contacted_on="2022-01-10", promise_on="2022-01-20", remark="等工资")
    fill(rows, three, heard="无力缴费", contacted_on="2022-01-10")
    fill(rows, five, heard="不愿参保", contacted_on="2022-01-10")
    rows.remove(row_of(rows, four))
    stranger = [*row_of(rows, two)]
    stranger[1], stranger[3] = "999999999", "陌生人"
    file = returned([*rows, stranger], clerk)
    assert outcomes(file) == {
        "赵一": "changed",
        "钱二": "unchanged",
        "孙三": "conflict",
        "李四": "removed",
        "周五": "dead",
        "陌生人": "unknown",
    }
    assert file.summary["outcomes"] == dict.fromkeys(sorted(set(outcomes(file).values())), 1)
    written = BaseAnswer.objects.get(person=one)
    assert (written.heard, written.promise_on, written.remark, written.source) == (
        "promised",
        date(2022, 1, 20),
        "等工资",
        f"MB-1:{file.pk}",
    )
    assert BaseAnswer.objects.get(person=three).heard == "refuses"


def test_a_conflict_is_decided_with_both_values_read(
    clerk: Officer, township: Officer, people: list[Person]
) -> None:
    first, second, *_ = people
    rows = issued(clerk)
    for who in (first, second):
        say(who, township, Heard.REFUSES)
        fill(rows, who, heard="无力缴费", contacted_on="2022-01-10")
    file = returned(rows, clerk)
    taken, kept = (SheetRow.objects.get(file=file, person=who) for who in (first, second))
    assert (
        taken.against is not None
        and taken.against.heard == "refuses"
        and taken.given["heard"] == "cannot_pay"
    )
    with pytest.raises(AnsweredMeanwhile):
        sheet_conflicts.decide(row=taken, made=ConflictMove.TAKE, seen_version=0, by=clerk, at=LATER)
    sheet_conflicts.decide(row=taken, made=ConflictMove.TAKE, seen_version=1, by=clerk, at=LATER)
    sheet_conflicts.decide(row=kept, made=ConflictMove.KEEP, seen_version=1, by=clerk, at=LATER)
    told = dict(BaseAnswer.objects.order_by("version").values_list("person", "heard"))
    assert told == {first.pk: "cannot_pay", second.pk: "refuses"}
    with pytest.raises(ConflictDecided):
        sheet_conflicts.decide(row=kept, made=ConflictMove.TAKE, seen_version=1, by=clerk, at=LATER)


def test_a_person_in_two_rows_or_in_another_village_is_left_alone(
    clerk: Officer, people: list[Person]
) -> None:
    one, two, *_ = people
    rows = issued(clerk)
    fill(rows, one, heard="不愿参保", contacted_on="2022-01-10")
    rows.append([*row_of(rows, one)])
    Person.objects.filter(pk=two.pk).update(division_code=make.OTHER_VILLAGE)
    fill(rows, two, heard="不愿参保", contacted_on="2022-01-10")
    file = returned(rows, clerk)
    assert SheetRow.objects.filter(file=file, person=one, outcome="twice").count() == 2
    assert outcomes(file)["钱二"] == "other_place" and not BaseAnswer.objects.exists()


Change = Callable[[Rows], None]


@pytest.mark.parametrize(
    ("code", "at", "change"),
    [
        ("sheet_of_earlier_month", datetime(2022, 2, 1, 2, 0, tzinfo=UTC), lambda rows: None),
        ("sheet_of_another_village", LATER, lambda rows: [row.__setitem__(0, "999999") for row in rows[1:]]),
        ("several_sheets", LATER, lambda rows: rows[1].__setitem__(0, "999999")),
    ],
)
def test_a_sheet_that_may_not_come_back_is_refused_with_what_to_do(
    code: str, at: datetime, change: Change, clerk: Officer, people: list[Person]
) -> None:
    rows = issued(clerk)
    change(rows)
    file = returned(rows, clerk, at=at)
    assert file.state == "refused" and file.refusal is not None and file.refusal["code"] == code
    assert file.refusal["remedy"]["en"] and not SheetRow.objects.exists()


def test_cells_that_are_wrong_refuse_the_sheet_by_cell(clerk: Officer, people: list[Person]) -> None:
    one, two, three, *_ = people
    rows = issued(clerk)
    fill(rows, one, heard="答应缴费", contacted_on="2022-01-10")
    fill(rows, two, heard="不愿参保")
    fill(rows, three, remark="不在家")
    file = returned(rows, clerk)
    assert file.state == "refused"
    assert {each["code"] for each in file.problems} == {
        "promise_needs_day",
        "contact_needs_day",
        "answer_missing",
    }


def test_the_same_bytes_come_once_and_only_from_who_may_write_there(
    clerk: Officer, people: list[Person], make_officer: Any
) -> None:
    rows = issued(clerk)
    with pytest.raises(NotAllowed):
        returned(rows, make_officer(Role.VILLAGE_CLERK, make.OTHER_VILLAGE))
    content = returned(rows, clerk)
    again = ReturnedSheet.objects.get(pk=content.pk)
    from intake.operations.stored_files import open_stored

    with pytest.raises(SameFileReceived):
        ledger_sheets.receive(
            content=io.BytesIO(open_stored(again.sha256, again.size_bytes).read()),
            name="台账.xlsx",
            division_code=make.VILLAGE,
            by=clerk,
            at=LATER,
        )
