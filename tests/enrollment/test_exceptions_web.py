"""Can an officer resolve each kind of held line on its page, and only who may?"""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Coverage, LineAction, PaymentLine
from enrollment.operations import dues
from enrollment.rules.payment_lines import Outcome
from enrollment.web import exceptions
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
LANZHOU_VILLAGE = "620102001001"


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places(make.VILLAGE, make.OTHER_VILLAGE, LANZHOU_VILLAGE)
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    return make_officer(Role.TAX_OFFICER, make.HEZE)


def page_of(line) -> str:  # type: ignore[no-untyped-def]
    return reverse("enrollment:exception", args=[line.pk])


def test_the_queue_is_filtered_and_scoped(
    clerk: Officer, collector: Officer, make_officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "TICKET-ONE", name="曾大明"), tax.row(who, "TICKET-TWO", year=2023)], collector)
    client = client_as(clerk)
    page = client.get(reverse("enrollment:exceptions")).content.decode()
    assert "TICKET-ONE" in page and "TICKET-TWO" in page
    named = client.get(reverse("enrollment:exceptions"), {"outcome": "name_differs"}).content.decode()
    assert "TICKET-ONE" in named and ">TICKET-TWO<" not in named
    assert (
        "TICKET-ONE"
        not in client.get(reverse("enrollment:exceptions"), {"division": "371702002"}).content.decode()
    )
    village = client_as(make_officer(Role.TOWNSHIP_CLERK, "371702001"))
    assert "TICKET-ONE" in village.get(reverse("enrollment:exceptions")).content.decode()
    other = client_as(make_officer(Role.TOWNSHIP_CLERK, "371702002"))
    assert "TICKET-ONE" not in other.get(reverse("enrollment:exceptions")).content.decode()
    assert other.get(page_of(tax.line("TICKET-ONE"))).status_code == 404


def test_a_name_is_accepted_with_a_reason(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1", name="曾大明")], collector)
    client, address = client_as(clerk, language="en"), page_of(tax.line("T1"))
    shown = client.get(address).content.decode()
    assert (
        "曾大明" in shown
        and "曾小明" in shown
        and 'data-action="accept_name"' in shown
        and 'data-action="decide"' not in shown
    )
    assert client.post(address, {"do": "accept_name", "reason": ""}).status_code == 422
    assert client.post(address, {"do": "accept_name", "reason": "户口簿核对"}).status_code == 302
    assert tax.line("T1").outcome == Outcome.POSTED_IN_FULL
    assert Coverage.objects.filter(person=who).exists()
    after = client.get(address).content.decode()
    assert "户口簿核对" in after and 'data-action="reject"' not in after
    assert client.post(address, {"do": "accept_name", "reason": "again"}).status_code == 302
    assert LineAction.objects.count() == 1


def test_a_line_is_attached_to_somebody_of_the_same_name(
    clerk: Officer, collector: Officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1", number=make.resident_number())], collector)
    line = tax.line("T1")
    assert line.outcome == Outcome.UNKNOWN_PERSON
    client = client_as(clerk)
    assert f'value="{who.pk}"' in client.get(page_of(line)).content.decode()
    refused = client.post(
        page_of(line), {"do": "attach_person", "reason": "电话核对", "number": make.resident_number()}
    )
    assert refused.status_code == 422
    client.post(page_of(line), {"do": "attach_person", "reason": "电话核对", "person_id": str(who.pk)})
    assert tax.line("T1").outcome == Outcome.POSTED_IN_FULL


def test_an_undecided_line_is_decided_under_a_document(make_officer, client_as) -> None:  # type: ignore[no-untyped-def]
    make.places(LANZHOU_VILLAGE)
    bureau = make_officer(Role.COUNTY_BUREAU, "620102")
    who = make.person(bureau, "曾小明", village=LANZHOU_VILLAGE)
    make.enrolled(who, bureau, village=LANZHOU_VILLAGE)
    tax.posted(
        [tax.row(who, "T1", paid="2022-03-01 10:00:00")],
        make_officer(Role.TAX_OFFICER, "620100"),
        area="620100",
    )
    line = tax.line("T1")
    assert line.outcome == Outcome.NO_RULE
    decision = {
        "do": "decide", "reason": "市局会议纪要", "amount_fen": "320.00", "cover_from": "2022-04-01", "cover_to": "2022-12-31",
    }  # fmt: skip
    township = client_as(make_officer(Role.TOWNSHIP_CLERK, "620102001"))
    assert 'data-action="decide"' not in township.get(page_of(line)).content.decode()
    township.post(page_of(line), decision | {"document_number": "兰医保函〔2022〕1号"})
    assert tax.line("T1").is_open
    client = client_as(make_officer(Role.CITY_BUREAU, "620100"))
    assert client.post(page_of(line), decision).status_code == 422
    client.post(page_of(line), decision | {"document_number": "兰医保函〔2022〕1号"})
    assert tax.line("T1").outcome == Outcome.POSTED_IN_FULL
    cover = Coverage.objects.get(person=who)
    assert str(cover.cover_from) == "2022-04-01" and str(cover.cover_until) == "2023-01-01"


@pytest.mark.parametrize(
    ("paid", "suggested"),
    [
        ("2021-11-01", ("2022-01-01", "2022-12-31")),
        ("2022-12-30", ("2022-12-31", "2022-12-31")),
        ("2022-12-31", None),
        ("2023-03-01", None),
    ],
)
def test_the_days_suggested_for_a_decision_are_a_span(
    clerk: Officer, paid: str, suggested: tuple[str, str] | None
) -> None:
    who = make.person(clerk)
    due = dues.issue_for(enrollment=make.enrolled(who, clerk), on=make.DAY, by=clerk)
    moment = timezone.make_aware(datetime.fromisoformat(f"{paid} 10:00:00"))
    form = exceptions.blank("decide", PaymentLine(due=due, amount_fen=100, paid_at=moment))
    days = tuple(str(form.initial[name]) for name in ("cover_from", "cover_to") if name in form.initial)
    assert (days or None) == suggested


def test_two_officers_reject_money(clerk: Officer, collector: Officer, make_officer, client_as) -> None:  # type: ignore[no-untyped-def]
    tax.posted([tax.row(make.person(clerk), "T1", year=2023)], collector)
    address, first = page_of(tax.line("T1")), client_as(clerk, language="en")
    told = first.post(address, {"do": "reject", "reason": "税务部门来函"}, follow=True).content.decode()
    assert "stays held until another officer" in told and "alert-success" not in told
    first.post(address, {"do": "confirm_reject", "reason": "税务部门来函"})
    assert tax.line("T1").held_fen == 32_000 and tax.line("T1").is_open
    client_as(make_officer(Role.COUNTY_BUREAU, make.MUDAN)).post(
        address, {"do": "confirm_reject", "reason": "已与税务部门核对"}
    )
    assert (tax.line("T1").held_fen, tax.line("T1").is_open) == (0, False)


def test_who_only_reads_sees_no_button(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    tax.posted([tax.row(who, "T1", year=2023)], collector)
    client = client_as(collector)
    assert "data-action" not in client.get(page_of(tax.line("T1"))).content.decode()
    client.post(page_of(tax.line("T1")), {"do": "reject", "reason": "no"})
    assert tax.line("T1").is_open
