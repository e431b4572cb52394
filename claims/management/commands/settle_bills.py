"""`settle_bills FILE --area CODE [--provider CODE] --by LOGIN [--preview] [--wait] [--json]`: send a file of bills.

The same way a browser does. With `--wait` it follows the file to its end; when no worker takes it up, the same work is done
in this process. `--preview` works everything out and keeps nothing.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.models import BillFile
from claims.models.files import BillFileState
from claims.operations import bill_files
from claims.queries.bill_files import is_at_rest, report
from claims.rules.bill_checks import BillOutcome
from enrollment.operations import following
from policy.money import InexactAmount, format_yuan, yuan_to_fen
from policy.terms import Text
from staff.commands import officer_named, say_refused
from staff.refusals import Refusal, spoken


class Command(BaseCommand):
    help = "Send a file of bills (layout CL-1) and, with --wait, follow it until it is settled or refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", required=True, help="division the sender answers for, e.g. 622901")
        parser.add_argument("--provider", default="", help="code of the provider when all bills are its own")
        parser.add_argument("--by", required=True, help="login name of the officer")
        parser.add_argument("--expected-count", type=int, help="number of bills, as known from elsewhere")
        parser.add_argument("--expected-sum", help="sum in yuan, as known from elsewhere")
        parser.add_argument("--preview", action="store_true", help="work everything out, keep nothing")
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
                    received = bill_files.receive_file(
                        content=content, name=file.name, area=area, provider_code=options["provider"], by=officer,
                        at=timezone.now(), is_preview=options["preview"],
                        expected=bill_files.Expected(options["expected_count"], expected_fen),
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
        if received.state in (BillFileState.REFUSED, BillFileState.FAILED) or (
            options["wait"] and not is_at_rest(received)
        ):
            raise SystemExit(1)


def follow(file: BillFile, *, seconds: float) -> BillFile:
    """Wait until the file is at rest; work on it here while nobody else does."""
    return following.follow(
        file, is_at_rest=is_at_rest, work=lambda it: bill_files.work(file_id=it.pk), seconds=seconds
    )


def in_words(told: dict[str, Any]) -> str:
    """The report for reading."""
    state = BillFileState(told["state"]).label
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
