"""`check_ledger [--json]`: do the invariants of money and cover hold? Ends with 1 when one is violated."""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enrollment.operations import ledger_checks
from staff.commands import OfficeCommand


class Command(OfficeCommand):
    help = "Assert the invariants of the ledger as SQL; exit 1 when one is violated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, **options: Any) -> None:
        violations = ledger_checks.run(at=timezone.now())
        if options["json"]:
            found = [{"invariant": v.invariant, "count": v.count, "rows": v.rows} for v in violations]
            told = {"ok": not violations, "checked": len(ledger_checks.invariants()), "violations": found}
            self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
        else:
            with translation.override(options["language"]):
                held = len(ledger_checks.invariants()) - len(violations)
                self.stdout.write(
                    _("%(held)d invariants hold, %(broken)d are violated")
                    % {"held": held, "broken": len(violations)}
                )
                for violation in violations:
                    self.stdout.write(f"  {violation.invariant}: {violation.count}")
                    for row in violation.rows:
                        self.stdout.write(f"    {row}")
        if violations:
            raise SystemExit(1)
