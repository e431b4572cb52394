"""Do the invariants of bills hold after a file, and does each find the damage it is for?"""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from claims.operations.bill_ledger_checks import INVARIANTS
from enrollment.operations import ledger_checks
from staff.models import Officer
from staff.rules.roles import Role
from tests import bill_files as files
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
DAMAGE = {
    "bill_lines_equal_their_bill": "UPDATE claims_billline SET total_fen = total_fen + 1, eligible_fen = eligible_fen + 1",
    "bills_and_statements_have_what_they_belong_to": "UPDATE claims_billline SET bill_id = -bill_id",
    "one_outcome_per_bill_of_a_file": "DELETE FROM claims_filebill WHERE number = 1",
    "parts_of_a_bill_file_equal_its_outcomes": "UPDATE claims_billfile SET bill_count = 9, declared_count = NULL",
    "bills_of_a_file_are_its_outcomes": "UPDATE claims_filebill SET outcome = 'not_covered'",
    "previews_and_refused_files_keep_no_bill": "UPDATE claims_billfile SET state = 'refused'",
    "no_bill_file_forgotten": "UPDATE claims_billfile SET finished_at = NULL, state = 'settling', lease_until = '2020-01-01'",
    "no_bill_waits_after_its_file": "INSERT INTO claims_stagedbill (file_id, fence, slot, number, row, provider_code, bill_number,"
    " document_hash, document_masked, name, total_fen) SELECT id, 1, 0, 1, 2, '', '', gen_random_uuid(), '', '', 1"
    " FROM claims_billfile; UPDATE claims_billfile SET finished_at = '2020-01-01'",
    "designated_on_the_day_of_service": "UPDATE claims_bill SET state = 'settled'; DELETE FROM claims_designation",
    "bill_guards_in_place": "ALTER TABLE claims_bill DISABLE TRIGGER bill_stays",
    "stays_of_one_person_do_not_overlap": """
        WITH p AS (SELECT id FROM enrollment_person ORDER BY id LIMIT 2), a AS (SELECT min(id) AS kept, max(id) AS gone FROM p)
        UPDATE enrollment_person SET merged_into_id = a.kept FROM a WHERE enrollment_person.id = a.gone;
        INSERT INTO enrollment_personmerge (kept_id, absorbed_id, moved, reason, merged_on, merged_by_id)
          SELECT merged_into_id, id, '{}', 'x', '2020-01-01', (SELECT min(id) FROM staff_officer) FROM enrollment_person
          WHERE merged_into_id IS NOT NULL;
        UPDATE claims_bill SET person_id = (SELECT id FROM enrollment_person WHERE merged_into_id IS NOT NULL)
          WHERE number = 'Z'""",
}  # fmt: skip


ORPHANS = [
    "UPDATE claims_billline SET bill_id = -bill_id",
    "UPDATE claims_statement SET bill_id = -bill_id",
    "UPDATE claims_statement SET person_id = -id",
    "UPDATE claims_bill SET person_id = -id",
]


@pytest.fixture
def settled_file(make_officer) -> Officer:
    make.places()
    clerk = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    collector = make_officer(Role.TAX_OFFICER, make.HEZE)
    care.provider(clerk)
    who, other = care.covered(clerk, collector), care.covered(clerk, collector, "李雷")
    files.worked(
        [files.row(who, "A"), files.row(other, "Z"), files.visit(who, "V"), files.trailer(3, "10050.00")], clerk
    )  # fmt: skip
    return clerk


def test_all_hold_after_a_file_and_each_finds_its_damage(settled_file: Officer) -> None:
    found = {one.invariant for one in ledger_checks.run(at=datetime(2023, 1, 11, tzinfo=UTC))}
    assert not found & set(INVARIANTS), found
    for name, damage in DAMAGE.items():
        with transaction.atomic(), connection.cursor() as cursor:
            if "TRIGGER" not in damage:
                cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(damage)
            cursor.execute(INVARIANTS[name])
            assert cursor.fetchall(), f"{name} does not see its damage"
            transaction.set_rollback(True)
    assert set(DAMAGE) == set(INVARIANTS)


@pytest.mark.parametrize("damage", ORPHANS)
def test_a_row_without_what_it_belongs_to_is_found(settled_file: Officer, damage: str) -> None:
    invariant = INVARIANTS["bills_and_statements_have_what_they_belong_to"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(invariant)
        assert not cursor.fetchall()
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(damage)
        assert cursor.rowcount > 0
        cursor.execute(invariant)
        assert cursor.fetchall()
        transaction.set_rollback(True)
