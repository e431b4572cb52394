"""Is a year of the insurer opened by its premiums, summed from statements, cleared by two officers and shown at every door?

Arithmetic: 5,000.00 handed over; two statements pay 1,200.00 and 800.00, so 3,000.00 are left; a reversal of the second
gives 800.00 back, so 3,800.00.
"""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.figures.models import EnteredParameter
from assistance.public_money.models import CriticalIllnessCover, FiscalRequest, FundSplit, FundSplitPool
from claims.models import InsurerPremium, InsurerYear, Statement
from claims.operations import insurer_years
from claims.operations.insurer_years import Given, InsurerYearMoved, InsurerYearRefused
from claims.queries.insurer_years import account_of
from claims.queries.waiting import WAITING
from claims.rules.insurer_years import YearMove
from policy.topics import Topic
from staff.identities import NotYours
from staff.models import AuditEvent
from staff.refusals import Refusal
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = datetime(2023, 3, 1, 2, 0, tzinfo=UTC)
ON = date(2023, 3, 1)
M = YearMove


@pytest.fixture
def maker(make_officer):
    make.places()
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@pytest.fixture
def checker(make_officer):
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@contextmanager
def refused(kind: type[Refusal], code: str) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code


def handed(
    by,
    yuan: int = 5_000,
    *,
    area: str = make.HEZE,
    year: int = 2022,
    document: str = "拨〔2022〕1号",
    **given,
):
    shape = {"insurer": "示例保险公司", "paid_on": date(2022, 3, 1), **given}
    return insurer_years.hand_over(
        area=area, year=year, amount_fen=yuan * 100, document_number=document, by=by, at=AT, **shape
    )


def approved(maker, checker, yuan: int = 5_000, **given) -> InsurerYear:
    made = handed(maker, yuan, **given)
    insurer_years.decide(premium=made, approve=True, by=checker, at=AT)
    return made.insurer_year


def paid(
    maker, fen: int, on: date, *, year: int = 2022, code: str = make.VILLAGE, back: date | None = None
) -> Statement:
    """A statement of which only the insurer's part matters here."""
    number = (
        Statement.objects.count() + 1
    )  # neither bill nor person matters, and no key of the database asks for them
    shape = (
        {"state": "reversed", "reversed_on": back, "reversed_by": maker, "reversed_because": "重复"}
        if back
        else {}
    )
    return Statement.objects.create(
        bill_id=number,
        person_id=number,
        year=year,
        service_on=date(year, 6, 1),
        division_code=code,
        policy_digest="0",
        total_fen=fen,
        critical_illness_fen=fen,
        person_fen=0,
        eligible_fen=fen,
        body={},
        settled_on=on,
        settled_by=maker,
        **shape,
    )


def moved(row, move, by, **given) -> InsurerYear:
    return insurer_years.move(row=row, move=move, given=Given(**given), by=by, at=AT)


def test_benefits_count_on_the_day_they_were_paid_for_care_of_the_year(maker, checker) -> None:
    row = approved(maker, checker)
    paid(maker, 120_000, date(2022, 8, 1))
    paid(
        maker, 80_000, date(2023, 2, 1), back=date(2023, 2, 9)
    )  # paid after the year's end for care of it, taken back
    paid(maker, 70_000, date(2022, 8, 1), year=2021)  # paid in the year for care of another one
    paid(maker, 60_000, date(2022, 8, 1), code="371600000000")  # of another area
    found = account_of(row, on=ON)
    assert [(day.on, day.settled, day.taken_back, day.critical_illness_fen) for day in found.days] == [
        (date(2022, 8, 1), 1, 0, 120_000),
        (date(2023, 2, 1), 1, 0, 80_000),
        (date(2023, 2, 9), 0, 1, -80_000),
    ]
    assert found.account.balance_fen == 380_000
    assert [(month.on.month, month.critical_illness_fen) for month in found.months] == [(8, 120_000), (2, 0)]


def test_what_the_split_set_aside_is_held_against_what_was_handed_over(maker, checker) -> None:
    # 100 heads at 90 are 9,000 yuan; 5,000 were handed over, 4,000 are still to be.
    row = approved(maker, checker)
    assert account_of(row, on=ON).to_hand_over_fen is None
    counted = {"heads": 100, "policy_digest": "0"}
    asked = FiscalRequest.objects.create(
        area=make.HEZE,
        fiscal_year=2022,
        coverage_year=2022,
        headcount_on=ON,
        left_out=0,
        is_decided=False,
        counted_by=maker,
        counted_at=AT,
        **counted,
    )
    split = FundSplit.objects.create(
        division_code=make.HEZE,
        year=2022,
        contributions_fen=1,
        fiscal_fen=1,
        raised_fen=2,
        counted_on=ON,
        request=asked,
        made_by=maker,
        made_at=AT,
        **counted,
    )
    FundSplitPool.objects.create(split=split, pool="critical_illness", amount_fen=900_000)
    assert account_of(row, on=ON).set_aside_fen is None  # nobody approved the split yet
    FundSplit.objects.filter(pk=split.pk).update(approved_by=checker, approved_at=AT)
    found = account_of(row, on=ON)
    assert (found.set_aside_fen, found.to_hand_over_fen) == (900_000, 400_000)


