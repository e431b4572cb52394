"""`generate_people --area CODE --households N --seed S`: fictitious households in the real villages of an area.

With `--output FILE` a household list (layout HH-1, .csv) is written; without it the list goes straight through the same
import as any other (`--by LOGIN`, `--year YYYY`).
"""

import csv
import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from enrollment.generate.people import HEADER, Maker
from enrollment.management.commands.import_households import run
from staff.commands import OfficeCommand
from staff.models import Division, Officer
from staff.rules.divisions import Level, scope_prefix


class Command(OfficeCommand):
    help = "Make fictitious households in the real villages of an area, as a file or through the import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="division code, e.g. 622900")
        parser.add_argument("--households", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--year", type=int, help="coverage year to enroll for")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            help="day on which the ages hold; default 1 October before the year",
        )
        parser.add_argument(
            "--villages", type=int, help="use at most this many villages, spread over the area"
        )
        parser.add_argument("--output", type=Path, help="write the list here and import nothing")
        parser.add_argument("--by", help="login name of the officer who imports")

    def handle(self, **options: Any) -> None:
        if options["output"]:
            people = write_list(options["output"], **_chosen(options))
            self.stdout.write(
                json.dumps({"file": str(options["output"]), "people": people}, ensure_ascii=False)
            )
            return
        officer = Officer.objects.filter(login__iexact=options["by"] or "").first()
        if officer is None:
            raise CommandError("name an officer with --by, or a file with --output")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"generated-{options['area']}-{options['seed']}.csv"
            write_list(file, **_chosen(options))
            report = run(file, options["area"], options["year"], officer, {"check_only": False})
        self.stdout.write(json.dumps(report, ensure_ascii=False))
        if report["state"] != "written":
            raise SystemExit(1)


def write_list(
    file: Path, *, area: str, households: int, seed: int, on: date, villages: int | None = None
) -> int:
    """Write a household list of generated people; returns how many people it has."""
    codes = list(
        Division.objects.filter(level=Level.VILLAGE, code__startswith=scope_prefix(area))
        .order_by("code")
        .values_list("code", flat=True)
    )
    if not codes:
        raise CommandError(f"no village of {area} is known: run load_divisions first")
    if villages:
        codes = codes[:: max(1, len(codes) // villages)][:villages]
    people = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for household in Maker(seed=seed, on=on, villages=codes).households(households):
            writer.writerows(household)
            people += len(household)
    return people


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    year = options["year"] or 2022
    return {
        "area": options["area"],
        "households": options["households"],
        "seed": options["seed"],
        "on": options["on"] or date(year - 1, 10, 1),
        "villages": options["villages"],
    }
