"""Are a year's population figures of many places entered as one table, with all faults at once, and approved by another officer?"""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from assistance.figures.bulk.population_rows import NoFigures
from assistance.figures.models import EnteredParameter, FigureSheet
from assistance.figures.operations import parameters, population_figures
from assistance.figures.operations.parameters import AlreadyDecided, InvalidParameter
from assistance.public_money.queries.coverage_rates import rates
from intake.tables import SheetRefused
from policy.topics import Topic
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
COUNTY, AREA, OTHER = "371702", "371700", "371703"
TOWN, SECOND = "371702001", "371702002"
DAY = date(2022, 1, 1)
TABLE = f"区划代码\t户籍人口\t职工医保参保人数\n{TOWN}\t12,000\t800\n{SECOND}\t9000\t\n"
GOOD = {"area": COUNTY, "year": 2022, "from_on": "2022-01-01", "document_number": "菏统〔2022〕1号"}


@pytest.fixture
def maker(make_officer) -> Officer:
    make.places(f"{TOWN}001", f"{SECOND}001", f"{OTHER}001001")
    return make_officer(Role.COUNTY_BUREAU, COUNTY)


@pytest.fixture
def checker(make_officer) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, COUNTY)


def read(text: str, area: str = COUNTY):
    return population_figures.read_sheet(io.BytesIO(text.encode()), area=area)


def entered(by: Officer, text: str = TABLE, **given) -> FigureSheet:
    facts = GOOD | {"from_on": DAY, "figures": read(text).figures} | given
    return population_figures.enter(**facts, by=by, at=timezone.now())


def workbook(*rows: tuple) -> bytes:
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def test_a_table_is_read_from_text_and_from_a_workbook() -> None:
    make.places(f"{TOWN}001", f"{SECOND}001")
    wanted = {
        (TOWN, Topic.HUKOU_POPULATION): 12000,
        (TOWN, Topic.EMPLOYEES_INSURED): 800,
        (SECOND, Topic.HUKOU_POPULATION): 9000,
    }
    assert read(TABLE).figures == wanted
    book = workbook(
        ("名称", "户籍人口", "区划代码", "职工医保参保人数"),
        (f"区划{TOWN}", 12000, int(TOWN), 800),
        ("", "9,000", SECOND, None),
    )
    table = population_figures.read_sheet(io.BytesIO(book), area=COUNTY)
    assert table.figures == wanted and table.problems.count == 0
    assert read(table.as_text()).figures == wanted, "what the preview hands on reads the same"


def test_every_fault_is_told_at_once_by_its_cell(maker) -> None:
    table = read(
        "名称\t区划代码\t户籍人口\t常住人口\n"
        f"区划{TOWN}\t{TOWN}\t一万\t8.5\n"
        f"\t{TOWN}\t1\t\n"
        f"区划{TOWN}\t{SECOND}\t1\t\n"
        "\t3717\t1\t\n"
        "\t371702099\t-5\t\n"
        f"\t{OTHER}\t1\t\n"
    )
    found = [(problem.as_json()["cell"], problem.code) for problem in table.problems.kept]
    assert found == [
        ("C2", "not_a_count"),
        ("D2", "not_a_count"),
        ("B3", "twice"),
        ("A4", "name_differs"),
        ("B5", "not_a_division"),
        ("B6", "unknown_division"),
        ("C6", "not_a_count"),
        ("B7", "outside_area"),
    ]
    assert all(problem.remedy.zh and problem.remedy.en for problem in table.problems.kept)


@pytest.mark.parametrize(
    ("text", "refusal", "code"),
    [
        ("区划代码\t名称\n371702001\t甲\n", NoFigures, "no_figure_column"),
        ("户籍人口\n5\n", SheetRefused, "missing_column"),
        ("区划代码\t户籍人口\n371702001\t\n", NoFigures, "no_figures"),
        ("区划代码\t户籍人口\n", NoFigures, "no_figures"),
    ],
)
def test_a_table_that_holds_nothing_is_refused(maker, text, refusal, code) -> None:
    with pytest.raises(refusal) as refused:
        read(text)
    assert refused.value.code == code


