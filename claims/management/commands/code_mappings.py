"""`code_mappings --by LOGIN [--enter PROVIDER KIND OWN CODE] [--approve N] [--json]`: what hospitals' own codes mean.

Without more it lists them. `--enter` goes with `--name`, `--from DAY` and `--document NUMBER`, `--reject N` with `--because WHY`.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from claims.models import CodeMapping, Provider
from claims.operations import code_mappings
from claims.queries.code_mappings import report, visible_mappings
from claims.rules.own_codes import CodeKind
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer

SHOWN = 200


class Command(OfficeCommand):
    help = "List, enter, confirm or turn down what hospitals' own codes mean."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--enter", nargs=4, metavar=("PROVIDER", "KIND", "OWN", "CODE"))
        parser.add_argument("--name", default="")
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--document", default="")
        parser.add_argument("--approve", type=int, metavar="NUMBER")
        parser.add_argument("--reject", type=int, metavar="NUMBER")
        parser.add_argument("--because", default="")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            rows = [report(row) for row in self._rows(officer, options)]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"{row['id']} {row['provider_code']} {row['own_code']} = {row['code']} {row['name']}: {row['standing']}"
            )

    def _rows(self, officer: Officer, options: dict[str, Any]) -> list[CodeMapping]:
        at = timezone.now()
        if options["enter"]:
            code, kind, own, national = options["enter"]
            provider = Provider.objects.filter(code=code.upper()).first()
            if provider is None or kind not in {one.value for one in CodeKind} or options["from_on"] is None:
                raise CommandError("--enter needs a registered provider, diagnosis or disease, and --from")
            entered = code_mappings.enter(
                provider=provider, kind=CodeKind(kind), own_code=own, code=national, name=options["name"],
                from_on=options["from_on"], document_number=options["document"], by=officer, at=at,
            )  # fmt: skip
            return [entered]
        number = options["approve"] or options["reject"]
        if number:
            rows = visible_mappings(officer, on=timezone.localdate(at), permission=Permission.CLAIMS_REVIEW)
            row = rows.filter(pk=number).first()
            if row is None:
                raise CommandError(f"there is no mapping {number}")
            is_approved = options["approve"] is not None
            return [
                code_mappings.decide(
                    mapping=row, is_approved=is_approved, because=options["because"], by=officer, at=at
                )
            ]
        return list(visible_mappings(officer, on=timezone.localdate(at)).order_by("-pk")[:SHOWN])
