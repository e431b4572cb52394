"""`statement --bill NUMBER [--provider CODE] --by LOGIN [--json]`: what was paid on a bill, or what settling would give.

`--bill` is the provider's own number (with `--provider` when several use it). The look-up is written to the audit trail.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.models import Bill
from claims.operations import settlement
from claims.queries.bills import visible_bills
from claims.queries.statements import posted_statement, settlement_json, statement_json
from claims.rules.bill_states import BillState
from policy.care import Payer
from policy.money import format_yuan
from policy.terms import Text
from staff import audit
from staff.commands import officer_named
from staff.models import Officer
from staff.refusals import spoken


class Command(BaseCommand):
    help = "Show the statement of a settled bill, or the preview of one that is ready."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bill", required=True, help="the provider's bill number")
        parser.add_argument("--provider", default="", help="the provider's code")
        parser.add_argument("--by", required=True, help="login name of the officer who asks")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, bill: str, provider: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]):
            found = bill_of(bill, provider, officer)
            audit.record("read_statement", by=officer, about=found, division_code=found.division_code)
            statement = posted_statement(found)
            told: dict[str, Any] = {"bill_id": found.pk, "number": found.number, "state": found.state}
            if statement is not None:
                told["statement"] = statement_json(statement)
            elif found.state == BillState.READY:
                done = settlement.preview(bill=found, on=timezone.localdate(), by=officer)
                told["preview"] = settlement_json(done)
            told["holds"] = found.holds
            self.stdout.write(
                json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(in_words(told))
            )


def bill_of(number: str, provider: str, officer: Officer) -> Bill:
    """The bill of the officer's divisions that has this number and stands."""
    found = visible_bills(officer, on=timezone.localdate()).filter(number=number)
    if provider:
        found = found.filter(provider__code=provider.upper())
    bills = list(found.exclude(state=BillState.WITHDRAWN.value).select_related("provider", "person")[:2])
    if len(bills) != 1:
        raise CommandError(
            _("Several bills have this number; name the provider with --provider.")
            if bills
            else _("There is no bill with this number.")
        )
    return bills[0]


def in_words(told: dict[str, Any]) -> list[str]:
    """The same for reading."""
    rows = [f"{told['number']}: {spoken(BillState(told['state']).label)}"]
    figures = told.get("statement") or told.get("preview")
    for hold in told["holds"]:
        rows.append(f"  {spoken(Text(**hold['text']))}  {hold.get('clause', '')}".rstrip())
    if figures is None:
        return rows
    for payer, fen in figures["payments"].items():
        if fen:
            rows.append(f"  {spoken(Payer(payer).label)}  {format_yuan(fen)}")
    for line in figures["lines"]:
        label, rate = spoken(Text(**line["text"])), f" x {line['rate']}" if line["rate"] else ""
        rows.append(
            f"    {label}  {format_yuan(line['base_fen'])}{rate} = {format_yuan(line['fen'])}  {line['clause']}"
        )
    for missing in figures.get("missing", []):
        rows.append(f"  ? {spoken(Text(**missing['what']))}  {missing['clause']}")
    return rows
