"""`undo_roster NUMBER --because WORDS --by LOGIN [--json]`: take back a written roster, unless later changes contradict."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.categories.models import Roster
from assistance.categories.operations import rosters
from assistance.categories.queries.roster_reports import in_words, report
from intake.operations import following
from intake.rules.file_states import FileState
from staff.commands import OfficeCommand, add_common, officer_named
from staff.refusals import Refusal

PATIENCE_SECONDS = 24 * 3600


class Command(OfficeCommand):
    help = "Undo a written roster: new spans are taken back, ended ones go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int)
        parser.add_argument("--because", required=True, help="reason or document")
        add_common(parser)

    def handle(self, *, number: int, because: str, by: str, **options: Any) -> None:
        roster = Roster.objects.filter(pk=number).first()
        if roster is None:
            raise CommandError(f"there is no roster {number}")
        with translation.override(options["language"]):
            try:
                if roster.state != FileState.UNDOING:
                    roster = rosters.ask_undo(
                        roster=roster, because=because, on=timezone.localdate(), by=officer_named(by)
                    )
            except Refusal as refusal:
                told = {"state": roster.state, "refusal": refusal.as_json()}
                self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else str(refusal))
                raise SystemExit(1) from refusal
            roster = following.follow(roster, seconds=PATIENCE_SECONDS, at_once=True)
            told = report(roster)
            self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else in_words(roster))
        if roster.state != FileState.UNDONE:
            raise SystemExit(1)
