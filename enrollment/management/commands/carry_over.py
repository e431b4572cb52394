"""`carry_over --area CODE --year YYYY --by LOGIN [--division CODE] [--agree | --drop] [--json]`: a place into the next year."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone, translation

from enrollment.models import CarryOver
from enrollment.operations import carry_backs, carry_overs
from enrollment.queries.carry_overs import report, totals, visible_carry_overs
from enrollment.rules.carry_overs import OPEN, BackMove, BackState, CarryMove, CarryState
from policy.book import default_book
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
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
        what.add_argument("--take-back", default="", metavar="TOWNSHIP", help="ask to take a township back")
        what.add_argument(
            "--agree-back", default="", metavar="TOWNSHIP", help="agree to that, as another officer"
        )
        parser.add_argument("--because", default="", help="why it is taken back")
        add_common(parser)

    def handle(self, *, area: str, division: str, year: int, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        place = division or area
        if default_book().pooling_area(place) != area:
            raise CommandError(f"{place} is no part of the pooling area {area}")
        made = CarryMove.AGREE if options["agree"] else CarryMove.DROP if options["drop"] else None
        mine = visible_carry_overs(officer, on=timezone.localdate(at)).filter(
            division_code=place, coverage_year=year
        )
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if township := options["take_back"] or options["agree_back"]:
                row = _back(
                    mine, township, because=options["because"], agree=bool(options["agree_back"]), by=officer
                )
            elif made is None:
                row = carry_overs.ask(division_code=place, coverage_year=year, by=officer, at=at)
            else:
                states = [state.value for state in OPEN]
                first = mine.filter(state__in=states).first()
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


def _back(mine: QuerySet[CarryOver], township: str, *, because: str, agree: bool, by: Officer) -> CarryOver:
    """Ask to take a township of the last carry-over that was done back, or agree to it."""
    row = mine.filter(state=CarryState.DONE.value).first()
    if row is None:
        raise CommandError(f"nothing was carried over here that {by.login} may take back")
    if not agree:
        carry_backs.ask(carry_over=row, township=township, because=because, by=by, at=timezone.now())
        return row
    waiting = row.backs.filter(township=township, state=BackState.WAITING.value).first()
    if waiting is None:
        raise CommandError(f"nobody asked to take {township} back")
    carry_backs.move(back=waiting, made=BackMove.AGREE, by=by, at=timezone.now())
    return row
