"""How is a document attached to a case, taken off it, and handed out?"""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from assistance.cases.models import AssistanceCase, CaseDocument
from assistance.cases.operations.case_transitions import note
from assistance.cases.operations.cases import require_editable, touched
from intake.operations import attachments
from staff import access, audit
from staff.access import Permission
from staff.models import Officer


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
    known = row.documents.filter(removed_at=None).values_list("sha256", flat=True)
    fields = attachments.attached(content, name=name, title=title, known=frozenset(known), by=by, at=at)
    document = CaseDocument.objects.create(case=row, **fields)
    touched(row, by)
    note(
        row,
        "attach",
        before=row.state,
        by=by,
        at=at,
        detail={"document": document.pk, "title": document.title, "sha256": document.sha256},
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
    """The bytes, for who may read the case; that they were looked at is written down."""
    case = document.case
    access.require(by, Permission.CASES_READ, case.division_code, on=timezone.localdate(at))
    audit.record(
        "read_case_document", by=by, about=document, division_code=case.division_code, at=at,
        change={"case": case.pk, "title": document.title},
    )  # fmt: skip
    return attachments.as_download(document)
