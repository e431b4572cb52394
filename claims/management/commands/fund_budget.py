"""`fund_budget --area CODE --year YYYY --by LOGIN [--json]` shows a fund's year; `--watch [--on DAY]` warns as the night does."""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.operations.fund_budgets import watch
from claims.queries import fund_budgets as queries
from policy.money import format_yuan
from policy.periods import ONE_DAY
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Show a fund's year against its budget, or hold every fund against its lines as of the last whole month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", default="", help="pooling area, six digits")
        parser.add_argument("--year", type=int, default=0)
        parser.add_argument("--watch", action="store_true", help="open the warnings of the last whole month")
        parser.add_argument("--on", type=date.fromisoformat, help="with --watch: as on this day, YYYY-MM-DD")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer, today = officer_named(by), timezone.localdate()
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["watch"]:
                opened = watch(on=options["on"] or today, at=timezone.now(), by=officer)
                told: Any = [queries.warning_json(one) for one in opened]
                words = [f"{one['area']} {one['month']} {spoken(Text(**one['text']))}" for one in told]
                words = words or [_("No line was crossed")]
            else:
                told = self._year(officer, options["area"], options["year"], today)
                words = _in_words(told)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(words))

    def _year(self, officer: Officer, area: str, year: int, today: date) -> dict[str, Any]:
        if not (area and year and access.may(officer, Permission.FUNDS_READ, area, on=today)):
            raise CommandError(_("Name a pooling area of yours and a year, or --watch."))
        found = queries.months_as_json(area, year, (today + ONE_DAY).isoformat())
        audit.record("read_fund_budget", by=officer, division_code=area, change={"year": year})
        return queries.year_json(queries.year_of_fund(area, year, found, on=today))


def _in_words(told: dict[str, Any]) -> list[str]:
    rows = [f"{told['area']} {told['year']}"]
    budget = told["budget"] or {"income_fen": [None] * 12, "spending_fen": [None] * 12}
    for month in range(12):
        pairs = (
            (budget["income_fen"][month], told["income_fen_by_month"][month]),
            (budget["spending_fen"][month], told["spending_fen_by_month"][month]),
        )
        cells = "  ".join(
            f"{'—' if plan is None else format_yuan(plan)} / {format_yuan(fen)}" for plan, fen in pairs
        )
        rows.append(f"  {month + 1:2}  {cells}")
    rows += [f"  {spoken(Text(step['zh'], step['en']))}" for step in told["steps"]]
    rows += [f"  ! {spoken(Text(**one['text']))}  {one['document']}" for one in told["crossed"]]
    rows += [f"  ? {spoken(Text(**one['what']))}" for one in told["missing"]]
    return rows
