"""Can an officer see how files of senders are read, and let a profile be used no more?"""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.test import Client

from enrollment.models import PaymentFile
from enrollment.payment_layout import PAYMENT_TABLE
from intake.columns.headers import SheetHead
from intake.models import SenderProfile
from intake.operations.profiles import ProfileRefused, choose, keep, retire
from intake.queries.profiles import versions_of
from intake.rules.readings import Reading
from staff.models import AuditEvent, Officer
from staff.refusals import Refusal
from staff.rules.roles import Role
from tests import factories as make

ON, AT = date(2022, 1, 5), datetime(2022, 1, 5, 2, 0, tzinfo=UTC)
HEADINGS = [column.heading for column in PAYMENT_TABLE.columns if column.required] + ["征收类型"]
HEADS = [SheetHead("", False, [HEADINGS])]
SAID = Reading(columns={"征收类型": "kind", "备注": ""}, words={"kind": {"正税": "正常缴费"}}, months="first")


@pytest.fixture
def officer(db: None, make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.TAX_OFFICER, make.HEZE)


def kept(by: Officer, name: str = "县税务局", reading: Reading = SAID) -> SenderProfile:
    return keep(
        division_code=make.HEZE,
        layout=PAYMENT_TABLE,
        name=name,
        reading=reading,
        headings=HEADINGS,
        by=by,
        at=AT,
    )


def used_for(area: str = make.HEZE) -> str:
    return choose(HEADS, PAYMENT_TABLE, Reading(), area=area).name


def test_a_retired_profile_reads_no_more_files_and_can_be_said_anew(officer: Officer) -> None:
    plain = Reading(columns={"征收类型": "kind"})
    first = kept(officer, reading=plain)
    assert used_for() == "县税务局"
    gone = retire(profile=first, by=officer, on=ON, at=AT)
    assert (gone.version, gone.is_retired, gone.reading) == (2, True, first.reading) and not used_for()
    assert AuditEvent.objects.filter(action="retire_profile").count() == 1
    with pytest.raises(ProfileRefused):
        retire(profile=first, by=officer, on=ON, at=AT)
    again = kept(officer, reading=plain)
    assert (again.version, again.is_retired) == (3, False) and used_for() == "县税务局"
    assert [one.version for one in versions_of(first)] == [3, 2, 1]


def test_who_may_not_send_such_files_retires_nothing(
    officer: Officer, make_officer: Callable[..., Officer]
) -> None:
    profile = kept(officer)
    for other in (make_officer(Role.AUDITOR, make.HEZE), make_officer(Role.TAX_OFFICER, "620100")):
        with pytest.raises(Refusal):
            retire(profile=profile, by=other, on=ON, at=AT)
    assert SenderProfile.objects.count() == 1


def test_the_pages_tell_what_a_profile_says_and_which_files_it_read(officer: Officer, client: Client) -> None:
    profile = kept(officer)
    PaymentFile.objects.create(
        area=make.HEZE, name="一月.csv", sha256="f" * 64, size_bytes=1, uploaded_by=officer, profile=profile
    )
    client.force_login(officer)
    listed = client.get("/sender-profiles/").content.decode()
    assert "县税务局" in listed and "国家医保信息平台居民缴费明细" in listed and "CASHYM" in listed
    page = client.get(f"/sender-profiles/{profile.pk}/").content.decode()
    for told in ("征收类型", "业务类型", "正税", "正常缴费", "一月.csv", "当月第一天", "v1"):
        assert told in page
    assert "/sender-profiles/" in client.get("/sent-files/").content.decode()
    leads = client.post(f"/sender-profiles/{profile.pk}/retire")
    newest = SenderProfile.objects.latest("version")
    assert leads.headers["Location"] == f"/sender-profiles/{newest.pk}/" and newest.is_retired
    assert "retire" not in client.get(f"/sender-profiles/{newest.pk}/").content.decode().partition("<main")[2]


def test_an_empty_list_says_where_profiles_come_from(officer: Officer, client: Client) -> None:
    client.force_login(officer)
    assert "还没有保存过" in client.get("/sender-profiles/").content.decode()


def test_programs_and_commands_see_and_retire_profiles(officer: Officer, client: Client) -> None:
    profile, newer = kept(officer), kept(officer, name="区税务局")
    client.force_login(officer)
    told = client.get("/api/v1/sender-profiles").json()["results"]
    assert [one["name"] for one in told] == ["区税务局", "县税务局"] and told[1]["reading"][
        "months"
    ] == "first"
    assert client.get(f"/api/v1/sender-profiles/{profile.pk}").json()["version"] == 1
    for replayed in (None, "true"):
        answer = client.post(
            f"/api/v1/sender-profiles/{profile.pk}/retire", headers={"Idempotency-Key": "k" * 20}
        )
        assert (answer.status_code, answer.json()["is_retired"]) == (200, True)
        assert answer.headers.get("Idempotent-Replayed") == replayed

    def said(*given: object) -> object:
        out = io.StringIO()
        call_command("sender_profile", *given, "--by", officer.login, "--json", stdout=out)
        return json.loads(out.getvalue())

    listed = said("--layout", "TB-1")
    assert isinstance(listed, list) and [one["is_retired"] for one in listed] == [False, True]
    gone = said(str(newer.pk), "--retire")
    assert isinstance(gone, dict) and gone["version"] == 2
    with pytest.raises(SystemExit):
        said(str(newer.pk), "--retire")


def test_lists_say_whether_they_are_empty_or_filtered(officer: Officer, client: Client) -> None:
    """Every list with a filter: asked without it there is nothing yet, asked with it nothing matches."""
    client.force_login(officer)
    for address in ("/sent-files/", "/files/", "/exceptions/"):
        assert "没有符合筛选条件的内容" not in client.get(address).content.decode(), address
        asked = client.get(f"{address}?area=371700&division=371700").content.decode()
        assert "没有符合筛选条件的内容" in asked and f'href="{address}"' in asked, address
