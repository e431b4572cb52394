"""`upload_tax_file FILE --area CODE --by LOGIN [--check-only] [--wait] [--json]`: send a tax file the way a browser does.

With `--wait` it follows the file to its end; when no worker takes it up, the same work is done in this process.
"""

from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import PaymentFile
from enrollment.operations import payments
from enrollment.queries import files
from enrollment.rules.payment_lines import Outcome
from intake.management.sending import SendingCommand
from intake.rules.file_states import FileState
from policy.money import format_yuan
from staff.models import Officer
from staff.refusals import spoken, spoken_language


class Command(SendingCommand[PaymentFile]):
    help = "Upload a tax file (layout TB-1) and, with --wait, follow it until it is posted or refused."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--check-only", action="store_true", help="validate and report, post nothing")

    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> PaymentFile:
        count, fen = expected
        return payments.receive_file(
            content=content, name=name, area=options["area"], by=by, at=timezone.now(), expected_count=count,
            expected_fen=fen, check_only=options["check_only"],
        )  # fmt: skip

    def report(self, file: PaymentFile) -> dict[str, Any]:
        return files.report(file, now=timezone.now())

    def in_words(self, told: dict[str, Any]) -> str:
        totals, refusal = told["control_totals"], told["refusal"]
        state = spoken(FileState(told["state"]).label)
        rows = [
            _("File no. %(id)d %(name)s: %(state)s")
            % {"id": told["file_id"], "name": told["name"], "state": state}
        ]
        if told["is_check_only"]:
            rows.append(_("Check only: nothing was posted."))
        language = spoken_language()
        if refusal:
            rows += [refusal["text"][language], refusal["remedy"][language]]
        rows += [
            f"  {problem['cell']}  {problem['text'][language]}  {problem['remedy'][language]}"
            for problem in told["problems"][:20]
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
                    "outcome": spoken(Outcome(code).label),
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
