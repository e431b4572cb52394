"""Is a household list taken in whole or not at all, with every fault named by its cell, and the same after any crash?"""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from enrollment.bulk import households as bulk
from enrollment.generate.people import HEADER, Maker
from enrollment.models import Due, Enrollment, Household, HouseholdImport, Membership, Person
from enrollment.operations import deaths, household_imports, people
from intake import vault
from intake.operations import jobs
from intake.operations.jobs import NotPossibleNow
from intake.operations.leases import ATTEMPTS_MAX
from intake.operations.receiving import SameFileReceived
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
COLUMNS = "户编号,与户主关系,姓名,证件类型,证件号码,居住地区划,户籍地区划,参保方式,联系电话,一卡通账号"


@pytest.fixture
def bureau(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN, login="bureau")


@pytest.fixture
def take(bureau: Officer) -> Callable[..., HouseholdImport]:
    """Receive and check a list; with `write=True` also confirm and write it."""

    def taken(
        content: str | bytes, *, year: int | None = 2022, write: bool = False, area: str = make.MUDAN
    ) -> HouseholdImport:
        stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
        listed = household_imports.receive(
            content=stream, name="户.csv", area=area, coverage_year=year, on=make.DAY, by=bureau
        )
        listed = jobs.work_on(listed, on=make.DAY)
        if write:
            household_imports.confirm(household_import=listed, on=make.DAY, by=bureau)
            listed = jobs.work_on(listed)
        return listed

    return taken


def row(
    household: str = "A1", relation: str = "户主", name: str = "张伟", number: str | None = None, **given: str
) -> str:
    number = make.resident_number() if number is None else number
    cells = [household, relation, name, given.get("kind", ""), number, given.get("village", make.VILLAGE)]
    return ",".join(
        [
            *cells,
            given.get("hukou", ""),
            given.get("basis", ""),
            given.get("phone", ""),
            given.get("account", ""),
        ]
    )


def sheet(*rows: str, header: str = COLUMNS) -> str:
    return "\n".join([header, *rows]) + "\n"


def cells(listed: HouseholdImport) -> dict[str, str]:
    return {problem["cell"]: problem["code"] for problem in listed.problems}


def family() -> str:
    return sheet(
        row(number=make.resident_number(), account="6217001234567890123"),
        row(relation="配偶", name="买买提•阿不都", number=make.resident_number(male=False)),
        row(relation="子", name="𠮷明", number=make.resident_number(date(2012, 6, 1)), basis="学籍"),
    )


def test_a_list_becomes_people_household_enrollments_and_dues(take: Callable[..., HouseholdImport]) -> None:
    listed = take(family(), write=True)
    assert listed.state == "written"
    assert {key: listed.summary[key] for key in ("new", "known", "people_written", "enrolled", "dues_issued")} == {
        "new": 3, "known": 0, "people_written": 3, "enrolled": 3, "dues_issued": 3,
    }  # fmt: skip
    household = Household.objects.get()
    assert household.head == Person.objects.get(name="张伟")
    assert list(Membership.objects.order_by("pk").values_list("relationship", flat=True)) == [
        "head",
        "spouse",
        "son",
    ]
    assert dict(Enrollment.objects.values_list("person__name", "group")) == {
        "张伟": "adult",
        "买买提•阿不都": "adult",
        "𠮷明": "student",
    }
    assert Due.objects.count() == 3


def test_what_is_written_equals_what_the_desk_writes(
    take: Callable[..., HouseholdImport], bureau: Officer
) -> None:
    number, account = make.resident_number(), "6217001234567890123"
    take(
        sheet(row(number=number.lower(), name="买买提•阿不都", account=account, phone="0530-1234567")),
        write=True,
    )
    listed = Person.objects.get()
    assert people.document_number(listed) == number
    assert listed.document_hash == vault.match_key(number)
    assert vault.unseal(listed.one_card_sealed, bound_to=listed.document_hash) == account
    desk = make.person(bureau, "买买提•阿不都")
    for field in ("document_kind", "name", "name_key", "name_initials", "sex", "born_on", "division_code"):
        assert getattr(listed, field) == getattr(desk, field), field


