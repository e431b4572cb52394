"""Are heads counted once and where they enrolled, are requests frozen and approved by another, and does money arrive?"""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assistance.public_money.models import FiscalRequest, FiscalTransfer
from assistance.public_money.operations import fiscal_requests, fiscal_transfers
from assistance.public_money.operations.fiscal_requests import InvalidRequest, StillUndecided, WrongState
from assistance.public_money.operations.fiscal_transfers import AlreadyReversed, InvalidTransfer
from assistance.public_money.queries.public_money import claims
from enrollment.models import Coverage, Person
from enrollment.operations import ledger_checks
from policy.terms import Basis, Group
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.rules.roles import Role
from tests.assistance import public_money as money

pytestmark = pytest.mark.django_db
CHENGGUAN, YUZHONG = "620102", "620123"


@pytest.fixture
def lanzhou(make_officer) -> money.Treasury:
    return money.treasury(money.LANZHOU, make_officer, CHENGGUAN, YUZHONG)


def lines(request: FiscalRequest) -> dict:
    return {(one.county, one.kind): one for one in request.lines.all()}


def test_lanzhou_is_divided_county_by_county(lanzhou) -> None:
    lanzhou.insured(CHENGGUAN, 3)
    lanzhou.insured(CHENGGUAN, 1, basis=Basis.RESIDENCE_PERMIT)
    lanzhou.insured(YUZHONG, 2)
    request = lanzhou.counted()
    found = lines(request)
    assert (request.heads, request.total_fen, request.is_decided) == (6, 6 * 55000, True)
    city = found[CHENGGUAN, "resident"]
    assert (city.heads, city.city_fen, city.county_fen) == (3, 3 * 544, 3 * 816) and "LZ-1e" in city.clauses
    permit = found[CHENGGUAN, "residence_permit"]
    assert permit.per_head_fen == city.per_head_fen, (
        "holders of a permit are subsidised like residents (GS-1.1e)"
    )
    assert found[YUZHONG, "resident"].city_fen == 2 * 816
    assert (request.due_on, request.due_clause) == (date(2021, 3, 31), "LZ-1f")


def test_who_counts_on_the_day(lanzhou) -> None:
    lanzhou.insured(CHENGGUAN, 2)
    lanzhou.insured(CHENGGUAN, 1, settled_on=date(2020, 7, 1))  # paid after the headcount day
    paid_it_all = lanzhou.insured(CHENGGUAN, 1, counts=False)
    [dead] = lanzhou.insured(CHENGGUAN, 1)
    Person.objects.filter(pk=dead.pk).update(died_on=date(2020, 3, 1))
    kept, absorbed = lanzhou.insured(CHENGGUAN, 2)
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    request = lanzhou.counted()
    assert (request.heads, request.left_out) == (3, 1), "two, and the merged pair as one (A43 leaves one out)"
    assert lanzhou.counted(on=date(2020, 7, 1)).heads == 4
    assert paid_it_all and lanzhou.counted(2021).heads == 0


def test_students_follow_the_owner_of_their_school(make_officer) -> None:
    jincheng = money.treasury(money.JINCHENG, make_officer, "140502")
    jincheng.insured("140502", 2)
    student = {"basis": Basis.SCHOOL, "group": Group.COLLEGE_STUDENT}
    jincheng.insured("140502", 1, school="晋城学院", **student)
    jincheng.insured("140502", 1, school="城区职高", **student)
    jincheng.insured("140502", 1, school="第一小学", basis=Basis.SCHOOL, group=Group.STUDENT)
    jincheng.entered("school_owner", "province", key="晋城学院")
    request = jincheng.counted()
    found = lines(request)
    assert found["140502", "resident"].heads == 3, "pupils are residents of their county"
    assert found["140502", "school_province"].province_fen == 22000
    assert found["140502", "school_unknown"].city_fen is None and not request.is_decided
    with pytest.raises(StillUndecided) as refused:
        fiscal_requests.submit(request=request, by=jincheng.maker, at=timezone.now())
    assert "JC-1g" in str(refused.value.context["missing"])
    jincheng.entered("school_owner", "prefecture", key="城区职高")
    again = jincheng.counted()
    assert again.is_decided and lines(again)["140502", "school_prefecture"].city_fen == 11000


def test_a_filed_ratio_decides_the_rest(make_officer) -> None:
    linxia = money.treasury(money.LINXIA, make_officer, "622921")
    linxia.insured("622921", 3)
    assert not linxia.counted().is_decided
    linxia.entered("city_county_split", "6:4")
    request = linxia.counted()
    assert request.is_decided and request.documents == ["测试〔2020〕1号"]
    line = lines(request)["622921", "resident"]
    assert (line.city_fen, line.county_fen) == (1800, 1200)


def test_a_province_without_shares_takes_those_entered(make_officer) -> None:
    heze = money.treasury(money.HEZE, make_officer, "371702")
    heze.insured("371702", 1, year=2021)
    assert lines(heze.counted(2021))["371702", "resident"].missing[0]["clause"] == "SD-1c"
    heze.entered("fiscal_shares", "348/116/58/58", key="2021")
    line = lines(heze.counted(2021))["371702", "resident"]
    assert (line.central_fen, line.county_fen, line.total_fen) == (34800, 5800, 58000)
    assert any("348.00/116.00/58.00/58.00" in step["zh"] for step in line.steps), (
        "read aloud from the centre down"
    )


