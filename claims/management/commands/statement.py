"""`statement --bill NUMBER [--provider CODE] --by LOGIN [--json]`: what was paid on a bill, or what settling would give.

`--bill` is the provider's own number (with `--provider` when several use it). The look-up is written to the audit trail.
"""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation

from claims.models import Bill
from claims.operations import settlement
from claims.queries.bills import visible_bills
from claims.queries.statements import posted_statement, settlement_json, statement_json
from claims.rules.bill_states import BillState
from policy.care import Payer
from policy.money import format_yuan
from policy.terms import Text
from staff import audit
from staff.commands import OfficeCommand, officer_named, refusals_told
from staff.models import Officer
from staff.refusals import Refusal, spoken


class Command(OfficeCommand):
    help = "Show the statement of a settled bill, or the preview of one that is ready."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bill", required=True, help="the provider's bill number")
        parser.add_argument("--provider", default="", help="the provider's code")
        parser.add_argument("--by", required=True, help="login name of the officer who asks")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, bill: str, provider: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
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
    """The bill of the officer's divisions that has this number and stands; refused when there is none or more than one."""
    found = visible_bills(officer, on=timezone.localdate()).filter(number=number)
    if provider:
        found = found.filter(provider__code=provider.upper())
    bills = list(found.exclude(state=BillState.WITHDRAWN.value).select_related("provider", "person")[:2])
    if len(bills) != 1:
        raise _several_bills() if bills else _no_bill()
    return bills[0]


def _no_bill() -> Refusal:
    return Refusal(
        "unknown_bill",
        Text("没有该单据号的账单。", "There is no bill with this number."),
        Text(
            "请核对单据号；外地机构的账单由当地查询。",
            "Check the number; bills of other divisions are seen there.",
        ),
    )


def _several_bills() -> Refusal:
    return Refusal(
        "several_bills",
        Text("有多张账单使用该单据号。", "Several bills have this number."),
        Text("请用 --provider 指明医疗机构。", "Name the provider with --provider."),
    )


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
