"""`sender_profile [NUMBER] [--retire] --by LOGIN [--layout CODE] [--json]`: list the profiles of senders, see one, retire it."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from intake.layouts import layouts
from intake.operations.profiles import retire
from intake.queries.profiles import newest_profiles, report, visible_profiles
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told


class Command(OfficeCommand):
    help = "List the profiles of senders, show one by its number and, with --retire, let no more file be read by it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, nargs="?", help="number of the profile's version")
        parser.add_argument("--layout", default="", choices=["", *(layout.code for layout in layouts())])
        parser.add_argument("--retire", action="store_true", help="let no more file be read by it")
        add_common(parser)

    def handle(self, *, number: int | None, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        on = timezone.localdate(at)
        if number is None:
            if options["retire"]:
                raise CommandError("--retire needs the number of a profile")
            self._say(
                [report(one) for one in newest_profiles(officer, on=on, layout=options["layout"])], options
            )
            return
        profile = visible_profiles(officer, on=on).filter(pk=number).first()
        if profile is None:
            raise CommandError(f"no profile {number} in the divisions of {officer.login}")
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["retire"]:
                profile = retire(profile=profile, by=officer, on=on, at=at)
            self._say([report(profile)], options, one=True)

    def _say(self, told: list[dict[str, Any]], options: dict[str, Any], *, one: bool = False) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(told[0] if one else told, ensure_ascii=False))
            return
        for profile in told:
            head = "{profile_id}  {layout} {division} {name} v{version}  {made_by} {made_at}".format(
                **profile
            )
            self.stdout.write(f"{head}{'  retired' if profile['is_retired'] else ''}")
            if one:
                self.stdout.write(json.dumps(profile["reading"], ensure_ascii=False, indent=2))
