"""Is a printed notice marked in the transaction in which what it says changes, and only then?"""

from datetime import date

import pytest
from django.utils import timezone

from enrollment.models import FollowUp, Person, PrintedNotice
from enrollment.operations import deaths, exemptions, extensions, follow_ups, notices
from policy.terms import ExemptionReason
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)  # a tax file is staged by a second connection
AUGUST, MARCH = date(2022, 8, 5), date(2022, 3, 5)


@pytest.fixture
def clerk(make_officer) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:
    return make_officer(Role.TAX_OFFICER, make.HEZE)


def insured(clerk: Officer, collector: Officer, *, paid: str = "") -> Person:
    who = make.person(clerk, "张伟")
    make.enrolled(who, clerk)
    if paid:
        tax.posted([tax.row(who, f"K{who.pk}", paid=paid)], collector)
    return who


def printed(who: Person, by: Officer, paid_on: date = AUGUST) -> PrintedNotice:
    return notices.keep(person=who, coverage_year=2022, paid_on=paid_on, by=by, at=timezone.now())


def state(notice: PrintedNotice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.state, notice.fact


def waiting() -> list[str]:
    return sorted(FollowUp.objects.filter(task="notice", closed_at=None).values_list("about", flat=True))


def test_each_change_marks_what_it_makes_untrue(clerk: Officer, collector: Officer, make_officer) -> None:
    owing, freed = insured(clerk, collector), insured(clerk, collector)
    dead = insured(clerk, collector, paid="2021-11-14 10:00:00")
    moved = insured(clerk, collector)
    told = {
        who.pk: printed(who, clerk, on)
        for who, on in ((owing, AUGUST), (freed, AUGUST), (dead, AUGUST), (moved, MARCH))
    }
    assert printed(owing, clerk).pk == told[owing.pk].pk, "the same notice again is the same row"

    tax.posted([tax.row(owing, "K-late", amount="900.00", paid="2022-08-05 10:00:00")], collector)
    assert state(told[owing.pk]) == ("holds", ""), "it was paid as the notice said"

    exemptions.record_exemption(
        person=freed, coverage_year=2022, reason=ExemptionReason.HARDSHIP, fact_on=None, document_number="示例〔2022〕1号",
        on=date(2022, 5, 20), by=clerk,
    )  # fmt: skip
    deaths.record_death(person=dead, died_on=date(2022, 3, 1), document="证明", on=date(2022, 5, 1), by=clerk)
    assert state(told[dead.pk]) == ("superseded", "death")

    bureaus = [make_officer(Role.CITY_BUREAU, make.HEZE) for _ in range(2)]
    extension = extensions.enter(
        area=make.HEZE, coverage_year=2022, last_day=date(2022, 3, 31), document_number="菏医保〔2022〕3号", by=bureaus[0],
        at=timezone.now(),
    )  # fmt: skip
    extensions.approve(extension=extension, by=bureaus[1], at=timezone.now())
    assert state(told[moved.pk]) == ("superseded", "window")
    assert state(told[owing.pk])[0] == "holds"
    superseded = [told[freed.pk], told[dead.pk], told[moved.pk]]
    assert state(told[freed.pk])[0] == "superseded", (
        "the price of that day is another one for somebody in hardship"
    )
    assert waiting() == sorted(f"notice:{one.pk}" for one in superseded)

    again = printed(moved, clerk, MARCH)
    follow_ups.sweep(at=timezone.now())
    assert state(told[moved.pk]) == ("replaced", "window") and state(again) == ("holds", "")
    assert waiting() == sorted(f"notice:{one.pk}" for one in superseded[:2])


def test_page_and_api(clerk: Officer, collector: Officer, client_as, api_as, make_officer) -> None:
    who = insured(clerk, collector, paid="2021-11-14 10:00:00")
    client = client_as(clerk, language="en")
    paper = client.get(f"/people/{who.pk}/notice?coverage_year=2022").content.decode()
    notice = PrintedNotice.objects.get()
    assert f"Notice no. {notice.pk}" in paper
    deaths.record_death(person=who, died_on=date(2022, 3, 1), document="证明", on=date(2022, 5, 1), by=clerk)
    page = client.get("/notices/?state=superseded").content.decode()
    assert "a death was recorded" in page and "Print a new one" in page
    assert "notice that was handed over" in client.get("/follow-ups/").content.decode()
    [row] = api_as(clerk).get("/api/v1/printed-notices?state=superseded").json()["results"]
    assert (row["id"], row["fact"], row["state"]) == (notice.pk, "death", "superseded")
    assert api_as(clerk).get("/api/v1/printed-notices?state=x").status_code == 400
    stranger = make_officer(Role.COUNTY_BUREAU, make.LINXIA_VILLAGE[:6])
    assert api_as(stranger).get("/api/v1/printed-notices").json()["count"] == 0
