"""`undo_roster NUMBER --because WORDS --by LOGIN [--json]`: take back a written roster, unless later changes contradict."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from assistance.models import Roster
from assistance.operations import roster_jobs, rosters
from assistance.queries.roster_reports import in_words, report
from assistance.rules.roster_states import RosterState
from staff.commands import add_common, officer_named
from staff.refusals import Refusal


class Command(BaseCommand):
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
                if roster.state != RosterState.UNDOING.value:
                    roster = rosters.ask_undo(
                        roster=roster, because=because, on=timezone.localdate(), by=officer_named(by)
                    )
            except Refusal as refusal:
                told = {"state": roster.state, "refusal": refusal.as_json()}
                self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else str(refusal))
                raise SystemExit(1) from refusal
            while roster.state == RosterState.UNDOING.value:
                roster = roster_jobs.undo(roster.pk)
                if roster.state == RosterState.UNDOING.value:
                    time.sleep(1)
            told = report(roster)
            self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else in_words(roster))
        if roster.state != RosterState.UNDONE.value:
            raise SystemExit(1)
