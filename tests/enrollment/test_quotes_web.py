"""Does a person's page say what is due, paid and covered; and do dues, unpaid list, extensions and reports follow?"""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Coverage, DueEntry, PaymentLine, WindowExtension
from enrollment.operations import extensions, ledger_checks
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    return make_officer(Role.TAX_OFFICER, make.HEZE)


def test_a_quote_on_the_persons_page(clerk: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    client = client_as(clerk, language="en")
    assert 'id="person-dues"' in client.get(reverse("enrollment:person", args=[who.pk])).content.decode()
    asked = {"coverage_year": make.YEAR, "paid_on": "2022-07-10"}
    block = client.get(
        reverse("enrollment:person_dues", args=[who.pk]), asked, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in block and 'data-testid="quote-due">900.00' in block
    assert "HZ-2.2d" in block and "2022-08-11" in block
    notice = client.get(reverse("enrollment:notice", args=[who.pk]), asked).content.decode()
    assert "900.00" in notice and "菏医保" in notice and who.document_masked in notice
    assert AuditEvent.objects.filter(action="print_notice", about_id=str(who.pk)).exists()


def test_a_settled_person_reads_cover_waiting_and_clause(
    clerk: Officer, collector: Officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1", paid="2022-03-10 10:00:00", treasury="2022-03-12")], collector)
    page = client_as(clerk).get(reverse("enrollment:person", args=[who.pk])).content.decode()
    for said in ("2022-04-11", "2022-12-31", "2022-03-11", "2022-04-10", "T1", "HZ-2.2e"):
        assert said in page


def test_a_notice_has_a_number_of_its_own_kind(clerk: Officer, client_as, make_officer) -> None:  # type: ignore[no-untyped-def]
    """文号 is the number of a notice, 证件号码 that of a person's document."""
    page = client_as(clerk).get(reverse("enrollment:policies"), {"area": make.HEZE, "day": "2022-03-01"})
    main = page.content.decode().partition("<main")[
        2
    ]  # above it stands the box that also finds by a person's number
    assert "文号" in main and "证件号码" not in main
    city = client_as(make_officer(Role.CITY_BUREAU, make.HEZE))
    form = city.get(reverse("enrollment:extensions")).context["form"]
    assert form["document_number"].label == "文号"


def test_the_notice_keeps_each_day_in_one_piece(clerk: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    asked = {"coverage_year": make.YEAR, "paid_on": "2022-03-10"}
    page = client_as(clerk).get(reverse("enrollment:notice", args=[who.pk]), asked).content.decode()
    for day in ("2022-03-10", "2022-04-10", "2022-12-31"):
        assert f'<span class="text-nowrap">{day}</span>' in page


def test_people_elsewhere_are_not_found(clerk: Officer, make_officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "620102"))
    for name in ("person_dues", "notice"):
        assert stranger.get(reverse(f"enrollment:{name}", args=[who.pk])).status_code == 404


def test_dues_and_the_unpaid_list(
    clerk: Officer, collector: Officer, client_as, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    people = [make.person(clerk, name, phone="13800000000") for name in ("曾小明", "李雷", "韩梅梅")]
    for who in people:
        make.enrolled(who, clerk)
    tax.posted([tax.row(people[0], "T1"), tax.row(people[1], "T2", amount="100.00")], collector)
    client = client_as(clerk, language="en")
    asked = {"inside": make.MUDAN, "coverage_year": make.YEAR}
    with django_assert_max_num_queries(26):  # one of them writes the look down
        page = client.get(reverse("enrollment:dues"), asked).content.decode()
    assert "960.00" in page and "420.00" in page and "540.00" in page
    short = client.get(reverse("enrollment:dues"), asked | {"state": "short"}).content.decode()
    assert "李雷" in short and "曾小明" not in short and "韩梅梅" not in short
    unpaid = client.get(reverse("enrollment:unpaid"), asked | {"inside": "371702001"}).content.decode()
    assert "韩梅梅" in unpaid and "李雷" in unpaid and "曾小明" not in unpaid and "13800000000" in unpaid
    assert client.get(reverse("enrollment:unpaid_sheet"), asked).getvalue()[:2] == b"PK"
    assert (
        client.get(reverse("enrollment:dues"), {"inside": "620102", "coverage_year": 2022}).status_code == 403
    )


def test_an_extension_takes_two_officers_and_repairs_cover(
    clerk: Officer, collector: Officer, make_officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1", paid="2022-03-10 10:00:00")], collector)
    assert Coverage.objects.get(person=who).waiting_from == date(2022, 3, 11)
    first, second = make_officer(Role.CITY_BUREAU, make.HEZE), make_officer(Role.CITY_BUREAU, make.HEZE)
    entered = {
        "area": make.HEZE,
        "coverage_year": 2022,
        "last_day": "2022-03-31",
        "document_number": "菏医保函〔2022〕3号",
    }
    assert client_as(clerk).post(reverse("enrollment:extensions"), entered).status_code == 403
    client_as(first).post(reverse("enrollment:extensions"), entered)
    extension = WindowExtension.objects.get()
    address = reverse("enrollment:approve_extension", args=[extension.pk])
    client_as(first).post(address)
    extension.refresh_from_db()
    assert extension.approved_by is None
    client_as(second).post(address)
    cover = Coverage.objects.get(person=who)
    assert cover.waiting_from is None and cover.cover_from == date(2022, 1, 1)
    assert AuditEvent.objects.filter(action="approve_extension").exists()


def test_an_extension_lowers_the_price_of_a_late_payment_and_holds_the_surplus(
    clerk: Officer, collector: Officer, make_officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    """Paid 900 in July (HZ-2.2d); the window turns out to have run to the end of July, so 320 was owed (HZ-1a, A50)."""
    dear, short = make.person(clerk), make.person(clerk, "李强")
    for who in (dear, short):
        make.enrolled(who, clerk)
    tax.posted(
        [
            tax.row(dear, "T1", paid="2022-07-10 10:00:00", amount="900.00"),
            tax.row(short, "T2", paid="2022-07-11 10:00:00", amount="320.00"),
        ],
        collector,
    )
    assert not Coverage.objects.filter(person=short).exists()
    first, second = make_officer(Role.CITY_BUREAU, make.HEZE), make_officer(Role.CITY_BUREAU, make.HEZE)
    extension = extensions.enter(
        area=make.HEZE,
        coverage_year=2022,
        last_day=date(2022, 7, 31),
        document_number="函",
        by=first,
        at=timezone.now(),
    )
    assert extensions.approve(extension=extension, by=second, at=timezone.now()).covers == 2
    line = PaymentLine.objects.get(ticket="T1")
    assert (line.outcome, line.posted_fen, line.held_fen, line.is_open) == ("overpaid", 32_000, 58_000, True)
    assert DueEntry.objects.get(due__person=dear, kind="waiver").amount_fen == 58_000
    for who in (dear, short):
        cover = Coverage.objects.get(person=who)
        assert (cover.waiting_from, cover.cover_from) == (None, date(2022, 1, 1))
    page = (
        client_as(clerk, language="en")
        .get(reverse("enrollment:person_dues", args=[dear.pk]))
        .content.decode()
    )
    assert "Waiver" in page and "580.00" in page
    assert ledger_checks.run(at=timezone.now()) == []


def test_dues_are_issued_by_who_may(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    assert client_as(collector).get(reverse("enrollment:issue_dues")).status_code == 403
    answer = client_as(clerk).post(
        reverse("enrollment:issue_dues"), {"division": make.MUDAN, "coverage_year": "2026"}
    )
    assert answer.status_code in (302, 422)


def test_policy_fund_report_and_ledger(clerk: Officer, collector: Officer, make_officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    tax.posted(
        [
            tax.row(who, "T1"),
            tax.row(who, "T2", kind="退费", original="T1", amount="20.00", paid="2021-11-01"),
        ],
        collector,
    )
    policy = (
        client_as(clerk)
        .get(reverse("enrollment:policies"), {"area": make.HEZE, "day": "2022-03-15"})
        .content.decode()
    )
    assert "HZ-1a" in policy and "320.00" in policy
    asked = {"since": "2021-10-01", "until": "2021-12-31"}
    report = client_as(clerk, language="en").get(reverse("enrollment:fund_report"), asked).content.decode()
    assert "2021-10-28" in report and "1 / 20.00" in report and "300.00" in report
    assert client_as(clerk).get(reverse("enrollment:ledger_report")).status_code == 403
    assert (
        client_as(make_officer(Role.AUDITOR, "370000")).get(reverse("enrollment:ledger_report")).status_code
        == 200
    )
