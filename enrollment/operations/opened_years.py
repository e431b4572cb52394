"""How is a coverage year opened: begun, its questions answered under documents, proposed, and approved by another officer?"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from enrollment.models import OpenedYear, YearAnswer
from enrollment.operations.year_checks import (
    InvalidYear,
    StaleYear,
    require_ahead,
    require_others,
    require_sound,
    require_whole,
    unsound,
)
from enrollment.queries.opened_years import earlier, faults, files_of
from enrollment.queries.policies import is_open
from enrollment.rules.opened_years import OPENED_YEAR, YearMove, YearState
from intake.operations.stored_files import store
from intake.rules.attachments import AttachmentFault, examine, safe_name
from policy.book import default_book
from policy.opening.answers import NO_SECTION, Answer, How, Notice, Opening
from policy.opening.comparison import last_said
from policy.opening.questions import questions
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer

ENTER, APPROVE = Permission.PARAMETERS_ENTER, Permission.PARAMETERS_APPROVE


@dataclass(frozen=True, slots=True)
class Scan:
    """The picture or PDF of a document, kept encrypted under its digest."""

    sha256: str
    name: str
    media_type: str
    size_bytes: int


NO_SCAN = Scan("", "", "", 0)


@transaction.atomic
def start(*, area: str, coverage_year: int, by: Officer, at: datetime) -> OpenedYear:
    """Begin to open a year of a pooling area. Nothing holds before it is approved; one is begun once."""
    access.require(by, ENTER, area, on=timezone.localdate(at))
    if default_book().pooling_area(area) != area:
        raise InvalidYear(
            "not_a_pooling_area",
            Text(f"{area} 不是统筹区。", f"{area} is not a pooling area."),
            Text("请选择统筹区。", "Choose the pooling area."),
            field="area",
        )
    if not 2000 <= coverage_year <= timezone.localdate(at).year + 2:
        raise InvalidYear(
            "year_out_of_range",
            Text(f"不能开放 {coverage_year} 年度。", f"Coverage {coverage_year} cannot be opened."),
            Text("只能开放至后年。", "Years up to the one after next can be opened."),
            field="coverage_year",
        )
    if is_open(area, coverage_year):
        raise InvalidYear(
            "year_is_open",
            Text(
                f"{coverage_year} 年度已经开放：文件已有规定，或已批准。",
                f"Coverage {coverage_year} is open already: a notice states it, or it was approved.",
            ),
            Text("无须再次开放。", "It need not be opened again."),
            field="coverage_year",
        )
    begun = OpenedYear.objects.filter(area=area, coverage_year=coverage_year).exclude(
        state=YearState.WITHDRAWN.value
    )
    if begun.exists():
        raise InvalidYear(
            "year_begun",
            Text(f"{coverage_year} 年度已在办理开放。", f"Coverage {coverage_year} is being opened already."),
            Text("请在列表中打开。", "Open it from the list."),
            field="coverage_year",
        )
    year = OpenedYear.objects.create(area=area, coverage_year=coverage_year, started_by=by, started_at=at)
    audit.record("start_year", by=by, about=year, division_code=area, at=at, change={"year": coverage_year})
    return year


@transaction.atomic
def answer(
    *,
    year: OpenedYear,
    version: int | None,
    question: str,
    how: How,
    document_number: str,
    by: Officer,
    at: datetime,
    document_title: str = "",
    issued_on: date | None = None,
    section: str = NO_SECTION,
    rows: Sequence[dict[str, Any]] = (),
    decided_by: tuple[str, str] = ("", ""),
    scan: Scan | None = None,
) -> YearAnswer:
    """Answer one question of a draft: enter rows, carry over what the last year said, or leave it open with who decides.

    Refused with the field when the answer cannot stand beside the book and the other answers; nothing is then kept.
    """
    row = _draft(year, version, by, at)
    if question not in questions():
        raise InvalidYear(
            "unknown_question", Text("没有这一事项。", "There is no such question."), field="question"
        )
    kept: tuple[dict[str, Any], ...] = tuple(rows)
    also: tuple[str, ...] = ()
    if how is How.CARRIED:
        kept, also = _carried(row, question)
    notice = Notice(document_number.strip(), document_title.strip(), issued_on)
    given = Answer(question, how, notice, section.strip() or NO_SECTION, kept, also, decided_by)
    require_sound(row, given)
    _keep(row, given, by=by, at=at, scan=scan or _scan_of(row, notice.number))
    _touch(row)
    audit.record(
        "answer_year", by=by, about=row, division_code=row.area, at=at,
        change={"question": question, "how": how.value, "document": notice.number, "rows": list(kept)},
    )  # fmt: skip
    return row.answers.get(question=question)


@transaction.atomic
def clear(*, year: OpenedYear, version: int | None, question: str, by: Officer, at: datetime) -> OpenedYear:
    """Take an answer of a draft back; the question is open again."""
    row = _draft(year, version, by, at)
    row.answers.filter(question=question).delete()
    _touch(row)
    audit.record(
        "clear_answer", by=by, about=row, division_code=row.area, at=at, change={"question": question}
    )
    return row


@transaction.atomic
def take_over(
    *, year: OpenedYear, version: int | None, opening: Opening, by: Officer, at: datetime
) -> OpenedYear:
    """Put the answers of a folder in place of those of a draft; all of them or none."""
    row = _draft(year, version, by, at)
    if wrong := faults(row, opening.answers):
        raise unsound(wrong)
    row.answers.all().delete()
    for given in opening.answers:
        _keep(row, given, by=by, at=at, scan=NO_SCAN)
    _touch(row)
    audit.record(
        "take_over_year", by=by, about=row, division_code=row.area, at=at,
        change={"questions": [given.question for given in opening.answers]},
    )  # fmt: skip
    return row


@transaction.atomic
def attach(*, year: OpenedYear, scan: Scan, by: Officer, at: datetime, document_number: str = "") -> int:
    """Give the scan of a document to the answers of a draft that rest on it (all of them, when none is named)."""
    row = _draft(year, None, by, at)
    unseen = row.answers.filter(scan_sha256="")
    if document_number:
        unseen = unseen.filter(document_number=document_number)
    count = unseen.update(
        scan_sha256=scan.sha256, scan_name=scan.name, scan_type=scan.media_type, scan_bytes=scan.size_bytes
    )
    _touch(row)
    audit.record(
        "attach_scan", by=by, about=row, division_code=row.area, at=at,
        change={"document": document_number, "sha256": scan.sha256, "answers": count},
    )  # fmt: skip
    return count


@transaction.atomic
def move(
    *, year: OpenedYear, version: int | None, made: YearMove, by: Officer, at: datetime, because: str = ""
) -> OpenedYear:
    """Propose, return, approve or withdraw. Approved by other hands than began, entered or proposed it; then it is open."""
    row = OpenedYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    step = OPENED_YEAR.step(row.state, made)
    permission = (step.by if step else OPENED_YEAR.permissions(made))[0]
    access.require(by, permission, row.area, on=timezone.localdate(at))
    if step is None or (version is not None and version != row.version):
        raise _stale()
    if made in (YearMove.RETURN, YearMove.WITHDRAW) and not because.strip():
        raise InvalidYear(
            "because_required",
            Text("须写明理由。", "Say why."),
            Text("请填写理由。", "Enter the reason."),
            field="because",
        )
    if made in (YearMove.PROPOSE, YearMove.APPROVE):
        require_whole(row)
    if made is YearMove.APPROVE:
        require_others(row, by)
        require_ahead(row, timezone.localdate(at))
        row.files = files_of(row)
    row.state = OPENED_YEAR.next(row.state, made).value
    if made is YearMove.PROPOSE:
        row.proposed_by, row.proposed_at = by, at
    else:
        row.decided_by, row.decided_at, row.because = by, at, because.strip()
    row.version += 1
    row.save()
    audit.record(
        f"{made.value}_year", by=by, about=row, division_code=row.area, at=at,
        change={"year": row.coverage_year, "because": because.strip()},
    )  # fmt: skip
    return row


def scan_of(content: BinaryIO, name: str) -> Scan:
    """Keep the scan of a document, after looking at what it is. Raises `InvalidYear` for anything but a picture or PDF."""
    content.seek(0)
    data = content.read(settings.CASE_DOCUMENT_MAX_BYTES + 1)
    found = examine(
        data, bytes_max=settings.CASE_DOCUMENT_MAX_BYTES, pixels_max=settings.CASE_DOCUMENT_MAX_PIXELS
    )
    if isinstance(found, AttachmentFault):
        raise InvalidYear(found.code, found.text, found.remedy, field="scan")
    data = data[: found.size_bytes]
    sha256 = hashlib.sha256(data).hexdigest()
    store(io.BytesIO(data), sha256)
    return Scan(sha256, safe_name(name, found.kind), found.kind.value, len(data))


def _scan_of(row: OpenedYear, number: str) -> Scan:
    """The scan that another answer under the same document has; one document is uploaded once."""
    seen = row.answers.filter(document_number=number).exclude(scan_sha256="").first()
    return (
        NO_SCAN if seen is None else Scan(seen.scan_sha256, seen.scan_name, seen.scan_type, seen.scan_bytes)
    )


def _draft(year: OpenedYear, version: int | None, by: Officer, at: datetime) -> OpenedYear:
    """The row, locked, if it is a draft and as it was looked at."""
    row = OpenedYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    access.require(by, ENTER, row.area, on=timezone.localdate(at))
    if row.state != OPENED_YEAR.start or (version is not None and version != row.version):
        raise _stale()
    return row


def _stale() -> StaleYear:
    return StaleYear(
        "stale_year",
        Text(
            "该年度已被他人更改，或已提请、已开放，本次没有保存。",
            "The year was changed by somebody else, or was proposed or opened; nothing was saved.",
        ),
        Text("请查看现在的内容后重试。", "Look at it as it is now, then try again."),
    )


def _touch(row: OpenedYear) -> None:
    row.version += 1
    row.save(update_fields=["version"])


def _carried(row: OpenedYear, question: str) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    last = last_said(earlier(row.area, row.coverage_year), questions()[question], row.coverage_year)
    if last is None:
        raise InvalidYear(
            "nothing_to_carry_over",
            Text("以前年度没有可以沿用的规定。", "No earlier year says anything that could be carried over."),
            Text("请录入，或写明由谁决定。", "Enter it, or say who could decide it."),
            question=question,
        )
    return last.rows_for(row.area), last.clauses


def _keep(row: OpenedYear, given: Answer, *, by: Officer, at: datetime, scan: Scan) -> None:
    YearAnswer.objects.update_or_create(
        year=row,
        question=given.question,
        defaults={
            "how": given.how.value,
            "rows": list(given.rows),
            "also": list(given.also),
            "section": given.section,
            "decided_by_zh": given.decided_by[0],
            "decided_by_en": given.decided_by[1],
            "document_number": given.notice.number,
            "document_title": given.notice.title,
            "issued_on": given.notice.issued_on,
            "scan_sha256": scan.sha256,
            "scan_name": scan.name,
            "scan_type": scan.media_type,
            "scan_bytes": scan.size_bytes,
            "entered_by": by,
            "entered_at": at,
        },
    )
