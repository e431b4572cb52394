"""Does a run of premium subsidies decide everybody as the one-person rule does, and reach dues and cards by two officers?"""

import itertools
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from assistance.categories.operations import categories
from assistance.subsidies.models import Grant, SubsidyRun
from assistance.subsidies.operations import subsidy_payments, subsidy_runs
from assistance.subsidies.operations.subsidy_runs import InputsDiffer, NothingProposed, NotInThisState
from assistance.subsidies.queries.subsidies import paid_fen
from assistance.subsidies.rules.grant_proposals import propose
from enrollment.models import Coverage, DueEntry, Person
from enrollment.operations import ledger_checks
from enrollment.queries.policies import policy_of
from policy.book import default_book
from policy.terms import Category
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import (
    DECEMBER,
    LANZHOU,
    NOVEMBER,
    SubsidyDesk,
    bank_file,
    bank_rows,
    grant_of,
    moment,
)
from tests.pipeline.tax_desk import assert_ledger_holds, cover, due_of, money

MARCH, APRIL = date(2021, 3, 10), date(2021, 4, 2)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def test_everybody_is_decided_as_the_one_person_rule_decides(desk: SubsidyDesk) -> None:
    """The set-based way against `propose`, over all pairs of some categories."""
    some = [
        Category("tekun"),
        Category("dibao_rural_2"),
        Category("registered_poor"),
        Category("dibao"),
        Category("low_income"),
    ]
    held = [(), *((one,) for one in some), *itertools.combinations(some, 2)]
    people = {desk.person(*found): found for found in held}
    run = desk.propose()
    policy = default_book().policy(LANZHOU)
    for who, found in people.items():
        expected = propose(
            policy, coverage_year=2021, categories=found, due_fen=28_000, added_on=None, on=NOVEMBER
        )
        grant = Grant.objects.filter(run=run, person=who).first()
        if expected is None:
            assert grant is None, found
            continue
        assert grant is not None, found
        assert (grant.basis, grant.mode, grant.flow, grant.amount_fen, grant.state) == (
            expected.basis, expected.mode or "", expected.flow, expected.amount_fen, expected.state,
        ), found  # fmt: skip
        assert grant.decision.steps == [step.as_json() for step in expected.steps]
    undecided = Grant.objects.filter(run=run, state="undecided")
    assert undecided and all(grant.decision.missing for grant in undecided), "what is missing is named"


def test_a_household_of_four_in_lanzhou(desk: SubsidyDesk) -> None:
    """G017: received 1,120.00, the household pays 840.00, the cards get 300.00, net 540.00."""
    full, fixed = desk.person(Category("tekun")), desk.person(Category("dibao_rural_2"))
    poor, ordinary = desk.person(Category("registered_poor")), desk.person()
    run = desk.paid()
    assert (run.state, run.people, run.amount_fen) == ("part_paid", 3, 28_000 + 20_000 + 10_000)
    assert paid_fen(run) == 28_000, "a run does not say that it is paid while cards wait"
    assert grant_of(full).state == "credited" and cover(full, 2021) == ("2021-01-01", "2022-01-01")
    assert DueEntry.objects.get(source=grant_of(full).source).payer == "medical_assistance"
    desk.pays(fixed, poor, ordinary)
    received = sum(money(who, 2021)[1] for who in (full, fixed, poor, ordinary))
    assert received == 112_000
    batch = desk.payout_list(run)
    assert (batch.line_count, batch.amount_fen) == (2, 30_000)
    assert 84_000 - batch.amount_fen == 54_000


def test_only_who_paid_in_full_comes_on_a_list(desk: SubsidyDesk) -> None:
    """G013: 80.00 of 280.00 is not enough; the subsidy follows full payment."""
    short, whole = desk.person(Category("dibao_urban_partial")), desk.person(Category("dibao_urban_partial"))
    run = desk.paid()
    desk.pays(short, yuan="80.00")
    desk.pays(whole)
    batch = desk.payout_list(run)
    assert [line.grant.person for line in batch.lines.all()] == [whole]
    desk.pays(short, yuan="200.00", paid_at="2020-12-02 10:00:00")
    assert [line.grant.person for line in desk.payout_list(run).lines.all()] == [short]


def test_who_has_a_live_grant_is_left_alone(desk: SubsidyDesk) -> None:
    who = desk.person(Category("tekun"))
    desk.paid()
    again = desk.propose(DECEMBER)
    assert again.summary["proposed"] == 0
    other = desk.person(Category("tekun"))
    third = desk.propose(DECEMBER)
    assert [grant.person for grant in third.grants.all()] == [other] and grant_of(who).run_id != third.pk


