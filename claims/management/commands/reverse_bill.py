"""`reverse_bill --bill NUMBER [--provider CODE] --because TEXT --by LOGIN [--again] [--json]`: take a settlement back.

By new entries, as on the page. With `--again` the bill is settled anew afterwards. Later bills that come out differently are
listed as a plan for another officer, and nothing is taken back before it is posted.
"""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.management.commands.statement import bill_of
from claims.operations import reversal
from claims.rules.bill_states import BillState
from staff.commands import OfficeCommand, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Take back the settlement of a bill, and with --again settle it anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bill", required=True, help="the provider's bill number")
        parser.add_argument("--provider", default="", help="the provider's code")
        parser.add_argument("--because", required=True, help="reason or document")
        parser.add_argument("--by", required=True, help="login name of the officer")
        parser.add_argument("--again", action="store_true", help="settle it anew")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, bill: str, provider: str, because: str, by: str, **options: Any) -> None:
        officer, on = officer_named(by), timezone.localdate()
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                found = bill_of(bill, provider, officer)
                done = reversal.reverse(bill=found, reason=because, on=on, by=officer)
                if options["again"] and done.plan_id is None:
                    reversal.settle_again(bill=found, on=on, by=officer)
            found.refresh_from_db()
            told = {"bill_id": found.pk, "number": found.number, "state": found.state, "plan": done.plan_id}
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
                return
            self.stdout.write(f"{found.number}: {spoken(BillState(found.state).label)}")
            if done.plan_id is not None:
                self.stdout.write(
                    _("Later bills come out differently: plan no. %(id)d waits for another officer.")
                    % {"id": done.plan_id}
                )
