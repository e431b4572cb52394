"""`care_findings [--on DAY] --by LOGIN [--json]` looks as the night does; `--list [--state STATE] [--rule RULE]` lists findings.

`--supervision YEAR --area CODE` tells how many inspections a year lacks, and the last exchange of data.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.operations.care_findings import look
from claims.queries import care_findings as queries
from claims.queries import supervision
from claims.rules.care_findings import FindingRule, FindingState
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import spoken

LISTED_MAX = 1_000


class Command(OfficeCommand):
    help = "Let the rules look at settled care, list the findings, or tell how many inspections are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, help="day that is looked at, YYYY-MM-DD; today if left out"
        )
        parser.add_argument("--list", action="store_true", help="list the findings and look for none")
        states = [*(state.value for state in FindingState), queries.FALLEN]
        parser.add_argument("--state", choices=states, default="", help="with --list")
        parser.add_argument(
            "--rule", choices=[rule.value for rule in FindingRule], default="", help="with --list"
        )
        parser.add_argument(
            "--supervision", type=int, metavar="YEAR", help="inspections and exchanges of this year"
        )
        parser.add_argument("--area", default="", help="with --supervision: pooling area or county")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer, today = officer_named(by), timezone.localdate()
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["supervision"]:
                told, words = self._supervision(officer, options["area"], options["supervision"], today)
            elif options["list"]:
                seen = queries.visible_findings(officer, on=today)
                rows = queries.filtered(seen, state=options["state"], rule=options["rule"])[:LISTED_MAX]
                read_people(len(rows), by=officer, what="care_findings")
                told = [queries.finding_json(one) for one in rows]
                words = [_in_words(one) for one in told] or [_("Nothing was found")]
            else:
                looked = look(on=options["on"] or today, at=timezone.now(), by=officer)
                told = looked._asdict()
                words = [_("%(opened)s findings opened, %(fallen)s marked") % told]
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(words))

    def _supervision(self, officer: Officer, area: str, year: int, today: date) -> tuple[Any, list[str]]:
        if not access.may(officer, Permission.CLAIMS_READ, area, on=today):
            raise CommandError(_("Name a place of yours with --area."))
        told = supervision.year_json(
            supervision.year_of(supervision.visible_entries(officer, on=today), area, year)
        )
        wanted = _("undecided") if told["wanted"] is None else told["wanted"]
        words = _("%(held)s inspections of %(wanted)s, %(exchanges)s exchanges of data")
        return told, [words % {"held": told["inspections"], "wanted": wanted, "exchanges": told["exchanges"]}]


def _in_words(one: dict[str, Any]) -> str:
    state, rule = spoken(FindingState(one["state"]).label), spoken(FindingRule(one["rule"]).label)
    return f"{one['id']} {one['person_name']} {rule}: {spoken(Text(**one['text']))} · {state}"
