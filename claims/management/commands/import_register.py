"""`import_register RG-1|FL-1|OA-1 FILE --area CODE --document NUMBER --by LOGIN [--wait]`: send what an area kept before.

Recognitions (RG-1), filings (FL-1), or balances of former accounts (OA-1, with `--closed-on DAY`).
It waits for a second officer: `sent_file RG-1 NUMBER --move confirm --by LOGIN2 --wait`.
"""

from datetime import date
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from claims.models.register_lists import RegisterList
from claims.operations import register_lists
from claims.operations.filing_lists import FILING_LISTS
from claims.operations.old_accounts import OLD_ACCOUNT_LISTS
from claims.operations.recognition_lists import RECOGNITION_LISTS
from intake.layouts import Layout
from intake.management.sending import SendingCommand
from intake.queries import sent_files
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.models import Officer
from staff.refusals import spoken

LAYOUTS: dict[str, Layout[Any]] = {
    one.code: one for one in (RECOGNITION_LISTS, FILING_LISTS, OLD_ACCOUNT_LISTS)
}


class Command(SendingCommand[RegisterList]):
    help = "Send a list of recognitions (RG-1), filings (FL-1) or old account balances (OA-1) that an area kept before."

    takes_totals = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("layout", choices=sorted(LAYOUTS))
        super().add_arguments(parser)
        parser.add_argument("--document", required=True, help="number under which the rows stand")
        parser.add_argument("--closed-on", type=date.fromisoformat, help="OA-1: day of the closing")

    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> RegisterList:
        of, closed_on = LAYOUTS[options["layout"]], options["closed_on"]
        if (of is OLD_ACCOUNT_LISTS) != (closed_on is not None):
            raise CommandError("--closed-on goes with OA-1")
        fields = {} if closed_on is None else {"closed_on": closed_on}
        sent: RegisterList = register_lists.receive(
            of, content=content, name=name, area=options["area"], document_number=options["document"], by=by,
            at=timezone.now(), **fields,
        )  # fmt: skip
        return sent

    def report(self, file: RegisterList) -> dict[str, Any]:
        return sent_files.report(file)

    def in_words(self, told: dict[str, Any]) -> str:
        rows = [
            f"{told['layout']} {told['file_id']} {told['name']}: {spoken(FileState(told['state']).label)}"
        ]
        if refusal := told["refusal"]:
            rows += [spoken(Text(**refusal["text"])), spoken(Text(**refusal["remedy"]))]
        rows += [f"  {one['cell']}  {spoken(Text(**one['text']))}" for one in told["problems"][:20]]
        return "\n".join(rows)