def test_every_fault_of_every_row_is_named_by_its_cell_and_nothing_is_written(
    take: Callable[..., HouseholdImport],
) -> None:
    twice = make.resident_number()
    listed = take(
        sheet(
            row("A1", number="6.22901E+17"),
            row("A1", "配偶", number="371702800501123"),
            row("A2", name="", number="37170219800501123O"),
            row(
                "A2",
                "外星人",
                "马?",
                "371702199001011237",
                village="371702001999",
                hukou="99",
                basis="买票",
                phone="abc",
                account="12",
            ),
            row("A3", "配偶", village=make.LINXIA_VILLAGE),
            row("A4", number=twice),
            row("A4", number=make.resident_number()),
            row("A5", "子", number=twice),
            row("A6", kind="出生医学证明", number="Q123456789"),
            row("A 7"),
        )
    )
    assert listed.state == "refused"
    assert cells(listed) == {
        "E2": "scientific_form", "E3": "old_15_digits", "C4": "empty", "E4": "letters_for_digits",
        "B5": "relationship_unknown", "C5": "damaged", "E5": "wrong_check_digit", "F5": "division_unknown", "G5": "hukou_unknown",
        "H5": "basis_unknown", "I5": "phone_form", "J5": "account_form", "F6": "division_outside", "B8": "one_head",
        "B9": "no_head", "E9": "person_twice", "E10": "birth_date_required", "A11": "household_number",
    }  # fmt: skip
    assert listed.problem_count == len(listed.problems)
    assert all(p["message"][lang] and p["remedy"][lang] for p in listed.problems for lang in ("zh", "en"))
    assert twice not in json.dumps(listed.problems)
    assert not Person.objects.exists() and not Household.objects.exists()


def test_a_thousand_problems_are_kept_and_all_are_counted(take: Callable[..., HouseholdImport]) -> None:
    listed = take(sheet(*[row(f"A{turn}", number="1") for turn in range(1500)]))
    assert (len(listed.problems), listed.problem_count) == (1000, 1500)


