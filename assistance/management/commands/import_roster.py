"""How is a roster of aided people taken in from the command line, from upload to written spans?

`import_roster FILE --area CODE --certifier C --kind full|changes --month YYYY-MM --categories a,b --by LOGIN
[--preview | --confirm --confirm-by LOGIN2] [--json]` takes the browser's path.

Without `--confirm` it stops at the preview. A run that was killed is taken up by the next one.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.categories.models import Roster
from assistance.categories.operations import rosters
from assistance.categories.operations.rosters import ROSTERS
from assistance.categories.queries.roster_reports import in_words, report
from assistance.categories.rules.roster_states import RosterKind
from intake.management.reading import add_reading, answered
from intake.operations import following, receiving, stored_files
from intake.rules.file_states import FileState
from policy.terms import Category, Certifier
from staff import access
from staff.access import Permission
from staff.commands import OfficeCommand, officer_named
from staff.models import Officer
from staff.refusals import Refusal

PATIENCE_SECONDS = 24 * 3600


class Command(OfficeCommand):
    help = "Check a roster of aided people (layout RS-1) and, with --confirm, let a second officer write it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", required=True, help="division whose people it is about, e.g. 620100")
        parser.add_argument("--certifier", required=True, choices=[c.value for c in Certifier])
        parser.add_argument("--kind", required=True, choices=[k.value for k in RosterKind])
        parser.add_argument("--month", required=True, help="YYYY-MM")
        parser.add_argument("--categories", required=True, help="codes, parted by commas")
        parser.add_argument("--document", default="", help="document number for rows that name none")
        parser.add_argument("--by", required=True, help="login name of who uploads")
        then = parser.add_mutually_exclusive_group()
        then.add_argument("--preview", action="store_true", help="stop at the preview (this is the default)")
        then.add_argument("--confirm", action="store_true", help="write it, confirmed by --confirm-by")
        parser.add_argument("--confirm-by", help="login name of the second officer")
        add_reading(parser)
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, file: Path, by: str, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        if options["confirm"] and not options["confirm_by"]:
            raise CommandError("--confirm needs --confirm-by LOGIN")
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", options["month"]):
            raise CommandError("--month is YYYY-MM")
        maker = officer_named(by)
        checker = officer_named(options["confirm_by"]) if options["confirm"] else None
        categories = [Category(code) for code in filter(None, options["categories"].split(","))]
        with translation.override(options["language"]):
            try:
                roster = run(file, maker, checker, categories, options)
            except Refusal as refusal:
                told = {"state": "refused", "refusal": refusal.as_json()}
                self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else str(refusal))
                raise SystemExit(1) from refusal
            told = report(roster)
            self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else in_words(roster))
        if roster.state in (FileState.REFUSED, FileState.FAILED, FileState.ASKING):
            raise SystemExit(1)


def run(
    file: Path, maker: Officer, checker: Officer | None, categories: list[Category], options: dict[str, Any]
) -> Roster:
    """Take the roster through its states as far as asked."""
    on = timezone.localdate()
    certifier, kind = Certifier(options["certifier"]), RosterKind(options["kind"])
    month = date.fromisoformat(f"{options['month']}-01")
    with file.open("rb") as content:
        digest, _ = stored_files.digest_of(content)
        roster = receiving.find_received(
            ROSTERS,
            sha256=digest,
            area=options["area"],
            certifier=certifier.value,
            kind=kind.value,
            month=month,
        )
        if roster is None:
            roster = rosters.receive(
                content=content, name=file.name, area=options["area"], certifier=certifier, kind=kind, month=month,
                categories=categories, document_number=options["document"], on=on, by=maker,
            )  # fmt: skip
        else:
            access.require(maker, Permission.ROSTERS_UPLOAD, options["area"], on=on)
    if roster.state in (FileState.RECEIVED, FileState.CHECKING):
        roster = following.follow(roster, seconds=PATIENCE_SECONDS, on=on, at_once=True)
    roster = answered(roster, options, by=maker, seconds=PATIENCE_SECONDS, on=on)
    if checker is not None and roster.state == FileState.READY:
        roster = rosters.confirm(roster=roster, on=on, by=checker, at=timezone.now())
    if checker is not None and roster.state == FileState.WRITING:
        roster = following.follow(roster, seconds=PATIENCE_SECONDS, at_once=True)
    return roster
