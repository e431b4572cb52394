"""`person_ledger --division CODE --year YYYY [--month YYYY-MM] [--freeze] --by LOGIN [--json]`: everybody who must be insured."""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from claims.operations import person_ledgers as operations
from claims.queries import person_ledgers as queries
from claims.queries.person_ledgers import LedgerPlace, line_report, month_report
from policy.book import default_book
from policy.money import format_yuan
from staff import access
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.operations.reads import read_people


class Command(OfficeCommand):
    help = "The ledger of everybody who must be insured: now, as a month was frozen, or --freeze a month of the whole area."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--division", required=True)
        parser.add_argument("--year", type=int, required=True, help="coverage year")
        parser.add_argument("--month", default="", metavar="YYYY-MM")
        parser.add_argument("--freeze", action="store_true", help="this month, or the one before")
        add_common(parser)

    def handle(self, *, division: str, year: int, month: str, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        on, area = timezone.localdate(at), default_book().pooling_area(division)
        first = _first(month) if month else on.replace(day=1)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            entry = queries.list_of(area, year) if area else None
            if area is None or entry is None:
                raise CommandError(f"no document names who must be insured in {division}")
            if options["freeze"]:
                kept = operations.freeze(area=area, coverage_year=year, month=first, by=officer, at=at)
                self._say(options, month_report(kept), [f"{kept.area} {kept.month:%Y-%m}: {kept.people}"])
                return
            access.require(officer, Permission.CLAIMS_READ, division, on=on)
            frozen = queries.months(area, year).filter(month=first).first() if month else None
            if month and frozen is None:
                raise CommandError(f"{month} was not frozen")
            place = LedgerPlace(area, division, year, min(on, date(year, 12, 31)), entry)
            lines = list(queries.lines_of(frozen, division)) if frozen else queries.lines_now(place)
            read_people(len(lines), by=officer, division_code=division, what="command_person_ledger")
            self._say(
                options,
                {
                    "month": month_report(frozen) if frozen else None,
                    "people": [line_report(one) for one in lines],
                },
                [
                    f"{one.person_id:>8}  {one.name}  {format_yuan(one.paid_fen)}  {one.cover_from}"
                    for one in lines
                ],
            )

    def _say(self, options: dict[str, Any], told: dict[str, Any], lines: list[str]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(lines))


def _first(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise CommandError(f"{month!r} is no month: write YYYY-MM") from None
