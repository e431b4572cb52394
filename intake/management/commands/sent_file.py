"""`sent_file LAYOUT NUMBER --by LOGIN [--move MOVE] [--because TEXT] [--wait] [--json]`: see any sent file, make a move of it."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from intake.layouts import layout_named, layouts
from intake.operations import following
from intake.operations.officer_moves import make_move, offered
from intake.queries import sent_files
from policy.terms import Text
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Show a sent file of any layout and, with --move, confirm, discard, retry or undo it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("layout", choices=[layout.code for layout in layouts()])
        parser.add_argument("number", type=int, help="number of the file")
        parser.add_argument("--move", default="", help="confirm, discard, retry, undo ...")
        parser.add_argument("--because", default="", help="the reason, where the move asks for one")
        parser.add_argument("--wait", action="store_true", help="follow the file until it is at rest")
        parser.add_argument(
            "--timeout", type=float, default=3600, metavar="S", help="with --wait: give up after S seconds"
        )
        add_common(parser)

    def handle(self, *, layout: str, number: int, by: str, **options: Any) -> None:
        officer, on = officer_named(by), timezone.localdate()
        file = sent_files.visible(layout_named(layout), officer, on=on).filter(pk=number).first()
        if file is None:
            raise CommandError(f"no file {layout} {number} in the divisions of {officer.login}")
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["move"]:
                file = make_move(
                    file, options["move"], by=officer, on=on, at=timezone.now(), because=options["because"]
                )
            if options["wait"]:
                file = following.follow(file, seconds=options["timeout"])
            told = {
                **sent_files.report(file),
                "moves": [one.value for one in offered(file, by=officer, on=on)],
            }
            self.stdout.write(
                json.dumps(told, ensure_ascii=False) if options["json"] else _in_words(told, file)
            )


def _in_words(told: dict[str, Any], file: Any) -> str:
    rows = [f"{told['layout']} {told['file_id']} {told['name']}: {file.get_state_display()}"]
    if refusal := told["refusal"]:
        rows += [spoken(Text(**refusal["text"])), spoken(Text(**refusal["remedy"]))]
    for group in told["problem_groups"][:20]:
        more = " ..." if group["count"] > len(group["cells"]) else ""
        rows.append(
            f"  {group['count']} x {spoken(Text(**group['text']))}  {', '.join(group['cells'])}{more}  "
            f"{spoken(Text(**group['remedy']))}"
        )
    rows += [told["failure"], " ".join(told["moves"])]
    return "\n".join(row for row in rows if row)
