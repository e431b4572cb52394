"""How is a contribution window moved to a later end: entered under a document by one officer, agreed to by another?"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from enrollment.models import PaymentLine, PrintedNotice, WindowExtension
from enrollment.operations import coverage, follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.queries.policies import policy_of
from enrollment.rules.follow_ups import Fact
from enrollment.rules.windows import window_terms
from policy.book import default_book
from policy.periods import ONE_DAY
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal


class InvalidExtension(Refusal):
    """The extension cannot be entered as it is; `context["field"]` names the field."""


class AlreadyApproved(Refusal):
    """The extension is in force."""


@dataclass(frozen=True, slots=True)
class Approved:
    """An extension in force, and how many covers were worked out again because of it."""

    extension: WindowExtension
    covers: int


@transaction.atomic
def enter(
    *, area: str, coverage_year: int, last_day: date, document_number: str, by: Officer, at: datetime
) -> WindowExtension:
    """Enter a new last day of an area's window for a year (延长缴费期; HZ-2.2b, A50). It has no effect until approved."""
    access.require(by, Permission.DUES_ISSUE, area, on=timezone.localdate(at))
    if default_book().pooling_area(area) != area:
        raise InvalidExtension(
            "not_a_pooling_area",
            Text(f"{area} 不是统筹区。", f"{area} is not a pooling area."),
            Text("请选择统筹区。", "Choose the pooling area."),
            field="area",
        )
    if not document_number.strip():
        raise InvalidExtension(
            "document_required",
            Text("延长缴费期必须注明文号。", "An extension must name its document."),
            Text("请填写文号。", "Enter the document number."),
            field="document_number",
        )
    if not date(coverage_year - 1, 1, 1) <= last_day <= date(coverage_year, 12, 31):
        raise InvalidExtension(
            "day_outside_year",
            Text(
                f"新的截止日应在 {coverage_year} 年底之前。",
                f"The new last day must lie before the end of {coverage_year}.",
            ),
            Text("请核对日期。", "Check the day."),
            field="last_day",
        )
    extension = WindowExtension.objects.create(
        area=area,
        coverage_year=coverage_year,
        last_day=last_day,
        document_number=document_number.strip(),
        entered_by=by,
    )
    audit.record(
        "enter_extension", by=by, about=extension, division_code=area, at=at, change=_told(extension)
    )
    return extension


@transaction.atomic
def approve(*, extension: WindowExtension, by: Officer, at: datetime) -> Approved:
    """Put an extension in force. Payments after the old end and up to the new one count as paid in the window: price,
    cover and waiting of their dues are worked out again. What was charged too much is waived and what was paid too much
    held for refund.
    """
    extension = WindowExtension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    access.require(by, Permission.DUES_ISSUE, extension.area, on=timezone.localdate(at))
    if extension.approved_by_id is not None:
        raise AlreadyApproved(
            "already_approved", Text("该延期已经生效。", "This extension is in force already.")
        )
    require_other_hands(
        by,
        extension.entered_by_id,
        what=Text("录入人不能批准自己录入的延期。", "You entered this extension, so you cannot approve it."),
    )
    before = in_force(extension.area, extension.coverage_year)
    extension.approved_by, extension.approved_at = by, at
    extension.save(update_fields=["approved_by", "approved_at"])
    covers = _price_again(extension, before, at=at)
    _look_at_notices(extension, by=by, at=at)
    audit.record(
        "approve_extension", by=by, about=extension, division_code=extension.area, at=at,
        change=_told(extension) | {"covers": covers},
    )  # fmt: skip
    return Approved(extension, covers)


def _look_at_notices(extension: WindowExtension, *, by: Officer, at: datetime) -> None:
    """Notices that were handed over for the area and year may promise another price or waiting than holds now."""
    notices = PrintedNotice.objects.filter(
        coverage_year=extension.coverage_year, superseded_at=None, replaced_by=None, said__area=extension.area
    )
    changes = [
        Change(person_id, extension.coverage_year, Fact.WINDOW, f"extension:{extension.pk}")
        for person_id in sorted(set(notices.values_list("person", flat=True)))
    ]
    follow_ups.changed(changes, by=by, at=at)


def in_force(area: str, coverage_year: int) -> WindowExtension | None:
    """The extension that counts: the one approved last."""
    approved = WindowExtension.objects.filter(
        area=area, coverage_year=coverage_year, approved_by__isnull=False
    )
    return approved.order_by("-approved_at", "-pk").first()


def _price_again(extension: WindowExtension, before: WindowExtension | None, *, at: datetime) -> int:
    """Let every due with a payment between the printed end of the window and the later of the two ends ask the rule again."""
    area, year = extension.area, extension.coverage_year
    terms = window_terms(policy_of(area, year), year)
    if terms is None:
        return 0
    last_day = max(extension.last_day, before.last_day if before else extension.last_day)
    moved = Q(paid_at__gte=_midnight(terms.last_day + ONE_DAY), paid_at__lt=_midnight(last_day + ONE_DAY))
    lines = PaymentLine.objects.filter(moved, coverage_year=year, due__area=area, due__withdrawn_on=None)
    due_ids = {due_id for due_id in lines.values_list("due_id", flat=True) if due_id is not None}
    return coverage.rebuild(due_ids=due_ids, at=at, priced_again=moved)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _told(extension: WindowExtension) -> dict[str, object]:
    return {
        "coverage_year": extension.coverage_year,
        "last_day": extension.last_day,
        "document": extension.document_number,
    }
