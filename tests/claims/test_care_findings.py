"""Does the night find what a settlement never saw, once, mark what no longer stands, and does a person decide on it?"""

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.categories.models import PersonCategory
from assistance.figures.models import EnteredParameter
from claims.models import Bill, BillFile, CareFinding, FileBill, Statement, SupervisionEntry
from claims.operations import care_findings, reversal, settlement, supervision
from claims.operations.care_findings import FindingMoved, FindingRefused
from claims.operations.supervision import SupervisionRefused
from claims.queries.waiting import WAITING
from claims.rules.care_findings import FindingMove
from claims.rules.supervision import LogKind
from claims.tasks import look_for_care_findings
from enrollment.models import Person, StatusList, StatusRow
from policy.topics import Topic
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.claims.test_insurer_years import refused
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2022, 12, 31, 2, 0, tzinfo=UTC)
ON = date(2022, 6, 15)
M = FindingMove


def figure(clerk, second, topic: Topic, value: object, key: str = "") -> None:
    EnteredParameter.objects.create(
        area=make.HEZE,
        topic=topic.value,
        key=key,
        value=value,
        from_on=date(2022, 1, 1),
        document_number="线1号",
        entered_by=clerk,
        entered_at=AT,
        approved_by=second,
        approved_at=AT,
    )


def stated(
    who: Person, fact: str, from_on: date, *, match: str = "number", until_on: date | None = None
) -> None:
    listed = StatusList.objects.create(
        area=make.HEZE,
        source="platform",
        listed_on=date(2022, 6, 1),
        state="written",
        sha256=f"{StatusRow.objects.count():064}",
        name="名单",
        size_bytes=1,
        uploaded_by=Officer.objects.all()[0],
    )
    StatusRow.objects.create(
        list=listed,
        number=1,
        document_hash=who.document_hash,
        document_masked="*",
        name=who.name,
        fact=fact,
        from_on=from_on,
        until_on=until_on,
        match=match,
        person=who,
    )


@pytest.fixture
def paid(who, clerk):
    """A settled visit of 10 May 2022 that cost 300 yuan, of which the fund paid 150."""
    bill = visit(who, clerk, "V1", 30_000, date(2022, 5, 10))
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    return bill


def stay(who: Person, clerk: Officer, number: str = "S1", **given) -> Bill:
    """A stay of 5,000 yuan with its statement; the book decides no stay in Heze, so two officers' amounts are written here."""
    bill = care.enter(who, clerk, number, **given)
    Statement.objects.create(
        bill=bill,
        person=who,
        year=bill.discharged_on.year,
        service_on=bill.discharged_on,
        division_code=bill.division_code,
        policy_digest="0",
        total_fen=bill.total_fen,
        basic_fen=300_000,
        person_fen=bill.total_fen - 300_000,
        eligible_fen=bill.eligible_fen,
        body={},
        settled_on=care.ON,
        settled_by=clerk,
    )
    return bill


def look(on: date = ON) -> tuple[int, int]:
    return tuple(care_findings.look(on=on, at=AT))


def rules_found() -> list[str]:
    return sorted(CareFinding.objects.values_list("rule", flat=True))


def test_facts_of_status_lists_are_found_once_and_a_proposed_match_is_none(who, paid, clerk) -> None:
    assert look() == (0, 0)
    stated(who, "employed", date(2022, 5, 1), match="proposed")
    assert look() == (0, 0)
    stated(who, "employed", date(2022, 5, 1))
    stated(who, "imprisoned", date(2022, 5, 10), until_on=date(2022, 5, 11))
    stated(who, "died", date(2022, 5, 9))
    assert look() == (3, 0) and rules_found() == ["after_death", "employed", "in_prison"]
    one = CareFinding.objects.get(rule="employed")
    assert (one.person, one.bills, one.funds_fen, one.division_code) == (
        who,
        [paid.pk],
        15_000,
        who.division_code,
    )
    assert look() == look(date(2022, 7, 1)) == (0, 0)
    assert AuditEvent.objects.filter(action="look_for_care_findings").count() == 1


def test_a_reversal_marks_the_finding_and_a_new_settlement_opens_another(who, paid, clerk) -> None:
    stated(who, "employed", date(2022, 5, 1))
    look()
    reversal.reverse(bill=paid, reason="重复收费", on=care.ON, by=clerk)
    assert look() == (0, 1) and look() == (0, 0)
    fallen = CareFinding.objects.get()
    assert (fallen.fallen_on, fallen.state) == (ON, "open")
    again = visit(who, clerk, "V2", 30_000, date(2022, 5, 11))
    settlement.settle(bill=again, on=care.ON, by=clerk)
    assert look() == (1, 0) and CareFinding.objects.count() == 2


