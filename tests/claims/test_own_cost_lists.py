"""Is a month's list frozen, and do its answers take effect once, by two officers, with the finding that bills then read?

Arithmetic: a visit of 700 yuan in Heze leaves 500 to the person (HZ-2.1a: 50 % up to 200 a year), which reaches a line of 500.
"""

import csv
import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from assistance.categories.models import PersonFinding
from assistance.categories.operations.findings import FindingRefused, end_finding, record_finding
from claims.layouts.own_cost_answers import COLUMNS
from claims.models import OwnCostAlert, OwnCostAnswerFile, OwnCostList
from claims.operations import own_cost_lists as lists
from claims.operations.own_cost_answers import AnswersRefused, confirm, receive
from claims.operations.own_cost_watch import watch
from claims.queries.bill_facts import patients_of
from enrollment.models import FollowUp
from enrollment.queries.policies import policies_of
from intake.operations import jobs
from policy.periods import Span
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.rules.roles import Role
from tests import factories as make
from tests.claims.test_own_cost_watch import line, paid  # noqa: F401
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)
BEIJING = ZoneInfo("Asia/Shanghai")
JUNE, JULY = date(2022, 6, 1), date(2022, 7, 1)
AT = datetime(2022, 7, 5, 9, tzinfo=BEIJING)
LATER = datetime(2022, 8, 2, 9, tzinfo=BEIJING)


@pytest.fixture
def alert(line, paid, who) -> OwnCostAlert:  # noqa: F811
    line("others", "500.00")
    paid("V1", 700)
    watch(on=date(2022, 6, 30), at=AT)
    return OwnCostAlert.objects.get()


@pytest.fixture
def civil(make_officer):
    return make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)


@pytest.fixture
def rural(make_officer):
    return make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)


def frozen(by, month: date = JUNE, at: datetime = AT) -> OwnCostList:
    return lists.freeze(area=make.MUDAN, month=month, by=by, at=at)


