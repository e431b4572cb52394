"""Is a fund summed by month from its ledgers, held against a budget of two officers, warned of once, and answered in writing?

Arithmetic: 400.00 a month are budgeted. April pays 500.00 and hands 700.00 to the insurer, so 1,200.00 after four months that
were budgeted at 1,600.00; June pays 3,000.00, so 4,200.00 after six months budgeted at 2,400.00: more than 10 % above.
"""

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.figures.models import EnteredParameter
from assistance.public_money.models import FiscalTransfer
from claims.models import FundBudget, FundWarning, Statement, WarningAnswer, WarningRecipient
from claims.operations import fund_budgets
from claims.operations.fund_budgets import BudgetMoved, BudgetRefused
from claims.queries.fund_budgets import months_as_json, months_over, year_of_fund
from claims.queries.waiting import WAITING
from claims.rules.fund_budgets import Months
from claims.tasks import watch_funds
from policy.topics import Topic
from staff.identities import NotYours
from staff.models import AuditEvent
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax
from tests.claims.test_insurer_years import approved as handed_over
from tests.claims.test_insurer_years import refused

pytestmark = pytest.mark.django_db
AT = datetime(2022, 7, 5, 2, 0, tzinfo=UTC)
ON = date(2022, 7, 5)
FUND_YEAR = f"/api/v1/fund-year?area={make.HEZE}&year=2022"
FLAT = Months((0,) * 12, (40_000,) * 12)


@pytest.fixture
def maker(make_officer):
    make.places()
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@pytest.fixture
def checker(make_officer):
    return make_officer(Role.CITY_BUREAU, make.HEZE)


def budget(maker, checker, months: Months = FLAT, *, year: int = 2022) -> FundBudget:
    made = fund_budgets.enter(
        area=make.HEZE, year=year, months=months, document_number="预〔2022〕1号", by=maker, at=AT
    )
    return fund_budgets.decide(budget=made, approve=True, by=checker, at=AT)


def paid(maker, fen: int, on: date, *, back: date | None = None) -> None:
    number = Statement.objects.count() + 1
    shape = (
        {"state": "reversed", "reversed_on": back, "reversed_by": maker, "reversed_because": "重复"}
        if back
        else {}
    )
    Statement.objects.create(
        bill_id=number,
        person_id=number,
        year=2022,
        service_on=date(2022, 1, 5),
        division_code=make.VILLAGE,
        policy_digest="0",
        total_fen=fen,
        basic_fen=fen,
        person_fen=0,
        eligible_fen=fen,
        body={},
        settled_on=on,
        settled_by=maker,
        **shape,
    )


def line(maker, checker, topic: Topic, value: object, key: str = "") -> None:
    EnteredParameter.objects.create(
        area=make.HEZE,
        topic=topic.value,
        key=key,
        value=value,
        from_on=date(2022, 1, 1),
        document_number="线1号",
        entered_by=maker,
        entered_at=AT,
        approved_by=checker,
        approved_at=AT,
    )


def summed(until: date = ON) -> tuple[list[int], list[int]]:
    found = months_as_json(make.HEZE, 2022, until.isoformat())
    return found["income"], found["spending"]


def test_spending_is_what_was_paid_in_the_month_and_handed_over(maker, checker) -> None:
    paid(maker, 50_000, date(2022, 4, 1), back=date(2022, 6, 2))
    paid(maker, 20_000, date(2021, 12, 31))  # paid in the year before
    handed_over(maker, checker, 700, paid_on=date(2022, 4, 3))
    FiscalTransfer.objects.create(
        area=make.HEZE,
        fiscal_year=2022,
        payer="province",
        amount_fen=90_000,
        arrived_on=date(2021, 12, 20),
        document_number="财1号",
        recorded_by=maker,
        recorded_at=AT,
    )
    income, spending = summed()
    assert income[0] == 90_000 and sum(income) == 90_000  # arrived before the year, so it stands in January
    assert (spending[3], spending[5], sum(spending)) == (120_000, -50_000, 70_000)
    assert sum(summed(date(2022, 4, 2))[1]) == 50_000  # days before the second of April only


@pytest.mark.django_db(transaction=True)
def test_contributions_of_the_coverage_year_stand_in_the_month_or_in_january(make_officer) -> None:
    make.places()
    clerk, collector = make_officer(Role.COUNTY_BUREAU, make.MUDAN), make_officer(Role.TAX_OFFICER, make.HEZE)
    early, late = make.person(clerk), make.person(clerk)
    for who in (early, late):
        make.enrolled(who, clerk)
    tax.posted(
        [
            tax.row(early, "K1", paid="2021-10-25 09:00:00"),
            tax.row(late, "K2", paid="2022-02-25 09:00:00"),
        ],
        collector,
    )
    assert summed()[0][:3] == [32_000, 32_000, 0]


