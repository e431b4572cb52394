"""`recognitions --by LOGIN [--state STATE] [--id NUMBER --apply DISEASE --from DAY --proof TEXT] [--move MOVE --recognition N]`.

Without more it lists the recognitions of the officer's divisions, those that wait first; it applies for one or moves one.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from claims.models import Recognition
from claims.operations import recognitions
from claims.operations.recognitions import Application, Decision
from claims.operations.register_people import person_named
from claims.queries.recognition_register import (
    TO_REVIEW,
    deadlines_of,
    filtered,
    report,
    visible_recognitions,
)
from claims.rules.recognition_states import RecognitionMove, RecognitionState
from claims.rules.recognitions import SETTINGS
from policy.care import Setting
from policy.periods import ONE_DAY
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import spoken

SHOWN = 200


class Command(OfficeCommand):
    help = "List, apply for or move recognitions of chronic diseases and of the two diseases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--state", default="", choices=["", TO_REVIEW, *(one.value for one in RecognitionState)]
        )
        parser.add_argument("--id", dest="number", default="", help="document number of the person")
        parser.add_argument("--apply", default="", metavar="DISEASE", help="name or code of the disease")
        parser.add_argument("--setting", default="chronic", choices=[one.value for one in SETTINGS])
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last_day", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--proof", default="", help="what was handed in")
        parser.add_argument("--providers", default="", help="codes of the chosen providers, with commas")
        parser.add_argument("--through", default="", help="code of the provider that applies")
        parser.add_argument("--move", choices=[one.value for one in RecognitionMove])
        parser.add_argument("--recognition", type=int, help="number of the recognition that is moved")
        parser.add_argument("--document", default="", help="document number of the decision")
        parser.add_argument("--because", default="", help="why it is refused, withdrawn, ended or undone")
        parser.add_argument("--review-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer, on = officer_named(by), timezone.localdate()
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            rows = self._rows(officer, on, options)
            read_people(len(rows), by=officer, what="command")
            left = deadlines_of(rows, on=on)
            if options["json"]:
                told = [report(row, left.get(row.pk)) for row in rows]
                self.stdout.write(json.dumps(told, ensure_ascii=False))
                return
            for row in rows:
                time_left = spoken(left[row.pk].left) if row.pk in left else ""
                until = row.until_on - ONE_DAY if row.until_on else "…"
                state = spoken(row.state_label)
                self.stdout.write(
                    f"{row.pk}  {row.person.document_masked}  {row.disease}  {row.from_on} .. {until}  {state}  {time_left}"
                )

    def _rows(self, officer: Officer, on: date, options: dict[str, Any]) -> list[Recognition]:
        if options["apply"]:
            return [self._applied(officer, options)]
        if options["move"]:
            return [self._moved(officer, on, options)]
        person = person_named(options["number"]).pk if options["number"] else None
        found = filtered(visible_recognitions(officer, on=on), on=on, state=options["state"], person=person)
        return list(found[:SHOWN])

    def _applied(self, officer: Officer, options: dict[str, Any]) -> Recognition:
        if options["from_on"] is None or not options["number"]:
            raise CommandError("--apply needs --id and --from")
        last = options["last_day"]
        asked = Application(
            setting=Setting(options["setting"]), disease=options["apply"], from_on=options["from_on"],
            proof=options["proof"], until_on=last + ONE_DAY if last else None,
            providers=tuple(options["providers"].split(",")) if options["providers"] else (),
            applied_through=options["through"],
        )  # fmt: skip
        return recognitions.apply(
            person=person_named(options["number"]),
            asked=asked,
            source="command",
            by=officer,
            at=timezone.now(),
        )

    def _moved(self, officer: Officer, on: date, options: dict[str, Any]) -> Recognition:
        row = visible_recognitions(officer, on=on).filter(pk=options["recognition"] or 0).first()
        if row is None:
            raise CommandError(
                "no such recognition in this officer's divisions; --recognition gives its number"
            )
        last = options["last_day"]
        given = Decision(
            document_number=options["document"], because=options["because"], from_on=options["from_on"],
            until_on=last + ONE_DAY if last else None, review_on=options["review_on"],
        )  # fmt: skip
        move = RecognitionMove(options["move"])
        return recognitions.move(recognition=row, move=move, given=given, by=officer, at=timezone.now())
