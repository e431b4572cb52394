"""Does a division that the bundled list does not know get into it by two officers, and stay there?"""

import json
import lzma
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from staff import bulk
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Division
from staff.operations import division_entries
from staff.rules.divisions import chain, parent_of
from staff.rules.roles import Role
from tests.factories import places

AT = datetime(2026, 3, 4, 4, 5, tzinfo=UTC)
FROM = date(2026, 1, 1)
VILLAGE = "371702001001"
NEW = "371799"  # a county that no list has


@pytest.fixture
def bureau(make_officer):
    places(VILLAGE, "371703001001")
    return make_officer(Role.CITY_BUREAU, "371700")


@pytest.fixture
def second(make_officer):
    return make_officer(Role.CITY_BUREAU, "371700")


def entered(by, code=NEW, **changes):
    given = {
        "name": "新城区",
        "valid_from": FROM,
        "document_number": "国函〔2025〕1号",
        "replaces": [],
    } | changes
    return division_entries.enter(code=code, by=by, at=AT, **given)


def packed(folder, text):
    """A list of divisions as it is bundled."""
    path = folder / "few.csv.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write(text)
    return path


def test_each_division_lies_in_the_one_that_its_code_names():
    assert [parent_of(code) for code in chain(VILLAGE)] == [None, "370000", "371700", "371702", "371702001"]
    assert parent_of("441900003") == "441900"  # a town of a city without counties


@pytest.mark.django_db
class TestTwoOfficers:
    def test_what_one_enters_another_puts_into_the_list(self, bureau, second):
        entry = entered(bureau, replaces=["371702", "371703"])
        assert not Division.objects.filter(pk=NEW).exists()
        with pytest.raises(NotYours):
            division_entries.approve(entry=entry, by=bureau, at=AT)
        division_entries.approve(entry=entry, by=second, at=AT)
        new = Division.objects.get(pk=NEW)
        assert (new.name, new.level, new.parent_id, new.valid_from) == ("新城区", 3, "371700", FROM)
        assert set(Division.objects.filter(successor=NEW, valid_until=FROM).values_list("pk", flat=True)) == {
            "371702",
            "371703",
        }
        assert Division.objects.filter(pk=VILLAGE).exists()  # who lives there keeps the code
        assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
            "enter_division",
            "approve_division",
        ]

    def test_a_name_that_a_document_changed_outlives_the_next_loading(self, bureau, second, tmp_path):
        division_entries.approve(entry=entered(bureau, "371702", name="新名区"), by=second, at=AT)
        assert Division.objects.get(pk="371702").valid_from is None  # it is no younger for its new name
        listed = packed(tmp_path, "370000,山东省,1,\n371700,菏泽市,2,370000\n371702,牡丹区,3,371700\n")
        bulk.load_divisions(listed, supplement=None)
        assert Division.objects.get(pk="371702").name == "新名区"
        assert Division.objects.get(pk="371700").name == "菏泽市"

    def test_turned_down_with_the_reason_and_entered_anew(self, bureau, second):
        entry = entered(bureau)
        with pytest.raises(division_entries.DivisionWaits):
            entered(second)
        with pytest.raises(division_entries.InvalidDivision):
            division_entries.reject(entry=entry, because=" ", by=second, at=AT)
        assert (
            division_entries.reject(entry=entry, because="文号有误", by=second, at=AT).standing == "rejected"
        )
        with pytest.raises(division_entries.EntryDecided):
            division_entries.approve(entry=entry, by=second, at=AT)
        assert entered(bureau).standing == "waits"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"code": "3717"}, "code"),
            ({"code": "380000"}, "code"),
            ({"code": "381799"}, "code"),  # in a prefecture that is not in the list
            ({"code": "371702", "name": "区划371702"}, "code"),  # nothing new
            ({"name": " "}, "name"),
            ({"document_number": ""}, "document_number"),
            ({"replaces": ["371798"]}, "replaces"),
            ({"replaces": ["371702001"]}, "replaces"),  # a township is no part of a county's code
            ({"replaces": [NEW]}, "replaces"),
        ],
    )
    def test_what_cannot_be_is_refused_by_its_field(self, bureau, make_officer, changes, field):
        nation = make_officer(Role.CITY_BUREAU, "000000")
        with pytest.raises(division_entries.InvalidDivision) as refused:
            entered(nation, **changes)
        assert refused.value.context["field"] == field and refused.value.remedy

    def test_nobody_enters_a_division_of_another_place(self, bureau, make_officer):
        with pytest.raises(NotAllowed):
            entered(make_officer(Role.COUNTY_BUREAU, "371703"), "371702009", name="新街道")


