"""`treasury_check --area CODE --from DAY --to DAY --by LOGIN [--make | --sign N [--because TEXT] | --drop N] [--json]`."""

import json
from datetime import date, timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.operations import treasury_sheets
from enrollment.queries.treasury import body_of, check_of, sheet_report, visible_sheets
from enrollment.rules.treasury import DifferenceKind
from policy.money import format_yuan
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Hold tax lines, treasury receipts and accounts against each other, day by day; make, sign or drop the sheet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", default="", help="division, e.g. 371702")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day, included"
        )
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--make", action="store_true", help="freeze it as a sheet that both sides sign")
        what.add_argument("--sign", type=int, metavar="SHEET", help="sign a sheet for one's side")
        what.add_argument("--drop", type=int, metavar="SHEET", help="drop a sheet that not both sides signed")
        parser.add_argument("--because", default="", help="why it is signed although something differs")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            told = _done(officer, options)
            self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _in_words(told))


def _done(officer: Officer, options: dict[str, Any]) -> dict[str, Any]:
    at = timezone.now()
    on = timezone.localdate(at)
    if number := options["sign"] or options["drop"]:
        sheet = visible_sheets(officer, on=on).filter(pk=number).first()
        if sheet is None:
            raise CommandError(f"there is no sheet {number} that {officer.login} may see")
        if options["sign"]:
            sheet = treasury_sheets.sign(sheet=sheet, because=options["because"], by=officer, at=at)
        else:
            sheet = treasury_sheets.drop(sheet=sheet, by=officer, at=at)
        return sheet_report(sheet)
    first, last = options["first"], options["last"] or options["first"]
    if not options["area"] or first is None:
        raise CommandError("name --area and --from")
    until = last + timedelta(days=1)
    if options["make"]:
        made = treasury_sheets.make(area=options["area"], from_on=first, until_on=until, by=officer, at=at)
        return sheet_report(made)
    access.require(officer, Permission.PAYMENTS_READ, options["area"], on=on)
    return body_of(options["area"], first, until, check_of(options["area"], first, until))


def _in_words(told: dict[str, Any]) -> str:
    rows = [
        f"{told.get('id', '')} {told['area']} {told['from_on']} .. {told['until_on']} {told.get('digest', '')}"
    ]
    for day in told["days"]:
        sums = " ".join(
            format_yuan(day[name]) for name in ("tax_fen", "treasury_fen", "on_dues_fen", "held_fen")
        )
        rows.append(f"  {day['on']}  {sums}  {'=' if day['agrees'] else '≠'}")
    for one in told["differences"]:
        kind, where = DifferenceKind(one["kind"]), Text(**one["where"])
        rows.append(f"  {one['on']} {spoken(kind.label)} {one['ticket']} {spoken(where)}")
    return "\n".join(rows)