def test_nobody_approves_what_they_proposed_or_froze(
    desk: SubsidyDesk, make_officer: Callable[..., Officer]
) -> None:
    desk.person(Category("tekun"))
    run = desk.propose()
    with pytest.raises(NotInThisState):
        subsidy_runs.approve(run=run, by=desk.approver, at=moment(NOVEMBER))
    other = make_officer(Role.CIVIL_AFFAIRS, LANZHOU)
    run = subsidy_runs.freeze(run=run, by=other, at=moment(NOVEMBER))
    for maker in (desk.civil, other):
        with pytest.raises(NotYours):
            subsidy_runs.approve(run=run, by=maker, at=moment(NOVEMBER))
    for column in ("proposed_by", "frozen_by"):
        with pytest.raises(IntegrityError, match="subsidy_run_not_approved_by_maker"), transaction.atomic():
            SubsidyRun.objects.filter(pk=run.pk).update(
                approved_by=getattr(run, column), approved_at=moment(NOVEMBER)
            )
    with pytest.raises(IntegrityError, match="grant_not_approved_by_maker"), transaction.atomic():
        run.grants.update(approved_by=desk.civil)
    with pytest.raises(NotAllowed):
        subsidy_runs.approve(run=run, by=desk.finance, at=moment(NOVEMBER))


def test_what_changed_before_the_freeze_falls_out_and_what_changed_after_is_not_approved(
    desk: SubsidyDesk,
) -> None:
    stays, changes = desk.person(Category("tekun")), desk.person(Category("registered_poor"))
    run = desk.propose()
    desk.certify(changes, Category("dibao_rural_1"), date(2020, 11, 1), on=NOVEMBER)
    run = subsidy_runs.freeze(run=run, by=desk.civil, at=moment(NOVEMBER))
    assert (run.people, run.summary["dropped"]) == (1, 1)
    assert (grant_of(changes).state, grant_of(changes).because) == ("cancelled", "inputs_changed")
    _tamper(stays, 1)
    assert [found.invariant for found in ledger_checks.run(at=moment(NOVEMBER))] == [
        "runs_equal_their_grants"
    ]
    with pytest.raises(InputsDiffer):
        subsidy_runs.approve(run=run, by=desk.approver, at=moment(NOVEMBER))
    _tamper(stays, 28_000)
    run = subsidy_runs.cancel(run=run, because="金额被改动", by=desk.civil, at=moment(NOVEMBER))
    assert desk.propose().summary["proposed"] == 2, "who was in a run that was given up is proposed again"


