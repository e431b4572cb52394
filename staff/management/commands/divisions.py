"""`divisions list|enter|approve|reject --by LOGIN [--json]`: which divisions did officers add to the list?"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import DivisionEntry
from staff.operations import division_entries


class Command(OfficeCommand):
    help = "List, enter and decide on divisions that the bundled list does not know."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        add_common(steps.add_parser("list", help="those that wait first, then the newest"))
        enter = steps.add_parser("enter", help="enter a division under its document")
        enter.add_argument("code", help="6, 9 or 12 digits; one that is in the list is renamed")
        enter.add_argument("name")
        enter.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True)
        enter.add_argument("--document", required=True, help="document number")
        enter.add_argument(
            "--replaces", nargs="*", default=[], help="codes of divisions that are part of it now"
        )
        add_common(enter)
        for step, told in (("approve", "put it into the list"), ("reject", "turn it down")):
            decide = steps.add_parser(step, help=told)
            decide.add_argument("entry", type=int)
            if step == "reject":
                decide.add_argument("--because", required=True, help="the reason")
            add_common(decide)

    def handle(self, **options: Any) -> None:
        by, at = officer_named(options["by"]), timezone.now()
        visible = division_entries.visible(by, on=timezone.localdate(at))
        with refusals_told(self, as_json=options["json"]):
            if options["step"] == "list":
                entries = list(visible)
            elif options["step"] == "enter":
                entries = [
                    division_entries.enter(
                        code=options["code"], name=options["name"], valid_from=options["valid_from"],
                        document_number=options["document"], replaces=options["replaces"], by=by, at=at,
                    )
                ]  # fmt: skip
            else:
                entries = [self._decided(visible.filter(pk=options["entry"]).first(), options, by=by, at=at)]
        if options["json"]:
            told = [division_entries.as_json(entry) for entry in entries]
            self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
            return
        for entry in entries:
            self.stdout.write(f"{entry.pk} {entry.code} {entry.name} {entry.valid_from} {entry.standing}")

    def _decided(self, entry: DivisionEntry | None, options: dict[str, Any], **given: Any) -> DivisionEntry:
        if entry is None:
            raise CommandError(f"there is no entry {options['entry']} in your divisions")
        if options["step"] == "approve":
            return division_entries.approve(entry=entry, **given)
        return division_entries.reject(entry=entry, because=options["because"], **given)
