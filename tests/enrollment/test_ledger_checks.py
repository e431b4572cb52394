"""Does the check of the ledger find every kind of damage, and nothing where there is none?"""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from enrollment.operations import ledger_checks
from enrollment.operations.ledger_checks import INVARIANTS
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import LATE, TaxDesk, line, refund_of

ONE_LINE = "(SELECT min(id) FROM enrollment_paymentline WHERE outcome = 'posted_in_full')"
ONE_COVER = "(SELECT min(due_id) FROM enrollment_coverage)"
UNCOVERED = "(SELECT min(d.id) FROM enrollment_due d LEFT JOIN enrollment_coverage c ON c.due_id = d.id WHERE c.due_id IS NULL)"

# What is done to sound rows, and which invariants must notice.
DAMAGE: list[tuple[str, str, set[str]]] = [
    (
        "an enrollment is suspended without a change that says so",
        "UPDATE enrollment_enrollment SET state = 'suspended' WHERE id = (SELECT min(id) FROM enrollment_enrollment)",
        {"enrollments_are_in_the_state_of_their_last_change"},
    ),
    (
        "a change says suspended and the enrollment does not",
        "INSERT INTO enrollment_enrollmentchange (enrollment_id, move, before, after, reason, from_on, document_number, entered_at)"
        " SELECT min(id), 'suspend', 'normal', 'suspended', 'employed', '2022-03-01', '', now() FROM enrollment_enrollment",
        {"enrollments_are_in_the_state_of_their_last_change"},
    ),
    (
        "a line is deleted",
        f"DELETE FROM enrollment_paymentline WHERE id = {ONE_LINE}",
        {"one_outcome_per_line", "sums_equal_control_totals", "entries_have_a_due_and_a_line"},
    ),
    (
        "a line is doubled under another number",
        "INSERT INTO enrollment_paymentline SELECT (jsonb_populate_record(l, jsonb_build_object("
        f"'id', l.id + 500, 'ticket', 'X1', 'posted_fen', 0, 'held_fen', 32000))).* FROM enrollment_paymentline l WHERE id = {ONE_LINE}",
        {"one_outcome_per_line", "sums_equal_control_totals"},
    ),
    (
        "the amount of a line is changed",
        f"UPDATE enrollment_paymentline SET amount_fen = amount_fen + 1 WHERE id = {ONE_LINE}",
        {"sums_equal_control_totals", "no_money_of_a_line_is_lost"},
    ),
    (
        "the declared sum is changed",
        "UPDATE enrollment_paymentfile SET declared_fen = amount_fen - 1",
        {"sums_equal_control_totals"},
    ),
    (
        "the expected count is changed",
        "UPDATE enrollment_paymentfile SET expected_count = line_count + 1",
        {"sums_equal_control_totals"},
    ),
    (
        "the summary of a part is changed",
        "UPDATE enrollment_filepart SET summary = jsonb_set(summary, '{posted_in_full,1}', '1')"
        " WHERE id = (SELECT min(id) FROM enrollment_filepart WHERE summary ? 'posted_in_full')",
        {"part_summaries_equal_lines"},
    ),
    (
        "a refused file has lines",
        "UPDATE enrollment_paymentfile SET state = 'refused'",
        {"refused_files_post_nothing"},
    ),
    (
        "a check posted",
        "UPDATE enrollment_paymentfile SET is_check_only = true",
        {"refused_files_post_nothing"},
    ),
    (
        "a ticket is owned twice",
        "DROP INDEX ticket_taken_once; UPDATE enrollment_paymentline SET ticket = 'T'",
        {"ticket_posted_once"},
    ),
    (
        "a payment entry is deleted",
        f"DELETE FROM enrollment_dueentry WHERE source = 'line:' || {ONE_LINE}",
        {"posted_lines_stand_in_the_ledger", "settled_dues_are_covered"},
    ),
    (
        "a payment entry is changed",
        f"UPDATE enrollment_dueentry SET amount_fen = amount_fen - 1 WHERE source = 'line:' || {ONE_LINE}",
        {"posted_lines_stand_in_the_ledger", "settled_dues_are_covered"},
    ),
    (
        "a due that bears money is withdrawn",
        f"UPDATE enrollment_due SET withdrawn_on = '2022-01-01' WHERE id = (SELECT due_id FROM enrollment_dueentry WHERE source = 'line:' || {ONE_LINE})",
        {"no_money_on_withdrawn_dues"},
    ),
    (
        "a line says it posted more",
        "UPDATE enrollment_paymentline SET posted_fen = posted_fen - 1, held_fen = held_fen + 1 WHERE outcome = 'overpaid'",
        {"posted_lines_stand_in_the_ledger"},
    ),
    (
        "a refund entry is deleted",
        "DELETE FROM enrollment_dueentry WHERE kind = 'refund'",
        {"refunds_stand_in_the_ledger"},
    ),
    (
        "a part of a payment for many is less than its line",
        "INSERT INTO enrollment_sponsorpart (line_id, of_line_id, sponsor_id, row_id, person_id, coverage_year, amount_fen, made_by_id,"
        " made_at, returned_because) SELECT l.id, (SELECT id FROM enrollment_paymentline WHERE outcome = 'unknown_person' LIMIT 1),"
        f" 1, 1, l.person_id, l.coverage_year, l.amount_fen - 1, 1, now(), '' FROM enrollment_paymentline l WHERE l.id = {ONE_LINE}",
        {"divided_payments_are_their_parts"},
    ),
    (
        "held money vanishes",
        "UPDATE enrollment_paymentline SET held_fen = 0 WHERE outcome = 'unknown_person'",
        {"no_money_of_a_line_is_lost"},
    ),
    (
        "one officer alone puts money off the books",
        "UPDATE enrollment_paymentline SET held_fen = 0, detail = jsonb_build_object('rejected_fen', held_fen)"
        " WHERE outcome = 'unknown_person'",
        {"money_leaves_the_books_by_two_officers"},
    ),
    (
        "a line counts as corrected by none",
        "UPDATE enrollment_paymentline SET held_fen = 0, owns_ticket = false, detail = '{\"corrected\": true}'"
        " WHERE outcome = 'unknown_person'",
        {"corrected_lines_have_their_correction"},
    ),
    (
        "a file taken back still has lines that count",
        "UPDATE enrollment_paymentfile SET state = 'undone', undone_by_id = (SELECT max(id) FROM staff_officer),"
        " undo_asked_by_id = (SELECT min(id) FROM staff_officer)",
        {"files_taken_back_have_no_effect"},
    ),
    (
        "a line is taken back without its file",
        "UPDATE enrollment_paymentline SET outcome = 'taken_back' WHERE outcome = 'unknown_person'",
        {"only_files_taken_back_have_such_lines"},
    ),
    (
        "money counts as sent again and never was",
        "UPDATE enrollment_paymentline SET held_fen = 0, detail = '{\"sent_again\": true}' WHERE outcome = 'unknown_person'",
        {"lines_sent_again_have_come_again"},
    ),
    (
        "a payment counts though its payer had died before",
        f"UPDATE enrollment_person SET died_on = '2020-01-01' WHERE id = (SELECT person_id FROM enrollment_paymentline"
        f" WHERE id = {ONE_LINE})",
        {"no_payment_counts_for_days_after_death"},
    ),
    (
        "nobody looks at a change",
        "INSERT INTO enrollment_followup (person_id, division_code, fact, cause, task, about, opened_at)"
        " SELECT id, division_code, 'cover', 'due:1', 'look', 'person:1', now() - interval '2 days' FROM enrollment_person LIMIT 1",
        {"changes_are_looked_at"},
    ),
    (
        "a refund forgets its original",
        "UPDATE enrollment_paymentline SET original_id = NULL WHERE kind = 'refund'",
        {"no_money_of_a_line_is_lost"},
    ),
    (
        "a due belongs to another than its enrollment",
        f"UPDATE enrollment_due SET person_id = 987654 WHERE id = {UNCOVERED}",
        {"dues_have_their_enrollment_and_quotation"},
    ),
    (
        "an enrollment points to no officer",
        "UPDATE enrollment_enrollment SET enrolled_by_id = 999999999 WHERE id = (SELECT min(id) FROM enrollment_enrollment)",
        {"enrollments_have_their_person_and_officer"},
    ),
    (
        "an enrollment points to no carry-over",
        "UPDATE enrollment_enrollment SET carry_over_id = 999999999 WHERE id = (SELECT min(id) FROM enrollment_enrollment)",
        {"enrollments_have_their_person_and_officer"},
    ),
    (
        "a due points to no enrollment",
        f"UPDATE enrollment_due SET enrollment_id = 999999999 WHERE id = {UNCOVERED}",
        {"dues_have_their_enrollment_and_quotation"},
    ),
    (
        "a due points to no quotation",
        f"UPDATE enrollment_due SET quotation_id = 999999999 WHERE id = {UNCOVERED}",
        {"dues_have_their_enrollment_and_quotation"},
    ),
    (
        "an entry points to no due",
        "UPDATE enrollment_dueentry SET due_id = 999999999 WHERE source = (SELECT min(source) FROM enrollment_dueentry)",
        {"entries_have_a_due_and_a_line"},
    ),
    (
        "an entry points to no line",
        f"INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)"
        f" VALUES ('line:77', {UNCOVERED}, 'payment', 'person', 5, '2022-01-01', now())",
        {"entries_have_a_due_and_a_line"},
    ),
    (
        "more is credited than was charged",
        f"INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)"
        f" VALUES ('grant:1', {ONE_COVER}, 'subsidy', 'area', 5, '2022-01-01', now())",
        {"no_due_over_credited", "settled_dues_are_covered"},
    ),
    (
        "more is refunded than was credited",
        f"INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)"
        f" VALUES ('grant:1', {UNCOVERED}, 'refund', 'area', 5000000, '2022-01-01', now())",
        {"no_due_over_credited"},
    ),
    (
        "a subsidy is larger than its due",
        f"INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)"
        f" VALUES ('grant:1', {UNCOVERED}, 'subsidy', 'area', 5000000, '2022-01-01', now())",
        {"no_subsidy_above_its_due", "no_due_over_credited"},
    ),
    (
        "a cover is deleted",
        f"DELETE FROM enrollment_coverage WHERE due_id = {ONE_COVER}",
        {"settled_dues_are_covered"},
    ),
    (
        "somebody is covered who did not pay",
        "INSERT INTO enrollment_coverage (due_id, person_id, coverage_year, settled_on, cover_from, cover_until, quotation_id)"
        " SELECT d.id, d.person_id, d.coverage_year, q.paid_on, q.cover_from, q.cover_until, q.id FROM enrollment_due d,"
        f" enrollment_quotation q WHERE d.id = {UNCOVERED} AND q.cover_from IS NOT NULL LIMIT 1",
        {"settled_dues_are_covered"},
    ),
    (
        "a cover begins earlier than was quoted",
        "UPDATE enrollment_coverage SET cover_from = cover_from - 1 WHERE waiting_from IS NOT NULL",
        {"cover_is_what_was_quoted_or_decided"},
    ),
    (
        "two covers of one person overlap",
        "ALTER TABLE enrollment_coverage DROP CONSTRAINT enrollment_coverage_pkey; UPDATE enrollment_coverage SET person_id = 1",
        {"no_overlapping_cover", "cover_belongs_to_its_person"},
    ),
    (
        "a cover belongs to somebody else",
        f"UPDATE enrollment_coverage SET person_id = 987654 WHERE due_id = {ONE_COVER}",
        {"cover_belongs_to_its_person"},
    ),
    (
        "a year that was covered is repaired",
        "INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at, repaired_year)"
        " SELECT 'line:88', due_id, 'repair', 'person', 5, '2022-01-01', now(), coverage_year FROM enrollment_coverage LIMIT 1",
        {"repaired_years_were_missed", "entries_have_a_due_and_a_line"},
    ),
    (
        "a file is left lying",
        "UPDATE enrollment_paymentfile SET state = 'posting', finished_at = NULL, lease_until = now() - interval '1 day'",
        {"no_file_forgotten"},
    ),
    (
        "a guard is switched off",
        "ALTER TABLE enrollment_dueentry DISABLE TRIGGER due_entry_is_final",
        {"guards_in_place"},
    ),
    ("a guard is dropped", "DROP TRIGGER quotation_is_final ON enrollment_quotation", {"guards_in_place"}),
]


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


