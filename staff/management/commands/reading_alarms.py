"""`reading_alarms --by LOGIN [--look-since MOMENT] [--json]`: whose reading about people was unusual?"""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from staff.commands import OfficeCommand, add_common, officer_named
from staff.operations import reading_alarms


class Command(OfficeCommand):
    help = "List the alarms about officers of one's divisions, open ones first."

    def add_arguments(self, parser: CommandParser) -> None:
        add_common(parser)
        parser.add_argument(
            "--look-since",
            type=datetime.fromisoformat,
            help="first look at the trail from this moment on (2026-11-29T22:00)",
        )

    def handle(self, **options: Any) -> None:
        officer = officer_named(options["by"])
        if since := options["look_since"]:
            since = timezone.make_aware(since) if timezone.is_naive(since) else since
            reading_alarms.look(now=timezone.now(), since=since.replace(minute=0, second=0, microsecond=0))
        rows = list(reading_alarms.visible(officer, on=timezone.localdate()))
        if options["json"]:
            self.stdout.write(
                json.dumps([reading_alarms.as_json(row) for row in rows], ensure_ascii=False, default=str)
            )
            return
        for row in rows:
            label = row.pattern_label.in_language(options["language"])
            hour = timezone.localtime(row.hour)
            self.stdout.write(
                f"{row.pk} {hour:%Y-%m-%d %H:%M} {row.officer.login} {label} {row.number} (>= {row.threshold}) {row.finding}"
            )
