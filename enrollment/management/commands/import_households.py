"""`import_households FILE --area CODE --year YYYY --by LOGIN [--json]`: check, write, enroll and issue dues, in one go.

The same path as the browser's, without the pause for a preview. A run that was killed is taken up by the next one.
"""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.models import HouseholdImport
from enrollment.operations import household_imports
from intake.management.reading import add_reading, answered
from intake.operations import following, receiving, stored_files
from intake.rules.file_states import FileState
from staff import access
from staff.access import Permission
from staff.commands import OfficeCommand, officer_named
from staff.models import Officer
from staff.refusals import Refusal, spoken_language

PATIENCE_SECONDS = 24 * 3600


class Command(OfficeCommand):
    help = "Import a county's household list (layout HH-1), enroll its people for a coverage year and issue their dues."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", required=True, help="division whose list this is, e.g. 371702")
        parser.add_argument(
            "--year", type=int, help="coverage year to enroll for; without it people are only registered"
        )
        parser.add_argument("--by", required=True, help="login name of the officer")
        parser.add_argument("--check-only", action="store_true", help="check and preview, write nothing")
        add_reading(parser)
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, file: Path, area: str, year: int | None, by: str, **options: Any) -> None:
        started = time.monotonic()
        officer = officer_named(by)
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        with translation.override(options["language"]):
            try:
                report = run(file, area, year, officer, options)
            except Refusal as refusal:
                report = refused(refusal)
            report["seconds"] = round(time.monotonic() - started, 2)
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=None if options["json"] else 2))
        if report["state"] in (FileState.REFUSED, FileState.FAILED, FileState.ASKING):
            raise SystemExit(1)


def run(file: Path, area: str, year: int | None, officer: Officer, options: dict[str, Any]) -> dict[str, Any]:
    """Take the list through all its states and tell what came of it."""
    on = timezone.localdate()
    with file.open("rb") as content:
        digest, _ = stored_files.digest_of(content)
        listed = receiving.find_received(
            household_imports.HOUSEHOLD_LISTS, sha256=digest, area=area, coverage_year=year
        )
        was_written = listed is not None and listed.state == FileState.WRITTEN
        if listed is None:
            listed = household_imports.receive(
                content=content, name=file.name, area=area, coverage_year=year, on=on, by=officer
            )
        else:
            access.require(officer, Permission.PEOPLE_IMPORT, area, on=on)
    listed = following.follow(listed, seconds=PATIENCE_SECONDS, on=on, at_once=True)
    listed = answered(listed, options, by=officer, seconds=PATIENCE_SECONDS, on=on)
    if listed.state == FileState.READY and not options["check_only"]:
        listed = household_imports.confirm(household_import=listed, on=on, by=officer)
        listed = following.follow(listed, seconds=PATIENCE_SECONDS, at_once=True)
    return result(listed, again=was_written)


def result(listed: HouseholdImport, *, again: bool = False) -> dict[str, Any]:
    """The outcome as stable English keys; messages in the language of the process."""
    summary = listed.summary
    language = spoken_language()
    wrong = [
        {
            "cell": p["cell"],
            "code": p["code"],
            "message": p["message"][language],
            "remedy": p["remedy"][language],
        }
        for p in listed.problems
    ]
    notices = [
        {
            "cell": p["cell"],
            "code": p["code"],
            "message": p["message"][language],
            "remedy": p["remedy"][language],
        }
        for p in summary.get("notices", [])
    ]
    report: dict[str, Any] = {
        "import": listed.pk,
        "state": str(listed.state),
        "rows": listed.rows_read,
        "new": 0 if again else summary.get("people_written", summary.get("new", 0)),
        "known": listed.rows_read if again else summary.get("known", 0),
        "households_new": 0 if again else summary.get("households_new", 0),
        "problems": wrong,
        "problem_count": listed.problem_count,
        "notices": notices,
        "notice_counts": summary.get("notice_counts", {}),
        "enrolled": 0 if again else summary.get("enrolled", 0),
        "dues_issued": 0 if again else summary.get("dues_issued", 0),
    }
    report |= {"questions": listed.questions, "how_read": listed.notices, "read_as": listed.read_as}
    if again:
        report["already_imported"] = True
    if refusal := listed.refusal:
        report["refusal"] = {
            "code": refusal["code"],
            "message": refusal["text"][language],
            "remedy": refusal["remedy"][language],
        }
    return report


def refused(refusal: Refusal) -> dict[str, Any]:
    said = refusal.as_json()
    language = spoken_language()
    return {
        "state": "refused", "rows": 0, "new": 0, "known": 0, "problems": [], "problem_count": 0, "enrolled": 0, "dues_issued": 0,
        "refusal": {"code": said["code"], "message": said["text"][language], "remedy": said["remedy"][language]},
    }  # fmt: skip
