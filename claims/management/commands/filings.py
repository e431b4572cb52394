"""`filings --by LOGIN [--state STATE] [--id NUMBER --submit KIND --to CODE --from DAY --proof TEXT] [--move MOVE --filing N]`.

Without more it lists the filings of the officer's divisions; it submits one or moves one.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from claims.models import Filing
from claims.operations import filings
from claims.operations.filings import FilingDecision, Submission
from claims.operations.register_people import person_named
from claims.queries.filing_register import IN_FORCE, deadlines_of, filtered, report, visible_filings
from claims.rules.filing_states import FilingMove, FilingState
from policy.care import FilingKind
from policy.periods import ONE_DAY
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import spoken

SHOWN = 200


class Command(OfficeCommand):
    help = "List, submit or move filings of care outside the pooling area."

    def add_arguments(self, parser: CommandParser) -> None:
        states = ["", IN_FORCE, *(one.value for one in FilingState)]
        parser.add_argument("--state", default="", choices=states)
        parser.add_argument("--id", dest="number", default="", help="document number of the person")
        parser.add_argument("--submit", choices=[one.value for one in FilingKind], help="file care elsewhere")
        parser.add_argument("--to", dest="destination", default="", help="division code of the place of care")
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--last-day", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--proof", default="", help="what was handed in")
        parser.add_argument("--through", default="", help="code of the provider that files")
        parser.add_argument("--move", choices=[one.value for one in FilingMove])
        parser.add_argument("--filing", type=int, help="number of the filing that is moved")
        parser.add_argument("--document", default="", help="document number of the decision")
        parser.add_argument("--because", default="", help="why it is refused, withdrawn, ended or undone")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        on = timezone.localdate(at)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            rows = self._rows(officer, on, options)
            read_people(len(rows), by=officer, what="command")
            left = deadlines_of(rows, at=at)
            if options["json"]:
                told = [report(row, left.get(row.pk)) for row in rows]
                self.stdout.write(json.dumps(told, ensure_ascii=False))
                return
            for row in rows:
                time_left = spoken(left[row.pk].left) if row.pk in left else ""
                until = row.until_on - ONE_DAY if row.until_on else "…"
                kind, state = spoken(row.kind_label), spoken(row.state_label)
                self.stdout.write(
                    f"{row.pk}  {row.person.document_masked}  {kind} {row.destination}  {row.from_on} .. {until}  {state}  "
                    f"{time_left}"
                )

    def _rows(self, officer: Officer, on: date, options: dict[str, Any]) -> list[Filing]:
        last = options["last_day"]
        until = last + ONE_DAY if last else None
        seen = visible_filings(officer, on=on)
        if options["submit"]:
            if options["from_on"] is None or not options["number"]:
                raise CommandError("--submit needs --id, --to and --from")
            asked = Submission(
                kind=FilingKind(options["submit"]), destination=options["destination"], from_on=options["from_on"],
                proof=options["proof"], until_on=until, submitted_through=options["through"],
            )  # fmt: skip
            person = person_named(options["number"])
            return [
                filings.submit(person=person, asked=asked, source="command", by=officer, at=timezone.now())
            ]
        if options["move"]:
            row = seen.filter(pk=options["filing"] or 0).first()
            if row is None:
                raise CommandError("no such filing in this officer's divisions; --filing gives its number")
            given = FilingDecision(options["document"], options["because"], until)
            made = FilingMove(options["move"])
            return [filings.move(filing=row, move=made, given=given, by=officer, at=timezone.now())]
        who = person_named(options["number"]).pk if options["number"] else None
        return list(filtered(seen, on=on, state=options["state"], person=who)[:SHOWN])
