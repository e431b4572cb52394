"""Which tax files may an officer see, how far is each, and how did their lines end?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from enrollment.models import FilePart, PaymentFile
from enrollment.rules.payment_lines import Outcome
from intake.queries.readings import told
from intake.queries.sent_files import problem_count, problems_of
from intake.rules.file_states import FileState
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import searched_prefix

BYTES_PER_LINE = 90  # a guess, for the progress bar before the lines are counted
SHARE_OF_CHECK = 40  # of the progress bar, in percent


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the lines that ended alike: how many, the sum as written, what was credited and what is held, in fen."""

    count: int = 0
    sum_fen: int = 0
    posted_fen: int = 0
    held_fen: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.count + other.count,
            self.sum_fen + other.sum_fen,
            self.posted_fen + other.posted_fen,
            self.held_fen + other.held_fen,
        )

    def as_json(self) -> dict[str, int]:
        return {
            "count": self.count,
            "sum_fen": self.sum_fen,
            "posted_fen": self.posted_fen,
            "held_fen": self.held_fen,
        }


@dataclass(frozen=True, slots=True)
class ControlTotals:
    """What the file holds beside what was declared of it; `agree` is None before the check is done."""

    lines: int | None
    amount_fen: int | None
    declared_count: int | None
    declared_fen: int | None
    expected_count: int | None
    expected_fen: int | None
    agree: bool | None

    def as_json(self) -> dict[str, int | bool | None]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is: for the bar, and for the figures beside it."""

    percent: int
    rows_read: int
    lines_posted: int
    parts: int
    parts_posted: int
    seconds: float
    is_at_rest: bool

    def lines_per_second(self, lines: int | None) -> int | None:
        return round(lines / self.seconds) if lines and self.seconds > 0 else None


def visible_files(
    officer: Officer, *, on: date, permission: Permission = Permission.PAYMENTS_READ
) -> QuerySet[PaymentFile]:
    """The files of the divisions the officer answers for."""
    return access.scope(PaymentFile.objects.all(), officer, permission, on=on, field="area")


def outcomes_of(file: PaymentFile) -> dict[str, Figures]:
    """outcome -> figures as they were when the file was posted, in the order in which outcomes are always shown."""
    return outcomes_of_files([file.pk]).get(file.pk, {})


def outcomes_of_files(file_ids: Iterable[int]) -> dict[int, dict[str, Figures]]:
    """The same for a page of files, in one query."""
    sums: dict[int, dict[str, Figures]] = {}
    parts = FilePart.objects.filter(file__in=list(file_ids), summary__isnull=False)
    for file_id, summary in parts.values_list("file_id", "summary"):
        of_file = sums.setdefault(file_id, {})
        for outcome, figures in (summary or {}).items():
            of_file[outcome] = of_file.get(outcome, Figures()) + Figures(*figures)
    return {
        file_id: {code: of_file[code] for code in map(str, Outcome) if code in of_file}
        for file_id, of_file in sums.items()
    }


def sum_of(outcomes: dict[str, Figures]) -> Figures:
    return sum(outcomes.values(), Figures())


def control_totals(file: PaymentFile, outcomes: dict[str, Figures]) -> ControlTotals:
    """All figures that must agree: given at upload, declared by the 合计 row, counted, and summed over the outcomes."""
    refusal = file.refusal or {}
    lines = file.line_count if file.line_count is not None else refusal.get("line_count")
    amount = file.amount_fen if file.amount_fen is not None else refusal.get("amount_fen")
    declared_count = file.declared_count if file.declared_count is not None else refusal.get("declared_count")
    declared_fen = file.declared_fen if file.declared_fen is not None else refusal.get("declared_fen")
    agree: bool | None = None
    if file.state == FileState.REFUSED:
        agree = False
    elif lines is not None:
        total = sum_of(outcomes)
        agree = (
            lines == _or(file.expected_count, lines) == _or(declared_count, lines)
            and amount == _or(file.expected_fen, amount) == _or(declared_fen, amount)
            and (file.finished_at is None or (total.count, total.sum_fen) == (lines, amount))
        )
    return ControlTotals(
        lines, amount, declared_count, declared_fen, file.expected_count, file.expected_fen, agree
    )


def _or(figure: int | None, otherwise: int | None) -> int | None:
    return otherwise if figure is None else figure


def progress(file: PaymentFile, *, now: datetime) -> Progress:
    """Rows read count for the first part of the bar, posted parts by their lines for the rest."""
    parts = list(file.parts.values_list("line_count", "done_at"))
    posted = sum(lines for lines, done_at in parts if done_at)
    at_rest = file.is_at_rest
    ended = file.finished_at or (file.checked_at if at_rest else None) or now
    if at_rest and file.state != FileState.FAILED:
        percent = 100
    elif file.state == FileState.RECEIVED:
        percent = 0
    elif file.state == FileState.CHECKING or not parts:
        expected = file.expected_count or max(1, file.size_bytes // BYTES_PER_LINE)
        percent = min(SHARE_OF_CHECK, SHARE_OF_CHECK * file.rows_read // expected)
    else:
        percent = SHARE_OF_CHECK + (100 - SHARE_OF_CHECK) * posted // max(1, sum(lines for lines, _ in parts))
    seconds = max(0.0, (ended - file.uploaded_at).total_seconds())
    return Progress(
        percent,
        file.rows_read,
        posted,
        len(parts),
        sum(1 for _, done_at in parts if done_at),
        round(seconds, 3),
        at_rest,
    )


def report(file: PaymentFile, *, now: datetime) -> dict[str, Any]:
    """State, control totals and outcomes as stable English keys: for the command and the API."""
    outcomes = outcomes_of(file)
    how_far = progress(file, now=now)
    return {
        "file_id": file.pk,
        "name": file.name,
        "area": file.area,
        "sha256": file.sha256,
        "state": str(file.state),
        "is_check_only": file.is_check_only,
        "control_totals": control_totals(file, outcomes).as_json(),
        "outcomes": {code: figures.as_json() for code, figures in outcomes.items()},
        "seconds": how_far.seconds,
        "lines_per_second": how_far.lines_per_second(file.line_count),
        "refusal": file.refusal,
        "problems": problems_of(file),
        "problem_count": problem_count(file),
        **told(file),
        "failure": file.failure if file.state == FileState.FAILED else "",
    }


def filtered(
    files: QuerySet[PaymentFile], *, state: str = "", area: str = "", since: date | None = None
) -> QuerySet[PaymentFile]:
    """A list's filter; newest first."""
    wanted = Q()
    if state:
        wanted &= Q(state=state)
    if area:
        wanted &= Q(area__startswith=searched_prefix(area))
    if since:
        wanted &= Q(uploaded_at__date__gte=since)
    return files.filter(wanted).order_by("-uploaded_at", "-pk")