def test_figures_count_once_a_second_officer_approves(maker, checker) -> None:
    formula = parameters.enter(
        area=COUNTY, topic="coverage_formula", key="2022", value="户籍人口-职工医保参保人数", from_on=DAY,
        document_number="口径1号", by=maker, at=timezone.now(),
    )  # fmt: skip
    parameters.approve(entry=formula, by=checker, at=timezone.now())
    sheet = entered(maker)

    def denominators() -> dict[str, int | None]:
        return {row.code: row.denominator.count for row in rates(COUNTY, coverage_year=2022, on=DAY).places}

    assert denominators() == {TOWN: None, SECOND: None}
    for decide in (
        lambda: population_figures.approve(sheet=sheet, by=maker, at=timezone.now()),
        lambda: population_figures.reject(sheet=sheet, because="错", by=maker, at=timezone.now()),
    ):
        with pytest.raises(NotYours) as refused:
            decide()
        assert refused.value.code == "not_by_maker"
    assert population_figures.approve(sheet=sheet, by=checker, at=timezone.now()) == 3
    assert denominators() == {TOWN: 11200, SECOND: None}, "the other has no figure of the employee scheme"
    with pytest.raises(AlreadyDecided):
        population_figures.approve(sheet=sheet, by=checker, at=timezone.now())
    told = AuditEvent.objects.filter(about_kind="figuresheet").values_list("action", "officer")
    assert set(told) == {("enter_figures", maker.pk), ("approve_figures", checker.pk)}


def test_only_what_differs_is_entered(maker, checker) -> None:
    population_figures.approve(sheet=entered(maker), by=checker, at=timezone.now())
    with pytest.raises(NoFigures) as refused:
        entered(maker)
    assert refused.value.code == "nothing_changes"
    again = entered(maker, TABLE.replace("9000", "9001"))
    assert (again.figures, again.unchanged) == (1, 2)
    assert again.rows.get().value == 9001
    other_year = entered(maker, year=2023)
    assert other_year.figures == 3


def test_a_table_is_turned_down_with_a_reason(maker, checker) -> None:
    sheet = entered(maker)
    with pytest.raises(InvalidParameter):
        population_figures.reject(sheet=sheet, because=" ", by=checker, at=timezone.now())
    assert population_figures.reject(sheet=sheet, because="年份不符", by=checker, at=timezone.now()) == 3
    assert set(sheet.rows.values_list("rejected_because", flat=True)) == {"年份不符"}


def test_only_in_ones_own_area(maker, make_officer) -> None:
    stranger = make_officer(Role.COUNTY_BUREAU, OTHER)
    with pytest.raises(NotAllowed):
        entered(stranger)
    with pytest.raises(NotAllowed):
        population_figures.approve(sheet=entered(maker), by=stranger, at=timezone.now())
    with pytest.raises(InvalidParameter):
        entered(maker, document_number=" ")


def test_the_tables_keep_what_was_entered(maker) -> None:
    sheet = entered(maker)
    with pytest.raises(IntegrityError, match="parameter_not_approved_by_maker"), transaction.atomic():
        EnteredParameter.objects.filter(sheet=sheet).update(approved_by=maker, approved_at=timezone.now())
    for change in (
        "UPDATE assistance_enteredparameter SET sheet_id = NULL",
        "UPDATE assistance_enteredparameter SET value = '1'",
        "UPDATE assistance_figuresheet SET year = 2021",
        "DELETE FROM assistance_figuresheet",
    ):
        with pytest.raises(Exception, match=r"never changed|only ever added"), transaction.atomic():
            connection.cursor().execute(change)


