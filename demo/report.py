"""What came of the sample tax files, in a page of text, and which pages are worth opening?"""

import io
import time
from collections.abc import Callable, Iterator

from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from config.server_binaries import ServiceFailed
from demo.missing_people import VILLAGE
from demo.people import HEZE, LANZHOU, LINXIA, Area
from demo.tax_files import Sample
from enrollment.models import Coverage, DueEntry, PaymentFile, PaymentLine
from enrollment.operations.people import document_number
from enrollment.queries import files
from enrollment.rules.entries import EntryKind
from enrollment.rules.payment_lines import Outcome
from intake.rules.file_states import FileState
from policy.money import format_yuan
from staff.rules.roles import Role


def wait(file: PaymentFile, *, alive: Callable[[], None], seconds: float = 300) -> None:
    """Until the workers are done with the file."""
    until = time.monotonic() + seconds
    while not file.is_at_rest:
        if time.monotonic() > until:
            raise ServiceFailed(
                f"file {file.name} is still {file.state} after {seconds:.0f} s; see worker.log"
            )
        alive()
        time.sleep(0.2)
        file.refresh_from_db()
    if file.state == FileState.FAILED:
        raise ServiceFailed(f"file {file.name} failed: {file.failure}")


def large(file: PaymentFile) -> str:
    """Lines, outcomes, control totals and speed of the large file."""
    outcomes = files.outcomes_of(file)
    total = files.sum_of(outcomes)
    control = files.control_totals(file, outcomes)
    how_far = files.progress(file, now=timezone.now())
    rows = [
        f"  {code:<24}{figures.count:>7}{format_yuan(figures.sum_fen):>16}"
        f"{format_yuan(figures.posted_fen):>16}{format_yuan(figures.held_fen):>14}"
        for code, figures in [*outcomes.items(), ("sum", total)]
    ]
    declared = f"{control.declared_count} lines, {format_yuan(control.declared_fen or 0)} yuan"
    return "\n".join(
        [
            "",
            f"  {file.name}",
            f"  {'outcome':<24}{'lines':>7}{'yuan':>16}{'posted':>16}{'held':>14}",
            *rows,
            f"  control totals: {declared}: {_agree(control)}",
            f"  {how_far.seconds:.1f} s from upload to the last posting,"
            f" {how_far.lines_per_second(file.line_count) or 0:,} lines/s",
        ]
    )


def small(file: PaymentFile, sample: Sample) -> str:
    """A small file in a few rows."""
    outcomes = files.outcomes_of(file)
    control = files.control_totals(file, outcomes)
    told = ", ".join(
        f"{code} {figures.count} ({format_yuan(figures.sum_fen)})" for code, figures in outcomes.items()
    )
    declared = f"{control.declared_count} lines, {format_yuan(control.declared_fen or 0)}"
    return (
        f"  {file.name} ({sample.area.name} {sample.area.coverage_year}): {sample.shows}\n"
        f"    {file.state}; declared {declared}: {_agree(control)}" + (f"; {told}" if told else "")
    )


def _agree(control: files.ControlTotals) -> str:
    return "agree" if control.agree else "DIFFER" if control.agree is False else "unproved"


def one_person(area: Area) -> str:
    """What is owed, paid and covered, told for somebody of the area who paid late, as `bin/manage explain` does."""
    cover = (
        Coverage.objects.filter(
            person__division_code__startswith=area.code[:4],
            coverage_year=area.coverage_year,
            waiting_from__isnull=False,
        )
        .select_related("person")
        .order_by("-settled_on", "pk")
        .first()
    )
    if cover is None:
        return ""
    said = io.StringIO()
    try:
        number = document_number(cover.person)
        call_command("explain", "--id", number, "--year", str(area.coverage_year), stdout=said)
    except CommandError as refusal:
        return f"  {refusal}"
    return "\n".join(f"  {row}" for row in said.getvalue().splitlines())


def logins(address: str, known: dict[str, tuple[Role, str]]) -> str:
    """Where to look, and as whom."""
    rows = [
        f"  {login:<16}{password:<20}{role.label.zh} / {role.label.en}"
        for login, (role, password) in known.items()
    ]
    pages = [f"  {what:<42}{address.rstrip('/')}{where}" for what, where in _worth_opening()]
    return "\n".join(["", f"  {address}", "", *rows, "", *pages, "", "  Ctrl-C stops everything."])


def _worth_opening() -> Iterator[tuple[str, str]]:
    file = PaymentFile.objects.order_by("pk").first()
    if file is not None:
        yield "the large file", reverse("enrollment:payment_file", args=[file.pk])
    village = f"?inside={VILLAGE}&coverage_year={HEZE.coverage_year}"
    yield "who is missing in a village", reverse("enrollment:base") + village
    lanzhou = f"?division={LANZHOU.code}&coverage_year={LANZHOU.coverage_year}"
    yield "Lanzhou: ledger of who must be insured", reverse("claims:person_ledger") + lanzhou
    yield "what waits for an officer", reverse("enrollment:exceptions")
    line = PaymentLine.objects.filter(
        is_open=True, outcome=Outcome.NO_RULE, division_code__startswith="6201"
    ).order_by("pk").first()  # fmt: skip
    if line is not None:
        yield "Lanzhou: paid late, undecided (demo-city)", reverse("enrollment:exception", args=[line.pk])
    late = Coverage.objects.filter(coverage_year=HEZE.coverage_year, waiting_from__isnull=False)
    if cover := late.order_by("-settled_on", "pk").first():
        yield "Heze: paid after 30 June, waits a month", reverse("enrollment:person", args=[cover.person_id])
    born = Coverage.objects.filter(
        coverage_year=LINXIA.coverage_year, person__document_kind="birth_certificate"
    )
    if child := born.order_by("pk").first():
        yield "Linxia: a newborn, covered from birth", reverse("enrollment:person", args=[child.person_id])
    taken = DueEntry.objects.filter(kind=EntryKind.REVERSAL).select_related("due").order_by("source").first()
    if taken is not None:
        yield "a payment that was reversed", reverse("enrollment:person", args=[taken.due.person_id])
