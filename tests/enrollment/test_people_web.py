"""Do the pages about people show what the desk needs, refuse at the field, keep to the scope and ask few questions?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.models import Enrollment, Household, HouseholdImport, Person, PersonMerge
from enrollment.operations import people
from intake.operations import jobs
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment.test_household_imports import family, row, sheet

pytestmark = pytest.mark.django_db
QUERIES_MAX = 20
DUES_BLOCK_QUERIES = 21  # the part of a person's page with quote, balance, lines and cover of the chosen year


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def desk(client_as: Callable[..., Client], clerk: Officer) -> Client:
    return client_as(clerk)


@pytest.fixture
def household(clerk: Officer) -> Household:
    return make.household(
        clerk, make.member("head", "张伟"), make.member("spouse", "李芳", male=False),
        make.member("son", "张明", born_on=date(2012, 6, 1)),
    )  # fmt: skip


def url(name: str, *args: object) -> str:
    return reverse(f"enrollment:{name}", args=args)


def member_rows(*rows: dict[str, str]) -> dict[str, str]:
    data = {
        "members-TOTAL_FORMS": str(len(rows)),
        "members-INITIAL_FORMS": str(len(rows)),
        "division_code": make.VILLAGE,
        "number": "",
    }
    for place, given in enumerate(rows):
        typed = {"document_kind": "resident_id", **given}
        data |= {f"members-{place}-{field}": value for field, value in typed.items()}
    return data


PAGES = (
    "person", "correct_person", "replace_document", "change_residence", "one_card", "record_death", "move_member",
    "merge_people", "enroll",
    "record_exemption",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_person_opens_with_few_queries(
    client_as: Callable[..., Client], clerk: Officer, household: Household, page: str, language: str
) -> None:
    assert household.head is not None
    make.enrolled(household.head, clerk)
    client = client_as(clerk, language=language)
    client.get(url("people"))  # the first page of a session also writes when it began
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url(page, household.head.pk))
    assert answer.status_code == 200
    bound = QUERIES_MAX + (DUES_BLOCK_QUERIES if page == "person" else 0)
    assert len(asked) <= bound, [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize(
    "page", ["household", "add_member", "register_newborn", "change_head", "split_household"]
)
def test_every_page_of_a_household_opens(desk: Client, household: Household, page: str) -> None:
    assert desk.get(url(page, household.pk)).status_code == 200


def test_queries_do_not_grow_with_the_household(desk: Client, clerk: Officer) -> None:
    desk.get(url("people"))

    def asked(size: int) -> int:
        family = make.household(
            clerk,
            make.member("head"),
            *[make.member("other", f"张{'一二三四五六七八九'[n]}") for n in range(size)],
        )
        for person in Person.objects.filter(memberships__household=family):
            make.enrolled(person, clerk)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url("household", family.pk), {"year": 2022}).status_code == 200
        return len(queries)

    assert asked(1) == asked(8) <= QUERIES_MAX


def test_the_full_number_stands_on_no_page(desk: Client, household: Household) -> None:
    assert household.head is not None
    number = people.document_number(household.head)
    for page in (
        url("person", household.head.pk),
        url("household", household.pk),
        url("people") + "?name=张",
    ):
        assert number not in desk.get(page).content.decode()


def test_a_number_is_asked_for_by_post_and_leads_to_the_person(desk: Client, household: Household) -> None:
    assert household.head is not None
    answer = desk.post(url("people"), {"number": f" {people.document_number(household.head).lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, url("person", household.head.pk))
    assert desk.post(url("people"), {"number": make.resident_number()}).context["not_found"]


@pytest.mark.parametrize("asked", ["张", "zw", "张伟"])
def test_names_and_initials_find_people_of_the_scope_only(
    desk: Client,
    clerk: Officer,
    make_officer,
    client_as: Callable[..., Client],
    household: Household,
    asked: str,
) -> None:  # type: ignore[no-untyped-def]
    assert household.head is not None
    masked = household.head.document_masked
    assert masked in desk.get(url("people"), {"name": asked}).content.decode()
    other = client_as(make_officer(Role.TOWNSHIP_CLERK, "371703001"))
    assert masked not in other.get(url("people"), {"name": asked}).content.decode()


def test_people_and_households_of_others_are_not_found(
    make_officer, client_as: Callable[..., Client], household: Household
) -> None:  # type: ignore[no-untyped-def]
    assert household.head is not None
    other = client_as(make_officer(Role.COUNTY_BUREAU, "371703"))
    for page in PAGES:
        assert other.get(url(page, household.head.pk)).status_code == 404
    assert other.get(url("household", household.pk)).status_code == 404
    assert other.post(url("reveal_document", household.head.pk), {"reason": "核对户口簿"}).status_code == 404
    assert other.post(url("enroll_household", household.pk), {"coverage_year": "2027"}).status_code == 404


def test_a_reader_may_look_but_not_change(
    make_officer, client_as: Callable[..., Client], household: Household
) -> None:  # type: ignore[no-untyped-def]
    assert household.head is not None
    reader = client_as(make_officer(Role.AUDITOR, make.MUDAN))
    assert reader.get(url("person", household.head.pk)).status_code == 200
    for page in PAGES[1:]:
        assert reader.get(url(page, household.head.pk)).status_code in (403, 404)
    assert reader.post(url("reveal_document", household.head.pk), {"reason": "核对户口簿"}).status_code == 403


def test_somebody_registered_elsewhere_is_named_and_can_be_enrolled_here(
    make_officer, client_as: Callable[..., Client], household: Household
) -> None:  # type: ignore[no-untyped-def]
    assert household.head is not None
    desk = client_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    page = desk.post(url("people"), {"number": people.document_number(household.head)})
    key = page.context["outsider_key"]
    assert "区划371702" in page.content.decode()
    assert AuditEvent.objects.filter(action="look_up_outsider").exists()
    year = desk.get(url("enroll_outsider", key)).context["form"].fields["coverage_year"].choices[0][0]
    answer = desk.post(
        url("enroll_outsider", key),
        {
            "coverage_year": year,
            "division_code": make.LINXIA_VILLAGE,
            "basis": "hukou",
            "group": "",
            "school": "",
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert Enrollment.objects.get().area == "622900"
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    assert stranger.get(url("enroll_outsider", key)).status_code == 404


def test_a_household_is_registered_on_one_page(desk: Client, clerk: Officer) -> None:
    head, spouse = make.resident_number(), make.resident_number(male=False)
    answer = desk.post(
        url("register_household"),
        member_rows(
            {"relationship": "head", "name": "张伟", "document_number": head},
            {"relationship": "spouse", "name": "李芳", "document_number": spouse},
            {},
        ),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert Household.objects.get().memberships.count() == 2


def test_every_wrong_field_is_marked_at_once_and_the_input_is_kept(desk: Client) -> None:
    answer = desk.post(
        url("register_household"),
        member_rows(
            {"relationship": "head", "name": "张?", "document_number": "371702198005011230"},
            {"relationship": "", "name": "李芳", "document_number": "1.1E+17"},
        ),
    )
    assert answer.status_code == 422
    first, second = answer.context["formset"].forms[:2]
    assert set(first.errors) == {"name", "document_number"}
    assert set(second.errors) == {"relationship", "document_number"}
    text = answer.content.decode()
    assert 'value="张?"' in text and 'value="1.1E+17"' in text and 'aria-invalid="true"' in text
    assert not Household.objects.exists()


def test_more_rows_keep_what_was_typed(desk: Client) -> None:
    data = member_rows({"relationship": "head", "name": "张伟", "document_number": "371702"}) | {
        "add_rows": "yes"
    }
    answer = desk.post(url("register_household"), data)
    assert answer.status_code == 200
    assert len(answer.context["formset"].forms) == 3
    text = answer.content.decode()
    assert 'value="张伟"' in text and 'aria-invalid="true"' not in text


def test_a_refusal_names_the_other_record_with_a_link(
    desk: Client, clerk: Officer, household: Household
) -> None:
    assert household.head is not None
    taken = people.document_number(household.head)
    data = member_rows({"relationship": "head", "name": "张伟", "document_number": taken})
    answer = desk.post(url("register_household"), data)
    assert answer.status_code == 422
    assert url("household", household.pk) in answer.content.decode()


def test_the_whole_household_is_enrolled_at_once_and_shown_paid_or_not(
    desk: Client, household: Household
) -> None:
    page = desk.get(url("household", household.pk))
    year = page.context["coverage_year"]
    chosen = [str(row.person.pk) for row in page.context["rows"]]
    answer = desk.post(
        url("enroll_household", household.pk), {"coverage_year": str(year), "person": chosen}, follow=True
    )
    assert Enrollment.objects.count() == 3
    assert {row.state for row in answer.context["rows"]} <= {"unpaid", "undecided"}
    again = desk.post(
        url("enroll_household", household.pk), {"coverage_year": str(year), "person": chosen}, follow=True
    )
    assert Enrollment.objects.count() == 3
    assert "3" in again.content.decode()


def test_a_newborn_is_registered_under_its_mother(desk: Client, household: Household) -> None:
    mother = Person.objects.get(name="李芳")
    data = {
        "relationship": "son", "name": "张小", "document_kind": "birth_certificate", "document_number": "Q123456789",
        "born_on": "2021-09-01", "sex": "male", "mother_number": people.document_number(mother),
    }  # fmt: skip
    answer = desk.post(url("register_newborn", household.pk), data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Person.objects.get(name="张小").mother == mother
    wrong = desk.post(
        url("register_newborn", household.pk),
        data | {"mother_number": make.resident_number(), "document_number": "Q123456780"},
    )
    assert set(wrong.context["form"].errors) == {"mother_number"}


def test_a_merge_is_previewed_then_done_and_undone(
    desk: Client, clerk: Officer, household: Household
) -> None:
    kept, twin = household.head, make.person(clerk, "张玮")
    assert kept is not None
    data = {"number": people.document_number(twin), "reason": "同一人"}
    preview = desk.post(url("merge_people", kept.pk), data)
    assert preview.status_code == 200 and "张玮" in preview.content.decode()
    assert not PersonMerge.objects.exists()
    assert desk.post(url("merge_people", kept.pk), data | {"do": "merge"}).status_code == 302
    merged = PersonMerge.objects.get()
    assert desk.post(url("undo_merge", kept.pk, merged.pk), {"reason": "误并"}).status_code == 302
    merged.refresh_from_db()
    assert merged.undone_by == clerk


def test_a_revealed_number_is_shown_once_and_a_missing_reason_is_told(
    desk: Client, household: Household
) -> None:
    assert household.head is not None
    number = people.document_number(household.head)
    shown = desk.post(url("reveal_document", household.head.pk), {"reason": "核对户口簿"}).content.decode()
    assert number in shown
    refused = desk.post(url("reveal_document", household.head.pk), {"reason": ""}).content.decode()
    assert number not in refused and 'role="alert"' in refused


CHANGES = {
    "change_residence": {"division_code": make.OTHER_VILLAGE, "reason": "搬迁"},
    "one_card": {"account": "6217001234567890123", "owner": "张伟", "reason": "存折"},
    "record_exemption": {"coverage_year": "", "reason": "hardship", "document_number": "民政1号"},
}


@pytest.mark.parametrize("page", CHANGES)
def test_changes_are_saved_and_audited(desk: Client, household: Household, page: str) -> None:
    assert household.head is not None
    data = dict(CHANGES[page])
    if "coverage_year" in data:
        data["coverage_year"] = str(
            desk.get(url(page, household.head.pk)).context["form"].fields["coverage_year"].choices[0][0]
        )
    before = AuditEvent.objects.count()
    answer = desk.post(url(page, household.head.pk), data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert AuditEvent.objects.count() == before + 1


def test_a_village_may_be_entered_by_its_name(desk: Client, household: Household) -> None:
    assert household.head is not None
    answer = desk.post(
        url("change_residence", household.head.pk),
        {"division_code": f"区划{make.OTHER_VILLAGE}", "reason": "搬迁"},
    )
    assert answer.status_code == 302
    household.head.refresh_from_db()
    assert household.head.division_code == make.OTHER_VILLAGE


def test_a_list_is_uploaded_previewed_confirmed_and_written(
    desk: Client, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    data = {
        "file": SimpleUploadedFile("户.csv", family().encode()),
        "area": make.MUDAN,
        "coverage_year": "2027",
    }
    answer = desk.post(url("household_imports"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    listed = HouseholdImport.objects.get()
    assert "every 1s" in desk.get(url("household_import", listed.pk)).content.decode()
    jobs.work_on(listed, on=make.DAY)
    page = desk.get(url("household_import", listed.pk))
    assert page.context["file"].summary["new"] == 3 and "every 1s" not in page.content.decode()
    assert desk.post(url("decide_household_import", listed.pk), {"do": "confirm"}).status_code == 302
    jobs.work_on(listed)
    assert Person.objects.count() == 3
    written = desk.get(url("household_import", listed.pk)).content.decode()
    assert "once the year is open" in written or "年度开放后" in written, "nothing is collected for 2027 yet"
    again = desk.post(
        url("household_imports"),
        {**data, "file": SimpleUploadedFile("户2.csv", Household.objects.get().number.encode())},
    )
    assert again.status_code == 302


def test_problems_of_a_list_are_shown_and_downloaded(desk: Client) -> None:
    file = SimpleUploadedFile("户.csv", sheet(row(number="1"), row("A2", name="=1+1")).encode())
    desk.post(url("household_imports"), {"file": file, "area": make.MUDAN, "coverage_year": ""})
    listed = HouseholdImport.objects.get()
    jobs.work_on(listed, on=make.DAY)
    text = desk.get(url("household_import", listed.pk)).content.decode()
    assert ">E2<" in text and ">C3<" in text
    download = desk.get(url("household_import_problems", listed.pk))
    assert download.status_code == 200 and download.content.startswith(b"PK")
