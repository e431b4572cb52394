"""How are dues issued, priced again when a fact about the person changes, and taken back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from structlog.contextvars import get_contextvars

from enrollment.bulk import dues as bulk
from enrollment.bulk import repricing, settling
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.bulk.standings import standing_of
from enrollment.models import Due, DueEntry, Enrollment, PrintedNotice
from enrollment.operations import follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.queries.policies import editions_of, is_open
from enrollment.rules.entries import EntryKind, Payer
from enrollment.rules.follow_ups import Fact
from intake.bulk.side_by_side import each
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

SLICE_ROWS = 50_000
AGAIN_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Issued:
    """How many dues were issued, how many of them carry an amount, and its sum in fen."""

    dues: int
    charged: int
    fen: int
    priced_again: int = 0  # dues from before the year was open that got their price


class YearNotOpen(Refusal):
    """The coverage year is not open in the area: nothing is collected for it."""

    status = 409


def issue(*, area: str, coverage_year: int, on: date, by: Officer, division_code: str = "") -> Issued:
    """Issue the dues of an area (or of one division in it) for a year: slice by slice, several at once, each its own
    transaction.

    Enrollments that have a due are left alone, so it can be stopped and started again at any point.
    """
    place = division_code or area
    access.require(by, Permission.DUES_ISSUE, place, on=on)
    if not is_open(area, coverage_year):
        raise YearNotOpen(
            "year_not_open",
            Text(
                f"{coverage_year}年度尚未开放，不收取费用。",
                f"Coverage {coverage_year} is not open: nothing is collected for it.",
            ),
            Text(
                "请先由市（州）医保局开放该年度。",
                "The city bureau opens the year first (page “Coverage years”).",
            ),
            field="coverage_year",
        )
    prefix = scope_prefix(place)
    slices = bulk.slices_of(area=area, coverage_year=coverage_year, prefix=prefix, slice_rows=SLICE_ROWS)

    @transaction.atomic
    def issue_slice(numbers: tuple[int, int]) -> tuple[int, int, int]:
        return bulk.issue_slice(
            area=area, coverage_year=coverage_year, prefix=prefix, after=numbers[0], last=numbers[1],
            quotations=Quotations(on), on=on, at=timezone.now(),
        )  # fmt: skip

    issued = each(slices, issue_slice)
    dues, charged, fen = (sum(figures) for figures in zip((0, 0, 0), *issued, strict=True))
    again = _price_again(area, coverage_year, prefix, on=on, by=by)
    audit.record(
        "issue_dues", by=by, about=("area", area), division_code=place,
        change={"coverage_year": coverage_year, "dues": dues, "charged": charged, "fen": fen, "priced_again": again},
    )  # fmt: skip
    return Issued(dues, charged, fen, again)


def _price_again(area: str, coverage_year: int, prefix: str, *, on: date, by: Officer) -> int:
    """Give their price to dues that were made before the year was open; money held for them is taken up with it."""
    digests = [policy.digest for _, policy in editions_of(area, coverage_year).steps]
    count = after = 0
    while True:
        unpriced = Due.objects.filter(
            area=area, coverage_year=coverage_year, division_code__startswith=prefix, withdrawn_on=None, pk__gt=after,
            quotation__due_fen=None, quotation__paid_on=None,
        ).exclude(quotation__policy_digest__in=digests)  # fmt: skip
        with transaction.atomic():
            rows = list(unpriced.order_by("pk").values_list("pk", "person__document_hash")[:AGAIN_ROWS])
            if not rows:
                return count
            lock_people([document for _, document in rows])
            count += reprice_many([due_id for due_id, _ in rows], on=on, by=by)
        after = rows[-1][0]


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
    answer = Quotations(on)[enrollment.area, enrollment.coverage_year, standing, None]
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


def reprice_many(due_ids: Sequence[int], *, on: date, by: Officer | None, anew: bool = False) -> int:
    """The same for any number of dues; the caller holds the transaction and the slots of their people.

    `anew`: two officers ordered that also what stands is decided again (`enrollment/operations/year_corrections.py`).
    """
    request_id = str(get_contextvars().get("request_id", ""))[:36]
    at, turned = timezone.now(), set[tuple[int, int]]()
    changed = repricing.reprice(
        due_ids, on=on, at=at, officer_id=by.pk if by else None, request_id=request_id, turned=turned,
        anew=anew,
    )  # fmt: skip
    settling.follow(turned, at=at)
    if changed:
        _look_at_notices(due_ids, by=by, at=at)
    return changed


def _look_at_notices(due_ids: Sequence[int], *, by: Officer | None, at: datetime) -> None:
    """Whoever holds a printed notice of these dues may have been told another price."""
    holders = PrintedNotice.objects.filter(superseded_at=None, replaced_by=None, person__dues__in=due_ids)
    found = holders.filter(coverage_year=F("person__dues__coverage_year")).order_by("person")
    changes = [
        Change(person_id, year, Fact.STANDING, f"due:{due_id}")
        for person_id, year, due_id in found.values_list("person", "coverage_year", "person__dues").distinct()
    ]
    if changes:
        follow_ups.changed(changes, by=by, at=at)


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