def test_money_counts_once_a_second_officer_approved_it_and_is_taken_back_by_two(maker, checker) -> None:
    made = handed(maker)
    row = made.insurer_year
    assert account_of(row, on=ON).account.premiums_fen == 0
    with pytest.raises(NotYours):
        insurer_years.decide(premium=made, approve=True, by=maker, at=AT)
    insurer_years.decide(premium=made, approve=True, by=checker, at=AT)
    with refused(InsurerYearMoved, "already_decided"):
        insurer_years.decide(premium=made, approve=False, because="错", by=checker, at=AT)
    with refused(InsurerYearMoved, "same_premium"):
        handed(checker)
    made.refresh_from_db()
    back = insurer_years.take_back(premium=made, document_number="冲〔2022〕1号", by=maker, at=AT)
    assert account_of(row, on=ON).account.premiums_fen == 500_000
    insurer_years.decide(premium=back, approve=True, by=checker, at=AT)
    assert account_of(row, on=ON).account.premiums_fen == 0
    with refused(InsurerYearMoved, "premium_not_to_take_back"):
        insurer_years.take_back(premium=made, document_number="冲〔2022〕2号", by=maker, at=AT)
    assert handed(maker, document="拨〔2022〕2号").pk  # another document is another payment


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"paid_on": date(2023, 3, 2)}, "insurer_year_paid_on"),  # tomorrow
        ({"year": 2024}, "insurer_year_year"),
        ({"yuan": 0}, "insurer_year_amount_fen"),
        ({"insurer": " "}, "insurer_year_insurer"),
        ({"document": " "}, "insurer_year_document_number"),
        ({"area": make.MUDAN}, "insurer_year_area"),  # a county is no pooling area
    ],
)
def test_what_cannot_stand_is_refused_by_field(maker, given, code) -> None:
    with refused(InsurerYearRefused, code):
        handed(maker, **given)
    assert not InsurerPremium.objects.exists()