def _tamper(who: Person, fen: int) -> None:
    """What somebody with all rights in the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE assistance_grant DISABLE TRIGGER grant_is_final")
        cursor.execute("UPDATE assistance_grant SET amount_fen = %s WHERE person_id = %s", [fen, who.pk])
        cursor.execute("ALTER TABLE assistance_grant ENABLE TRIGGER grant_is_final")


def test_an_empty_run_is_not_frozen(desk: SubsidyDesk) -> None:
    desk.person(Category("dibao"))
    with pytest.raises(NothingProposed):
        subsidy_runs.freeze(run=desk.propose(), by=desk.civil, at=moment(NOVEMBER))


def test_a_category_that_held_on_the_pay_day_gives_the_surplus_back(desk: SubsidyDesk) -> None:
    """Approved after the person paid the whole: what the fund bears now is held for refund, nobody is over-credited (A04)."""
    who, too_late = desk.person(), desk.person()
    desk.pays(who, too_late)
    desk.certify(who, Category("tekun"), date(2020, 10, 1), on=NOVEMBER)
    desk.certify(too_late, Category("tekun"), date(2020, 11, 1), on=NOVEMBER)
    run = desk.paid()
    assert [grant.person for grant in run.grants.all()] == [who], (
        "a later change does not reopen a year already paid (A04)"
    )
    assert grant_of(who).was_paid and money(who, 2021) == (28_000, 28_000)
    held = who.dues.get().entries.filter(kind="reversal").get()
    assert held.amount_fen == 28_000 and Coverage.objects.get(person=who).settled_on == date(2020, 10, 25)


def test_newly_added_poor_get_theirs_in_the_month_after(desk: SubsidyDesk) -> None:
    """G018 and G020: added in March, subsidised from April on; a full one is covered from enrolling."""
    fixed = desk.person(Category("registered_poor"), since=MARCH)
    full = desk.person(Category("registered_poor"), Category("dibao_rural_1"), since=MARCH)
    desk.pays(fixed, paid_at="2021-03-12 09:00:00")
    held = desk.propose(date(2021, 3, 20))
    assert {(g.state, g.because) for g in held.grants.all()} == {("held", "month_not_come")}
    run = desk.paid(APRIL)
    assert (grant_of(fixed).amount_fen, grant_of(fixed).booked_on) == (10_000, date(2021, 4, 1))
    assert cover(fixed, 2021) == ("2021-03-12", "2022-01-01")
    assert grant_of(full).state == "credited" and cover(full, 2021) == ("2021-03-10", "2022-01-01")
    assert DueEntry.objects.get(source=grant_of(full).source).treasury_on == APRIL
    assert desk.payout_list(run, APRIL).amount_fen == 10_000


def test_who_paid_before_being_added_gets_the_subsidy_once(desk: SubsidyDesk) -> None:
    """G019: paid 280.00 in October, added in May; 100.00 to the card in June, nothing more to pay."""
    who = desk.person()
    desk.pays(who)
    desk.certify(who, Category("registered_poor"), date(2021, 5, 20))
    june = date(2021, 6, 3)
    run = desk.paid(june)
    assert (grant_of(who).amount_fen, grant_of(who).booked_on) == (10_000, date(2021, 6, 1))
    assert desk.payout_list(run, june).amount_fen == 10_000
    assert desk.propose(june).summary["proposed"] == 0
    assert money(who, 2021) == (28_000, 28_000)


def test_an_addition_in_december_waits_for_a_decision(desk: SubsidyDesk) -> None:
    who = desk.person(Category("registered_poor"), since=date(2021, 12, 5))
    desk.propose(date(2022, 1, 10))
    assert (grant_of(who).state, grant_of(who).because) == ("held", "added_at_year_end")
    assert "12月" in grant_of(who).decision.missing[0]["zh"]


def test_a_day_without_a_rule_leaves_the_grant_open_with_its_reason(desk: SubsidyDesk) -> None:
    """In Lanzhou nothing says what a tekun settled in February is covered from (A06): the money stays, the run goes on."""
    who = desk.person(Category("tekun"))
    run = desk.paid(date(2021, 2, 1))
    assert (grant_of(who).state, grant_of(who).because, grant_of(who).review_because) == (
        "approved",
        "no_rule",
        "not_credited",
    )
    assert run.summary["not_credited"] == 1 and money(who, 2021) == (28_000, 0)


def test_a_grant_whose_category_ended_is_flagged_not_changed(desk: SubsidyDesk) -> None:
    who = desk.person(Category("dibao_rural_2"))
    desk.paid()
    categories.end_category(
        span=who.categories.get(), until_on=date(2020, 11, 20), because="退出低保", on=DECEMBER, by=desk.civil
    )
    assert (grant_of(who).state, grant_of(who).review_because) == ("approved", "category_ended"), "at once"
    run = desk.propose(DECEMBER)
    assert (grant_of(who).review_because, run.summary["flagged"]) == ("category_ended", 0)
    desk.pays(who)  # on 25 October
    desk.propose(DECEMBER)
    assert grant_of(who).review_because == "", "the class on the pay day counts, and it was held then (A04)"


def test_taking_back_reopens_the_due(desk: SubsidyDesk) -> None:
    who = desk.person(Category("tekun"))
    desk.paid()
    subsidy_payments.take_back(
        grant=grant_of(who), reason="认定有误", on=DECEMBER, by=desk.finance, at=moment(DECEMBER)
    )
    assert money(who, 2021) == (28_000, 0) and cover(who, 2021) is None
    assert_ledger_holds()
    assert desk.propose(DECEMBER).summary["proposed"] == 1


def test_paying_stopped_half_way_goes_on_without_paying_twice(
    desk: SubsidyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [desk.person(Category("tekun")) for _ in range(5)]
    run = desk.approved()
    monkeypatch.setattr(subsidy_payments, "SLICE_GRANTS", 2)
    subsidy_payments.pay(run=run, on=NOVEMBER, by=desk.finance, at=moment(NOVEMBER))
    real, calls = subsidy_payments._credit, []

    def breaks_once(*given: object) -> dict[str, str]:
        calls.append(given)
        done = real(*given)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise OSError("the machine stops")
        return done

    monkeypatch.setattr(subsidy_payments, "_credit", breaks_once)
    with pytest.raises(OSError, match="stops"):
        subsidy_payments.work(run_id=run.pk)
    assert Grant.objects.filter(state="credited").count() == 2
    run = subsidy_payments.work(run_id=run.pk)
    assert (run.state, run.summary["credited"]) == ("paid", 5)
    assert all(money(who, 2021) == (28_000, 28_000) for who in people)
    assert_ledger_holds()


def test_grants_are_only_ever_added(desk: SubsidyDesk) -> None:
    desk.person(Category("tekun"))
    run = desk.paid()
    for statement in (
        "DELETE FROM assistance_grant",
        "UPDATE assistance_grant SET amount_fen = amount_fen - 1",
        "UPDATE assistance_grant SET flow = 'one_card'",
        "DELETE FROM assistance_subsidydecision",
    ):
        with pytest.raises(DatabaseError, match="never changed|only ever added"), transaction.atomic():  # noqa: RUF043
            connection.cursor().execute(statement)
    grant = run.grants.get()
    with pytest.raises(IntegrityError, match="grant_within_due"), transaction.atomic():
        Grant.objects.create(
            run=run, decision=grant.decision, person=grant.person, due=due_of(grant.person, 2021), area=LANZHOU,
            division_code=grant.division_code, coverage_year=2021, basis="tekun", amount_fen=28_001, due_fen=28_000,
            state="held", state_since=moment(NOVEMBER), proposed_by=desk.civil,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="one_live_grant_per_person_and_year"), transaction.atomic():
        Grant.objects.create(
            run=run, decision=grant.decision, person=grant.person, due=due_of(grant.person, 2021), area=LANZHOU,
            division_code=grant.division_code, coverage_year=2021, basis="tekun", amount_fen=1, due_fen=28_000,
            state="proposed", state_since=moment(NOVEMBER), proposed_by=desk.civil,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("flow", "state", "credited"), [("paid_direct", "credited", 32_000), ("one_card", "approved", 0)]
)
def test_where_the_flow_is_open_the_grant_waits_until_the_area_chooses(
    transactional_db: None, make_officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch,
    flow: str, state: str, credited: int,
) -> None:  # fmt: skip
    """Heze says how much but not which way (A46): the net cost is known, nothing is paid; then it goes on."""
    heze = SubsidyDesk(make_officer, area=make.HEZE, village=make.VILLAGE, year=2022)
    who = heze.person(Category("tekun"))
    autumn = date(2021, 11, 10)
    run = heze.paid(autumn)
    assert (grant_of(who).state, grant_of(who).amount_fen, money(who)) == (
        "flow_undecided",
        32_000,
        (32_000, 0),
    )
    monkeypatch.setattr(
        subsidy_payments, "policy_of", lambda area, year: policy_of(area, year).with_reading("A46", flow)
    )
    run = heze.pay(run, autumn)
    assert run.state == ("paid" if credited else "part_paid")
    assert grant_of(who).state == state and money(who) == (32_000, credited)


DAMAGE = {
    "UPDATE assistance_grant SET state = 'approved' WHERE flow = 'paid_direct'": {"grants_stand_in_the_ledger"},
    "DELETE FROM enrollment_dueentry WHERE source LIKE 'grant:%'": {"grants_stand_in_the_ledger", "settled_dues_are_covered"},
    "UPDATE enrollment_dueentry SET source = 'grant:999999' WHERE source LIKE 'grant:%'": {"subsidies_of_dues_have_grants"},
    "UPDATE assistance_grant SET amount_fen = amount_fen - 1 WHERE flow = 'one_card'": {
        "runs_equal_their_grants", "card_grants_agree_with_payouts",
    },
    "UPDATE assistance_subsidyrun SET people = people + 1": {"runs_equal_their_grants"},
    "UPDATE assistance_subsidyrun SET state = 'part_paid'": {"runs_claim_what_was_paid"},
    "UPDATE assistance_grant SET state = 'returned' WHERE flow = 'one_card'": {
        "runs_claim_what_was_paid", "card_grants_agree_with_payouts",
    },
    "UPDATE assistance_bankreturnline SET outcome = 'repeated' WHERE outcome = 'paid'": {"payouts_say_what_the_bank_said"},
    "UPDATE assistance_payoutbatch SET amount_fen = amount_fen + 1": {"payout_lists_equal_their_lines"},
    "UPDATE assistance_payoutline SET state = 'sent', bank_return_id = NULL": {"card_grants_agree_with_payouts"},
    "UPDATE assistance_bankreturn SET line_count = line_count + 1": {"bank_files_equal_their_rows"},
    "ALTER TABLE assistance_grant DISABLE TRIGGER grant_is_final": {"assistance_guards_in_place"},
    "DROP INDEX one_live_grant_per_person_and_year; INSERT INTO assistance_grant SELECT (jsonb_populate_record(g,"
    " jsonb_build_object('id', g.id + 900, 'is_counted', false, 'state', 'proposed'))).* FROM assistance_grant g LIMIT 1": {
        "one_live_grant_for_all_numbers_of_a_person"
    },
}  # fmt: skip


def test_every_kind_of_damage_is_found(desk: SubsidyDesk) -> None:
    """One corruption at a time, with all triggers off, in a transaction that is rolled back."""
    desk.person(Category("tekun"))
    desk.pays(desk.person(Category("dibao_rural_2")))
    batch = desk.payout_list(desk.paid())
    desk.bank_says(batch, bank_file(bank_rows(batch)))
    missed = {}
    for statement, expected in DAMAGE.items():
        with connection.cursor() as cursor, transaction.atomic():
            if "TRIGGER" not in statement:
                cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            found = {violation.invariant for violation in ledger_checks.run(at=moment(NOVEMBER))}
            if not expected <= found:
                missed[statement] = found
            transaction.set_rollback(True)
    assert missed == {}
