"""Does a file of whatever layout ask, or is it refused in one sentence, when most of its rows lie in another area?"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assistance.categories.operations import category_names
from assistance.figures.operations import population_figures
from assistance.figures.operations.population_figures import FiguresRefused
from enrollment.models import PaymentLine
from enrollment.operations import household_imports, status_lists
from enrollment.operations.people import document_number
from enrollment.rules.status_facts import StatusSource
from intake.layouts import layouts
from intake.models import SenderProfile
from intake.operations import answers, jobs
from intake.operations.elsewhere import ask_if_elsewhere
from intake.tables.refused import SheetRefused
from staff.models import Officer
from staff.rules.roles import Role
from tests import bill_files, care
from tests import factories as make
from tests.assistance import roster_desk
from tests.pipeline.tax_desk import TaxDesk, cover, line, outcomes, table

pytestmark = pytest.mark.django_db(transaction=True)  # a tax file is staged by a second connection
CAO, CAO_VILLAGE = "371721", "371721001001"
HOLD = {"elsewhere": "hold"}


@pytest.fixture
def bureau(make_officer: Callable[..., Officer]) -> Officer:
    make.places(make.VILLAGE, CAO_VILLAGE)
    return make_officer(Role.COUNTY_BUREAU, make.HEZE)


@pytest.fixture
def desk(bureau: Officer, make_officer: Callable[..., Officer]) -> TaxDesk:
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), bureau)


def goes_on(file: Any, by: Officer) -> Any:
    """The file asks for its area alone; somebody says that it is right."""
    assert (file.state, [one["code"] for one in file.questions]) == ("asking", ["elsewhere"]), file.refusal
    question = file.questions[0]
    assert CAO in question["text"]["zh"] and CAO in question["text"]["en"] and question["otherwise"]["zh"]
    asked = answers.answer(
        file=file, said=HOLD, by=by, on=timezone.localdate(), at=timezone.now(), keep_as="局"
    )
    assert all("elsewhere" not in kept.reading for kept in SenderProfile.objects.all()), "of this file only"
    return jobs.work_on(asked)


def test_each_layout_is_decided_on() -> None:
    """BK-1, MB-1 and OW-1 name a list and no place."""
    decided = {
        "TB-1",
        "HH-1",
        "RS-1",
        "BK-1",
        "CL-1",
        "PF-1",
        "ST-1",
        "OW-1",
        "RG-1",
        "FL-1",
        "OA-1",
        "MB-1",
        "PL-1",
        "TS-1",
        "RF-1",
    }
    assert {layout.code for layout in layouts()} == decided


def test_a_tax_file_for_the_wrong_county(desk: TaxDesk, client_as: Any) -> None:
    """14 of 15 lines lie elsewhere: nothing is posted before somebody says so; discarded and sent again it posts."""
    people = [desk.person(village=CAO_VILLAGE) for _ in range(14)]
    cells = [line(who, division=CAO) for who in people] + [line(desk.person())]
    content = table(cells)
    file = jobs.work_on(desk.receive(content, area=make.MUDAN))
    assert file.state == "asking" and not PaymentLine.objects.exists()
    page = client_as(desk.officer, language="en").get(reverse("intake:reading", args=["TB-1", file.pk]))
    assert "14 of its 15 rows lie elsewhere" in page.content.decode()
    jobs.discard(file=file, by=desk.officer, on=timezone.localdate())
    again = desk.upload(content)
    assert outcomes(again) == {"posted_in_full": 15} and cover(people[0]) is not None


def test_who_goes_on_has_the_lines_held(desk: TaxDesk) -> None:
    cells = [line(desk.person(village=CAO_VILLAGE), division=CAO) for _ in range(2)] + [line(desk.person())]
    file = goes_on(jobs.work_on(desk.receive(cells, area=make.MUDAN)), desk.officer)
    assert outcomes(file) == {"other_area": 2, "posted_in_full": 1}


def test_half_elsewhere_is_not_most(bureau: Officer) -> None:
    file: Any = type("File", (), {"area": make.MUDAN, "reading": {}})()
    ask_if_elsewhere(file, {CAO: 5, make.MUDAN: 5})
    ask_if_elsewhere(file, {})
    with pytest.raises(SheetRefused) as asked:
        ask_if_elsewhere(file, {CAO: 6, make.MUDAN: 5})
    assert asked.value.context["questions"][0]["outside"] == 6


def test_lists_about_people_registered_elsewhere(
    bureau: Officer, make_officer: Callable[..., Officer]
) -> None:
    away = [make.person(bureau, "张伟", village=CAO_VILLAGE) for _ in range(3)]
    here = make.person(bureau, "张伟")
    rows = [f"{document_number(who)},{who.name},死亡,2021-02-11" for who in (*away, here)]
    listed = status_lists.receive(
        content=io.BytesIO("\n".join(["证件号码,姓名,状态,起始日期", *rows, ""]).encode()), name="名单.csv",
        area=make.MUDAN, source=StatusSource.PUBLIC_SECURITY, listed_on=date(2021, 3, 1), by=bureau, at=timezone.now(),
    )  # fmt: skip
    assert goes_on(jobs.work_on(listed), bureau).state == "written"

    care.provider(bureau)
    bills = [bill_files.visit(who, f"K{place}", "2022-03-11") for place, who in enumerate((*away, here))]
    assert goes_on(bill_files.worked(bills, bureau), bureau).state == "settled"


def test_a_roster_about_people_registered_elsewhere(make_officer: Callable[..., Officer]) -> None:
    make.places(make.VILLAGE, CAO_VILLAGE, roster_desk.VILLAGE)
    category_names.seed()
    maker = make_officer(Role.CIVIL_AFFAIRS, roster_desk.LANZHOU)
    clerk = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    desk = roster_desk.RosterDesk(maker, maker, make_officer(Role.COUNTY_BUREAU, roster_desk.CHENGGUAN))
    away = [make.person(clerk, "张伟", village=CAO_VILLAGE) for _ in range(2)]
    roster = desk.check(roster_desk.table([roster_desk.row(who) for who in (*away, desk.person("李明"))]))
    assert goes_on(roster, maker).state == "ready"


def test_lists_that_take_no_row_from_elsewhere(bureau: Officer) -> None:
    rows = [f"A{n},户主,张伟,,{make.resident_number()},{CAO_VILLAGE},,,," for n in range(3)]
    head = "户编号,与户主关系,姓名,证件类型,证件号码,居住地区划,户籍地区划,参保方式,联系电话,一卡通账号"
    listed = household_imports.receive(
        content=io.BytesIO("\n".join([head, *rows, ""]).encode()), name="户.csv", area=make.MUDAN, coverage_year=2022,
        on=make.DAY, by=bureau,
    )  # fmt: skip
    listed = jobs.work_on(listed, on=make.DAY)
    assert listed.state == "refused" and listed.refusal is not None
    assert listed.refusal["code"] == "sent_for_another_area" and CAO in listed.refusal["text"]["zh"]
    with pytest.raises(FiguresRefused) as refused:
        population_figures.receive(
            content=io.BytesIO(f"区划代码\t户籍人口\n{CAO_VILLAGE[:9]}\t900\n".encode()), name="人口.txt", area=make.MUDAN,
            year=2022, from_on=date(2022, 1, 1), document_number="菏统〔2022〕1号", is_preview=False, by=bureau,
            at=timezone.now(),
        )  # fmt: skip
    assert refused.value.code == "sent_for_another_area"
