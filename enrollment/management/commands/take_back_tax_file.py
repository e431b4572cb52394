"""`take_back_tax_file NUMBER --by LOGIN [--because TEXT | --agree | --keep] [--wait] [--json]`: take a posted tax file back."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.models import PaymentFile
from enrollment.operations import taking_back
from enrollment.operations.taking_back_previews import preview
from enrollment.queries.files import visible_files
from intake.operations import following
from policy.money import format_yuan
from policy.terms import Text
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Tell what taking a posted tax file back would touch; ask for it, agree to it as a second officer, or keep the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="number of the file")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--because", default="", metavar="TEXT", help="ask for it, with the reason")
        what.add_argument("--agree", action="store_true", help="agree to what another officer asked for")
        what.add_argument("--keep", action="store_true", help="the file stays as it is")
        parser.add_argument(
            "--wait", action="store_true", help="with --agree: follow the file until it is at rest"
        )
        add_common(parser)

    def handle(self, *, number: int, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        file = visible_files(officer, on=timezone.localdate(at)).filter(pk=number).first()
        if file is None:
            raise CommandError(f"no tax file {number} in the divisions of {officer.login}")
        told = preview(file, on=timezone.localdate(at))
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            file = _decided(file, officer, at, options)
            if options["agree"] and options["wait"]:
                file = following.follow(file, seconds=3600)
            if options["json"]:
                said = {"file_id": file.pk, "state": str(file.state), **told.as_json()}
                self.stdout.write(json.dumps(said, ensure_ascii=False))
                return
            self.stdout.write(f"{file.pk} {file.name}: {file.get_state_display()}")
            sums = Text("{0} 行，已入账 {1} 元，挂账 {2} 元", "{0} lines, {1} yuan posted, {2} yuan held")
            self.stdout.write(
                spoken(sums).format(told.lines, format_yuan(told.posted_fen), format_yuan(told.held_fen))
            )
            for one in told.all_touched:
                money = "" if one.amount_fen is None else f" {format_yuan(one.amount_fen)}"
                self.stdout.write(f"  {one.count:>8}  {spoken(one.text)}{money}")


def _decided(file: PaymentFile, officer: Any, at: Any, options: dict[str, Any]) -> PaymentFile:
    if options["because"]:
        return taking_back.ask(file=file, because=options["because"], by=officer, at=at)
    if options["agree"]:
        return taking_back.agree(file=file, by=officer, at=at)
    return taking_back.keep(file=file, by=officer, at=at) if options["keep"] else file
