"""`uninsured_day --division CODE --year YEAR [--day YYYY-MM-DD] [--take] [--people] --by LOGIN [--json]`: a kept day's picture.

The latest day that was taken, unless `--day` names another. `--take` takes today's picture of the pooling area first, as the
schedule does every morning; taken already, it stays. `--people` adds everybody without cover on the day.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.public_money.operations import uninsured_days
from assistance.public_money.queries.uninsured_days import day_report, people_of, person_report, picture_of
from policy.book import default_book
from staff import access, audit
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told


class Command(OfficeCommand):
    help = "Both rates of a place on a day of which a picture stands, and who was without cover."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--division", required=True, help="area, county, township or village")
        parser.add_argument("--year", required=True, type=int, help="coverage year")
        parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--take", action="store_true", help="take today's picture first")
        parser.add_argument("--people", action="store_true", help="also everybody without cover")
        add_common(parser)

    def handle(self, *, division: str, year: int, by: str, **options: Any) -> None:
        officer, on = officer_named(by), timezone.localdate()
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                access.require(officer, Permission.SUBSIDIES_READ, division, on=on)
                area = default_book().pooling_area(division) or ""
                if options["take"]:
                    uninsured_days.take(
                        area=area or division, coverage_year=year, on=on, by=officer, at=timezone.now()
                    )
            picture = picture_of(area, year, options["day"])
            if picture is None:
                raise CommandError(f"no picture of {division} for {year} stands for that day")
            told = day_report(picture, division)
            if options["people"]:
                told["uninsured"] = [person_report(span) for span in people_of(picture, division)]
                audit.record(
                    "read_uninsured_day", by=officer, about=picture, division_code=division,
                    change={"coverage_year": year, "day": picture.day},
                )  # fmt: skip
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
                return
            for one in told["places"]:
                self.stdout.write(
                    f"{told['day']} {one['division_code']}: {one['covered']}/{one['people']} = {one['must_insure_percent']} %;"
                    f" {one['insured']}/{one['should_be_insured'] or '?'} = {one['coverage_percent'] or '?'} %"
                )
            for each in told.get("uninsured", []):
                self.stdout.write(
                    f"  {each['division_code']} {each['name']} {each['document_masked']} {each['category']} {each['gap']}"
                    f" {each['reason']} {each['remark']}".rstrip()
                )
