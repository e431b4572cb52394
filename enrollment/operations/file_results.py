"""How is the result of a large tax file written in the background, kept, handed out and forgotten?

A small file's workbook is written while the officer waits. A large one is a job: a worker writes it row by row to a
temporary file, renewing its lease as rows and compressed bytes go out, and keeps the bytes encrypted; a killed worker's
job is begun anew by whoever takes the lease next.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from enrollment import result_workbooks
from enrollment.models import FileResult, PaymentFile
from enrollment.operations.task_names import WRITE_FILE_RESULT
from enrollment.queries import lines
from enrollment.rules.payment_lines import ResultKind
from enrollment.rules.result_states import ResultMove, ResultState
from intake.models import StoredChunk
from intake.operations import leases, stored_files
from intake.operations.wakes import wake_after_commit
from intake.rules.file_states import FileState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

BEAT_SECONDS = 2.0
PATIENCE = timedelta(seconds=5)


class NotAtRest(Refusal):
    """The file is still being worked on, so it has no result yet."""

    status = 409


class ResultNotReady(Refusal):
    """The workbook is not written, or could not be."""

    status = 409


def lines_to_write(file: PaymentFile, division: str = "") -> int:
    """How many lines a result of the file would hold."""
    if file.is_check_only or file.state != FileState.POSTED:
        return 0
    if not division:
        return file.line_count or 0
    return lines.in_division(lines.lines_of_file(file.pk), division).count()


def answers_at_once(file: PaymentFile, division: str = "") -> bool:
    """Whether the workbook is small enough to be written while the officer waits."""
    return (
        lines_to_write(file) <= settings.RESULT_LINES_AT_ONCE
        or lines_to_write(file, division) <= settings.RESULT_LINES_AT_ONCE
    )


@transaction.atomic
def request(
    *, file: PaymentFile, kind: str, language: str, by: Officer, at: datetime, division: str = ""
) -> FileResult:
    """Have a worker write a result anew; who asks while it is being written gets the one under way."""
    access.require(by, Permission.PAYMENTS_READ, file.area, on=timezone.localdate(at))
    if file.state != FileState.POSTED:
        raise NotAtRest(
            "file_not_posted",
            Text("文件尚未入账完毕，没有结果。", "The file is not posted yet, so it has no result."),
            Text("请等文件入账完毕再试。", "Wait until the file is posted."),
        )
    result, is_new = FileResult.objects.get_or_create(
        file=file,
        kind=ResultKind(kind),
        division=division,
        language=language[:10],
        state__in=[ResultState.WAITING, ResultState.WRITING],
        defaults={
            "state": ResultState.WAITING,
            "requested_by": by,
            "requested_at": at,
            "lines": lines_to_write(file, division),
        },
    )
    if is_new:
        audit.record(
            "request_file_result", by=by, about=file, division_code=file.area, at=at,
            change={"result": result.pk, "kind": kind, "division": division, "language": language},
        )  # fmt: skip
        wake_after_commit(WRITE_FILE_RESULT, result_id=result.pk)
    return result


def results_of(file: PaymentFile, *, language: str, division: str = "") -> dict[str, FileResult]:
    """Kind -> the result asked for last in this language."""
    found = FileResult.objects.filter(file=file, language=language[:10], division=division).order_by("pk")
    return {result.kind: result for result in found}


def write(result_id: int) -> None:
    """Write the workbook and keep its bytes. Safe to call at any time: only who gets the lease works."""
    fence = leases.take(FileResult, result_id, ResultMove.WRITE, failed=_end)
    if fence is None:
        return
    result = FileResult.objects.select_related("file__uploaded_by").get(pk=result_id)
    with leases.attempt(FileResult, result_id, fence, failed=_end):
        as_of = timezone.now()
        teller = _Teller(lambda written: leases.beat(FileResult, result_id, fence, lines_written=written))
        with translation.override(result.language), _written(result, as_of, teller) as stream:
            sha256, size = stored_files.digest_of(cast(BinaryIO, stream))
            with transaction.atomic():
                leases.beat(FileResult, result_id, fence)
                stored_files.store(cast(BinaryIO, stream), sha256)
                leases.finish(
                    FileResult, result_id, fence, ResultMove.FINISH, sha256=sha256, size_bytes=size,
                    lines_written=teller.lines, as_of=as_of, finished_at=timezone.now(),
                )  # fmt: skip


def _end(result: FileResult) -> None:
    FileResult.objects.filter(pk=result.pk).update(finished_at=timezone.now())


def open_result(result: FileResult) -> BinaryIO:
    """The bytes of a result that is ready."""
    if result.state != ResultState.READY:
        raise ResultNotReady(
            "result_not_ready",
            Text("结果文件尚未生成。", "The result is not written yet."),
            Text("请稍后再试；生成失败的请重新生成。", "Try again later; if it failed, ask for it anew."),
            state=result.state,
        )
    return stored_files.open_stored(result.sha256, result.size_bytes)


def due_for_work(*, now: datetime) -> list[int]:
    """Results that nobody is writing: the message was lost, or the worker died."""
    waiting = Q(state=ResultState.WAITING, requested_at__lt=now - PATIENCE)
    stranded = Q(state=ResultState.WRITING) & (Q(lease_until=None) | Q(lease_until__lt=now))
    return list(FileResult.objects.filter(waiting | stranded).order_by("pk").values_list("pk", flat=True))


def prune(*, now: datetime) -> int:
    """Forget results that were finished some days ago, with their bytes; they can be asked for again. Returns how many."""
    old = FileResult.objects.filter(
        finished_at__lt=now - timedelta(days=settings.RESULT_DAYS),
        state__in=[ResultState.READY, ResultState.FAILED],
    )
    count = 0
    for result in old.order_by("pk"):
        with transaction.atomic():
            _forget_bytes(result)
            result.delete()
        count += 1
    if count:
        audit.record("prune_file_results", by=None, at=now, change={"results": count})
    return count


def _forget_bytes(result: FileResult) -> None:
    others: list[QuerySet[Any]] = [
        FileResult.objects.filter(sha256=result.sha256).exclude(pk=result.pk),
        PaymentFile.objects.filter(sha256=result.sha256),
    ]
    if result.sha256 and not any(found.exists() for found in others):
        StoredChunk.objects.filter(sha256=result.sha256).delete()


def _written(result: FileResult, as_of: datetime, teller: "_Teller") -> IO[bytes]:
    if result.kind == ResultKind.TOWNSHIPS:
        return result_workbooks.by_township(result.file, at=as_of, tell=teller)
    return result_workbooks.workbook(result.file, division=result.division, at=as_of, tell=teller)


class _Teller:
    """Renews the lease now and then, however often it is called; counts the lines that are written."""

    def __init__(self, beat: Callable[[int], None]) -> None:
        self._beat, self._told_at = beat, time.monotonic()
        self.lines = 0

    def __call__(self, lines: int) -> None:
        self.lines += lines
        if time.monotonic() - self._told_at >= BEAT_SECONDS:
            self._beat(self.lines)
            self._told_at = time.monotonic()
