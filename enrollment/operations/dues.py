"""How are dues issued, priced again when a fact about the person changes, and taken back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from structlog.contextvars import get_contextvars

from enrollment.bulk import dues as bulk
from enrollment.bulk import repricing, settling
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.bulk.standings import standing_of
from enrollment.models import Due, DueEntry, Enrollment
from enrollment.models.dues import EntryKind, Payer
from enrollment.operations import follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.rules.follow_ups import Fact
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

SLICE_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Issued:
    """How many dues were issued, how many of them carry an amount, and its sum in fen."""

    dues: int
    charged: int
    fen: int


def issue(*, area: str, coverage_year: int, on: date, by: Officer, division_code: str = "") -> Issued:
    """Issue the dues of an area (or of one division in it) for a year: slice by slice, each its own transaction.

    Enrollments that have a due are left alone, so it can be stopped and started again at any point.
    """
    place = division_code or area
    access.require(by, Permission.DUES_ISSUE, place, on=on)
    quotations = Quotations()
    after = dues = charged = fen = 0
    while True:
        with transaction.atomic():
            done = bulk.issue_slice(
                area=area, coverage_year=coverage_year, prefix=scope_prefix(place), after=after,
                slice_rows=SLICE_ROWS, quotations=quotations, on=on, at=timezone.now(),
            )  # fmt: skip
            if done is None:
                break
            after = done[0]
            dues, charged, fen = dues + done[1], charged + done[2], fen + done[3]
    audit.record(
        "issue_dues", by=by, about=("area", area), division_code=place,
        change={"coverage_year": coverage_year, "dues": dues, "charged": charged, "fen": fen},
    )  # fmt: skip
    return Issued(dues, charged, fen)


@transaction.atomic
def issue_for(*, enrollment: Enrollment, on: date, by: Officer | None) -> Due:
    """Issue the due of one enrollment, or take up again one that was withdrawn."""
    lock_people([enrollment.person.document_hash])
    existing = Due.objects.filter(enrollment=enrollment).first()
    if existing is not None:
        if existing.withdrawn_on is not None:
            existing.withdrawn_on = None
            existing.division_code = enrollment.division_code
            existing.save(update_fields=["withdrawn_on", "division_code"])
            reprice(due=existing, on=on, by=by)
        return existing
    standing = standing_of(enrollment.pk, enrollment.area, enrollment.coverage_year)
    answer = Quotations()[enrollment.area, enrollment.coverage_year, standing, None]
    due = Due.objects.create(
        enrollment=enrollment, person_id=enrollment.person_id, area=enrollment.area, coverage_year=enrollment.coverage_year,
        division_code=enrollment.division_code, standing=standing, quotation_id=answer.id, issued_on=on,
    )  # fmt: skip
    if answer.due_fen:
        DueEntry.objects.create(
            source=f"due:{due.pk}",
            due=due,
            kind=EntryKind.CHARGE,
            payer=Payer.PERSON,
            amount_fen=answer.due_fen,
            effective_on=on,
        )
    return due


@transaction.atomic
def reprice(*, due: Due, on: date, by: Officer | None) -> Due:
    """Give a due the standing that the facts now on record say; what was charged and the cover follow.

    The charge at issue stays; a difference is a further charge or a waiver, and payments are held against the price of
    their own pay day again.
    """
    lock_people([due.person.document_hash])
    reprice_many([due.pk], on=on, by=by)
    follow_ups.look(people=[due.person_id], by=by, at=timezone.now())
    due.refresh_from_db()
    return due


def reprice_many(due_ids: Sequence[int], *, on: date, by: Officer | None) -> int:
    """The same for any number of dues; the caller holds the transaction and the slots of their people."""
    request_id = str(get_contextvars().get("request_id", ""))[:36]
    at, turned = timezone.now(), set[tuple[int, int]]()
    changed = repricing.reprice(
        due_ids, on=on, at=at, officer_id=by.pk if by else None, request_id=request_id, turned=turned
    )
    settling.follow(turned, at=at)
    return changed


@transaction.atomic
def withdraw(*, due: Due, on: date, by: Officer) -> Due:
    """Take a due out of force when its enrollment is cancelled or moved; its entries stay."""
    lock_people([due.person.document_hash])
    due.withdrawn_on = on
    due.save(update_fields=["withdrawn_on"])
    audit.record("withdraw_due", by=by, about=due, division_code=due.division_code)
    change = Change(due.person_id, due.coverage_year, Fact.ENROLLMENT, f"due:{due.pk}")
    follow_ups.changed([change], by=by, at=timezone.now())
    return due
