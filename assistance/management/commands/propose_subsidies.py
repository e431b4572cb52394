"""`propose_subsidies --area CODE --year YEAR --by LOGIN [--freeze] [--json]`: propose premium subsidies as the page does."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.subsidies.models import PayoutBatch, SubsidyRun
from assistance.subsidies.operations import subsidy_runs
from assistance.subsidies.queries.subsidy_reports import run_report
from policy.money import format_yuan
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Decide the premium subsidies of a place and year; --freeze also closes the review."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="pooling area or a division in it")
        parser.add_argument("--year", required=True, type=int, help="coverage year")
        parser.add_argument("--freeze", action="store_true", help="freeze the run at once")
        add_common(parser)

    def handle(self, *, area: str, year: int, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                run = subsidy_runs.propose(area=area, coverage_year=year, on=timezone.localdate(), by=officer)
                if options["freeze"]:
                    run = subsidy_runs.freeze(run=run, by=officer, at=timezone.now())
            say_run(self, run, as_json=options["json"])


def run_numbered(number: int) -> SubsidyRun:
    run = SubsidyRun.objects.filter(pk=number).first()
    if run is None:
        raise CommandError(f"there is no run {number}")
    return run


def list_numbered(number: int) -> PayoutBatch:
    batch = PayoutBatch.objects.filter(pk=number).first()
    if batch is None:
        raise CommandError(f"there is no payout list {number}")
    return batch


def say_run(command: OfficeCommand, run: SubsidyRun, *, as_json: bool) -> None:
    """The run as it is now: all of it as JSON, or state, people, yuan and what is open."""
    told = run_report(SubsidyRun.objects.get(pk=run.pk))
    if as_json:
        command.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
        return
    command.stdout.write(
        f"{told['run_id']} {spoken(run.state_label.label)}: {told['people']}, {format_yuan(told['amount_fen'])}"
    )
    for row in told["open"]:
        missing = "; ".join(one["zh"] for one in row["missing"])
        command.stdout.write(f"  {row['state']} {row['people']} {','.join(row['categories'])} {missing}")