def test_headers_in_any_order_with_aliases_and_extra_columns(take: Callable[..., HouseholdImport]) -> None:
    header = "备注\t姓名*\t身份证号\t户号\t居住地\t户主关系"
    lines = f"x\t张伟\t{make.resident_number()}\tA1\t{make.VILLAGE}\t本人\n"
    assert (
        take((header + "\n" + lines).encode("gb18030"), year=None, write=True).summary["people_written"] == 1
    )
    assert not Enrollment.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        ("户编号,姓名\nA1,张伟\n".encode(), "missing_column"),
        (COLUMNS.encode() + b"\n", "no_rows"),
        (COLUMNS.encode() + b"\n\xff\xff\xff,1\n", "undecodable"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_reason(
    take: Callable[..., HouseholdImport], content: bytes, code: str
) -> None:
    listed = take(content)
    assert listed.state == "refused"
    assert (listed.refusal or {})["code"] == code


def workbook(rows: list[list[Any]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet()
    for place, cells_of_row in enumerate([COLUMNS.split(","), *rows]):
        page.write_row(place, 0, cells_of_row)
    book.close()
    return stream.getvalue()


def test_a_workbook_is_read_and_a_numeric_id_cell_is_refused_by_name(
    take: Callable[..., HouseholdImport],
) -> None:
    good = row().split(",")
    assert take(workbook([good]), year=None, write=True).summary["people_written"] == 1
    bad = row("B1").split(",")
    numeric: list[Any] = [*bad]
    numeric[4] = int(bad[4].replace("X", "0"))
    assert cells(take(workbook([numeric]))) == {"E2": "number_cell"}


def test_the_same_list_again_is_refused_and_shows_the_first(take: Callable[..., HouseholdImport]) -> None:
    content = family()
    first = take(content, write=True)
    with pytest.raises(SameFileReceived) as refused:
        take(content)
    assert refused.value.context["import_id"] == first.pk


def test_a_corrected_list_may_come_after_a_refused_one_and_known_people_are_known(
    take: Callable[..., HouseholdImport],
) -> None:
    number = make.resident_number()
    assert take(sheet(row(number=number), row("A1", "子", "张?"))).state == "refused"
    take(sheet(row(number=number)), write=True)
    child = make.resident_number(date(2020, 1, 1))
    more = take(sheet(row(number=number), row("A1", "子", "张明", child)), write=True)
    assert (more.summary["known"], more.summary["people_written"], more.summary["enrolled"]) == (1, 1, 1)
    assert Household.objects.get().memberships.count() == 2


def test_a_new_member_without_the_head_on_the_list_joins_the_known_household(
    take: Callable[..., HouseholdImport],
) -> None:
    take(sheet(row()), write=True)
    listed = take(
        sheet(row("A1", "女", "张小", make.resident_number(date(2021, 3, 1), male=False))), write=True
    )
    assert listed.state == "written"
    assert Household.objects.get().memberships.count() == 2


def test_people_known_elsewhere_dead_or_otherwise_are_told_and_left_alone(
    take: Callable[..., HouseholdImport], bureau: Officer, make_officer
) -> None:  # type: ignore[no-untyped-def]
    away = make_officer(Role.COUNTY_BUREAU, "622901")
    numbers = [make.resident_number() for _ in range(4)]
    make.person(away, "张伟", document_number=numbers[0], village=make.LINXIA_VILLAGE)
    dead = make.person(bureau, "张伟", document_number=numbers[1])
    deaths.record_death(person=dead, died_on=date(2021, 10, 1), document="证明", on=make.DAY, by=bureau)
    make.person(bureau, "张玮", document_number=numbers[2])
    listed = take(sheet(row("A1"), *[row("A1", "其他", number=number) for number in numbers[:3]]), write=True)
    assert listed.summary["notice_counts"] == {
        "registered_elsewhere": 1, "person_deceased": 1, "name_differs": 1, "other_household": 1, "other_tier": 0,
    }  # fmt: skip
    assert {notice["cell"] for notice in listed.summary["notices"]} == {"E3", "E4", "E5", "C5"}
    assert listed.summary["people_written"] == 1
    assert Person.objects.count() == 4
    assert listed.summary["enrolled"] == 2  # the new one, and the known one of the area whose name differs


def test_preview_counts_by_township_and_nothing_is_written_before_it_is_confirmed(
    take: Callable[..., HouseholdImport], bureau: Officer
) -> None:
    listed = take(family())
    assert listed.state == "ready"
    assert listed.summary["townships"] == [
        {"code": "371702001", "name": "区划371702001", "rows": 3, "new": 3, "known": 0}
    ]
    assert not Person.objects.exists()
    jobs.discard(file=listed, on=make.DAY, by=bureau)
    with pytest.raises(NotPossibleNow):
        household_imports.confirm(household_import=listed, on=make.DAY, by=bureau)


def test_only_who_may_import_there_imports(make_officer, bureau: Officer) -> None:  # type: ignore[no-untyped-def]
    for officer in (make_officer(Role.VILLAGE_CLERK, make.MUDAN), make_officer(Role.COUNTY_BUREAU, "371703")):
        with pytest.raises(NotAllowed):
            household_imports.receive(
                content=io.BytesIO(family().encode()),
                name="户.csv",
                area=make.MUDAN,
                coverage_year=2022,
                on=make.DAY,
                by=officer,
            )


class Killed(BaseException):
    """Stands for kill -9: nothing catches it, nothing is cleaned up."""


@pytest.mark.parametrize(
    "step",
    ["find_known", "write_people", "write_headless_households", "write_memberships", "write_enrollments"],
)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_killed_writer_is_taken_up_with_the_same_result(
    take: Callable[..., HouseholdImport],
    bureau: Officer,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    turn: int,
) -> None:
    monkeypatch.setattr(household_imports, "SLICE_ROWS", 4)
    maker = Maker(seed=7, on=date(2021, 10, 1), villages=[make.VILLAGE, make.OTHER_VILLAGE])
    rows = list(maker.rows(8))
    listed = take("\n".join(",".join(line) for line in [list(HEADER), *rows]) + "\n")
    assert listed.state == "ready", listed.problems
    household_imports.confirm(household_import=listed, on=make.DAY, by=bureau)
    real, calls = getattr(bulk, step), []

    def kill(*args: Any, **given: Any) -> Any:
        calls.append(1)
        answer = real(*args, **given)
        if len(calls) == turn:
            raise Killed
        return answer

    monkeypatch.setattr(bulk, step, kill)
    try:
        jobs.work_on(listed)
    except Killed:
        assert jobs.work_on(listed).state == "writing"  # the dead one's lease still runs
        HouseholdImport.objects.update(lease_until=None)
    monkeypatch.setattr(bulk, step, real)
    done = jobs.work_on(listed)
    assert done.state == "written"
    assert (
        Person.objects.count()
        == Enrollment.objects.count()
        == Due.objects.count()
        == len(rows)
        == Membership.objects.count()
    )
    assert Household.objects.exclude(head=None).count() == 8
    assert (done.summary["people_written"], done.summary["enrolled"], done.summary["dues_issued"]) == (
        len(rows),
    ) * 3
    assert jobs.work_on(listed).state == "written"  # a message delivered twice changes nothing
    assert AuditEvent.objects.filter(action="write_household_list").count() == 1


def test_rows_lost_by_a_crash_of_the_database_are_read_again(
    take: Callable[..., HouseholdImport], bureau: Officer
) -> None:
    listed = take(family())
    household_imports.confirm(household_import=listed, on=make.DAY, by=bureau)
    bulk.drop_stages(listed.pk)
    done = jobs.work_on(listed)
    assert (done.state, Person.objects.count(), Enrollment.objects.count()) == ("written", 3, 3)


def test_a_fault_of_the_system_ends_after_some_attempts_and_can_be_tried_again(
    take: Callable[..., HouseholdImport], bureau: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = take(family())
    household_imports.confirm(household_import=listed, on=make.DAY, by=bureau)
    with monkeypatch.context() as broken:
        broken.setattr(bulk, "slices", lambda *_args, **_given: 1 / 0)
        for _ in range(ATTEMPTS_MAX):
            with pytest.raises(ZeroDivisionError):
                jobs.work_on(listed)
    listed.refresh_from_db()
    assert listed.state == "failed"
    jobs.retry(file=listed, on=make.DAY, by=bureau)
    assert jobs.work_on(listed).state == "written"


def test_a_permit_or_passport_needs_no_birth_date_and_counts_as_an_adult(take) -> None:
    listed = take(
        sheet(row(), row(relation="配偶", name="陈港", kind="港澳居民来往内地通行证", number="H12345678")),
        write=True,
    )
    assert listed.state == "written", listed.problems
    person = Person.objects.get(name="陈港")
    assert person.born_on is None
    assert (
        Enrollment.objects.get(person=person).group == "adult" and Due.objects.filter(person=person).exists()
    )


def test_a_written_birth_date_lies_between_1900_and_today(take: Callable[..., HouseholdImport]) -> None:
    def passport(place: int, born: str) -> str:
        return row(f"A{place}", kind="护照", number=f"E1234567{place}") + f",{born}"

    days = ["2031-01-01", "1899-12-31", "2021111", "1990-02-03"]
    rows = [passport(place, born) for place, born in enumerate(days)]
    listed = take(sheet(*rows, header=f"{COLUMNS},出生日期"))
    kinds = {cell: code for cell, code in cells(listed).items() if cell.startswith("K")}
    assert kinds == {"K2": "birth_date_in_future", "K3": "date_too_early", "K4": "date_unreadable"}
