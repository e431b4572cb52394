"""`decide_bank_answer --row N --verdict V --reason TEXT --by LOGIN [--json]`: which answer of the bank holds?"""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.subsidies.models import BankReturnLine
from assistance.subsidies.operations import bank_answers
from assistance.subsidies.queries.subsidy_reports import contradiction_report
from assistance.subsidies.rules.bank_answers import BankAnswer, Verdict
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Decide on a row in which the bank contradicts its earlier answer (paid, then bounced; returned, then paid)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--row", required=True, type=int, help="number of the row, as the list of contradictions has it"
        )
        parser.add_argument("--verdict", required=True, choices=[verdict.value for verdict in Verdict])
        parser.add_argument("--reason", required=True)
        add_common(parser)

    def handle(self, *, row: int, verdict: str, reason: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        rows = BankReturnLine.objects.select_related("bank_return", "payout_line")
        found = rows.filter(pk=row, payout_line__isnull=False).first()
        if found is None:
            raise CommandError(f"there is no row {row} about a line of a payout list")
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                bank_answers.decide(
                    row=found, verdict=Verdict(verdict), reason=reason, by=officer, at=timezone.now()
                )
            told = contradiction_report(rows.select_related("decision").get(pk=row))
            words = f"{spoken(BankAnswer(told['outcome']).label)}: {spoken(Verdict(told['verdict']).label)}"
            self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else words)