def test_the_pages_from_paste_to_approval(
    maker, checker, make_officer, client_as, django_assert_max_num_queries
) -> None:
    url, client = reverse("assistance:enter_populations"), client_as(maker, language="en")
    start = client.get(url, {"area": COUNTY, "year": "2022"}).content.decode()
    assert f"{TOWN}\t区划{TOWN}\t\t" in start, "the places stand ready to be filled in"
    wrong = TABLE.replace("9000", "many").replace("12,000", "x")
    told = client.post(url, GOOD | {"pasted": wrong, "do": "enter"})
    text = told.content.decode()
    assert told.status_code == 422 and "B2" in text and "B3" in text and "2 problems" in text
    assert "x\t800" in text, "what was pasted is still there"
    assert client.post(url, GOOD | {"do": "preview"}).status_code == 422, "neither a file nor text"
    shown = client.post(url, GOOD | {"pasted": TABLE, "do": "preview"}).content.decode()
    assert "3 figures would be entered" in shown and not FigureSheet.objects.exists()
    client.post(url, GOOD | {"pasted": TABLE, "do": "enter"})
    sheet = FigureSheet.objects.get()
    page, decide = (
        reverse(f"assistance:{name}", args=[sheet.pk]) for name in ("population_sheet", "decide_populations")
    )
    assert "Approve</button>" not in client.get(page).content.decode()
    second = client_as(checker, language="en")
    with django_assert_max_num_queries(20):
        assert "Approve</button>" in second.get(page).content.decode()
    assert client_as(make_officer(Role.COUNTY_BUREAU, OTHER)).post(decide).status_code == 404
    assert client_as(make_officer(Role.AUDITOR, COUNTY)).post(url, GOOD).status_code == 403
    assert client_as(make_officer(Role.TOWNSHIP_CLERK)).get(page).status_code == 403
    second.post(decide, {"decision": "approve"})
    assert EnteredParameter.objects.filter(approved_by=checker).count() == 3
    with django_assert_max_num_queries(20):
        assert "approved" in second.get(reverse("assistance:population_sheets")).content.decode()


def test_a_file_is_previewed_and_a_shadowed_figure_is_named(maker, checker, make_officer, client_as) -> None:
    population_figures.approve(sheet=entered(maker), by=checker, at=timezone.now())
    city = client_as(make_officer(Role.CITY_BUREAU, AREA), language="en")
    file = SimpleUploadedFile("人口.xlsx", workbook(("区划代码", "户籍人口"), (TOWN, 13000), (COUNTY, 99000)))
    url = reverse("assistance:enter_populations")
    told = city.post(url, GOOD | {"area": AREA, "file": file, "do": "preview"}).content.decode()
    assert "2 figures would be entered" in told and "1 figure has no effect" in told and "12000" in told


def test_the_api_tells_all_faults_and_enters(maker, checker, make_officer, api_as) -> None:
    url, client = "/api/v1/population-figures", api_as(maker)
    places = [
        {"division": TOWN, "hukou_population": 12000, "usual_residents": None},
        {"division": SECOND, "hukou_population": 9000},
    ]

    def sent(by, where: str, facts: dict, key: str):
        return by.post(where, facts, format="json", headers={"Idempotency-Key": key})

    wrong = [{"division": "3717", "hukou_population": 1}, {"division": OTHER, "hukou_population": 1}]
    refused = sent(client, url, GOOD | {"places": wrong}, "a")
    assert refused.status_code == 400
    assert [error["attr"] for error in refused.json()["errors"]] == ["places.0.division", "places.1.division"]
    made = sent(client, url, GOOD | {"places": places}, "b")
    assert made.status_code == 201 and (made.json()["figures"], made.json()["waiting"]) == (2, 2)
    assert sent(client, url, GOOD | {"places": places}, "b").headers["Idempotent-Replayed"] == "true"
    decision = f"{url}/{made.json()['id']}/decision"
    own = sent(client, decision, {"decision": "approve"}, "c")
    assert own.status_code == 403 and own.json()["errors"][0]["code"] == "not_by_maker"
    stranger = api_as(make_officer(Role.COUNTY_BUREAU, OTHER))
    assert sent(stranger, decision, {"decision": "approve"}, "d").status_code == 404
    assert sent(stranger, url, GOOD | {"places": places}, "e").status_code == 403
    assert stranger.get(url).json()["results"] == []
    assert sent(api_as(checker), decision, {"decision": "approve"}, "f").json()["approved"] == 2
    listed = client.get("/api/v1/parameters", {"sheet": made.json()["id"]}).json()["results"]
    assert {row["key"]: row["value"] for row in listed} == {f"{TOWN}:2022": 12000, f"{SECOND}:2022": 9000}
