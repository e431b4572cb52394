"""`roster_part list|hand_down|rows|fill|return|take_back ... --by LOGIN [--json]`: townships' parts of a roster, as on the pages.

roster_part list [--roster NUMBER]             the parts of a roster, or those handed down to the officer's township
roster_part hand_down --roster NUMBER --year YEAR --township CODE ... [--note WORDS]
roster_part rows PART [--open]                 its people in the officer's place, with answers and what is on record
roster_part fill PART --answers FILE.json      [{"row_id": 1, "is_insured": false, "reason": "refuses", "remark": ""}]
roster_part return PART                        roster_part take_back PART
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.categories.models import Roster, RosterPart
from assistance.categories.operations import roster_parts
from assistance.categories.queries.roster_part_reports import in_words, part_reports, row_reports
from assistance.categories.queries.roster_parts import parts_of, rows_to_fill, visible_parts, with_answers
from assistance.categories.queries.rosters import visible_rosters
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer


class Command(OfficeCommand):
    help = "List townships' parts of a roster, hand them down, fill them, return them, take them back."

    def add_arguments(self, parser: CommandParser) -> None:
        doors = parser.add_subparsers(dest="do", required=True)
        listed = doors.add_parser("list", help="parts of a roster, or of the officer's township")
        listed.add_argument("--roster", type=int)
        handed = doors.add_parser("hand_down", help="give townships their people to fill in")
        handed.add_argument("--roster", type=int, required=True)
        handed.add_argument("--township", action="append", required=True, help="nine digits; may be repeated")
        handed.add_argument("--year", type=int, required=True, help="insured or not in which coverage year")
        handed.add_argument("--note", default="")
        rows = doors.add_parser("rows", help="people of a part with their answers")
        rows.add_argument("--open", action="store_true", help="only those not answered yet")
        filled = doors.add_parser("fill", help="answers from a JSON file")
        filled.add_argument("--answers", type=Path, required=True)
        returned = doors.add_parser("return", help="the township is ready")
        taken = doors.add_parser("take_back", help="the bureau takes the part back")
        for door in (rows, filled, returned, taken):
            door.add_argument("part", type=int)
        for door in (listed, handed, rows, filled, returned, taken):
            add_common(door)

    def handle(self, *, do: str, by: str, **options: Any) -> None:
        officer, on, at = officer_named(by), timezone.localdate(), timezone.now()
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            match do:
                case "list" if options["roster"] is None:
                    parts = with_answers(visible_parts(officer, on=on)).order_by("state", "-handed_at")
                case "list":
                    parts = parts_of(_roster(options["roster"], officer, on))
                case "hand_down":
                    roster = _roster(options["roster"], officer, on)
                    made = roster_parts.hand_down(
                        roster=roster, townships=options["township"], coverage_year=options["year"],
                        note=options["note"], on=on, by=officer, at=at,
                    )  # fmt: skip
                    parts = parts_of(roster).filter(pk__in=[part.pk for part in made])
                case "take_back":
                    rosters = visible_rosters(officer, on=on, permission=Permission.CATEGORIES_READ)
                    part = _one(RosterPart.objects.filter(roster__in=rosters, pk=options["part"]).first())
                    roster_parts.take_back(part=part, on=on, by=officer, at=at)
                    parts = with_answers(RosterPart.objects.filter(pk=part.pk))
                case _:
                    part = _one(visible_parts(officer, on=on).filter(pk=options["part"]).first())
                    if do == "rows":
                        self._say_rows(part, officer, on, only_open=options["open"], as_json=options["json"])
                        return
                    if do == "fill":
                        answers = roster_parts.answers_from(_read(options["answers"]))
                        roster_parts.fill(part=part, answers=answers, on=on, by=officer, at=at)
                    else:
                        roster_parts.return_part(part=part, on=on, by=officer, at=at)
                    parts = with_answers(RosterPart.objects.filter(pk=part.pk))
        told = part_reports(list(parts))
        if options["json"]:
            self.stdout.write(json.dumps({"parts": told}, ensure_ascii=False))
        for each in [] if options["json"] else told:
            self.stdout.write(in_words(each))

    def _say_rows(
        self, part: RosterPart, officer: Officer, on: date, *, only_open: bool, as_json: bool
    ) -> None:
        rows = rows_to_fill(part, officer, on=on)
        told = row_reports(part, list(rows.filter(answer=None) if only_open else rows))
        if as_json:
            self.stdout.write(json.dumps({"part_id": part.pk, "rows": told}, ensure_ascii=False))
        for each in [] if as_json else told:
            said = (
                each["answer"]
                and {True: "+", False: f"- {each['answer']['reason']}"}[each["answer"]["is_insured"]]
            )
            self.stdout.write(f"{each['row_id']} {each['name']} {each['document_masked']} {said or '?'}")


def _roster(number: int, officer: Officer, on: date) -> Roster:
    found = visible_rosters(officer, on=on, permission=Permission.CATEGORIES_READ).filter(pk=number).first()
    if found is None:
        raise CommandError(f"there is no roster {number} that you may see")
    return found


def _one(part: RosterPart | None) -> RosterPart:
    if part is None:
        raise CommandError("there is no such part that you may see")
    return part


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise CommandError(f"{file} is no JSON file that can be read: {wrong}") from wrong
