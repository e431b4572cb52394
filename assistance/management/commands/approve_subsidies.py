"""`approve_subsidies --run NUMBER --by LOGIN [--json]`: approve a run of premium subsidies as the page does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from assistance.management.commands.open_case import officer_named, say_refused
from assistance.management.commands.propose_subsidies import add_common, run_numbered, say_run
from assistance.operations import subsidy_runs
from staff.refusals import Refusal


class Command(BaseCommand):
    help = "Approve a frozen run; whoever proposed or froze it cannot."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", required=True, type=int, dest="number")
        add_common(parser)

    def handle(self, *, number: int, by: str, **options: Any) -> None:
        officer, run = officer_named(by), run_numbered(number)
        with translation.override(options["language"]):
            try:
                run = subsidy_runs.approve(run=run, by=officer, at=timezone.now())
            except Refusal as refusal:
                say_refused(self, refusal, as_json=options["json"])
                raise SystemExit(1) from refusal
            say_run(self, run, as_json=options["json"])
