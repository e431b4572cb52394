"""`issue_dues --area CODE --year YYYY --by LOGIN [--division CODE] [--json]`: charge who is enrolled and has no due yet."""

import json
import time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enrollment.operations import dues
from policy.money import format_yuan
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told


class Command(OfficeCommand):
    help = "Issue the dues of a pooling area (or of one division in it) for a coverage year; may be run again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="pooling area, e.g. 371700")
        parser.add_argument("--division", default="", help="only this division of the area")
        parser.add_argument("--year", type=int, required=True)
        add_common(parser)

    def handle(self, *, area: str, division: str, year: int, by: str, **options: Any) -> None:
        officer = officer_named(by)
        started = time.monotonic()
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                issued = dues.issue(
                    area=area, coverage_year=year, on=timezone.localdate(), by=officer, division_code=division
                )
            seconds = round(time.monotonic() - started, 2)
            if options["json"]:
                told = {
                    "area": area,
                    "coverage_year": year,
                    "dues": issued.dues,
                    "charged": issued.charged,
                    "fen": issued.fen,
                }
                self.stdout.write(json.dumps(told | {"seconds": seconds}))
            else:
                self.stdout.write(
                    _(
                        "%(dues)d dues issued, %(charged)d of them with an amount, %(yuan)s yuan in all (%(seconds).2f s)"
                    )
                    % {
                        "dues": issued.dues,
                        "charged": issued.charged,
                        "yuan": format_yuan(issued.fen),
                        "seconds": seconds,
                    }
                )
