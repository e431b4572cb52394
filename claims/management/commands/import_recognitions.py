"""`import_recognitions FILE --area CODE --document NUMBER --by LOGIN [--wait] [--json]`: send an old register (layout RG-1).

It waits for a second officer: `sent_file RG-1 NUMBER --move confirm --by LOGIN2 --wait`.
"""

from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils import timezone

from claims.models import RecognitionList
from claims.operations import recognition_lists
from intake.management.sending import SendingCommand
from intake.queries import sent_files
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.models import Officer
from staff.refusals import spoken


class Command(SendingCommand[RecognitionList]):
    help = "Send a list of recognitions that an area decided before (layout RG-1)."

    takes_totals = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--document", required=True, help="number under which the recognitions stand")

    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> RecognitionList:
        return recognition_lists.receive(
            content=content, name=name, area=options["area"], document_number=options["document"], by=by,
            at=timezone.now(),
        )  # fmt: skip

    def report(self, file: RecognitionList) -> dict[str, Any]:
        return sent_files.report(file)

    def in_words(self, told: dict[str, Any]) -> str:
        rows = [
            f"{told['layout']} {told['file_id']} {told['name']}: {spoken(FileState(told['state']).label)}"
        ]
        if refusal := told["refusal"]:
            rows += [spoken(Text(**refusal["text"])), spoken(Text(**refusal["remedy"]))]
        rows += [f"  {one['cell']}  {spoken(Text(**one['text']))}" for one in told["problems"][:20]]
        return "\n".join(rows)
