"""`pay_subsidies --run NUMBER --by LOGIN [--wait] [--json]`: pay an approved run; a worker credits the dues."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation

from assistance.management.commands.propose_subsidies import run_numbered, say_run
from assistance.subsidies.operations import subsidy_payments
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told


class Command(OfficeCommand):
    help = "Pay an approved run; with --wait the dues are credited in this process unless a worker has begun."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", required=True, type=int, dest="number")
        parser.add_argument("--wait", action="store_true")
        add_common(parser)

    def handle(self, *, number: int, by: str, **options: Any) -> None:
        officer, run = officer_named(by), run_numbered(number)
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                run = subsidy_payments.pay(run=run, on=timezone.localdate(), by=officer, at=timezone.now())
            if options["wait"]:
                run = subsidy_payments.work(run_id=run.pk)
            say_run(self, run, as_json=options["json"])
