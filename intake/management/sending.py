"""How does a command send a file the way a browser does, and follow it to its end?"""

import json
from abc import abstractmethod
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from intake.management.reading import add_reading, answered, in_words
from intake.models.jobs import SentFile
from intake.operations import following
from policy.money import InexactAmount, yuan_to_fen
from staff.commands import OfficeCommand, add_common, officer_named, say_refused
from staff.models import Officer
from staff.refusals import Refusal

F = TypeVar("F", bound=SentFile)
ENDED_BADLY = ("refused", "failed", "asking")


def add_control_totals(parser: CommandParser) -> None:
    """What the sender knows of the file from elsewhere; `totals_given` reads it."""
    parser.add_argument("--expected-count", type=int, help="number of rows, as known from elsewhere")
    parser.add_argument("--expected-sum", help="sum of the amounts in yuan, as known from elsewhere")


def totals_given(options: dict[str, Any]) -> tuple[int | None, int | None]:
    """Count and sum in fen; CommandError when the sum is no amount of whole fen."""
    try:
        return options["expected_count"], yuan_to_fen(options["expected_sum"]) if options[
            "expected_sum"
        ] else None
    except InexactAmount as wrong:
        raise CommandError(str(wrong)) from wrong


class SendingCommand(OfficeCommand, Generic[F]):
    """Send a file; with `--wait` follow it, doing the work in this process when no worker takes it up.

    Ends with exit code 1 when the file was refused or failed, or did not come to rest in time.
    """

    takes_totals = True  # whether count and sum may be known from elsewhere

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", required=True, help="division the sender answers for, e.g. 371700")
        if self.takes_totals:
            add_control_totals(parser)
        parser.add_argument("--wait", action="store_true", help="follow the file to its end")
        parser.add_argument(
            "--timeout", type=float, default=3600, metavar="S", help="with --wait: give up after S seconds"
        )
        add_reading(parser)
        add_common(parser)

    def handle(self, *, file: Path, by: str, **options: Any) -> None:
        officer = officer_named(by)
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        totals = totals_given(options) if self.takes_totals else (None, None)
        with translation.override(options["language"]):
            try:
                with file.open("rb") as content:
                    sent = self.receive(content, name=file.name, by=officer, expected=totals, **options)
            except Refusal as refusal:
                say_refused(
                    self,
                    refusal,
                    as_json=options["json"],
                    file_id=refusal.context.get("file_id"),
                    state="refused",
                )
                raise SystemExit(1) from refusal
            # What is only tried is wanted for what it tells, so it is followed without being asked.
            is_followed = options["wait"] or options["reading"] or sent.is_tried_only
            if is_followed:
                sent = following.follow(sent, seconds=options["timeout"])
                sent = answered(sent, options, by=officer, seconds=options["timeout"])
            told = self.report(sent)
            self.stdout.write(
                json.dumps(told, ensure_ascii=False)
                if options["json"]
                else "\n".join([self.in_words(told), *in_words(told)])
            )
        if told["state"] in ENDED_BADLY or (is_followed and not sent.is_at_rest):
            raise SystemExit(1)

    @abstractmethod
    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> F:
        """Take the file in; raises a `Refusal` when it is not taken."""

    @abstractmethod
    def report(self, file: F) -> dict[str, Any]:
        """How far the file is and how its rows ended, with stable English keys."""

    @abstractmethod
    def in_words(self, told: dict[str, Any]) -> str:
        """The report for reading."""
