"""`import_treasury_statement FILE --area CODE --by LOGIN [--wait] [--json]`: send a statement of the treasury (TS-1)."""

from typing import Any, BinaryIO

from django.utils import timezone

from enrollment.models import TreasuryStatement
from enrollment.operations import treasury_statements
from enrollment.queries.treasury import statement_report
from intake.management.sending import SendingCommand
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.models import Officer
from staff.refusals import spoken


class Command(SendingCommand[TreasuryStatement]):
    help = "Send a statement of the treasury (layout TS-1) and, with --wait, follow it to its end."

    takes_totals = False

    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> TreasuryStatement:
        return treasury_statements.receive(
            content=content, name=name, area=options["area"], by=by, at=timezone.now()
        )

    def report(self, file: TreasuryStatement) -> dict[str, Any]:
        return statement_report(file)

    def in_words(self, told: dict[str, Any]) -> str:
        rows = [
            f"{told['layout']} {told['file_id']} {told['name']}: {spoken(FileState(told['state']).label)}"
        ]
        if refusal := told["refusal"]:
            rows += [spoken(Text(**refusal["text"])), spoken(Text(**refusal["remedy"]))]
        rows += [f"  {one['cell']}  {spoken(Text(**one['text']))}" for one in told["problems"][:20]]
        return "\n".join([*rows, " ".join(told["days"])])
