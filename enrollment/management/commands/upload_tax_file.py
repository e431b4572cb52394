"""`upload_tax_file FILE --area CODE --by LOGIN [--check-only] [--wait] [--json]`: send a tax file the way a browser does.

With `--wait` it follows the file to its end; when no worker takes it up, the same work is done in this process.
"""

import json
import os
import socket
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enrollment.models import PaymentFile
from enrollment.models.payments import FileState, Outcome
from enrollment.operations import following, payments, reconciliation
from enrollment.queries.files import is_at_rest, report
from policy.money import InexactAmount, format_yuan, yuan_to_fen
from staff.commands import officer_named, say_refused
from staff.refusals import Refusal, spoken_language


class Command(BaseCommand):
    help = "Upload a tax file (layout TB-1) and, with --wait, follow it until it is posted or refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", required=True, help="division the uploader answers for, e.g. 371700")
        parser.add_argument("--by", required=True, help="login name of the officer")
        parser.add_argument("--expected-count", type=int, help="number of lines, as known from elsewhere")
        parser.add_argument("--expected-sum", help="sum of the amounts in yuan, as known from elsewhere")
        parser.add_argument("--check-only", action="store_true", help="validate and report, post nothing")
        parser.add_argument("--wait", action="store_true", help="follow the file to its end")
        parser.add_argument(
            "--timeout", type=float, default=3600, metavar="S", help="with --wait: give up after S seconds"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, file: Path, area: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        try:
            expected_fen = yuan_to_fen(options["expected_sum"]) if options["expected_sum"] else None
        except InexactAmount as wrong:
            raise CommandError(str(wrong)) from wrong
        with translation.override(options["language"]):
            try:
                with file.open("rb") as content:
                    received = payments.receive_file(
                        content=content, name=file.name, area=area, by=officer, at=timezone.now(),
                        expected_count=options["expected_count"], expected_fen=expected_fen, check_only=options["check_only"],
                    )  # fmt: skip
            except Refusal as refusal:
                say_refused(
                    self,
                    refusal,
                    as_json=options["json"],
                    file_id=refusal.context.get("file_id"),
                    state="refused",
                )
                raise SystemExit(1) from refusal
            if options["wait"]:
                received = follow(received, seconds=options["timeout"])
            told = report(received, now=timezone.now())
            self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else in_words(told))
        if received.state in (FileState.REFUSED, FileState.FAILED) or (
            options["wait"] and not is_at_rest(received)
        ):
            raise SystemExit(1)


def follow(file: PaymentFile, *, seconds: float) -> PaymentFile:
    """Wait until the file is at rest, working on it here while nobody else does."""
    return following.follow(file, is_at_rest=is_at_rest, work=_work, seconds=seconds)


def _work(file: PaymentFile) -> None:
    try:
        reconciliation.work(file_id=file.pk, worker=f"{socket.gethostname()}:{os.getpid()}")
    except Exception:  # noted on the file; it is tried again until it fails for good
        time.sleep(following.POLL_SECONDS)


def in_words(told: dict[str, Any]) -> str:
    """The report for reading."""
    totals, refusal = told["control_totals"], told["refusal"]
    state = FileState(told["state"]).label
    rows = [
        _("File no. %(id)d %(name)s: %(state)s")
        % {"id": told["file_id"], "name": told["name"], "state": state}
    ]
    if told["is_check_only"]:
        rows.append(_("Check only: nothing was posted."))
    if refusal:
        language = spoken_language()
        rows += [refusal["text"][language], refusal["remedy"][language]]
        rows += [
            f"  {problem.get('cell', '')}  {problem['text'][language]}  {problem['remedy'][language]}"
            for problem in refusal.get("problems", [])[:20]
        ]
    if totals["lines"] is not None:
        agree = _("control totals agree") if totals["agree"] else _("control totals differ")
        rows.append(
            _("%(lines)d lines, %(yuan)s yuan, %(agree)s")
            % {"lines": totals["lines"], "yuan": format_yuan(totals["amount_fen"] or 0), "agree": agree}
        )
    for code, figures in told["outcomes"].items():
        rows.append(
            _("  %(count)8d  %(sum)16s yuan  posted %(posted)s, held %(held)s  %(outcome)s (%(code)s)")
            % {
                "count": figures["count"],
                "sum": format_yuan(figures["sum_fen"]),
                "posted": format_yuan(figures["posted_fen"]),
                "held": format_yuan(figures["held_fen"]),
                "outcome": Outcome(code).label,
                "code": code,
            }
        )
    if told["lines_per_second"]:
        rows.append(
            _("%(seconds).2f s, %(speed)d lines/s")
            % {"seconds": told["seconds"], "speed": told["lines_per_second"]}
        )
    if told["failure"]:
        rows.append(told["failure"])
    return "\n".join(row for row in rows if row)
