"""How does the first officer come to be?

`bin/manage create_officer --login anna --name Anna --role ROLE --division CODE`.
"""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from staff.commands import OfficeCommand
from staff.models import Division, Officer
from staff.operations import officers
from staff.refusals import Refusal
from staff.rules.divisions import NATION
from staff.rules.roles import Role, role_of


class Command(OfficeCommand):
    help = "Register an officer with one role. The password is asked for, or read from CANBAO_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", required=True)
        parser.add_argument("--name", required=True, help="the name shown on pages")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--division", required=True, help="division code; 000000 is the whole country")
        parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["division"]
        if code != NATION and not Division.objects.filter(pk=code).exists():
            raise CommandError(
                f"There is no division {code}. Load the divisions first: bin/manage load_divisions"
            )
        password = os.environ.get("CANBAO_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, Officer(login=options["login"], display_name=options["name"]))
            with transaction.atomic():
                officer = officers.register_officer(
                    login=options["login"],
                    display_name=options["name"],
                    password=password,
                    language=options["language"],
                    by=None,
                )
                role = role_of(options["role"])
                officers.grant_role(
                    officer=officer, role=role, division_code=code, on=timezone.localdate(), by=None
                )
        except (Refusal, ValidationError) as refusal:
            raise CommandError(" ".join(getattr(refusal, "messages", [str(refusal)]))) from refusal
        self.stdout.write(f"{officer.login}: {role.label.en} in {code}")
