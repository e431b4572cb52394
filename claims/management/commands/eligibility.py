"""`eligibility --id NUMBER --on DAY [--by LOGIN] [--json]`: is the person covered on the day of service, by which clause?

The look-up is written to the audit trail, without the number. With `--by` the answer is the one that officer would get.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.operations import eligibility
from claims.operations.eligibility import LookUp
from staff.commands import OfficeCommand, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Say whether a person may draw benefits on a day of service, with clause, reason and next step."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--id", required=True, dest="number", help="document number, present or former")
        parser.add_argument("--on", required=True, type=date.fromisoformat, help="day of service, YYYY-MM-DD")
        parser.add_argument("--by", help="login name of the officer who asks")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, number: str, on: date, by: str | None, **options: Any) -> None:
        officer = officer_named(by) if by else None
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if officer is None:
                found = eligibility.look_up_as_system(number=number, service_on=on, by=None)
            else:
                found = eligibility.look_up(number=number, service_on=on, on=timezone.localdate(), by=officer)
            if options["json"]:
                self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False))
            else:
                self.stdout.write("\n".join(in_words(found)))
        if found.standing is None:
            raise SystemExit(1)


def in_words(found: LookUp) -> list[str]:
    """The answer for reading aloud."""
    if found.standing is None or found.eligibility is None:
        return [_("Nobody is registered under %(number)s.") % {"number": found.document_masked}]
    if found.is_outside:
        covered = _("covered") if found.eligibility.is_covered else _("not covered")
        return [f"{found.document_masked} · {found.on}: {covered} · {found.area}"]
    answer = found.eligibility
    source = " ".join(part for part in (answer.clause, *answer.readings) if part)
    return [
        f"{found.standing.name} {found.standing.document_masked} · {found.on}: {spoken(answer.state.label)}",
        f"{spoken(answer.reason)}  {source}".rstrip(),
        spoken(answer.next_step),
        *(f"  {spoken(step.text)}  {step.clause}".rstrip() for step in answer.steps),
    ]
