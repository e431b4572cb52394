"""`own_cost_watch [--on DAY] --by LOGIN [--state STATE] [--list] [--json]`: watch a day, or list the alerts."""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.operations.own_cost_watch import watch
from claims.queries import own_cost_watch as queries
from claims.rules.own_cost_watch import AlertState
from policy.money import format_yuan
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.operations.reads import read_people
from staff.refusals import spoken

LISTED_MAX = 1_000


class Command(OfficeCommand):
    help = "Hold everybody's own cost against the lines of a day, or list the alerts of the officer's places."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, help="day that is watched, YYYY-MM-DD; today if left out"
        )
        parser.add_argument("--list", action="store_true", help="list the alerts and watch nothing")
        states = [*(state.value for state in AlertState), queries.FALLEN]
        parser.add_argument("--state", choices=states, default="", help="with --list: only in this state")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer, today = officer_named(by), timezone.localdate()
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["list"]:
                rows = queries.filtered(queries.visible_alerts(officer, on=today), state=options["state"])[
                    :LISTED_MAX
                ]
                read_people(len(rows), by=officer, what="own_cost_watch")
                told = [queries.alert_json(alert) for alert in rows]
                words = [_in_words(one) for one in told] or [_("No own cost has reached a line")]
                self.stdout.write(
                    json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(words)
                )
                return
            on = options["on"] or today
            opened = watch(on=on, at=timezone.now(), by=officer)
        if options["json"]:
            self.stdout.write(json.dumps({"on": on.isoformat(), **opened._asdict()}))
        else:
            with translation.override(options["language"]):
                self.stdout.write(
                    _(
                        "%(on)s: %(people)s people and %(households)s households newly reached a line; %(fallen)s alerts fell"
                    )
                    % {"on": on, **opened._asdict()}
                )


def _in_words(one: dict[str, Any]) -> str:
    state = spoken(AlertState(one["state"]).label)
    times = " × 2" if one["level"] == 2 else ""
    return (
        f"{one['id']} {one['name']} {spoken(queries.group_label(one['group']))} {one['from']} … {one['to']}: "
        f"{format_yuan(one['own_fen'])} / {format_yuan(one['line_fen'])}{times} · {state}"
    )
