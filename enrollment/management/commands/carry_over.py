"""`carry_over --area CODE --year YYYY --by LOGIN [--division CODE] [--agree | --drop] [--json]`: a place into the next year."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.operations import carry_overs
from enrollment.queries.carry_overs import report, totals, visible_carry_overs
from enrollment.rules.carry_overs import OPEN, CarryMove
from policy.book import default_book
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = (
        "Count who goes on into coverage year --year, and who does not; --agree, by another officer, enrolls them. "
        "It works in this process, beside any worker, and may be run again at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="pooling area, e.g. 371700")
        parser.add_argument("--division", default="", help="only this division of the area")
        parser.add_argument("--year", type=int, required=True, help="the new coverage year")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--agree", action="store_true", help="agree to what another officer had counted")
        what.add_argument("--drop", action="store_true", help="drop it")
        add_common(parser)

    def handle(self, *, area: str, division: str, year: int, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        place = division or area
        if default_book().pooling_area(place) != area:
            raise CommandError(f"{place} is no part of the pooling area {area}")
        made = CarryMove.AGREE if options["agree"] else CarryMove.DROP if options["drop"] else None
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if made is None:
                row = carry_overs.ask(division_code=place, coverage_year=year, by=officer, at=at)
            else:
                states = [state.value for state in OPEN]
                mine = visible_carry_overs(officer, on=timezone.localdate(at))
                first = mine.filter(division_code=place, coverage_year=year, state__in=states).first()
                if first is None:
                    raise CommandError(f"no carry-over of {place} into {year} is open for {officer.login}")
                row = carry_overs.move(carry_over=first, made=made, by=officer, at=at)
            carry_overs.work(row.pk)
            row.refresh_from_db()
            if options["json"]:
                self.stdout.write(json.dumps(report(row), ensure_ascii=False))
                return
            self.stdout.write(
                f"{row.pk} {row.division_code} {row.coverage_year}: {spoken(row.state_label.label)}"
            )
            for one, people in totals(row).items():
                self.stdout.write(f"  {people:>10}  {spoken(one.label)}")
