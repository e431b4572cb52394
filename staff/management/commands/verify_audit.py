"""`verify_audit [--json] [--seals FILE] [--code DAY=CODE]`: is the audit trail as it was written? Ends with 1 when it is not."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from staff.commands import OfficeCommand
from staff.operations import seal_checks, seal_exports, seals


class Command(OfficeCommand):
    help = (
        "Reckon the digests of the audit trail anew and name the first broken link; exit 1 when there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")
        parser.add_argument(
            "--seals", type=Path, help="exported seals to compare with (AUDIT_SEAL_FILE otherwise)"
        )
        parser.add_argument(
            "--code", action="append", default=[], metavar="DAY=CODE", help="a code from paper"
        )
        parser.add_argument("--seal", action="store_true", help="first link and seal what waits")

    def handle(self, **options: Any) -> None:
        if options["seal"]:
            seals.link_and_seal(now=timezone.now())
            seal_exports.export()
        path = options["seals"] or Path(settings.AUDIT_SEAL_FILE)
        if options["seals"] and not path.exists():
            raise CommandError(f"there is no file {path}")
        try:
            exported = seal_exports.read(path)
            codes = [_code(text) for text in options["code"]]
        except ValueError as error:
            raise CommandError(str(error)) from error
        result = seal_checks.verify(exported=exported, codes=codes)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(result), ensure_ascii=False))
        else:
            with translation.override(options["language"]):
                self._say(result)
        if result.broken:
            raise SystemExit(1)

    def _say(self, result: seal_checks.Verified) -> None:
        self.stdout.write(
            _("%(days)d sealed days and %(events)d events hold; %(waiting)d events wait for their digest")
            % {"days": result.days, "events": result.events, "waiting": result.waiting}
        )
        if broken := result.broken:
            said = broken.text.in_language(translation.get_language())
            place = {"day": broken.day, "position": broken.position, "event": broken.event_id}
            self.stdout.write(
                _("First broken link: %(said)s (day %(day)s, place %(position)s, event %(event)s)")
                % {"said": said, **{name: value or "–" for name, value in place.items()}}
            )


def _code(text: str) -> tuple[date, str]:
    day, equals, code = text.partition("=")
    if not equals:
        raise ValueError(f"--code {text}: write DAY=CODE, as 2026-11-29=7K3Q-...")
    return date.fromisoformat(day), code


def _as_json(result: seal_checks.Verified) -> dict[str, Any]:
    return {
        "ok": result.broken is None,
        "days": result.days,
        "events": result.events,
        "waiting": result.waiting,
        "broken": result.broken.as_json() if result.broken else None,
    }
