"""Do the commands import a list in one go and make the same fictitious people every time?"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from enrollment.generate.people import HEADER, Maker
from enrollment.models import HouseholdImport, Person
from staff.models import Officer
from tests import factories as make
from tests.enrollment.test_household_imports import bureau, family, row, sheet, take

pytestmark = pytest.mark.django_db
__all__ = ["bureau", "take"]  # fixtures


def test_the_command_does_all_of_it_and_again_does_nothing(
    tmp_path: Path, bureau: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(family(), encoding="utf-8-sig")

    def run() -> dict[str, Any]:
        call_command(
            "import_households", str(file), "--area", make.MUDAN, "--year", "2022", "--by", "bureau", "--json"
        )
        return json.loads(capsys.readouterr().out)

    first, second = run(), run()
    assert (first["state"], first["rows"], first["new"], first["enrolled"], first["dues_issued"]) == (
        "written",
        3,
        3,
        3,
        3,
    )
    assert (second["state"], second["new"], second["known"], second["enrolled"]) == ("written", 0, 3, 0)


def test_the_command_refuses_with_cells_and_exit_code_1(
    tmp_path: Path, bureau: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(sheet(row(number="1")), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_households", str(file), "--area", make.MUDAN, "--year", "2022", "--by", "bureau", "--json"
        )
    report = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert [problem["cell"] for problem in report["problems"]] == ["E2"]


def test_a_year_of_two_digits_enrolls_nobody(
    tmp_path: Path, bureau: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(family(), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_households", str(file), "--area", make.MUDAN, "--year", "22", "--by", "bureau", "--json"
        )
    assert ended.value.code == 1 and "no_coverage_year" in capsys.readouterr().out
    assert not Person.objects.exists() and not HouseholdImport.objects.exists()


def test_generated_people_are_the_same_for_a_seed_and_pass_the_check(
    take: Callable[..., HouseholdImport],
) -> None:
    def rows(seed: int) -> list[list[str]]:
        return list(
            Maker(seed=seed, on=date(2021, 10, 1), villages=[make.VILLAGE, make.OTHER_VILLAGE]).rows(200)
        )

    assert rows(3) == rows(3) != rows(4)
    listed = take("\n".join(",".join(line) for line in [list(HEADER), *rows(3)]) + "\n", write=True)
    assert listed.state == "written"
    assert (
        Person.objects.values("name").distinct().count() < Person.objects.count()
    )  # several people of one name