def test_a_bill_that_was_refused_for_the_nights_is_two_hospitals(who, clerk) -> None:
    other = stay(who, clerk)
    file = BillFile.objects.create(
        area=make.MUDAN, name="b.csv", size_bytes=1, sha256="a" * 64, state="settled", uploaded_by=clerk
    )
    FileBill.objects.create(
        id=1,
        file=file,
        number=1,
        row=2,
        provider_code="H99",
        bill_number="Z9",
        document_masked="*",
        name=who.name,
        total_fen=1,
        outcome="overlapping_stay",
        bill=other,
    )
    look()
    assert rules_found() == ["two_hospitals"]


def test_a_record_merged_into_another_is_the_same_human(who, clerk) -> None:
    other = make.person(clerk, who.name)
    make.enrolled(other, clerk)
    stay(who, clerk, "S1", admitted_on=date(2022, 5, 3), discharged_on=date(2022, 5, 10))
    second_stay = stay(who, clerk, "S2", admitted_on=date(2022, 5, 20), discharged_on=date(2022, 5, 22))
    with connection.cursor() as cursor:  # as rows that came before the two were known to be one human
        cursor.execute("SET session_replication_role = replica")
        sql = "UPDATE claims_bill SET person_id = %s, admitted_on = '2022-05-09', discharged_on = '2022-05-12' WHERE id = %s"
        cursor.execute(sql, [other.pk, second_stay.pk])
        cursor.execute("UPDATE enrollment_person SET merged_into_id = %s WHERE id = %s", [who.pk, other.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    stated(who, "employed", date(2022, 5, 11))
    look()
    assert rules_found() == ["employed", "two_hospitals"]
    assert CareFinding.objects.get(rule="employed").bills == [second_stay.pk]
    assert "1 nights in both" in CareFinding.objects.get(rule="two_hospitals").text_en


def test_figures_of_the_area_decide_about_stays(who, clerk, second) -> None:
    for number, first in enumerate((1, 10, 20), 1):
        stay(
            who, clerk, f"S{number}", admitted_on=date(2022, 5, first), discharged_on=date(2022, 5, first + 3)
        )
    assert look() == (0, 0)
    figure(clerk, second, Topic.FREQUENT_STAYS, 3)
    figure(clerk, second, Topic.FREQUENT_STAY_DAYS, 30)
    figure(clerk, second, Topic.TIER_STAY_LIMIT, "4999.99", "county")
    figure(clerk, second, Topic.HELPED_STAY_SHARE, "0.5")
    figure(clerk, second, Topic.HELPED_STAY_LEAST, 3)
    PersonCategory.objects.create(
        person=who,
        category="dibao",
        certifier="civil_affairs",
        document_number="示例",
        from_on=date(2022, 1, 1),
        division_code=who.division_code,
        source="desk",
    )
    look()
    assert rules_found() == ["above_grade", "above_grade", "above_grade", "frequent_stays", "provider_share"]
    assert look() == (0, 0)


def test_a_person_decides_with_the_reason_and_may_look_again(who, paid, clerk, second, make_officer) -> None:
    stated(who, "employed", date(2022, 5, 1))
    look()
    one = CareFinding.objects.get()

    def decide(move: FindingMove, because: str = "已核查", fen: int | None = None) -> CareFinding:
        return care_findings.move(finding=one, move=move, because=because, recovery_fen=fen, by=second, at=AT)

    [work] = [each for each in WAITING if each.code == "care_findings"]
    assert (work.look(clerk, ON).number, work.look(clerk, ON).fen) == (1, 15_000)
    with refused(FindingRefused, "finding_because"):
        decide(M.EXPLAIN, " ")
    for fen in (None, 0, 15_001):
        with refused(FindingRefused, "finding_recovery"):
            decide(M.PROPOSE_RECOVERY, fen=fen)
    assert decide(M.CONFIRM).state == "confirmed"
    with refused(FindingMoved, "finding_not_in_state"):
        decide(M.EXPLAIN)
    assert decide(M.PROPOSE_RECOVERY, fen=15_000).recovery_fen == 15_000
    assert decide(M.REOPEN, "补充材料").state == "open"
    after = decide(M.EXPLAIN)
    assert (after.state, after.recovery_fen, after.decided_by) == ("explained", None, second)
    assert work.look(clerk, ON).number == 0 and look() == (0, 0)  # what was explained is not found again
    for change in (
        lambda: CareFinding.objects.update(funds_fen=1),
        CareFinding.objects.all().delete,
        lambda: CareFinding.objects.update(state="open"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(NotAllowed):
        care_findings.move(
            finding=one, move=M.REOPEN, because="x", by=make_officer(Role.COUNTY_BUREAU, "371728"), at=AT
        )


def test_the_night_needs_nobody_and_a_day_to_come_is_refused(clerk) -> None:
    look_for_care_findings()
    with refused(FindingRefused, "finding_on"):
        care_findings.look(on=date(2023, 1, 1), at=AT, by=clerk)


def test_the_rules_ask_the_same_statements_however_many_bills(who, paid, clerk) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            look()
        return len(seen)

    few = statements()
    for day in (11, 12, 13):
        bill = visit(who, clerk, f"W{day}", 10_000, date(2022, 5, day))
        settlement.settle(bill=bill, on=care.ON, by=clerk)
    assert statements() == few <= 20


def test_pages_programs_and_the_command_show_and_decide(
    who, paid, clerk, second, client_as, api_as, make_officer
) -> None:
    stated(who, "employed", date(2022, 5, 1))
    desk, program = client_as(clerk, language="en"), api_as(second)
    lists = reverse("claims:care_findings")
    assert "Nothing was found" in desk.get(lists).content.decode()
    out = io.StringIO()
    call_command("care_findings", "--json", "--by", clerk.login, stdout=out)
    assert json.loads(out.getvalue()) == {"opened": 1, "fallen": 0}
    one = CareFinding.objects.get()
    page = desk.get(lists).content.decode()
    assert who.name in page and "nsured with the employee scheme 2022-05-01" in page
    assert "Nothing matches the filter" in desk.get(lists + "?rule=in_prison").content.decode()
    address = reverse("claims:care_finding", args=[one.pk])
    assert paid.number in desk.get(address).content.decode()
    [told] = program.get(reverse("api_care_findings")).json()["results"]
    assert (
        told == program.get(reverse("api_care_finding", args=[one.pk])).json() and told["clause"] == "SD-6c"
    )
    out = io.StringIO()
    call_command("care_findings", "--list", "--state", "open", "--json", "--by", clerk.login, stdout=out)
    assert json.loads(out.getvalue()) == [told]
    body = {"move": "propose_recovery", "because": "重复享受", "recovery_fen": 15_000}
    answer = program.post(
        reverse("api_move_care_finding", args=[one.pk]), body, format="json", headers={"Idempotency-Key": "m"}
    )
    assert answer.json()["state"] == "recovery_proposed"
    assert "150.00 yuan to recover" in desk.get(address).content.decode()
    desk.post(
        reverse("claims:move_care_finding", args=[one.pk]),
        {"move": "reopen", "because": "补充", "recovery_fen": ""},
    )
    one.refresh_from_db()
    assert one.state == "open"
    stranger = make_officer(Role.COUNTY_BUREAU, "371728")
    assert client_as(stranger).get(address).status_code == 404
    assert api_as(stranger).get(reverse("api_care_findings")).json()["count"] == 0


def written(clerk, **given) -> SupervisionEntry:
    shape = {
        "kind": LogKind.INSPECTION,
        "area": make.MUDAN,
        "held_on": date(2022, 3, 1),
        "with_whom": "示例医院",
        "outcome": "未见异常",
        "document_number": "查1号",
        **given,
    }
    return supervision.write_down(**shape, by=clerk, at=AT)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"held_on": date(2023, 1, 1)}, "supervision_held_on"),
        ({"with_whom": " "}, "supervision_with_whom"),
        ({"outcome": ""}, "supervision_outcome"),
        ({"document_number": " "}, "supervision_document_number"),
    ],
)
def test_an_entry_that_says_too_little_is_refused(clerk, given, code) -> None:
    with refused(SupervisionRefused, code):
        written(clerk, **given)