def answers(*rows: dict[str, str]) -> bytes:
    """A file with these cells, by the key of their column."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerows([row.get(column.key, "") for column in COLUMNS] for row in rows)
    return text.getvalue().encode()


def risk(listed: OwnCostList, **other: str) -> dict[str, str]:
    return {
        "list": listed.number, "number": "1", "name": "张伟", "answer": "有风险", "from_on": "2022-05-01",
        "document": "牡民函〔2022〕7号", **other,
    }  # fmt: skip


def sent(listed: OwnCostList, by, *rows: dict[str, str], at: datetime = AT) -> OwnCostAnswerFile:
    file = receive(own_cost_list=listed, content=io.BytesIO(answers(*rows)), name="核查.csv", by=by, at=at)
    return jobs.work_on(file)


def faults(listed: OwnCostList, by, *rows: dict[str, str]) -> list[tuple[str, str]]:
    """Cell and code of everything that refuses a file."""
    with pytest.raises(AnswersRefused) as refused:
        receive(own_cost_list=listed, content=io.BytesIO(answers(*rows)), name="x.csv", by=by, at=AT)
    assert not PersonFinding.objects.exists()
    return [(one["cell"], one["code"]) for one in refused.value.context["problems"]]


def test_a_list_holds_what_waits_and_never_changes(alert, clerk, who) -> None:
    listed = frozen(clerk)
    row = listed.lines.get()
    assert (row.number, row.alert, row.name, row.own_fen, row.line_fen, row.level) == (
        1,
        alert,
        who.name,
        50_000,
        50_000,
        1,
    )
    assert lists.is_as_frozen(listed)
    for change in (lambda: listed.lines.update(own_fen=1), lambda: OwnCostList.objects.update(digest="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("area", "month", "code"),
    [
        (make.MUDAN, date(2022, 5, 1), "nothing_waits"),  # opened in June
        (make.MUDAN, date(2022, 8, 1), "month_to_come"),
        (make.HEZE, JUNE, "not_a_county"),
    ],
)
def test_what_cannot_be_frozen_is_refused_with_what_to_do(alert, make_officer, area, month, code) -> None:
    bureau = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    with pytest.raises(lists.ListRefused) as refused:
        lists.freeze(area=area, month=month, by=bureau, at=AT)
    assert refused.value.code == code and refused.value.remedy.zh


def test_a_month_is_frozen_once_and_by_whom_may(alert, clerk, civil) -> None:
    with pytest.raises(NotAllowed):
        frozen(civil)
    frozen(clerk)
    with pytest.raises(lists.ListRefused) as refused:
        frozen(clerk)
    assert refused.value.code == "list_frozen_before"


def test_a_confirmed_risk_is_a_finding_from_its_day_that_bills_read(alert, clerk, civil, rural, who) -> None:
    listed = frozen(clerk)
    file = sent(listed, civil, risk(listed, last_on="2022-12-31"))
    assert (file.state, alert.state) == ("ready", "open") and not PersonFinding.objects.exists()
    with pytest.raises(NotYours):
        confirm(file=file, on=AT.date(), by=civil, at=AT)
    file = jobs.work_on(confirm(file=file, on=AT.date(), by=rural, at=AT))
    assert file.state == "written", file.failure
    alert.refresh_from_db()
    found = PersonFinding.objects.get()
    assert (alert.state, alert.finding, alert.answer_document) == ("confirmed", found, "牡民函〔2022〕7号")
    assert (found.person, found.from_on, found.until_on) == (who, date(2022, 5, 1), date(2023, 1, 1))
    seen = {}
    for number, day in (("B1", date(2022, 4, 30)), ("B2", date(2022, 5, 20))):
        bill = visit(who, clerk, number, 1_000, day)
        seen[number] = patients_of([bill], policies_of([bill.division_code]))[bill.pk].findings
    assert seen == {"B1": frozenset(), "B2": frozenset({"medical_risk"})}
    assert not FollowUp.objects.filter(task="look", closed_at=None).exists()


def test_without_an_end_a_risk_holds_twelve_months_and_no_risk_needs_no_document(
    alert, clerk, civil, rural
) -> None:
    listed = frozen(clerk)
    file = sent(listed, civil, risk(listed))
    jobs.work_on(confirm(file=file, on=AT.date(), by=rural, at=AT))
    assert PersonFinding.objects.get().until_on == date(2023, 5, 1)


def test_what_is_still_looked_into_stays_open_and_stands_on_the_next_list(alert, clerk, civil, rural) -> None:
    listed = frozen(clerk)
    file = sent(listed, civil, risk(listed, answer="核查中", from_on="", document=""))
    jobs.work_on(confirm(file=file, on=AT.date(), by=rural, at=AT))
    alert.refresh_from_db()
    assert alert.state == "open"
    later = frozen(clerk, JULY, LATER)
    assert later.lines.get().alert == alert
    # The answer to last month's list is refused, with the list that is to be answered.
    with pytest.raises(AnswersRefused) as refused:
        sent(listed, civil, risk(listed), at=LATER)
    assert refused.value.code == "later_list_frozen" and later.number in refused.value.remedy.zh
    file = sent(later, civil, risk(later, answer="无风险", from_on="", document=""), at=LATER)
    jobs.work_on(confirm(file=file, on=LATER.date(), by=rural, at=LATER))
    alert.refresh_from_db()
    assert (alert.state, alert.finding) == ("no_risk", None)


def test_a_list_frozen_after_the_file_came_stops_its_confirmation(alert, clerk, civil, rural) -> None:
    listed = frozen(clerk)
    file = sent(listed, civil, risk(listed))
    frozen(clerk, JULY, LATER)
    with pytest.raises(AnswersRefused) as refused:
        confirm(file=file, on=LATER.date(), by=rural, at=LATER)
    assert refused.value.code == "later_list_frozen"


def test_cells_that_are_wrong_are_named_and_nothing_is_taken(alert, clerk, civil) -> None:
    listed = frozen(clerk)
    assert faults(listed, civil, risk(listed, list="x")) == [("A2", "other_list")]
    assert faults(listed, civil, risk(listed, number="9")) == [("B2", "not_on_the_list")]
    assert faults(listed, civil, risk(listed, name="李四")) == [("C2", "name_differs")]
    assert faults(listed, civil, risk(listed, document="", from_on="")) == [
        ("E2", "day_missing"),
        ("G2", "document_missing"),
    ]
    assert faults(listed, civil, risk(listed, from_on="2022-07-06")) == [("E2", "day_to_come")]
    assert faults(listed, civil, risk(listed, last_on="2022-04-30")) == [("F2", "ends_before_start")]
    assert faults(listed, civil, risk(listed), risk(listed)) == [("B3", "twice")]


def test_a_finding_is_not_recorded_over_another_and_can_be_ended_or_taken_back(clerk, who) -> None:
    on = AT.date()

    def record(start: date, until: date, document: str = "一号") -> PersonFinding:
        return record_finding(
            person=who, finding="medical_risk", span=Span(start, until), document_number=document, source="desk", on=on,
            by=clerk, at=AT,
        )  # fmt: skip

    first = record(date(2022, 3, 1), date(2022, 6, 1))
    assert record(date(2022, 4, 1), date(2022, 5, 1)) == first  # inside: nothing more to say
    second = record(date(2022, 5, 1), date(2022, 9, 1), "二号")
    assert second.from_on == date(2022, 6, 1)  # it begins when the first ends
    with pytest.raises(FindingRefused) as refused:
        record(date(2022, 2, 1), date(2022, 4, 1))
    assert refused.value.code == "finding_known"
    assert end_finding(
        finding=second, until_on=date(2022, 6, 1), because="登记有误", on=on, by=clerk, at=AT
    ).until_on == date(2022, 6, 1)
    with pytest.raises(FindingRefused):
        end_finding(finding=first, until_on=date(2022, 8, 1), because="过期", on=on, by=clerk, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        PersonFinding.objects.update(from_on=date(2020, 1, 1))
