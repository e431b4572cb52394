"""Are a draft's figures those of the real rules: today's as on record to the fen, and nothing real touched by a run?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import InternalError, connection
from django.db.models import Sum

from assistance.categories.operations import categories
from assistance.subsidies.models import Grant
from assistance.subsidies.operations import subsidy_runs
from claims.models import Statement
from claims.operations import settlement
from desk.whatif.models import Draft, DraftRun
from desk.whatif.operations import bills, drafts, people, runs
from desk.whatif.queries.bills import patients
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.balance import PERSON_DUE
from desk.whatif.rules.run_states import RunState
from desk.whatif.rules.tallies import by_payer, summed, whole
from enrollment.models import DueEntry
from policy.care import Payer, Setting
from policy.terms import Category, Certifier
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2022, 12, 31, 2, 0, tzinfo=UTC)
ON = date(2022, 12, 31)
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}
AMOUNT = "contribution.individual"


@pytest.fixture
def city(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@pytest.fixture
def town(city: Officer, make_officer: Callable[..., Officer]) -> Officer:
    """Five people of 2022: paid in time, paid late, unpaid; of them a tekun and a dibao recipient; two were ill."""
    clerk, collector = make_officer(Role.COUNTY_BUREAU, make.MUDAN), make_officer(Role.TAX_OFFICER, make.HEZE)
    civil = make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)
    care.provider(clerk)
    *early, late = people = [make.person(clerk, name) for name in ("张伟", "王芳", "李娜", "刘洋")]
    for who in (*people, make.person(clerk, "陈静")):
        make.enrolled(who, clerk)
    paid = [tax.row(who, f"K{who.pk}", paid="2021-10-25 09:00:00") for who in early]
    tax.posted([*paid, tax.row(late, f"K{late.pk}", paid="2022-04-15 09:00:00")], collector)
    for who, category in ((early[0], "tekun"), (early[1], "dibao")):
        categories.record_category(
            person=who, category=Category(category), certifier=Certifier.CIVIL_AFFAIRS,
            document_number="菏民〔2021〕5号", from_on=date(2021, 6, 1), source="desk", on=date(2021, 6, 2), by=civil,
        )  # fmt: skip
    for who, number in ((early[2], "V1"), (late, "V2")):
        bill = care.enter(
            who, clerk, number, care.line(12_000, 0, 0), discharged_on=date(2022, 7, 10), **VISIT
        )
        settlement.settle(bill=bill, on=care.ON, by=clerk)
    return clerk


def draft(city: Officer, name: str = "试算", **given: list[dict[str, Any]]) -> Draft:
    made = drafts.start(area=make.HEZE, name=name, by=city, at=AT)
    for question, rows in given.items():
        made = drafts.answer(
            draft=made, version=made.version, question=question.replace("__", "."), rows=rows, by=city, at=AT
        )
    return made


def worked_out(city: Officer, made: Draft) -> dict[str, Any]:
    run = runs.ask(draft=made, by=city, at=AT)
    runs.work(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE.value, run.failure
    return run.summary


def test_today_is_what_is_on_record_to_the_fen_and_a_draft_that_says_nothing_changes_nothing(
    town: Officer, city: Officer
) -> None:
    subsidies = subsidy_runs.propose(area=make.MUDAN, coverage_year=2022, on=ON, by=town)
    found = worked_out(city, draft(city))
    people, bills = found["people"], found["bills"]
    money = by_payer(people["money"])
    charged = DueEntry.objects.filter(kind="charge").aggregate(fen=Sum("amount_fen"))["fen"]
    granted = Grant.objects.filter(run=subsidies).aggregate(fen=Sum("amount_fen"))["fen"]
    helped = sum(sums[0] for payer, sums in money.items() if payer.startswith("subsidy:"))
    assert granted and helped == granted
    assert money[PERSON_DUE][0] == charged - granted
    care_money = by_payer(bills["money"])
    for name, payer in Statement.AMOUNTS.items():
        on_record = Statement.objects.aggregate(fen=Sum(name))["fen"]
        assert care_money.get(f"care:{payer.value}", (0, 0))[0] == on_record, name
    assert all(before == after for before, after in (*money.values(), *care_money.values()))
    assert whole(people["cells"])["people"] == whole(people["cells"])["same"] == 5
    assert whole(bills["cells"])["people"] == whole(bills["cells"])["same"] == 2
    # No notice states the fiscal subsidy of 2022 in Heze: of who has paid that is named, under both policies.
    assert {(row["side"], row["people"]) for row in people["missing"]} == {("before", 4), ("after", 4)}
    assert people["examples"] == bills["examples"] == []


def _amount_wait_and_subsidy_change_whom_they_concern(city: Officer) -> None:
    made = draft(
        city,
        contribution__individual=[{"amount": "380"}],
        waiting__ordinary=[{"months": 3}],
        subsidy__rule=[
            {"categories": ["tekun"], "mode": "full"},
            {"categories": ["dibao"], "mode": "fixed", "amount": "200"},
        ],
    )
    found = worked_out(city, made)["people"]
    cells = {row["of"]: row for row in summed(found["cells"], "category")}
    assert (cells["tekun"]["same"], cells["dibao"]["better"], cells[""]["worse"]) == (1, 1, 3)
    assert (cells["dibao"]["own_before_fen"], cells["dibao"]["own_after_fen"]) == (22_400, 18_000)
    assert (cells[""]["wait_before_days"], cells[""]["wait_after_days"]) == (30, 91)
    examples = {one["verdict"]: one for one in found["examples"]}
    assert set(examples) == {"better", "worse", "same"}
    assert (examples["better"]["before"]["own"], examples["better"]["after"]["own"]) == ("224.00", "180.00")
    assert any(step["of_draft"] for step in examples["better"]["after"]["steps"])
    assert all(step["zh"] and step["en"] for step in examples["worse"]["before"]["steps"])


def _other_ratios_are_settled_by_the_rules_of_bills(city: Officer) -> None:
    made = drafts.start(area=make.HEZE, name="门诊七成", by=city, at=AT)
    rows = DraftPolicies.of(made, {}).rows_today(drafts.question_named("benefit.ratio"))
    raised = [{**row, "rate": "0.70"} if row["settings"] == ["outpatient"] else dict(row) for row in rows]
    drafts.answer(draft=made, version=None, question="benefit.ratio", rows=raised, by=city, at=AT)
    found = worked_out(city, made)
    [visits] = found["bills"]["cells"]
    assert (visits["better"], visits["own_before_fen"], visits["own_after_fen"]) == (2, 12_000, 7_200)
    money = by_payer(found["bills"]["money"])
    assert money[f"care:{Payer.BASIC_FUND.value}"] == (12_000, 16_800)
    assert whole(found["people"]["cells"])["same"] == 5
    assert len(found["bills"]["examples"]) == 2
    assert found["bills"]["examples"][0]["before"]["steps"] != found["bills"]["examples"][0]["after"]["steps"]


def _an_amount_by_age_asks_facts_that_today_nobody_asks(city: Officer) -> None:
    by_age = [{"amount": "320"}, {"amount": "100", "from_age": 40, "until_age": 50}]
    found = worked_out(city, draft(city, "按年龄", contribution__individual=by_age))["people"]
    assert whole(found["cells"])["better"] == 4  # born in 1980; the tekun's due is paid for her either way
    assert whole(found["cells"])["open_after"] == 0


def _what_the_draft_leaves_open_is_counted_and_named(city: Officer) -> None:
    by_tier = [{"amount": "380", "tier": "one"}]
    found = worked_out(city, draft(city, "按档次", contribution__individual=by_tier))["people"]
    assert whole(found["cells"])["undecided"] == whole(found["cells"])["open_after"] == 5
    after = [row for row in found["missing"] if row["side"] == "after"]
    assert after and all(row["zh"] and row["en"] and row["people"] for row in after)


def test_a_draft_changes_what_it_says_for_whom_it_concerns(town: Officer, city: Officer) -> None:
    _amount_wait_and_subsidy_change_whom_they_concern(city)
    _other_ratios_are_settled_by_the_rules_of_bills(city)
    _an_amount_by_age_asks_facts_that_today_nobody_asks(city)
    _what_the_draft_leaves_open_is_counted_and_named(city)


def _real_rows() -> dict[str, Any]:
    """A digest of every table that is not the drafts' own."""
    own = {"desk_draft", "desk_draftrows", "desk_draftrun"}
    tables = [one for one in connection.introspection.table_names() if one not in own]
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(tables):
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{table}\" t"
            )
            found[table] = cursor.fetchone()
    return found


