"""How is a contribution window moved to a later end: entered under a document by one officer, agreed to by another?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from enrollment.models import Coverage, WindowExtension
from enrollment.operations import coverage
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class InvalidExtension(Refusal):
    """The extension cannot be entered as it is; `context["field"]` names the field."""


class NotYours(Refusal):
    """Nobody approves what they entered."""


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
    """Put an extension in force. Payments after the old end and up to the new one count as paid in the window: their
    cover is worked out again.
    """
    extension = WindowExtension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    access.require(by, Permission.DUES_ISSUE, extension.area, on=timezone.localdate(at))
    if extension.approved_by_id is not None:
        raise AlreadyApproved(
            "already_approved", Text("该延期已经生效。", "This extension is in force already.")
        )
    if extension.entered_by_id == by.pk:
        raise NotYours(
            "not_by_maker",
            Text("录入人不能批准自己录入的延期。", "You entered this extension, so you cannot approve it."),
            Text("请由另一位工作人员批准。", "Ask another officer to approve it."),
        )
    extension.approved_by, extension.approved_at = by, at
    extension.save(update_fields=["approved_by", "approved_at"])
    late = Coverage.objects.filter(
        due__area=extension.area,
        coverage_year=extension.coverage_year,
        settled_on__lte=extension.last_day,
        waiting_from__isnull=False,
    )
    covers = coverage.rebuild(due_ids=late.values_list("pk", flat=True), at=at)
    audit.record(
        "approve_extension", by=by, about=extension, division_code=extension.area, at=at,
        change=_told(extension) | {"covers": covers},
    )  # fmt: skip
    return Approved(extension, covers)


def _told(extension: WindowExtension) -> dict[str, object]:
    return {
        "coverage_year": extension.coverage_year,
        "last_day": extension.last_day,
        "document": extension.document_number,
    }
