"""`create_api_token --login LOGIN --name NAME --days DAYS [--json]`: a key for a program that acts as an officer."""

import json
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from staff.access import Permission
from staff.commands import OfficeCommand
from staff.models import Officer
from staff.models.officers import KEY_DAYS_MAX
from staff.operations import tokens
from staff.refusals import Refusal


class Command(OfficeCommand):
    help = "Make a key for a program. It is printed once and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--login", required=True, help="the officer as whom the program acts")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--days", type=int, default=90, help=f"valid for so many days, 1 to {KEY_DAYS_MAX} (default 90)"
        )
        parser.add_argument(
            "--may",
            required=True,
            help="what the program may do, with commas between: codes of staff/rules/roles.py, as people.read,claims.enter",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        if not 1 <= options["days"] <= KEY_DAYS_MAX:
            raise CommandError(f"--days {options['days']}: give a number from 1 to {KEY_DAYS_MAX}.")
        wanted = [code.strip() for code in options["may"].split(",") if code.strip()]
        if unknown := [code for code in wanted if code not in set(Permission)]:
            raise CommandError(f"--may {', '.join(unknown)}: there is no such permission.")
        officer = Officer.objects.filter(login__iexact=options["login"]).first()
        if officer is None:
            raise CommandError(f"There is no officer with the login {options['login']}.")
        expires_at = timezone.now() + timedelta(days=options["days"])
        try:
            key = tokens.issue_token(
                officer=officer, name=options["name"][:60], expires_at=expires_at, by=None,
                permissions=[Permission(code) for code in wanted],
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            told = {
                "login": officer.login,
                "name": options["name"],
                "expires_at": expires_at.isoformat(),
                "key": key,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(key)
