"""`payout_list --run NUMBER --month YYYY-MM --output FILE --by LOGIN [--json]`: make a One-Card list and write it for the bank.

`--aid PLACE` instead of `--run` lists the aid that cases of a place granted, `--list NUMBER` writes a list again that was
made before. The file is .xlsx or .csv by its name.
"""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.management.commands.propose_subsidies import list_numbered, run_numbered
from assistance.subsidies.operations import payouts
from assistance.subsidies.queries.subsidy_reports import list_report
from assistance.subsidies.workbooks import subsidies as workbooks
from intake.workbooks import as_csv
from staff import access, audit
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


class Command(OfficeCommand):
    help = "Make the One-Card payout list of a run or of granted aid, or write an earlier list again, as .xlsx or .csv."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--run", type=int, dest="number")
        which.add_argument("--aid", metavar="PLACE", help="division whose granted aid is listed")
        which.add_argument("--list", type=int, dest="list_number")
        parser.add_argument(
            "--month", type=month, metavar="YYYY-MM", help="of the list; this month unless given"
        )
        parser.add_argument("--output", required=True, type=Path, help="FILE.xlsx or FILE.csv")
        add_common(parser)

    def handle(self, *, by: str, output: Path, **options: Any) -> None:
        officer = officer_named(by)
        if output.suffix not in (".xlsx", ".csv"):
            raise CommandError("the file is written as .xlsx or .csv")
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                if options["list_number"] is not None:
                    batch = list_numbered(options["list_number"])
                    access.require(
                        officer, Permission.SUBSIDIES_PAY, batch.division_code, on=timezone.localdate()
                    )
                else:
                    first, at = options["month"] or timezone.localdate(), timezone.now()
                    batch = (
                        payouts.make_aid_list(division_code=options["aid"], month=first, by=officer, at=at)
                        if options["aid"]
                        else payouts.make_list(
                            run=run_numbered(options["number"]), month=first, by=officer, at=at
                        )
                    )
            stream = (
                workbooks.payout_list(batch)
                if output.suffix == ".xlsx"
                else as_csv(workbooks.PAYOUT_HEADINGS, workbooks.payout_rows(batch))
            )
            with output.open("wb") as written:
                shutil.copyfileobj(stream, written)
            audit.record(
                "download_payout_list", by=officer, about=batch, division_code=batch.division_code,
                change={"lines": batch.line_count},
            )  # fmt: skip
            told = list_report(batch) | {"output": str(output)}
            self.stdout.write(
                json.dumps(told, ensure_ascii=False)
                if options["json"]
                else f"{batch.number}: {batch.line_count} {output}"
            )