@pytest.mark.parametrize(
    ("on", "over"),
    [(date(2022, 1, 31), 0), (date(2022, 2, 1), 1), (date(2023, 1, 1), 12), (date(2021, 5, 1), 0)],
)
def test_whole_months_that_are_over(on: date, over: int) -> None:
    assert months_over(2022, on) == over


def test_a_budget_is_of_two_officers_and_a_later_one_replaces_it(maker, checker) -> None:
    made = fund_budgets.enter(
        area=make.HEZE, year=2022, months=FLAT, document_number="预1号", by=maker, at=AT
    )
    with pytest.raises(NotYours):
        fund_budgets.decide(budget=made, approve=True, by=maker, at=AT)
    with refused(BudgetMoved, "budget_waits"):
        fund_budgets.enter(area=make.HEZE, year=2022, months=FLAT, document_number="预2号", by=checker, at=AT)
    fund_budgets.decide(budget=made, approve=True, by=checker, at=AT)
    later = budget(maker, checker, Months((1,) * 12, (2,) * 12))
    made.refresh_from_db()
    assert made.replaced_at == AT and later.replaced_at is None
    for change in (
        lambda: FundBudget.objects.filter(pk=later.pk).update(income_fen=[9] * 12),
        lambda: FundBudget.objects.filter(pk=later.pk).update(approved_by=maker),
        lambda: FundBudget.objects.filter(pk=made.pk).update(replaced_at=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"months": Months((0,) * 11, (0,) * 12)}, "budget_income"),
        ({"months": Months((0,) * 12, (0,) * 11 + (-1,))}, "budget_spending"),
        ({"document_number": " "}, "budget_document_number"),
        ({"area": make.MUDAN}, "budget_area"),
    ],
)
def test_what_is_no_budget_is_refused_by_field(maker, given, code) -> None:
    shape = {"area": make.HEZE, "year": 2022, "months": FLAT, "document_number": "预1号", **given}
    with refused(BudgetRefused, code):
        fund_budgets.enter(**shape, by=maker, at=AT)