def test_the_log_counts_what_stands_and_says_what_is_missing(clerk, second, client_as, api_as) -> None:
    desk, program = client_as(clerk, language="en"), api_as(clerk)
    address = reverse("claims:supervision") + "?year=2022"
    page = desk.get(address).content.decode()
    assert "Nothing was written down" in page and "is undecided" in page
    figure(clerk, second, Topic.INSPECTIONS_A_YEAR, 2, "2022")
    one = written(clerk)
    with refused(SupervisionRefused, "same_entry"):
        written(clerk)
    sent = {
        "kind": "exchange",
        "area": make.MUDAN,
        "held_on": "2022-04-01",
        "with_whom": "税务局",
        "outcome": "核对一致",
        "document_number": "换1号",
    }
    assert desk.post(reverse("claims:supervision"), sent).status_code == 302
    page = desk.get(address).content.decode()
    assert "1 of 2 inspections, 1 missing" in page and "1 exchanges of data, the last on 2022-04-01" in page
    body = sent | {"kind": "inspection", "document_number": "查2号"}
    made = program.post(reverse("api_supervision"), body, format="json", headers={"Idempotency-Key": "w"})
    assert made.status_code == 201
    out = io.StringIO()
    call_command(
        "care_findings",
        "--supervision",
        "2022",
        "--area",
        make.MUDAN,
        "--json",
        "--by",
        clerk.login,
        stdout=out,
    )
    told = json.loads(out.getvalue())
    assert (told["inspections"], told["lacking"], told["exchanges"]) == (2, 0, 1)
    back = program.post(
        reverse("api_take_back_supervision", args=[one.pk]),
        {"because": "重复"},
        format="json",
        headers={"Idempotency-Key": "t"},
    )
    assert back.json()["taken_back_because"] == "重复"
    desk.post(reverse("claims:take_back_supervision", args=[made.json()["id"]]), {"because": "误录"})
    assert SupervisionEntry.objects.filter(taken_back_by=None).count() == 1
    assert program.get(reverse("api_supervision")).json()["count"] == 3
