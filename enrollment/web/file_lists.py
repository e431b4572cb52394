"""Which tax files came in?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from enrollment.models import PaymentFile
from enrollment.queries import files
from enrollment.web.files import READ, UPLOAD
from enrollment.web.payment_forms import FileFilter
from intake.web import sent_files
from staff import access
from staff.models import Officer
from staff.queries import near_names
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required


@dataclass(frozen=True, slots=True)
class Looked:
    """Of a page of files: how their lines ended, and the names of their areas."""

    sums: dict[int, files.Figures]
    places: dict[str, str]


def _look(rows: Sequence[PaymentFile]) -> Looked:
    outcomes = files.outcomes_of_files(file.pk for file in rows)
    sums = {file.pk: files.sum_of(outcomes.get(file.pk, {})) for file in rows}
    return Looked(sums, near_names(file.area for file in rows))


def _narrowed(
    rows: QuerySet[PaymentFile], asked: Mapping[str, Any], officer: Officer, on: date
) -> QuerySet[PaymentFile]:
    state, area = asked.get("state", ""), asked.get("area", "").strip()
    return files.filtered(rows, state=state, area=area, since=asked.get("since"))


def _ended(file: PaymentFile, looked: Looked, name: str) -> int | None:
    sums = looked.sums[file.pk]
    return getattr(sums, name) if sums.count else None


TAX_FILES = known(
    Listing(
        code="tax_files",
        address="enrollment:payment_files",
        permission=READ,
        rows=lambda officer, on: files.visible_files(officer, on=on).select_related("uploaded_by"),
        form=lambda request: FileFilter(request.GET or None),
        narrow=_narrowed,
        look=_look,
        url=lambda file, _k: reverse("enrollment:payment_file", args=[file.pk]),
        order="-uploaded",
        empty=Empty(
            lazy("No tax file here yet"),
            lazy("Files of your divisions appear here as soon as they are uploaded."),
            "enrollment:upload_payment_file",
            lazy("Upload a tax file"),
            UPLOAD,
        ),
        columns=(
            Column("number", lazy("No."), lambda file, _k: file.pk, columns.NUMBER, sort="pk"),
            Column(
                "name",
                lazy("File"),
                lambda file, _k: file.name,
                below=lambda file, _k: _("check only") if file.is_check_only else "",
                leads=True,
            ),
            Column(
                "area",
                lazy("Area"),
                lambda file, looked: looked.places.get(file.area, ""),
                below=lambda file, _k: file.area,
                sort="area",
            ),
            Column(
                "state",
                lazy("State"),
                lambda file, _k: file.get_state_display(),
                columns.BADGE,
                tone=lambda file, _k: sent_files.TONES.get(file.state_label, "secondary"),
            ),
            Column("lines", lazy("Lines"), lambda file, _k: file.line_count, columns.NUMBER),
            Column("sum", lazy("Sum in yuan"), lambda file, _k: file.amount_fen, columns.YUAN),
            Column(
                "posted",
                lazy("Posted"),
                lambda file, looked: _ended(file, looked, "posted_fen"),
                columns.YUAN,
            ),
            Column("held", lazy("Held"), lambda file, looked: _ended(file, looked, "held_fen"), columns.YUAN),
            Column(
                "uploaded",
                lazy("Uploaded"),
                lambda file, _k: file.uploaded_at,
                columns.MOMENT,
                sort="uploaded_at",
                below=lambda file, _k: file.uploaded_by.display_name,
            ),
        ),
    )
)


@require_safe
@permission_required(READ)
def file_list(request: OfficerRequest) -> HttpResponseBase:
    """The files of the officer's divisions, newest first."""
    may_upload = access.may_anywhere(request.user, UPLOAD, on=timezone.localdate())
    upload = pages.button("enrollment:upload_payment_file", _("Upload a tax file"), "upload", is_main=True)
    return pages.show(request, TAX_FILES, title=_("Tax files"), buttons=[upload] if may_upload else [])
