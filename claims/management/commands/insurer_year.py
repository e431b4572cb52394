"""`insurer_year --area CODE --year YYYY [--move MOVE --document NUMBER --note TEXT --because TEXT] --by LOGIN [--json]`."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.operations.insurer_years import Given, move
from claims.queries.insurer_years import account_of, visible_years, year_json
from claims.rules.insurer_years import YearMove, YearState
from policy.money import format_yuan
from policy.terms import Text
from staff import audit
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Show a year of the critical illness insurer: premiums, benefits by day, who bears a shortfall; or move its clearing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="pooling area, six digits")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--move", choices=[one.value for one in YearMove])
        parser.add_argument("--document", default="", help="number of the clearing's document")
        parser.add_argument("--note", default="", help="who bears what no reserve covers")
        parser.add_argument("--because", default="", help="why it is returned or opened again")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer, on, at = officer_named(by), timezone.localdate(), timezone.now()
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            row = visible_years(officer, on=on).filter(area=options["area"], year=options["year"]).first()
            if row is None:
                raise CommandError(_("There is no such year among your areas."))
            if options["move"]:
                given = Given(options["document"], options["note"], options["because"])
                row = move(row=row, move=YearMove(options["move"]), given=given, by=officer, at=at)
            audit.record("read_insurer_year", by=officer, about=row, division_code=row.area, at=at)
            told = year_json(account_of(row, on=on))
            words = "\n".join(_in_words(told))
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else words)


def _in_words(told: dict[str, Any]) -> list[str]:
    rows = [f"{told['area']} {told['year']}: {spoken(YearState(told['state']).label)}"]
    rows += [f"  {spoken(Text(step['zh'], step['en']))}  {step['clause']}".rstrip() for step in told["steps"]]
    rows += [f"  ? {spoken(Text(**one['what']))}  {one['clause']}".rstrip() for one in told["missing"]]
    for day in told["days"]:
        fen = day["critical_illness_fen"] + day["top_up_fen"]
        rows.append(f"    {day['on']}  {format_yuan(fen)}")
    if told["due_on"]:
        late = _("%(days)s days overdue") % {"days": told["days_overdue"]} if told["days_overdue"] else ""
        rows.append(f"  {_('to be cleared by')} {told['due_on']} {told['due_clause']} {late}".rstrip())
    elif told["due_missing"]:
        rows.append(f"  ? {spoken(Text(**told['due_missing']))}  {told['due_clause']}".rstrip())
    return rows
