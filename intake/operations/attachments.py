"""How is a picture or PDF taken in as evidence, and handed out again?"""

import hashlib
import io
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.http import FileResponse

from intake.models.attachments import Attachment
from intake.operations.stored_files import open_stored, store
from intake.rules.attachments import AttachmentFault, examine, safe_name
from policy.terms import Text
from staff.models import Officer
from staff.refusals import Refusal

TITLE_MAX = 60


class AttachmentRefused(Refusal):
    """The document is not kept; `context["field"]` names the field."""


def attached(
    content: BinaryIO, *, name: str, title: str, known: frozenset[str], by: Officer, at: datetime
) -> dict[str, Any]:
    """Keep the bytes encrypted and give the fields of their row. The content says what it is, not its name.

    `known` are the digests attached to the same thing already. Raises `AttachmentRefused`; then nothing is kept.
    """
    if len(known) >= settings.CASE_DOCUMENTS_MAX:
        raise _refused(
            "too_many_documents",
            Text(
                f"一个个案最多 {settings.CASE_DOCUMENTS_MAX} 份材料。",
                f"A case holds at most {settings.CASE_DOCUMENTS_MAX} documents.",
            ),
            Text("请合并为一个 PDF 后上传。", "Put them into one PDF."),
        )
    if not title.strip() or len(title.strip()) > TITLE_MAX:
        raise AttachmentRefused(
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
    if sha256 in known:
        raise _refused(
            "same_document",
            Text("这份材料已经上传过。", "This document is attached already."),
            Text("请核对文件。", "Check the file."),
        )
    store(io.BytesIO(data), sha256)
    return {
        "sha256": sha256,
        "media_type": found.kind.value,
        "name": safe_name(name, found.kind),
        "title": title.strip(),
        "size_bytes": len(data),
        "width": found.width,
        "height": found.height,
        "added_by": by,
        "added_at": at,
    }


def as_download(document: Attachment) -> FileResponse:
    """The bytes under their own kind and no other, saved and not shown, and nothing in it may run.

    The caller has shown the right to see them and written down that they were looked at.
    """
    response = FileResponse(
        open_stored(document.sha256, document.size_bytes), as_attachment=True, filename=document.name,
        content_type=document.media_type,
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(document.size_bytes)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _refused(code: str, text: Text, remedy: Text) -> AttachmentRefused:
    return AttachmentRefused(code, text, remedy, field="file")
