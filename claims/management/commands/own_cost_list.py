"""`own_cost_list`: freeze a county's list of a month, take it away, send its answers.

`--area CODE --month YYYY-MM --freeze`, `--list NUMBER [--output FILE]`, `--list NUMBER --answers FILE`; each with `--by LOGIN`.
Another officer confirms the answers: `sent_file OW-1 NUMBER --move confirm`.
"""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.models import OwnCostList
from claims.operations import own_cost_answers, own_cost_lists
from claims.queries import own_cost_watch as queries
from claims.workbooks.own_cost_lists import own_cost_list
from policy.money import format_yuan
from staff import access, audit
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_people


class Command(OfficeCommand):
    help = (
        "Freeze a county's own-cost list of a month, show or take it away, or send its answers (layout OW-1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", type=int, help="number of a frozen list")
        parser.add_argument("--freeze", action="store_true")
        parser.add_argument("--area", default="", help="county, with --freeze")
        parser.add_argument("--month", help="YYYY-MM, with --freeze")
        parser.add_argument("--output", type=Path, help="workbook to be filled in, numbers in clear")
        parser.add_argument("--answers", type=Path, help="file of answers, layout OW-1")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            listed = (
                self._frozen(officer, options) if options["freeze"] else self._named(officer, options["list"])
            )
            told = queries.list_json(listed)
            if options["answers"]:
                told["answers"] = self._sent(listed, officer, options["answers"])
            if options["output"]:
                _written(listed, officer, options["output"])
            read_people(listed.line_count, by=officer, division_code=listed.area, what="own_cost_list")
            told["rows"] = queries.lines_json(listed.lines.select_related("alert").order_by("number"))
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            else:
                self.stdout.write("\n".join(_in_words(told)))

    def _frozen(self, officer: Officer, options: dict[str, Any]) -> OwnCostList:
        try:
            month = date.fromisoformat(f"{options['month']}-01")
        except ValueError:
            raise CommandError(_("--month is written YYYY-MM")) from None
        return own_cost_lists.freeze(area=options["area"], month=month, by=officer, at=timezone.now())

    def _named(self, officer: Officer, number: int | None) -> OwnCostList:
        listed = queries.visible_lists(officer, on=timezone.localdate()).filter(pk=number or 0).first()
        if listed is None:
            raise CommandError(_("there is no such list"))
        return listed

    def _sent(self, listed: OwnCostList, officer: Officer, path: Path) -> dict[str, Any]:
        if not path.is_file():
            raise CommandError(f"there is no file {path}")
        with path.open("rb") as content:
            file = own_cost_answers.receive(
                own_cost_list=listed, content=content, name=path.name, by=officer, at=timezone.now()
            )
        return {"file": file.pk, "state": str(file.state), "counts": file.summary.get("counts", {})}


def _written(listed: OwnCostList, officer: Officer, path: Path) -> None:
    """The workbook as the page gives it away, under the same right and with the same event."""
    access.require(officer, Permission.NATIONAL_ID_REVEAL, listed.area, on=timezone.localdate())
    audit.record(
        "download_own_cost_list",
        by=officer,
        about=listed,
        division_code=listed.area,
        change={"lines": listed.line_count},
    )
    with own_cost_list(listed) as stream, path.open("wb") as target:
        shutil.copyfileobj(stream, target)


def _in_words(told: dict[str, Any]) -> list[str]:
    head = f"{told['number']} · {told['lines']} · {told['digest']}"
    rows = [
        f"  {row['number']} {row['name']} {format_yuan(row['own_fen'])} / {format_yuan(row['line_fen'])} {row['state']}"
        for row in told["rows"]
    ]
    sent = [f"OW-1 {told['answers']['file']}: {told['answers']['state']}"] if "answers" in told else []
    return [head, *rows, *sent]
