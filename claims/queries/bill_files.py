"""How far is a file of bills, how did its bills end, and what is said of each?"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from claims.models import BillFile, FileBill
from claims.rules.bill_checks import BillOutcome
from intake.queries.readings import told
from intake.rules.file_states import FileState
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import searched_prefix


def visible_files(
    officer: Officer, *, on: Any, permission: Permission = Permission.CLAIMS_READ
) -> QuerySet[BillFile]:
    """The files of the officer's divisions."""
    return access.scope(BillFile.objects.all(), officer, permission, on=on, field="area")


def filtered(found: QuerySet[BillFile], *, state: str = "", area: str = "") -> QuerySet[BillFile]:
    if state:
        found = found.filter(state=state)
    if area:
        found = found.filter(area__startswith=searched_prefix(area))
    return found.order_by("-pk")


def progress(file: BillFile) -> dict[str, Any]:
    """For the bar: how much is done, in percent, and the figures behind it."""
    parts = file.parts.aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)),
        bills=Sum("bill_count", filter=Q(done_at__isnull=False)),
    )  # fmt: skip
    percent = 0
    if file.state == FileState.CHECKING:
        percent = 10
    elif parts["all"]:
        percent = 20 + 80 * parts["done"] // parts["all"]
    if file.finished_at is not None:
        percent = 100
    return {
        "percent": percent,
        "parts": parts["all"],
        "parts_done": parts["done"],
        "bills_done": parts["bills"] or 0,
        "rows_read": file.rows_read,
        "is_at_rest": file.is_at_rest,
    }


def outcomes(file: BillFile) -> dict[str, list[int]]:
    """outcome -> [bills, fen] over the parts, in the order of the list of outcomes."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for summary in file.parts.exclude(summary=None).values_list("summary", flat=True):
        for code, (count, fen) in (summary or {}).items():
            sums[code][0] += count
            sums[code][1] += fen
    return {outcome.value: sums[outcome.value] for outcome in BillOutcome if outcome.value in sums}


def control(file: BillFile) -> dict[str, Any]:
    """Counts and sums of the file, of its row 合计 and of the sender, and whether they agree with the outcomes."""
    told = outcomes(file)
    count, fen = sum(figures[0] for figures in told.values()), sum(figures[1] for figures in told.values())
    agree = None
    if file.finished_at is not None and file.bill_count is not None:
        agree = (count, fen) == (file.bill_count, file.amount_fen)
    return {
        "bills": file.bill_count,
        "amount_fen": file.amount_fen,
        "declared_count": file.declared_count,
        "declared_fen": file.declared_fen,
        "expected_count": file.expected_count,
        "expected_fen": file.expected_fen,
        "agree": agree,
    }


def report(file: BillFile, *, now: datetime) -> dict[str, Any]:
    """The state of a file for programs and the command."""
    done = file.finished_at or now
    seconds = (done - file.uploaded_at).total_seconds()
    return {
        "file_id": file.pk,
        "name": file.name,
        "area": file.area,
        "sha256": file.sha256,
        "state": str(file.state),
        "is_preview": file.is_preview,
        "control_totals": control(file),
        "outcomes": {code: {"count": c, "sum_fen": fen} for code, (c, fen) in outcomes(file).items()},
        "seconds": round(seconds, 3),
        "bills_per_second": round((file.bill_count or 0) / seconds)
        if file.finished_at and file.bill_count and seconds > 0
        else None,
        "refusal": file.refusal,
        **told(file),
        "failure": file.failure if file.state == FileState.FAILED else "",
    }


def bills_of(file: BillFile, *, outcome: str = "") -> QuerySet[FileBill]:
    """The bills of a file in its order, or those that ended in one way."""
    found = FileBill.objects.filter(file_id=file.pk)
    if outcome:
        found = found.filter(outcome=outcome)
    return found.order_by("number")
