"""`settle_bills FILE --area CODE [--provider CODE] --by LOGIN [--preview] [--wait] [--json]`: send a file of bills.

The same way a browser does. With `--wait` it follows the file to its end; when no worker takes it up, the same work is done
in this process. `--preview` works everything out and keeps nothing.
"""

from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import BillFile
from claims.operations import bill_files
from claims.queries import bill_files as queries
from claims.rules.bill_checks import BillOutcome
from intake.management.sending import SendingCommand
from intake.rules.file_states import FileState
from policy.money import format_yuan
from policy.terms import Text
from staff.models import Officer
from staff.refusals import spoken


class Command(SendingCommand[BillFile]):
    help = "Send a file of bills (layout CL-1) and, with --wait, follow it until it is settled or refused."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--provider", default="", help="code of the provider when all bills are its own")
        parser.add_argument("--preview", action="store_true", help="work everything out, keep nothing")

    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> BillFile:
        return bill_files.receive_file(
            content=content, name=name, area=options["area"], provider_code=options["provider"], by=by,
            at=timezone.now(), is_preview=options["preview"], expected=bill_files.Expected(*expected),
        )  # fmt: skip

    def report(self, file: BillFile) -> dict[str, Any]:
        return queries.report(file, now=timezone.now())

    def in_words(self, told: dict[str, Any]) -> str:
        state = spoken(FileState(told["state"]).label)
        rows = [
            _("Bill file no. %(id)d %(name)s: %(state)s")
            % {"id": told["file_id"], "name": told["name"], "state": state}
        ]
        if told["is_preview"]:
            rows.append(_("Preview: nothing was kept."))
        if refusal := told["refusal"]:
            rows += [spoken(Text(**refusal["text"])), spoken(Text(**refusal["remedy"]))]
            rows += [
                f"  {problem['cell']}  {spoken(Text(**problem['text']))}"
                for problem in refusal.get("problems", [])[:20]
            ]
        totals = told["control_totals"]
        if totals["bills"] is not None:
            rows.append(
                _("%(bills)d bills, %(yuan)s yuan")
                % {"bills": totals["bills"], "yuan": format_yuan(totals["amount_fen"] or 0)}
            )
        for code, figures in told["outcomes"].items():
            label = spoken(BillOutcome(code).label)
            rows.append(f"  {figures['count']:8d}  {format_yuan(figures['sum_fen']):>16}  {label} ({code})")
        if told["bills_per_second"]:
            rows.append(
                _("%(seconds).2f s, %(speed)d bills/s")
                % {"seconds": told["seconds"], "speed": told["bills_per_second"]}
            )
        if told["failure"]:
            rows.append(told["failure"])
        return "\n".join(rows)
