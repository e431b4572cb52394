"""How are policy files taken over as answers of a year in a browser, and how does each document get its scan?"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from enrollment.models import OpenedYear
from enrollment.operations import opened_years
from enrollment.operations.opened_years import ENTER
from enrollment.operations.year_checks import InvalidYear, folder_refused
from enrollment.queries.opened_years import names_of, own_years
from policy.book import default_book
from policy.opening.folder import FolderRefused
from policy.opening.uploads import read_uploaded
from policy.terms import Text
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required

BYTES_MAX, FILES_MAX = 4_000_000, 60


class ManyFilesField(forms.FileField):
    """Several files of one field."""

    widget = type("ManyFiles", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files in the order in which they were sent."""
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in sent]


class YearFilesForm(forms.Form):
    tables = ManyFilesField(
        label=lazy("Policy files"), help_text=lazy("The .toml files of the area, or one .zip with them.")
    )
    scan = forms.FileField(
        label=lazy("Scan of the document"),
        required=False,
        help_text=lazy("If all files rest on one document; else give each its own afterwards."),
    )


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def files_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take over files, or attach the scan of one document to all answers that rest on it."""
    year = get_object_or_404(own_years(request.user, ENTER, on=timezone.localdate()), pk=pk)
    is_scan = request.method == "POST" and "document" in request.POST
    sends_files = request.method == "POST" and not is_scan
    form = YearFilesForm(request.POST, request.FILES) if sends_files else YearFilesForm()
    refusal = ""
    try:
        if is_scan:
            _attach(request, year)
            return redirect("enrollment:year_files", year.pk)
        if sends_files and form.is_valid():
            count = _take_over(request, year, form.cleaned_data)
            messages.success(request, _("%(count)d questions were answered.") % {"count": count})
            return redirect("enrollment:opened_year", year.pk)
    except Refusal as refused:
        refusal = str(refused)
    numbers = year.answers.values_list("document_number", "scan_sha256")
    context = {
        "form": form,
        "year": year,
        "place": path_names([year.area]).get(year.area, year.area),
        "refusal": refusal,
        "unseen": list(dict.fromkeys(number for number, scan in numbers.order_by("pk") if not scan)),
    }
    return render(
        request, "enrollment/year_files.html", context, status=422 if form.errors or refusal else 200
    )


def _attach(request: OfficerRequest, year: OpenedYear) -> None:
    scan = request.FILES.get("scan")
    if scan is None:
        text = Text("没有选择扫描件。", "No scan was chosen.")
        raise InvalidYear("scan_missing", text, Text("请选择文件。", "Choose the file."), field="scan")
    kept = opened_years.scan_of(cast("BinaryIO", scan), scan.name or "scan")
    number = request.POST.get("document", "")[:100]
    opened_years.attach(year=year, scan=kept, document_number=number, by=request.user, at=timezone.now())


def _take_over(request: OfficerRequest, year: OpenedYear, given: dict[str, Any]) -> int:
    names, level = names_of(year.area)
    try:
        opening = read_uploaded(
            default_book(), dict(_contents(given["tables"])), area=year.area, zh=names.zh, en=names.en, level=level,
            coverage_year=year.coverage_year,
        )  # fmt: skip
    except FolderRefused as refused:
        raise folder_refused(refused) from None
    at = timezone.now()
    opened_years.take_over(year=year, version=None, opening=opening, by=request.user, at=at)
    if scan := given["scan"]:
        kept = opened_years.scan_of(scan, scan.name or "scan")
        opened_years.attach(year=year, scan=kept, by=request.user, at=at)
    return len(opening.answers)


def _contents(files: list[UploadedFile[Any]]) -> Iterator[tuple[str, bytes]]:
    """Each file by its name without folders; those of a zip among them. Refused before much is read."""
    sizes, names = 0, set[str]()
    for name, size, read in _opened(files):
        sizes += size
        if name in names or sizes > BYTES_MAX or len(names) == FILES_MAX:
            raise _too_much(name, name in names)
        names.add(name)
        yield name, read()


def _opened(files: list[UploadedFile[Any]]) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    for file in files:
        name = (file.name or "").rpartition("/")[2]
        if not name.lower().endswith(".zip"):
            yield name, file.size or 0, file.read
            continue
        if (file.size or 0) > BYTES_MAX:
            raise _too_much(name, False)
        try:
            packed = zipfile.ZipFile(io.BytesIO(file.read()))
        except zipfile.BadZipFile:
            raise _no_zip(name) from None
        for entry in packed.infolist():
            if not entry.is_dir():
                yield entry.filename.rpartition("/")[2], entry.file_size, partial(_unpacked, packed, entry)


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        return packed.read(entry)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ):  # damaged, or under a password
        raise _no_zip(entry.filename) from None


def _no_zip(name: str) -> InvalidYear:
    text = Text(f"{name} 不是可以打开的 zip 文件。", f"{name} is no zip file that can be opened.")
    remedy = Text("请重新打包，不设密码。", "Pack it again, without a password.")
    return InvalidYear("not_a_zip", text, remedy, field="tables")


def _too_much(name: str, is_twice: bool) -> InvalidYear:
    text = Text("上传的文件过多或过大。", "The files are too many or too large.")
    if is_twice:
        text = Text(f"{name} 上传了两次。", f"{name} was sent twice.")
    return InvalidYear(
        "files_too_many",
        text,
        Text("请只选择该地区的政策文件。", "Choose the policy files of the area only."),
        field="tables",
    )
