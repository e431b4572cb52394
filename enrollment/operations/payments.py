"""How does a tax file come in, and who may send it?"""

import re
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.models import PaymentFile
from enrollment.models.payments import FileState
from enrollment.operations.task_names import RECONCILE_FILE
from enrollment.rules.file_states import LABELS
from intake.operations import stored_files
from intake.operations.wakes import wake_after_commit
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class SameFileReceived(Refusal):
    """The same bytes were received before; `context["file_id"]` is the first."""


class AreaHasNoPolicy(Refusal):
    """No rules are entered for the area, so nothing in the file could be decided."""


def receive_file(
    *,
    content: BinaryIO,
    name: str,
    area: str,
    by: Officer,
    at: datetime,
    expected_count: int | None = None,
    expected_fen: int | None = None,
    check_only: bool = False,
) -> PaymentFile:
    """Keep the bytes of a tax file and have a worker look at it (layout TB-1).

    `area` is the division that the uploader answers for; `expected_count` and `expected_fen` are control totals known from
    elsewhere. Raises `NotAllowed`, `stored_files.FileTooLarge`, `AreaHasNoPolicy` or `SameFileReceived`; then nothing is kept.
    """
    access.require(by, Permission.PAYMENTS_UPLOAD, area, on=timezone.localdate(at))
    if not any(default_book().pooling_area(code) for code in {area, area[:4] + "00"}) and not _covers_an_area(
        area
    ):
        raise AreaHasNoPolicy(
            "no_policy",
            Text(
                f"区划 {area} 没有已录入的参保政策。",
                f"No enrollment rules have been entered for division {area}.",
            ),
            Text("请联系市级医保局录入该地政策。", "Ask the city bureau to enter the notice of that place."),
        )
    sha256, size = stored_files.accepted_digest(
        content,
        remedy=Text("请按乡镇拆分后分别上传。", "Split it by township and upload the parts."),
    )
    try:
        with transaction.atomic():
            _refuse_known(sha256, check_only)
            stored_files.store(content, sha256)
            file = PaymentFile.objects.create(
                sha256=sha256, name=clean_name(name), size_bytes=size, area=area, uploaded_by=by, uploaded_at=at,
                is_check_only=check_only, expected_count=expected_count, expected_fen=expected_fen,
            )  # fmt: skip
            audit.record(
                "receive_tax_file", by=by, about=file, division_code=area, at=at,
                change={"name": file.name, "sha256": sha256, "bytes": size, "check_only": check_only},
            )  # fmt: skip
            wake_after_commit(RECONCILE_FILE, file_id=file.pk)
    except IntegrityError:
        _refuse_known(sha256, check_only)  # two browsers sent it at the same moment: the other one was first
        raise
    return file


def clean_name(name: str) -> str:
    """A file name fit to be shown: no folders, no control or direction characters, not too long."""
    bare = re.split(r"[\\/]", name)[-1]
    return (
        re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", bare).strip()[-200:] or "file"
    )


def _covers_an_area(area: str) -> bool:
    """A province has no pooling area of its own, but its cities may."""
    return area.endswith("0000") and default_book().pooling_area(area[:2] + "0100") is not None


def _refuse_known(sha256: str, check_only: bool) -> None:
    if check_only:
        return
    first = (
        PaymentFile.objects.filter(sha256=sha256, is_check_only=False)
        .exclude(state=FileState.REFUSED)
        .order_by("id")
        .first()
    )
    if first is None:
        return
    moment, state = timezone.localtime(first.uploaded_at), LABELS[first.state]
    raise SameFileReceived(
        "same_file_received",
        Text(
            zh=f"这个文件已经收到过：第 {first.pk} 号，{moment:%Y-%m-%d %H:%M}，状态“{state.zh}”。",
            en=f"This file was received before as no. {first.pk} on {moment:%Y-%m-%d %H:%M} (state: {state.en}).",
        ),
        Text(
            zh="没有重复入账。请打开第一次的结果查看。",
            en="Nothing was posted twice. Open the result of the first one.",
        ),
        file_id=first.pk,
    )


def retry_file(*, file: PaymentFile, by: Officer, at: datetime) -> PaymentFile:
    """Start a file that failed again; parts that were posted stay posted."""
    access.require(by, Permission.PAYMENTS_UPLOAD, file.area, on=timezone.localdate(at))
    with transaction.atomic():
        if PaymentFile.objects.filter(pk=file.pk, state=FileState.FAILED).update(
            state=FileState.RECEIVED, attempts=0, failure="", lease_until=None
        ):
            file.parts.filter(posted_at=None).update(attempts=0)
            audit.record("retry_tax_file", by=by, about=file, division_code=file.area, at=at)
            wake_after_commit(RECONCILE_FILE, file_id=file.pk)
    file.refresh_from_db()
    return file
