"""Does the page of one line say whose it is and where, lead to the registry and back, and name nobody without need?"""

from datetime import date

import pytest
from django.urls import reverse

from enrollment.models import Household
from enrollment.queries.lines import cause_of
from enrollment.rules.payment_lines import Outcome
from enrollment.web.enrollments import years_offered
from intake.operations import receiving
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
JUYE_VILLAGE, LANZHOU_VILLAGE = "371724001001", "620102001001"


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places(make.VILLAGE, make.OTHER_VILLAGE, JUYE_VILLAGE, LANZHOU_VILLAGE)
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    return make_officer(Role.TAX_OFFICER, make.HEZE)


def page_of(line) -> str:  # type: ignore[no-untyped-def]
    return reverse("enrollment:exception", args=[line.pk])


def test_people_of_the_same_name_only_where_the_person_is_in_doubt(
    clerk: Officer, collector: Officer, client_as, make_officer
) -> None:  # type: ignore[no-untyped-def]
    who, namesake = make.person(clerk, "曾小明"), make.person(clerk, "曾小明", village=make.OTHER_VILLAGE)
    elsewhere = make.person(make_officer(Role.COUNTY_BUREAU, "371724"), "曾小明", village=JUYE_VILLAGE)
    far = make.person(make_officer(Role.COUNTY_BUREAU, "620102"), "曾小明", village=LANZHOU_VILLAGE)
    tax.posted([tax.row(who, "T1"), tax.row(who, "T2", number=make.resident_number())], collector)
    client = client_as(clerk)
    enrolled_nowhere = tax.line("T1")
    assert enrolled_nowhere.outcome == Outcome.NO_REGISTRATION
    assert client.get(page_of(enrolled_nowhere)).context["alike"] == []
    assert client.get(page_of(tax.line("T2"))).context["alike"] == [who, namesake]
    city = client_as(make_officer(Role.CITY_BUREAU, make.HEZE)).get(page_of(tax.line("T2")))
    assert city.context["alike"] == [who, namesake, elsewhere]
    nation = client_as(make_officer(Role.CITY_BUREAU, "000000")).get(page_of(tax.line("T2")))
    assert nation.context["alike"][-1] == far


def test_from_a_line_to_the_registry_and_back(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    number = make.resident_number()
    tax.posted([tax.row(make.person(clerk), "T1", name="曾小明", number=number)], collector)
    line, client = tax.line("T1"), client_as(clerk, language="en")
    address = f"{reverse('enrollment:register_household')}?line={line.pk}"
    form = client.get(address)
    assert 'value="曾小明"' in form.content.decode()
    data = {
        "division_code": form.context["form"].initial["division_code"], "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0", "members-0-relationship": "head", "members-0-name": "曾小明",
        "members-0-document_kind": "resident_id", "members-0-document_number": number,
    }  # fmt: skip
    back = client.post(address, data)
    assert back.status_code == 302 and back["Location"] == page_of(line)
    who = Household.objects.order_by("-pk")[0].head
    assert who is not None and who.name == "曾小明"
    shown = client.get(page_of(line)).content.decode()
    enroll = f"{reverse('enrollment:enroll', args=[who.pk])}?line={line.pk}"
    assert "ost the line again" in shown and enroll in shown
    offered = client.get(enroll).context["form"]
    assert offered.initial["coverage_year"] == make.YEAR
    data = {"coverage_year": str(make.YEAR), "division_code": make.VILLAGE, "basis": "hukou"}
    assert client.post(enroll, data)["Location"] == page_of(line)
    client.post(page_of(line), {"do": "post_again", "reason": "已登记参保"})
    assert tax.line("T1").outcome == Outcome.POSTED_IN_FULL


def test_a_line_of_others_is_not_followed(
    clerk: Officer, collector: Officer, client_as, make_officer
) -> None:  # type: ignore[no-untyped-def]
    tax.posted([tax.row(make.person(clerk), "T1", name="曾小明", number=make.resident_number())], collector)
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "620102"))
    for asked in (tax.line("T1").pk, "x", "9" * 30):
        page = stranger.get(reverse("enrollment:register_household"), {"line": asked})
        assert page.status_code == 200 and "曾小明" not in page.content.decode()


def test_a_posted_line_names_its_person_and_place(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1")], collector)
    client = client_as(clerk, language="en")
    page = client.get(page_of(tax.line("T1"))).content.decode()
    assert page.count("曾小明") == 2 and page.count(who.document_masked) == 2 and "done with" in page
    assert f">{make.VILLAGE}</dd>" not in page and f"区划{make.VILLAGE}" in page


def test_a_malformed_line_names_cell_heading_and_remedy(clerk: Officer, collector: Officer) -> None:
    who = make.person(clerk)
    tax.posted([tax.row(who, "T1", amount="0.00"), tax.row(who, "T2")], collector)
    cause = cause_of(tax.line("T1"))
    assert cause.text.zh.startswith("单元格 F2（实缴金额）：") and cause.text.en.startswith(
        "Cell F2 (实缴金额)"
    )
    assert cause.remedy.en[0].isupper()


def test_a_file_sent_twice_is_refused_in_words(clerk: Officer, collector: Officer) -> None:
    rows = [tax.row(make.person(clerk), "T1")]
    tax.posted(rows, collector)
    with pytest.raises(receiving.SameFileReceived) as refused:
        tax.received(rows, collector)
    assert "状态“已入账”" in refused.value.text.zh and "(state: posted)" in refused.value.text.en


def test_every_year_of_the_notices_is_offered() -> None:
    on = date(2026, 11, 22)
    assert years_offered(on) == [2027, 2026, 2025]
    heze, linxia = years_offered(on, [make.VILLAGE]), years_offered(on, [make.LINXIA_VILLAGE])
    assert heze[0] == linxia[0] == 2027
    assert {2021, 2022} <= set(heze) and {2018, 2019, 2021, 2022} <= set(linxia)
    assert set(heze) | set(linxia) <= set(years_offered(on, [""]))
    assert years_offered(on, ["110000"]) == years_offered(on)


def test_a_code_in_the_filter_leaves_the_list_of_divisions_blank(clerk: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    client = client_as(clerk)
    for name in ("dues", "unpaid"):
        asked = {"inside": make.VILLAGE, "division": make.MUDAN, "coverage_year": "2022"}
        page = client.get(reverse(f"enrollment:{name}"), asked)
        assert page.context["place"] == make.VILLAGE
        assert '<option value="" selected>' in str(page.context["form"]["division"])
        plain = client.get(reverse(f"enrollment:{name}"), {"division": make.MUDAN})
        assert plain.context["place"] == make.MUDAN and '<option value=""' not in str(
            plain.context["form"]["division"]
        )


def test_queue_and_dues_list_come_in_pages_of_twenty(clerk: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    client = client_as(clerk)
    for name in ("exceptions", "dues"):
        assert client.get(reverse(f"enrollment:{name}")).context["page"].paginator.per_page == 20
