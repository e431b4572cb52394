"""How is a document attached to a case, taken off it, and handed out?"""

import hashlib
import io
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from assistance.cases.models import AssistanceCase, CaseDocument
from assistance.cases.operations.case_transitions import InvalidCase, note
from assistance.cases.operations.cases import require_editable, touched
from intake.operations.stored_files import open_stored, store
from intake.rules.attachments import AttachmentFault, examine, safe_name
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer

TITLE_MAX = 60


@transaction.atomic
def attach(
    *,
    case: AssistanceCase,
    version: int | None,
    content: BinaryIO,
    name: str,
    title: str,
    by: Officer,
    at: datetime,
) -> CaseDocument:
    """Keep a picture or PDF with the case, encrypted. Its content says what it is, not its name."""
    row = require_editable(case, version, by=by, on=timezone.localdate(at))
    kept = row.documents.filter(removed_at=None)
    if kept.count() >= settings.CASE_DOCUMENTS_MAX:
        raise _refused(
            "too_many_documents",
            Text(
                f"一个个案最多 {settings.CASE_DOCUMENTS_MAX} 份材料。",
                f"A case holds at most {settings.CASE_DOCUMENTS_MAX} documents.",
            ),
            Text("请合并为一个 PDF 后上传。", "Put them into one PDF."),
        )
    if not title.strip() or len(title.strip()) > TITLE_MAX:
        raise InvalidCase(
            "title_required",
            Text(
                f"没有填写材料名称，或超过 {TITLE_MAX} 个字符。",
                f"The title is missing or longer than {TITLE_MAX} characters.",
            ),
            Text("请写明是什么材料，例如“低保证”。", "Say what it shows, for example the certificate."),
            field="title",
        )
    content.seek(0)
    data = content.read(settings.CASE_DOCUMENT_MAX_BYTES + 1)
    found = examine(
        data, bytes_max=settings.CASE_DOCUMENT_MAX_BYTES, pixels_max=settings.CASE_DOCUMENT_MAX_PIXELS
    )
    if isinstance(found, AttachmentFault):
        raise _refused(found.code, found.text, found.remedy)
    data = data[: found.size_bytes]
    sha256 = hashlib.sha256(data).hexdigest()
    if kept.filter(sha256=sha256).exists():
        raise _refused(
            "same_document",
            Text("这份材料已经上传过。", "This document is attached already."),
            Text("请核对文件。", "Check the file."),
        )
    store(io.BytesIO(data), sha256)
    document = CaseDocument.objects.create(
        case=row, sha256=sha256, media_type=found.kind.value, name=safe_name(name, found.kind), title=title.strip(),
        size_bytes=len(data), width=found.width, height=found.height, added_by=by, added_at=at,
    )  # fmt: skip
    touched(row, by)
    note(
        row,
        "attach",
        before=row.state,
        by=by,
        at=at,
        detail={"document": document.pk, "title": document.title, "sha256": sha256},
    )
    return document


@transaction.atomic
def detach(*, document: CaseDocument, version: int | None, by: Officer, at: datetime) -> AssistanceCase:
    """Take a document off a draft or returned case; the row and its bytes stay for the history."""
    row = require_editable(document.case, version, by=by, on=timezone.localdate(at))
    done = CaseDocument.objects.filter(pk=document.pk, removed_at=None).update(removed_by=by, removed_at=at)
    if done:
        touched(row, by)
        note(
            row,
            "detach",
            before=row.state,
            by=by,
            at=at,
            detail={"document": document.pk, "title": document.title},
        )
    return row


def as_download(document: CaseDocument, *, by: Officer, at: datetime) -> FileResponse:
    """The bytes, for who may read the case; that they were looked at is written down.

    Under its own kind and no other, saved and not shown, and nothing in it may run.
    """
    case = document.case
    access.require(by, Permission.CASES_READ, case.division_code, on=timezone.localdate(at))
    audit.record(
        "read_case_document", by=by, about=document, division_code=case.division_code, at=at,
        change={"case": case.pk, "title": document.title},
    )  # fmt: skip
    response = FileResponse(
        open_stored(document.sha256, document.size_bytes), as_attachment=True, filename=document.name,
        content_type=document.media_type,
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(document.size_bytes)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _refused(code: str, text: Text, remedy: Text) -> InvalidCase:
    return InvalidCase(code, text, remedy, field="file")
