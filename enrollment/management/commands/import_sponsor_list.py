"""`import_sponsor_list FILE --sponsor N --year YYYY --by LOGIN [--adds] [--json]`: send a list of who is paid for (PL-1)."""

from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from enrollment.models import SponsorList
from enrollment.operations import sponsor_lists
from enrollment.queries.sponsors import visible_sponsors
from intake.management.sending import SendingCommand
from intake.queries import sent_files
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.access import Permission
from staff.models import Officer
from staff.refusals import spoken


class Command(SendingCommand[SponsorList]):
    help = "Send a list of who is paid for (layout PL-1) and, with --wait, follow it to its end."

    takes_totals = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(area="")
        for action in parser._actions:
            if action.dest == "area":
                action.required, action.help = False, "not needed: it is the sponsor's division"
        parser.add_argument("--sponsor", required=True, type=int, help="number of the sponsor")
        parser.add_argument("--year", required=True, type=int, help="coverage year")
        parser.add_argument(
            "--adds", action="store_true", help="add to the lists of the year instead of replacing them"
        )
        parser.add_argument(
            "--document", default="", help="document of what an office decided about the order"
        )

    def receive(
        self,
        content: BinaryIO,
        *,
        name: str,
        by: Officer,
        expected: tuple[int | None, int | None],
        **options: Any,
    ) -> SponsorList:
        seen = visible_sponsors(by, on=timezone.localdate(), permission=Permission.PEOPLE_IMPORT)
        sponsor = seen.filter(pk=options["sponsor"]).first()
        if sponsor is None:
            raise CommandError(f"there is no sponsor {options['sponsor']} for {by.login}")
        return sponsor_lists.receive(
            sponsor=sponsor,
            coverage_year=options["year"],
            content=content,
            name=name,
            is_full=not options["adds"],
            document_number=options["document"],
            by=by,
            at=timezone.now(),
        )

    def report(self, file: SponsorList) -> dict[str, Any]:
        return sent_files.report(file)

    def in_words(self, told: dict[str, Any]) -> str:
        rows = [
            f"{told['layout']} {told['file_id']} {told['name']}: {spoken(FileState(told['state']).label)}"
        ]
        if refusal := told["refusal"]:
            rows += [spoken(Text(**refusal["text"])), spoken(Text(**refusal["remedy"]))]
        rows += [f"  {one['cell']}  {spoken(Text(**one['text']))}" for one in told["problems"][:20]]
        return "\n".join(rows)
