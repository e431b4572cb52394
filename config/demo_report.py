"""What came of the sample tax file, in a page of text?"""

import io
import time
from collections import Counter
from collections.abc import Callable

from django.core.management import CommandError, call_command

from config.server_binaries import ServiceFailed
from enrollment.models import FilePart, PaymentFile, PaymentLine
from enrollment.models.payments import FileState, Outcome
from enrollment.operations.people import document_number
from policy.money import format_yuan
from staff.rules.roles import Role

ENDED = (FileState.POSTED, FileState.REFUSED, FileState.FAILED)


def wait(file: PaymentFile, *, alive: Callable[[], None], seconds: float = 300) -> None:
    """Until the workers are done with the file."""
    until = time.monotonic() + seconds
    while file.state not in ENDED:
        if time.monotonic() > until:
            raise ServiceFailed(
                f"the file is still {file.state} after {seconds:.0f} s; see var/local/log/worker.log"
            )
        alive()
        time.sleep(0.2)
        file.refresh_from_db()
    if file.state != FileState.POSTED:
        raise ServiceFailed(f"the sample file ended {file.state}: {file.failure or file.refusal}")


def text(file: PaymentFile, coverage_year: int) -> str:
    """Lines, outcomes, control totals, speed, and one person told in full."""
    lines, fen = Counter[str](), Counter[str]()
    for summary in FilePart.objects.filter(file=file).values_list("summary", flat=True):
        for outcome, (count, amount, *_) in (summary or {}).items():
            lines[outcome] += count
            fen[outcome] += amount
    rows = [
        f"  {outcome:<24}{lines[outcome]:>7}{format_yuan(fen[outcome]):>16}"
        for outcome in Outcome.values
        if lines[outcome]
    ]
    begun, ended = file.uploaded_at, file.finished_at
    seconds = (ended - begun).total_seconds() if ended else 0.0
    totals = (
        "agree"
        if (file.line_count, file.amount_fen) == (file.declared_count, file.declared_fen)
        else "DIFFER"
    )
    speed = lines.total() / max(seconds, 0.001)
    return "\n".join(
        [
            "",
            f"  {'outcome':<24}{'lines':>7}{'yuan':>16}",
            *rows,
            f"  {'sum':<24}{lines.total():>7}{format_yuan(fen.total()):>16}",
            f"  control totals: {file.declared_count} lines, {format_yuan(file.declared_fen or 0)}: {totals}",
            f"  {seconds:.1f} s from upload to the last posting, {speed:,.0f} lines/s",
            "",
            _one_person(file, coverage_year),
        ]
    )


def _one_person(file: PaymentFile, coverage_year: int) -> str:
    line = (
        PaymentLine.objects.filter(
            file=file, outcome=Outcome.POSTED_IN_FULL, person__isnull=False, paid_at__year=coverage_year
        )
        .select_related("person")
        .order_by("pk")
        .first()
    )
    if line is None or line.person is None:
        return ""
    number = document_number(line.person)
    said = io.StringIO()
    try:
        call_command("explain", "--id", number, "--year", str(coverage_year), stdout=said)
    except CommandError as refusal:
        return f"  {refusal}"
    return "\n".join(f"  {row}" for row in said.getvalue().splitlines())


def logins(address: str, known: dict[str, tuple[Role, str]]) -> str:
    """Where to look, and as whom."""
    rows = [
        f"  {login:<16}{password:<20}{role.label.zh} / {role.label.en}"
        for login, (role, password) in known.items()
    ]
    return "\n".join(["", f"  {address}", "", *rows, "", "  Ctrl-C stops everything."])
