"""Does the ledger check find every kind of damage to public money?"""

from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assistance.public_money.operations import fiscal_transfers, fund_splits, risk_fund
from assistance.public_money.operations.public_money_checks import INVARIANTS
from enrollment.operations import ledger_checks
from tests.assistance import public_money as money

pytestmark = pytest.mark.django_db(transaction=True)
COUNTY = "622926"

DAMAGE: list[tuple[str, str, str]] = [
    ("a line is lost", "DELETE FROM assistance_fiscalrequestline", "fiscal_request_equals_its_lines"),
    (
        "a total is changed",
        "UPDATE assistance_fiscalrequest SET total_fen = total_fen + 1",
        "fiscal_request_equals_its_lines",
    ),
    (
        "a part of an approved line is emptied",
        "UPDATE assistance_fiscalrequestline SET county_fen = NULL",
        "approved_subsidy_is_divided_to_the_fen",
    ),
    (
        "a reversal takes back another amount",
        "UPDATE assistance_fiscaltransfer SET amount_fen = -1 WHERE reverses_id IS NOT NULL",
        "fiscal_reversals_undo_their_transfer",
    ),
    (
        "a pool is changed",
        "UPDATE assistance_fundsplitpool SET amount_fen = amount_fen + 1 WHERE pool = 'inpatient'",
        "fund_pools_make_up_the_fund",
    ),
    (
        "more was used than there is",
        "UPDATE assistance_riskfundentry SET amount_fen = -999999 WHERE kind = 'use'",
        "risk_fund_never_negative",
    ),
    (
        "a draw is taken back by half",
        "UPDATE assistance_riskfundentry SET amount_fen = amount_fen / 2 WHERE kind = 'reversal'",
        "risk_fund_reversals_undo_their_entry",
    ),
    (
        "an entry is not the movement that was approved",
        "UPDATE assistance_riskfundentry SET year = year - 1 WHERE kind = 'use'",
        "risk_fund_entries_are_what_two_officers_agreed_to",
    ),
    (
        "a guard is switched off",
        "ALTER TABLE assistance_fiscaltransfer DISABLE TRIGGER fiscal_transfer_is_final",
        "public_money_guards_in_place",
    ),
]


def found() -> set[str]:
    return {violation.invariant for violation in ledger_checks.run(at=timezone.now())} & set(INVARIANTS)


def test_every_kind_of_damage_is_found(make_officer) -> None:
    linxia = money.treasury(money.LINXIA, make_officer, COUNTY)
    linxia.entered("fiscal_shares", "400/60/18/12", key="2018")
    linxia.insured(COUNTY, 2, year=2018, paid_fen=18000)
    for _turn in range(2):  # the second takes the first one's draw back
        linxia.approved(2018)
        split = fund_splits.split(
            division_code=COUNTY, year=2018, on=date(2018, 12, 31), by=linxia.maker, at=timezone.now()
        )
        fund_splits.approve(made=split, by=linxia.checker, at=timezone.now())
    use = risk_fund.propose(
        county=COUNTY, year=2018, kind="use", amount_fen=100, document_number="1", by=linxia.maker, at=timezone.now()
    )  # fmt: skip
    risk_fund.approve(proposal=use, by=linxia.checker, at=timezone.now())
    transfer = fiscal_transfers.record(
        area=money.LINXIA, fiscal_year=2018, payer="central", amount_fen=5, arrived_on=date(2019, 1, 5),
        document_number="1", by=linxia.maker, at=timezone.now(),
    )  # fmt: skip
    fiscal_transfers.reverse(transfer=transfer, because="错", by=linxia.maker, at=timezone.now())
    assert found() == set()
    missed = {}
    for what, statement, expected in DAMAGE:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = 'replica'")
            cursor.execute(statement)
            if expected not in (seen := found()):
                missed[what] = (expected, seen)
            transaction.set_rollback(True)
    assert missed == {}
    assert found() == set(), "each damage was undone"


def test_every_invariant_has_its_damage() -> None:
    assert {expected for _, _, expected in DAMAGE} == set(INVARIANTS)
