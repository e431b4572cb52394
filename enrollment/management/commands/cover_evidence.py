"""`cover_evidence --id NUMBER --by LOGIN [--enter SCHEME --from DAY --to DAY --document NO] [--move MOVE N] [--json]`.

Without more it lists the documents of a person; it enters one, or confirms, turns down or withdraws one by its number.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.models import CoverEvidence, Person
from enrollment.operations import evidence, people
from enrollment.queries.evidence import evidence_of, report, visible_evidence
from enrollment.queries.people import visible_people
from enrollment.rules.evidence import EvidenceMove, EvidenceState, Scheme
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_person
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "List, enter or decide on documents that speak of a person's cover elsewhere, or of none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--id", required=True, dest="number", help="document number of the person")
        parser.add_argument(
            "--enter", choices=[one.value for one in Scheme], help="where the person was insured"
        )
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--to",
            dest="last_day",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="left out: it goes on",
        )
        parser.add_argument("--document", default="", help="number of the document")
        parser.add_argument("--move", choices=[one.value for one in EvidenceMove])
        parser.add_argument("--evidence", type=int, help="number of the document on record that is moved")
        parser.add_argument("--because", default="", help="why it is turned down or withdrawn")
        add_common(parser)

    def handle(self, *, by: str, number: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            person = self._person(number, officer)
            if options["enter"]:
                if options["from_on"] is None:
                    raise CommandError("--enter needs --from")
                evidence.enter(
                    person=person,
                    scheme=Scheme(options["enter"]),
                    from_on=options["from_on"],
                    last_day=options["last_day"],
                    document_number=options["document"],
                    by=officer,
                    at=timezone.now(),
                )
            elif options["move"]:
                evidence.move(
                    evidence=self._row(person, options["evidence"], officer),
                    move=EvidenceMove(options["move"]),
                    because=options["because"],
                    by=officer,
                    at=timezone.now(),
                )
            told = [report(row) for row in evidence_of(person)]
            self.stdout.write(
                json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(map(_words, told))
            )

    def _person(self, number: str, officer: Officer) -> Person:
        """Somebody in the officer's divisions; that they were looked at is written down."""
        found = people.find_by_number(number)
        seen = visible_people(officer, on=timezone.localdate(), permission=Permission.DUES_READ)
        person = seen.filter(pk=found.pk).first() if found else None
        if person is None:
            raise CommandError("nobody in this officer's divisions has this number")
        read_person(person, by=officer, division_code=person.division_code, what="command")
        return person

    def _row(self, person: Person, pk: int | None, officer: Officer) -> CoverEvidence:
        rows = visible_evidence(officer, on=timezone.localdate(), permission=Permission.DUES_READ)
        row = rows.filter(pk=pk or 0, person=person).first()
        if row is None:
            raise CommandError("this person has no such document; --evidence gives its number")
        return row


def _words(told: dict[str, Any]) -> str:
    scheme, state = spoken(Scheme(told["scheme"]).label), spoken(EvidenceState(told["state"]).label)
    return f"{told['id']}  {told['from_on']} .. {told['last_day'] or '…'}  {scheme}  {told['document_number']}  {state}"