def test_another_officer_decides_and_a_later_request_replaces(lanzhou) -> None:
    lanzhou.insured(CHENGGUAN, 1)
    request = lanzhou.counted()
    with pytest.raises(WrongState):
        fiscal_requests.approve(request=request, by=lanzhou.checker, at=timezone.now())
    fiscal_requests.submit(request=request, by=lanzhou.maker, at=timezone.now())
    with pytest.raises(NotYours):
        fiscal_requests.approve(request=request, by=lanzhou.maker, at=timezone.now())
    with pytest.raises(InvalidRequest):
        fiscal_requests.return_request(request=request, because=" ", by=lanzhou.checker, at=timezone.now())
    first = fiscal_requests.approve(request=request, by=lanzhou.checker, at=timezone.now())
    lanzhou.insured(CHENGGUAN, 1)
    second = lanzhou.approved()
    first.refresh_from_db()
    assert (first.state, second.state, second.heads) == ("replaced", "approved", 2)
    returned = lanzhou.counted()
    fiscal_requests.submit(request=returned, by=lanzhou.maker, at=timezone.now())
    back = fiscal_requests.return_request(
        request=returned, because="人数有误", by=lanzhou.checker, at=timezone.now()
    )
    assert back.state == "returned"
    assert ledger_checks.run(at=timezone.now()) == []


def test_what_was_counted_is_frozen(lanzhou) -> None:
    lanzhou.insured(CHENGGUAN, 1)
    request = lanzhou.approved()
    for statement in (
        "UPDATE assistance_fiscalrequest SET total_fen = 1",
        "UPDATE assistance_fiscalrequestline SET heads = 2",
        "DELETE FROM assistance_fiscalrequestline",
    ):
        with (
            pytest.raises(Exception, match=r"never changed|only ever added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(IntegrityError, match="fiscal_request_not_decided_by_maker"), transaction.atomic():
        FiscalRequest.objects.filter(pk=request.pk).update(decided_by=lanzhou.maker)


def test_the_day_and_the_area_must_fit(lanzhou) -> None:
    with pytest.raises(InvalidRequest) as refused:
        lanzhou.counted(on=date(2021, 1, 1))
    assert refused.value.code == "headcount_day_outside_year"
    with pytest.raises(NotAllowed):
        fiscal_requests.count(
            area=money.LINXIA, fiscal_year=2020, on=date(2020, 6, 30), by=lanzhou.maker, at=timezone.now()
        )


def test_money_arrives_and_what_is_late_is_told(lanzhou) -> None:
    lanzhou.insured(CHENGGUAN, 10)
    lanzhou.approved()
    facts = {
        "area": money.LANZHOU,
        "fiscal_year": 2020,
        "document_number": "拨〔2021〕1号",
        "by": lanzhou.maker,
    }

    def arrives(payer: str, fen: int, county: str = "") -> FiscalTransfer:
        return fiscal_transfers.record(
            **facts,
            payer=payer,
            amount_fen=fen,
            county=county,
            arrived_on=date(2021, 3, 1),
            at=timezone.now(),
        )

    arrives("central", 440000)
    wrong = arrives("county", 816, CHENGGUAN)
    fiscal_transfers.reverse(transfer=wrong, because="记错", by=lanzhou.maker, at=timezone.now())
    with pytest.raises(AlreadyReversed):
        fiscal_transfers.reverse(transfer=wrong, because="再记", by=lanzhou.maker, at=timezone.now())
    arrives("county", 8000, CHENGGUAN)
    found = {one.payer: one for one in claims([money.LANZHOU])}
    before, late = date(2021, 3, 20), date(2021, 4, 1)
    assert found["central"].tone(late) == "paid" and found["county"].open_fen == 160
    assert (found["city"].tone(date(2021, 1, 1)), found["city"].tone(before)) == ("open", "soon")
    assert found["county"].tone(date(2021, 3, 31)) == "soon" and found["county"].tone(late) == "overdue"
    for payer, county, fen in (
        ("county", "", 1),
        ("city", CHENGGUAN, 1),
        ("county", "371702", 1),
        ("city", "", 0),
    ):
        with pytest.raises((InvalidTransfer, NotAllowed)):
            arrives(payer, fen, county)
    assert ledger_checks.run(at=timezone.now()) == []


def test_a_county_records_its_own_money_only(lanzhou, make_officer) -> None:
    county = make_officer(Role.COUNTY_BUREAU, CHENGGUAN)
    facts = {
        "area": money.LANZHOU, "fiscal_year": 2020, "payer": "county", "amount_fen": 1, "arrived_on": date(2021, 3, 1),
        "document_number": "1", "by": county, "at": timezone.now(),
    }  # fmt: skip
    fiscal_transfers.record(**facts, county=CHENGGUAN)
    with pytest.raises(NotAllowed):
        fiscal_transfers.record(**facts, county=YUZHONG)


def test_counting_takes_as_many_queries_for_many_people(lanzhou, django_assert_max_num_queries) -> None:
    lanzhou.insured(CHENGGUAN, 12)
    assert Coverage.objects.count() == 12
    with django_assert_max_num_queries(20):
        lanzhou.counted()