def found() -> set[str]:
    return {violation.invariant for violation in ledger_checks.run(at=timezone.now())}


def test_every_kind_of_damage_is_found(desk: TaxDesk) -> None:
    """One corruption at a time, with all triggers off, in a transaction that is rolled back."""
    one, two, three, four = (desk.person() for _ in range(4))
    first = line(one)
    desk.upload(
        [
            first,
            line(two, "330.00"),
            line(three, "900.00", LATE),
            line(four, "100.00"),
            line(make.resident_number()),
        ]
    )
    desk.upload([refund_of({**first, **line(two, "1.00"), "ticket": "0" * 20})])
    paid = line(four, "100.00", "2021-10-26 08:00:00")
    desk.upload([paid, refund_of(paid, "40.00")])
    assert found() == set()
    missed = {}
    for what, statements, expected in DAMAGE:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = 'replica'")
            cursor.execute(statements)
            seen = found()
            if not expected <= seen:
                missed[what] = (expected - seen, seen)
            transaction.set_rollback(True)
    assert missed == {}
    assert found() == set(), "each damage was undone"


def test_every_invariant_has_its_damage() -> None:
    assert set().union(*(expected for _, _, expected in DAMAGE)) == set(INVARIANTS)


def test_what_is_found_is_kept_in_the_audit(desk: TaxDesk) -> None:
    desk.upload([line(desk.person())])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM enrollment_coverage")
    [violation] = ledger_checks.run(at=timezone.now())
    assert (violation.invariant, violation.count) == ("settled_dues_are_covered", 1) and violation.rows[0][
        "due"
    ]
    told = AuditEvent.objects.filter(action="check_ledger").latest("id")
    assert (told.succeeded, told.change) == (False, {"settled_dues_are_covered": 1})
