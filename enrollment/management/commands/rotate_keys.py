"""`rotate_keys --by LOGIN [--check] [--json]`: bring what lies under an older key under the newest one."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enrollment.operations import key_rotation
from staff.commands import OfficeCommand
from staff.models import Officer
from staff.refusals import Refusal


class Command(OfficeCommand):
    help = "Encrypt everything that lies under an older key anew. May be stopped and started again; --check only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", help="login of a system administrator; not needed with --check")
        parser.add_argument(
            "--check", action="store_true", help="only say how many values lie under which key"
        )
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, **options: Any) -> None:
        changed: dict[str, int] = {}
        with translation.override(options["language"]):
            if not options["check"]:
                changed = self._seal_again(options)
            in_use = key_rotation.keys_in_use()
            if options["json"]:
                self.stdout.write(json.dumps({"changed": changed, "keys_in_use": in_use}))
                return
            for column, counts in in_use.items():
                told = ", ".join(f"{number}: {count}" for number, count in counts.items()) or "-"
                self.stdout.write(
                    _("%(column)s: values under key %(told)s") % {"column": column, "told": told}
                )

    def _seal_again(self, options: dict[str, Any]) -> dict[str, int]:
        by = Officer.objects.filter(login=options["by"] or "").first()
        if by is None:
            raise CommandError(_("There is no officer with this login. Give --by LOGIN."))
        try:
            return key_rotation.seal_again(by=by, on=timezone.localdate(), tell=self._tell)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _tell(self, column: str, done: int) -> None:
        self.stderr.write(f"{column} {done}")
