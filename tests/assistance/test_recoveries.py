"""Is wrongly paid help claimed back by two officers, repaid in rows that stay, and never more than claimed?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistance.cases.operations import case_decisions
from assistance.cases.rules.case_reasons import CaseKind
from assistance.subsidies.models import RecoveryClaim, Repayment
from assistance.subsidies.operations import recoveries
from assistance.subsidies.queries.recoveries import balance_fen
from enrollment.models import Person
from enrollment.operations.people import InvalidFact
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import LATE, at

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]


@pytest.fixture
def bureau(make_officer: MakeOfficer) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def official(make_officer: MakeOfficer) -> Officer:
    return make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)


@pytest.fixture
def person(bureau: Officer) -> Person:
    return make.person(bureau, "赵刚")


def entered(person: Person, by: Officer, *, fen: int = 96_00, source: str = "grant:12") -> RecoveryClaim:
    return recoveries.enter_claim(
        person=person,
        amount_fen=fen,
        reason="资助后身份撤销",
        document_number="菏医保函1号",
        source=source,
        by=by,
        at=at(),
    )


def repaid(claim: RecoveryClaim, by: Officer, fen: int, receipt: str) -> Repayment:
    return recoveries.record_repayment(
        claim=claim, amount_fen=fen, paid_on=LATE, receipt_number=receipt, by=by, at=at()
    )


def test_a_claim_is_approved_by_another_and_repaid_in_parts(
    person: Person, bureau: Officer, official: Officer
) -> None:
    claim = entered(person, bureau)
    with pytest.raises(recoveries.RepaymentRefused):
        repaid(claim, bureau, 100, "R0")
    with pytest.raises(NotAllowed):
        recoveries.approve_claim(claim=claim, by=bureau, at=at())
    claim = recoveries.approve_claim(claim=claim, by=official, at=at())
    repaid(claim, bureau, 60_00, "R1")
    assert balance_fen(claim) == 36_00
    with pytest.raises(recoveries.RepaymentRefused) as more:
        repaid(claim, bureau, 36_01, "R2")
    with pytest.raises(recoveries.RepaymentRefused) as twice:
        repaid(claim, bureau, 1_00, "R1")
    assert (more.value.code, twice.value.code) == ("more_than_balance", "receipt_entered_before")
    last = repaid(claim, bureau, 36_00, "R2")
    assert balance_fen(claim) == 0
    recoveries.reverse_repayment(repayment=last, reason="银行退回", by=bureau, at=at())
    assert balance_fen(claim) == 36_00
    with pytest.raises(recoveries.RepaymentRefused):
        recoveries.reverse_repayment(repayment=last, reason="银行退回", by=bureau, at=at())


def test_the_same_help_is_claimed_back_once(person: Person, bureau: Officer, official: Officer) -> None:
    claim = entered(person, bureau)
    with pytest.raises(recoveries.ClaimExists):
        entered(person, bureau)
    recoveries.reject_claim(claim=claim, because="经核查无误", by=official, at=at())
    with pytest.raises(recoveries.ClaimDecided):
        recoveries.approve_claim(claim=claim, by=official, at=at())
    assert entered(person, bureau).pk != claim.pk


def test_the_maker_approves_nothing_even_in_the_database(
    person: Person, bureau: Officer, make_officer: MakeOfficer
) -> None:
    claim = entered(person, bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecoveryClaim.objects.filter(pk=claim.pk).update(approved_by=bureau, approved_at=at())


def test_what_came_back_is_never_changed(person: Person, bureau: Officer, official: Officer) -> None:
    claim = recoveries.approve_claim(claim=entered(person, bureau), by=official, at=at())
    row = repaid(claim, bureau, 1_00, "R1")
    for change in (
        lambda: Repayment.objects.filter(pk=row.pk).update(amount_fen=2),
        lambda: row.delete(),
        lambda: claim.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(("fen", "reason"), [(0, "x y"), (-1, "x y"), (100, " ")])
def test_a_claim_needs_an_amount_and_a_reason(person: Person, bureau: Officer, fen: int, reason: str) -> None:
    with pytest.raises(InvalidFact):
        recoveries.enter_claim(
            person=person, amount_fen=fen, reason=reason, document_number="1", by=bureau, at=at()
        )


def test_elsewhere_nobody_claims(person: Person, make_officer: MakeOfficer) -> None:
    with pytest.raises(NotAllowed):
        entered(person, make_officer(Role.COUNTY_BUREAU, "371721"))


def test_an_approved_recovery_case_leaves_a_claim(
    person: Person, bureau: Officer, official: Officer, make_officer: MakeOfficer
) -> None:
    clerk = make_officer(Role.TOWNSHIP_CLERK, "371702001")
    case = desk.verified(person, clerk, bureau, kind=CaseKind.RECOVERY, amount_fen=96_00, source="grant:7")
    assert case.amount_fen == 96_00
    case_decisions.approve(case=case, version=None, by=official, at=at())
    claim = RecoveryClaim.objects.get(case=case)
    assert (claim.state, claim.source, claim.entered_by, claim.approved_by) == (
        "approved",
        "grant:7",
        clerk,
        official,
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**9), max_size=6))
def test_the_balance_never_falls_below_nothing(
    person: Person, bureau: Officer, official: Officer, fen: int, parts: list[int]
) -> None:
    claim = recoveries.approve_claim(
        claim=entered(person, bureau, fen=fen, source=""), by=official, at=at(date(2022, 7, 6))
    )
    back = 0
    for number, part in enumerate(parts):
        try:
            repaid(claim, bureau, part, f"R{number}")
            back += part
        except recoveries.RepaymentRefused:
            assert part > fen - back
    assert balance_fen(claim) == fen - back >= 0
