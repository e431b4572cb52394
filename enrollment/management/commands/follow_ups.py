"""`follow_ups --by LOGIN [--person N] [--all] [--json]`: what followed from changes in an officer's divisions."""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation

from enrollment.queries.follow_ups import reports, visible_follow_ups
from enrollment.rules.follow_ups import Fact, Task
from staff.commands import OfficeCommand, add_common, officer_named
from staff.refusals import spoken

SHOWN_MAX = 1_000


class Command(OfficeCommand):
    help = "List what a change of cover, category, number or death touched, and what is to be done about it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", type=int, help="all that followed for this person, done or not")
        parser.add_argument("--all", action="store_true", help="also what is done")
        add_common(parser)

    def handle(self, *, by: str, person: int | None, **options: Any) -> None:
        rows = visible_follow_ups(officer_named(by), on=timezone.localdate())
        if person is not None:
            rows = rows.filter(person_id=person)
        elif not options["all"]:
            rows = rows.filter(closed_at=None)
        told = reports(rows[:SHOWN_MAX])
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        with translation.override(options["language"]):
            for one in told:
                words = f"{spoken(Fact(one['fact']).label)}: {spoken(Task(one['task']).label)}"
                self.stdout.write(f"{one['opened_at'][:16]} {one['person_id']} {words} {one['about']}")
