"""`act_on_status_rows LIST ACT --rows 1,2,5 [--document TEXT] [--because TEXT] --by LOGIN [--json]`: propose, decide, undo."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.operations import status_proposals
from enrollment.queries.status_lists import visible_lists
from enrollment.rules.status_proposals import Answer, ProposalMove
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Propose what follows from rows of a status list (ST-1), or decide as another officer; every row ends by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="number of the list")
        parser.add_argument("act", choices=[one.value for one in (*Answer, *ProposalMove)])
        parser.add_argument("--rows", required=True, help="numbers of rows, with commas")
        parser.add_argument("--document", default="", help="number of the document")
        parser.add_argument("--because", default="", help="the reason")
        add_common(parser)

    def handle(self, *, number: int, act: str, rows: str, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        numbers = [part.strip() for part in rows.split(",")]
        if not all(part.isdecimal() for part in numbers):
            raise CommandError("--rows takes numbers with commas, such as 1,2,5")
        seen = visible_lists(officer, on=timezone.localdate(at), permission=Permission.ENROLLMENT_WRITE)
        if (listed := seen.filter(pk=number).first()) is None:
            raise CommandError(f"no status list {number} in the divisions of {officer.login}")
        made = Answer(act) if act in {one.value for one in Answer} else ProposalMove(act)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            outcomes = status_proposals.act(
                listed=listed, numbers=[int(part) for part in numbers], act=made,
                document_number=options["document"], because=options["because"], by=officer, at=at,
            )  # fmt: skip
            if options["json"]:
                told = {"outcomes": [one.as_json() for one in outcomes]}
                self.stdout.write(json.dumps(told, ensure_ascii=False))
                return
            for one in outcomes:
                said = spoken(one.proposal.state_label.label) if one.proposal else str(one.refusal)
                self.stdout.write(f"{one.row}: {said}")
