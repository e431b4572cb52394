"""`bank_return FILE --batch NUMBER --by LOGIN [--expected-count N] [--expected-sum YUAN] [--json]`: take in the bank's file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.management.commands.propose_subsidies import list_numbered
from assistance.subsidies.operations import bank_returns
from assistance.subsidies.queries.subsidy_reports import return_report
from intake.management.reading import add_reading, answered, in_words
from intake.management.sending import ENDED_BADLY, add_control_totals, totals_given
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told

PATIENCE_SECONDS = 3600


class Command(OfficeCommand):
    help = "Take in the bank's answer to a payout list (layout BK-1): paid, returned with a reason, unknown."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--batch", required=True, type=int, help="number of the payout list")
        add_control_totals(parser)
        add_reading(parser)
        add_common(parser)

    def handle(self, *, file: Path, batch: int, by: str, **options: Any) -> None:
        officer, listed = officer_named(by), list_numbered(batch)
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        count, fen = totals_given(options)
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]), file.open("rb") as content:
                received = bank_returns.receive(
                    batch=listed, content=content, name=file.name, by=officer, at=timezone.now(),
                    expected_count=count, expected_fen=fen,
                )  # fmt: skip
                received = answered(received, options, by=officer, seconds=PATIENCE_SECONDS)
            told = return_report(received)
            self.stdout.write(
                json.dumps(told, ensure_ascii=False)
                if options["json"]
                else "\n".join([str(told["outcomes"]), *in_words(told)])
            )
        if told["state"] in ENDED_BADLY:
            raise SystemExit(1)
