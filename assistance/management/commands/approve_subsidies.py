"""`approve_subsidies --run NUMBER --by LOGIN [--json]`: approve a run of premium subsidies as the page does."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation

from assistance.management.commands.propose_subsidies import run_numbered, say_run
from assistance.subsidies.operations import subsidy_runs
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told


class Command(OfficeCommand):
    help = "Approve a frozen run; whoever proposed or froze it cannot."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", required=True, type=int, dest="number")
        add_common(parser)

    def handle(self, *, number: int, by: str, **options: Any) -> None:
        officer, run = officer_named(by), run_numbered(number)
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                run = subsidy_runs.approve(run=run, by=officer, at=timezone.now())
            say_run(self, run, as_json=options["json"])