def test_a_run_changes_no_row_outside_its_own_tables(town: Officer, city: Officer) -> None:
    run = runs.ask(
        draft=draft(city, contribution__individual=[{"amount": "380"}], waiting__ordinary=[{"months": 3}]),
        by=city, at=AT,
    )  # fmt: skip
    before = _real_rows()
    runs.work(run.pk)
    assert DraftRun.objects.get(pk=run.pk).state == RunState.DONE.value
    assert _real_rows() == before
    with pytest.raises(InternalError, match="read-only"), runs.only_reading():
        AuditEvent.objects.filter(pk=0).update(action="x")
    AuditEvent.objects.filter(pk=0).update(action="x")


def test_a_run_that_breaks_off_goes_on_where_it_was(
    town: Officer, city: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = draft(city, contribution__individual=[{"amount": "380"}])
    whole_run = worked_out(city, made)
    monkeypatch.setattr(runs, "SLICE", 1)
    run = runs.ask(draft=made, by=city, at=AT)
    real, asked = bills.count, []

    def breaks(people: Any, *given: Any) -> Any:
        asked.append(list(people))
        if len(asked) == 2:
            raise ConnectionError
        return real(people, *given)

    monkeypatch.setattr(bills, "count", breaks)
    with pytest.raises(ConnectionError):
        runs.work(run.pk)
    monkeypatch.setattr(people, "count", lambda *_args, **_given: pytest.fail("the people are counted once"))
    runs.work(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE.value
    assert {name: run.summary[name] for name in ("people", "bills")} == {
        name: whole_run[name] for name in ("people", "bills")
    }
    first, second = patients(make.HEZE, 2022)
    assert asked == [[first], [second], [second]]


def test_the_number_of_statements_does_not_grow_with_people(
    town: Officer, city: Officer, make_officer: Callable[..., Officer]
) -> None:
    made = draft(city, contribution__individual=[{"amount": "380"}])
    policies = DraftPolicies.of(made, {AMOUNT: [{"amount": "380"}]})

    def asked() -> int:
        with connection.execute_wrapper(counter := _Counter()):
            people.count(policies, on=ON)
            bills.count(patients(make.HEZE, 2022), policies)
        return counter.count

    asked()
    before = asked()
    collector = make_officer(Role.TAX_OFFICER, make.HEZE)
    more = [make.person(town, name) for name in ("周杰", "吴敏")]
    for who in more:
        make.enrolled(who, town)
    tax.posted([tax.row(who, f"Q{who.pk}", paid="2021-10-25 09:00:00") for who in more], collector)
    for number, who in enumerate(more):
        bill = care.enter(
            who, town, f"W{number}", care.line(12_000, 0, 0), discharged_on=date(2022, 5, 10), **VISIT
        )
        settlement.settle(bill=bill, on=care.ON, by=town)
    assert asked() == before


class _Counter:
    count = 0

    def __call__(self, execute: Any, *given: Any) -> Any:
        self.count += 1
        return execute(*given)
