"""`decide_case CASE --move approve --by LOGIN [--reason-code CODE] [--reason TEXT] [--json]`: make one move of a case."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.cases.models import AssistanceCase
from assistance.cases.operations.case_actions import OFFERED, make_move
from assistance.management.commands.open_case import say
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told


class Command(OfficeCommand):
    help = "Accept, return, verify, publish, approve, reject, submit, withdraw or close a case of assistance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case", type=int, help="its running number: 12 of 2022-000012")
        parser.add_argument("--move", choices=list(OFFERED), required=True)
        parser.add_argument("--reason-code", default="", help="of the list for returning or rejecting")
        parser.add_argument("--reason", default="")
        parser.add_argument(
            "--seen", type=int, metavar="VERSION", help="refuse when the case was changed since this version"
        )
        add_common(parser)

    def handle(self, *, case: int, move: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        found = AssistanceCase.objects.filter(pk=case).first()
        if found is None:
            raise CommandError(f"there is no case {case}")
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                after = make_move(
                    case=found, move=move, version=options["seen"], reason_code=options["reason_code"],
                    reason=options["reason"], by=officer, at=timezone.now(),
                )  # fmt: skip
            say(self, after, officer, as_json=options["json"])