def test_a_line_is_warned_of_once_for_each_month_and_answered_by_who_is_named(
    maker, checker, make_officer
) -> None:
    budget(maker, checker)
    paid(maker, 50_000, date(2022, 4, 1))
    handed_over(maker, checker, 700, paid_on=date(2022, 4, 3))
    assert fund_budgets.watch(on=date(2022, 5, 3), at=AT) == []  # nobody entered a line
    line(maker, checker, Topic.OVERSPENDING_RATE, "0.1")
    assert fund_budgets.watch(on=date(2022, 5, 3), at=AT) == []  # 1,200.00 of 1,600.00
    paid(maker, 300_000, date(2022, 6, 1))
    opened = fund_budgets.watch(on=ON, at=AT)  # 4,200.00 of 2,400.00, and 8,400.00 of the year's 4,800.00
    assert [(one.month, one.line) for one in opened] == [
        (date(2022, 6, 1), "overspent"),
        (date(2022, 6, 1), "forecast"),
    ]
    assert "4200.00" in opened[0].text_en and opened[0].line_document == "线1号"
    assert fund_budgets.watch(on=ON, at=AT) == []
    later = datetime(2022, 8, 2, 2, 0, tzinfo=UTC)
    assert len(fund_budgets.watch(on=date(2022, 8, 2), at=later)) == 2  # another month, once more

    [work] = [one for one in WAITING if one.code == "fund_warnings"]
    assert work.look(checker, ON).number == 0
    with refused(BudgetRefused, "not_warned"):
        fund_budgets.answer(warning=opened[0], text="已核查", by=checker, at=AT)
    stranger = make_officer(Role.CITY_BUREAU, "620100")
    with refused(BudgetRefused, "budget_login"):
        fund_budgets.name(area=make.HEZE, login=stranger.login, by=maker, at=AT)
    named = fund_budgets.name(area=make.HEZE, login=checker.login, by=maker, at=AT)
    assert fund_budgets.name(area=make.HEZE, login=checker.login, by=maker, at=AT) == named
    assert work.look(checker, ON).number == 4
    fund_budgets.answer(warning=opened[0], text="六月集中结算", by=checker, at=AT)
    with refused(BudgetMoved, "already_answered"):
        fund_budgets.answer(warning=opened[0], text="又", by=checker, at=AT)
    assert work.look(checker, ON).number == 3
    with refused(BudgetRefused, "last_recipient"):
        fund_budgets.no_longer(recipient=named, by=maker, at=AT)
    fund_budgets.name(area=make.HEZE, login=maker.login, by=maker, at=AT)
    fund_budgets.no_longer(recipient=named, by=maker, at=AT)
    assert (work.look(checker, ON).number, work.look(maker, ON).number) == (0, 4)
    for change in (FundWarning.objects.all().delete, lambda: WarningAnswer.objects.update(text="改")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert AuditEvent.objects.filter(action="open_fund_warning").count() == 4


def test_a_day_to_come_is_not_watched_and_the_night_needs_nobody(maker) -> None:
    with refused(BudgetRefused, "budget_on"):
        fund_budgets.watch(on=date(2022, 7, 6), at=AT)
    watch_funds()
    assert not FundWarning.objects.exists()


def test_a_year_asks_the_same_statements_however_much_was_paid(maker, checker) -> None:
    budget(maker, checker)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            year_of_fund(make.HEZE, 2022, months_as_json(make.HEZE, 2022, "2022-07-01"), on=ON)
        return len(seen)

    few = statements()
    for day in range(1, 5):
        paid(maker, 100, date(2022, 4, day))
    assert statements() == few <= 7


def test_pages_enter_approve_show_print_and_answer(maker, checker, make_officer, client_as) -> None:
    desk, other = client_as(maker, language="en"), client_as(checker, language="en")
    page = reverse("claims:fund_budget") + f"?area={make.HEZE}&year=2022"
    assert "No line was crossed" in desk.get(page).content.decode()
    sent = {"area": make.HEZE, "year": "2022", "document_number": "预1号"}
    for month in range(1, 13):
        sent |= {f"income_{month}": "0", f"spending_{month}": "400.00"}
    wrong = desk.post(reverse("claims:enter_fund_budget"), sent | {"spending_12": "400.001"})
    assert wrong.status_code == 422 and "at most two decimals" in wrong.content.decode()
    assert desk.post(reverse("claims:enter_fund_budget"), sent).status_code == 302
    made = FundBudget.objects.get()
    assert "entered by" in other.get(page).content.decode()
    assert (
        "entered by" in other.get(reverse("claims:fund_budget")).content.decode()
    )  # the year that waits is shown first
    other.post(reverse("claims:decide_fund_budget", args=[made.pk]), {"decision": "approve"})
    paid(maker, 600_000, date(2022, 6, 1))
    line(maker, checker, Topic.OVERSPENDING_RATE, "0.1")
    other.post(reverse("claims:name_warning_recipient"), {"area": make.HEZE, "login": maker.login})
    [warning, _forecast] = fund_budgets.watch(on=ON, at=AT)
    shown = desk.get(page).content.decode()
    assert "<svg" in shown and "aria-labelledby" in shown and "6,000.00" in shown and "Your answer" in shown
    desk.post(reverse("claims:answer_fund_warning", args=[warning.pk]), {"text": "集中结算"})
    assert "集中结算" in other.get(page).content.decode()
    sheet = desk.get(reverse("claims:fund_budget_sheet") + f"?area={make.HEZE}&year=2022").content.decode()
    assert "<svg" in sheet and "As it stood on" in sheet
    assert client_as(make_officer(Role.CITY_BUREAU, "620100")).get(page).status_code == 200  # own areas only
    assert "6,000.00" not in client_as(make_officer(Role.CITY_BUREAU, "620100")).get(page).content.decode()
    desk.post(reverse("claims:end_warning_recipient", args=[WarningRecipient.objects.get().pk]))
    assert WarningRecipient.objects.filter(until_on=None).count() == 1  # somebody remains


def test_programs_and_the_command_say_the_same(maker, checker, api_as, make_officer) -> None:
    mine, theirs = api_as(maker), api_as(checker)
    body = {
        "area": make.HEZE,
        "year": 2022,
        "income_fen": [0] * 12,
        "spending_fen": [40_000] * 12,
        "document_number": "预1号",
    }
    made = mine.post(reverse("api_fund_budgets"), body, format="json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201, made.json()
    decision = reverse("api_decide_fund_budget", args=[made.json()["id"]])
    answer = theirs.post(decision, {"decision": "approve"}, format="json", headers={"Idempotency-Key": "b"})
    assert answer.json()["state"] == "approved"
    paid(maker, 600_000, date(2022, 6, 1))
    line(maker, checker, Topic.OVERSPENDING_RATE, "0.1")
    fund_budgets.watch(on=ON, at=AT)
    fund_budgets.name(area=make.HEZE, login=maker.login, by=checker, at=AT)
    told = mine.get(FUND_YEAR).json()
    assert told["spending_fen_by_month"][5] == 600_000 and told["budget"]["document_number"] == "预1号"
    assert api_as(make_officer(Role.CITY_BUREAU, "620100")).get(FUND_YEAR).status_code == 403
    [first, _second] = mine.get(reverse("api_fund_warnings")).json()["results"]
    answered = mine.post(
        reverse("api_answer_fund_warning", args=[first["id"]]),
        {"text": "已核查"},
        format="json",
        headers={"Idempotency-Key": "c"},
    ).json()
    assert answered["answers"][0]["text"] == "已核查"
    out = io.StringIO()
    call_command(
        "fund_budget", "--area", make.HEZE, "--year", "2022", "--json", "--by", maker.login, stdout=out
    )
    assert json.loads(out.getvalue()) == told
    out = io.StringIO()
    call_command("fund_budget", "--watch", "--on", "2022-07-05", "--json", "--by", maker.login, stdout=out)
    assert json.loads(out.getvalue()) == []  # they were opened before