@pytest.mark.django_db
def test_the_supplement_is_loaded_with_the_list(tmp_path):
    above = (("500000", 1), ("650000", 1), ("460000", 1), ("500100", 2), ("653200", 2), ("460300", 2))
    rows = (*above, ("500105", 3), ("500112", 3))
    listed = packed(
        tmp_path, "".join(f"{code},名{code},{level},{parent_of(code) or ''}\n" for code, level in rows)
    )
    bulk.load_divisions(listed)
    young = {"460302", "460303", "500157", "653228", "653229"}
    assert set(Division.objects.filter(pk__in=young, level=3).values_list("pk", flat=True)) == young
    assert set(Division.objects.filter(successor="500157").values_list("pk", flat=True)) == {
        "500105",
        "500112",
    }
    assert bulk.load_divisions(listed) == 0


@pytest.mark.django_db
class TestDoors:
    def test_page(self, bureau, second, client_as):
        given = {
            "code": NEW,
            "name": "新城区",
            "valid_from": "2026-01-01",
            "document_number": "国函〔2025〕1号",
        }
        assert client_as(bureau).post(reverse("divisions"), given | {"name": ""}).status_code == 422
        assert (
            client_as(bureau).post(reverse("divisions"), given | {"replaces": "371702、371703"}).status_code
            == 302
        )
        page = client_as(second).get(reverse("divisions"), {"q": "371702"}).content.decode()
        assert "区划371702" in page and "新城区" in page and 'value="approve"' in page
        assert 'value="approve"' not in client_as(bureau).get(reverse("divisions")).content.decode()
        entry = division_entries.visible(second, on=FROM).get()
        client_as(second).post(reverse("decide_division", args=[entry.pk]), {"do": "approve"})
        assert Division.objects.get(pk="371703").successor_id == NEW
        assert "没有" in client_as(second).get(reverse("divisions"), {"q": "无此区划"}).content.decode()

    def test_command(self, bureau, second):
        def run(*given):
            out = StringIO()
            call_command("divisions", *given, "--json", stdout=out)
            return json.loads(out.getvalue())

        by = ("--by", bureau.login)
        [entry] = run("enter", NEW, "新城区", "--from", "2026-01-01", "--document", "国函〔2025〕1号", *by)
        assert run("list", *by)[0]["state"] == "waits"
        with pytest.raises(SystemExit):
            run("approve", str(entry["id"]), *by)
        assert run("approve", str(entry["id"]), "--by", second.login)[0]["state"] == "approved"

    def test_program(self, bureau, second, api_as):
        given = {
            "code": NEW,
            "name": "新城区",
            "valid_from": "2026-01-01",
            "document_number": "国函〔2025〕1号",
        }
        sent = api_as(bureau).post(reverse("api_division_entries"), given, format="json")
        assert sent.status_code == 201
        assert api_as(bureau).post(reverse("api_division_entries"), given, format="json").status_code == 409
        decided = api_as(second).post(
            reverse("api_decide_division", args=[sent.json()["id"]]), {"decision": "approve"}, format="json"
        )
        assert decided.json()["state"] == "approved"
        assert api_as(second).get(reverse("api_division_entries")).json()["results"][0]["code"] == NEW
