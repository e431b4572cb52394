"""`import_status_list FILE --area CODE --source OFFICE --listed-on DAY --by LOGIN [--json]`: send a status list (layout ST-1)."""

from datetime import date
from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils import timezone

from enrollment.models import StatusList
from enrollment.operations import status_lists
from enrollment.queries.status_lists import report
from enrollment.rules.status_facts import StatusMatch, StatusSource
from intake.management.sending import SendingCommand
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.models import Officer
from staff.refusals import spoken


class Command(SendingCommand[StatusList]):
    help = "Send a status list of another office (layout ST-1) and, with --wait, follow it to its end."

    takes_totals = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--source", required=True, choices=[source.value for source in StatusSource])
        parser.add_argument("--listed-on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--document", default="", help="document number of the list")

    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> StatusList:
        return status_lists.receive(
            content=content,
            name=name,
            area=options["area"],
            source=StatusSource(options["source"]),
            listed_on=options["listed_on"],
            document_number=options["document"],
            by=by,
            at=timezone.now(),
        )

    def report(self, file: StatusList) -> dict[str, Any]:
        return report(file)

    def in_words(self, told: dict[str, Any]) -> str:
        rows = [
            f"{told['layout']} {told['file_id']} {told['name']}: {spoken(FileState(told['state']).label)}"
        ]
        if refusal := told["refusal"]:
            rows += [spoken(Text(**refusal["text"])), spoken(Text(**refusal["remedy"]))]
        rows += [f"  {one['cell']}  {spoken(Text(**one['text']))}" for one in told["problems"][:20]]
        rows += [
            f"  {count:8d}  {spoken(StatusMatch(code).label)}" for code, count in told["matches"].items()
        ]
        return "\n".join(rows)
