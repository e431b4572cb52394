"""`answer_file LAYOUT NUMBER --reading answers.json --by LOGIN [--keep-as NAME] [--json]`: say how a file is to be read.

Without `--reading` it tells what the file asks and how it was read.
"""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from intake.layouts import layout_named
from intake.management.reading import add_reading, answered, in_words
from intake.queries.readings import told
from intake.rules.file_states import FileMove, FileState
from staff import access
from staff.commands import OfficeCommand, add_common, officer_named, say_refused
from staff.refusals import Refusal, spoken


class Command(OfficeCommand):
    help = "Tell what a sent file asks, and with --reading answer it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("layout", help="TB-1, HH-1, RS-1, BK-1, CL-1 or PF-1")
        parser.add_argument("number", type=int, help="number of the file")
        parser.add_argument(
            "--timeout", type=float, default=3600, metavar="S", help="follow it at most S seconds"
        )
        add_reading(parser)
        add_common(parser)

    def handle(self, *, layout: str, number: int, by: str, **options: Any) -> None:
        officer = officer_named(by)
        try:
            model = layout_named(layout).model
        except KeyError:
            raise CommandError(f"there is no layout {layout}") from None
        with translation.override(options["language"]):
            file = model._default_manager.filter(pk=number).first()
            if file is None:
                raise CommandError(f"there is no file {layout} {number}")
            try:
                access.require(
                    officer,
                    file.course.moves.permissions(FileMove.ANSWER)[0],
                    file.area,
                    on=timezone.localdate(),
                )
                file = answered(file, options, by=officer, seconds=options["timeout"])
            except Refusal as refusal:
                say_refused(self, refusal, as_json=options["json"], file_id=number, state=str(file.state))
                raise SystemExit(1) from refusal
            report = {
                "file_id": file.pk,
                "state": str(file.state),
                **told(file),
                "refusal": getattr(file, "refusal", None),
            }
            rows = [f"{layout} {file.pk} {file.name}: {spoken(file.state_label.label)}", *in_words(report)]
            self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else "\n".join(rows))
        if file.state in (FileState.REFUSED, FileState.FAILED, FileState.ASKING):
            raise SystemExit(1)