def test_the_database_keeps_what_was_handed_over(maker, checker) -> None:
    row = approved(maker, checker)
    for change in (
        lambda: InsurerPremium.objects.update(amount_fen=1),
        lambda: InsurerPremium.objects.all().delete(),
        lambda: InsurerYear.objects.filter(pk=row.pk).update(state="cleared"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_year_is_cleared_by_two_and_a_reversal_afterwards_is_seen(maker, checker) -> None:
    row = approved(maker, checker)
    one = paid(maker, 120_000, date(2022, 8, 1))
    with refused(InsurerYearRefused, "insurer_year_document_number"):
        moved(row, M.PROPOSE, maker)
    row = moved(row, M.PROPOSE, maker, document_number="清〔2023〕1号")
    with pytest.raises(NotYours):
        moved(row, M.CLEAR, maker)
    with refused(InsurerYearMoved, "insurer_year_not_open"):
        handed(maker, document="拨〔2022〕9号")
    paid(maker, 5_000, date(2022, 9, 1))
    with refused(InsurerYearMoved, "figures_changed"):
        moved(row, M.CLEAR, checker)
    row = moved(row, M.RETURN, checker, because="有新待遇")
    row = moved(row, M.PROPOSE, maker, document_number="清〔2023〕1号")
    row = moved(row, M.CLEAR, checker)
    assert (row.state, row.cleared_on, row.figures["balance_fen"]) == ("cleared", ON, 375_000)
    assert not account_of(row, on=ON).has_changed
    Statement.objects.filter(pk=one.pk).update(
        state="reversed", reversed_on=ON, reversed_by=maker, reversed_because="重复"
    )
    found = account_of(row, on=ON)
    assert (
        found.has_changed and found.account.balance_fen == 495_000 and row.figures["balance_fen"] == 375_000
    )
    with refused(InsurerYearRefused, "insurer_year_because"):
        moved(row, M.REOPEN, checker)
    assert moved(row, M.REOPEN, checker, because="冲正后重新清算").state == "open"
    assert AuditEvent.objects.filter(action__endswith="_insurer_year").count() == 5


def test_a_shortfall_is_kept_with_its_reserves_or_says_who_bears_it(maker, checker, make_officer) -> None:
    make.places("620102001001")
    lanzhou = [make_officer(Role.CITY_BUREAU, "620100") for _ in range(2)]
    row = approved(lanzhou[0], lanzhou[1], 1_000, area="620100")
    paid(maker, 130_000, date(2022, 8, 1), code="620102001001")
    # 1,300.00 paid of 1,000.00: 300.00 short; nobody entered the reserves, so the document says who bears it.
    with refused(InsurerYearRefused, "insurer_year_note"):
        moved(row, M.PROPOSE, lanzhou[0], document_number="清〔2023〕1号")
    for topic, value in ((Topic.INSURER_PROFIT, "200.00"), (Topic.PAST_RISK_FUND, "500.00")):
        EnteredParameter.objects.create(
            area="620100",
            topic=topic.value,
            key="2022",
            value=value,
            from_on=date(2022, 1, 1),
            document_number="示例1号",
            entered_by=lanzhou[0],
            entered_at=AT,
            approved_by=lanzhou[1],
            approved_at=AT,
        )
    row = moved(row, M.PROPOSE, lanzhou[0], document_number="清〔2023〕1号")
    row = moved(row, M.CLEAR, lanzhou[1])
    kept = CriticalIllnessCover.objects.get()
    assert row.cover == kept
    assert (kept.shortfall_fen, kept.from_insurer_profit_fen, kept.from_risk_fund_fen) == (
        30_000,
        20_000,
        10_000,
    )


def test_doors_show_the_same_year_to_whom_may_see_it(maker, checker, make_officer, client_as, api_as) -> None:
    desk, other = client_as(maker, language="en"), client_as(checker, language="en")
    assert "No year of the insurer is open yet" in desk.get(reverse("claims:insurer_years")).content.decode()
    sent = {
        "area": make.HEZE,
        "year": 2022,
        "insurer": "示例保险",
        "amount_fen": "5000.00",
        "paid_on": "2022-03-01",
        "document_number": "拨〔2022〕1号",
    }
    assert "Enter this field" not in desk.post(reverse("claims:insurer_years"), sent).content.decode()
    made, row = InsurerPremium.objects.get(), InsurerYear.objects.get()
    address = reverse("claims:insurer_year", args=[row.pk])
    [work] = [one for one in WAITING if one.code == "premiums"]
    assert (work.look(checker, ON).number, work.look(maker, ON).number) == (1, 0)
    other.post(reverse("claims:decide_premium", args=[made.pk]), {"decision": "approve"})
    paid(maker, 120_000, date(2022, 8, 1))
    page = desk.get(address).content.decode()
    assert "5000.00 - 1200.00: 3800.00 left" in page and "Undecided" in page and "2022-08-01" in page
    desk.post(
        reverse("claims:move_insurer_year", args=[row.pk]), {"move": "propose", "document_number": "清1号"}
    )
    other.post(reverse("claims:move_insurer_year", args=[row.pk]), {"move": "clear"})
    sheet = desk.get(reverse("claims:insurer_sheet", args=[row.pk])).content.decode()
    assert "cleared" in sheet and "3800.00 left" in sheet and "________________" in sheet
    told = api_as(maker).get(reverse("api_insurer_year", args=[row.pk])).json()
    assert (told["state"], told["balance_fen"], told["days"][0]["on"]) == ("cleared", 380_000, "2022-08-01")
    out = io.StringIO()
    call_command(
        "insurer_year", "--area", make.HEZE, "--year", "2022", "--json", "--by", maker.login, stdout=out
    )
    assert json.loads(out.getvalue()) == json.loads(json.dumps(told))
    stranger = make_officer(Role.CITY_BUREAU, "620100")
    assert client_as(stranger).get(address).status_code == 404
    assert api_as(stranger).get(reverse("api_insurer_years")).json()["count"] == 0


def test_programs_enter_decide_take_back_and_move(maker, checker, api_as) -> None:
    mine, theirs = api_as(maker), api_as(checker)

    def post(client, name: str, body: dict, *args: int, status: int = 200):
        answer = client.post(
            reverse(name, args=args), body, format="json", headers={"Idempotency-Key": f"{name}{args}"}
        )
        assert answer.status_code == status, answer.json()
        return answer.json()

    body = {
        "area": make.HEZE,
        "year": 2022,
        "insurer": "示例保险",
        "amount_fen": 500_000,
        "paid_on": "2022-03-01",
        "document_number": "拨1号",
    }
    made = post(mine, "api_insurer_years", body, status=201)
    year = InsurerYear.objects.get().pk
    assert post(theirs, "api_decide_premium", {"decision": "approve"}, made["id"])["state"] == "approved"
    back = post(mine, "api_take_back_premium", {"document_number": "冲1号"}, made["id"], status=201)
    assert (
        post(theirs, "api_decide_premium", {"decision": "reject", "because": "不冲"}, back["id"])["state"]
        == "rejected"
    )
    assert len(mine.get(reverse("api_insurer_premiums", args=[year])).json()) == 2
    after = post(mine, "api_move_insurer_year", {"move": "propose", "document_number": "清1号"}, year)
    assert (after["state"], after["balance_fen"]) == ("proposed", 500_000)


def test_a_year_asks_the_same_statements_however_many_days(maker, checker) -> None:
    row = approved(maker, checker)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            account_of(row, on=ON)
        return len(seen)

    paid(maker, 1_000, date(2022, 8, 1))
    few = statements()
    for day in range(2, 6):
        paid(maker, 1_000, date(2022, 8, day))
    assert statements() == few <= 5
