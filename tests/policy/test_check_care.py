"""Does the check refuse values for care that contradict each other, and is what is shown what stands?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policy.__main__ import main
from policy.book import DATA, Book
from policy.show import as_text

CITY = (
    'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\npooling_level = "prefecture"\n'
    '[documents.BZ]\nnumber = "示例发〔2021〕1号"\ntitle = "示例"\n'
    '[tiers]\nlevel_1 = { zh = "一级", en = "class 1" }\nlevel_2 = { zh = "二级", en = "class 2" }\n'
    '[facts]\nsigned = { zh = "签约", en = "signed" }\n'
)
END = 'from_on = 2022-01-01\nclause = "BZ-1"\n'
RATIO = '[[ratio]]\nsettings = ["inpatient"]\n'


def book_with(directory: Path, benefit: str, code: str = "371600", area: str = CITY) -> Path:
    folder = directory / code
    folder.mkdir()
    (folder / "area.toml").write_text(area, encoding="utf-8")
    (folder / "benefit.toml").write_text(benefit, encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    ("benefit", "place", "reason"),
    [
        (f'{RATIO}tiers = ["county"]\nrate = 0.7\n{END}', "ratio[1].tiers", "not named in [tiers]"),
        (f'{RATIO}facts = ["moon"]\nrate = 0.7\n{END}', "ratio[1]", "not named in [facts]"),
        (f'{RATIO}who = [{{ finding = "moon" }}]\nrate = 0.7\n{END}', "ratio[1]", "not named in [facts]"),
        (f"{RATIO}rate = 75\n{END}", "ratio[1].rate", "less than or equal to 1"),
        (f"{RATIO}rate = 0.7\n{END}{RATIO}rate = 0.6\n{END}", "ratio[2]", "overlap with ratio[1]"),
        (f'{RATIO}rate = 0.7\n{END}{RATIO}places = ["area"]\nrate = 0.6\n{END}', "ratio[2]", "overlap"),
        (f"{RATIO}filed = true\nrate = 0.7\n{END}", "ratio[1]", "filed goes with places"),
        (f"{RATIO}rate = 0.7\nabove = 100\ncounts_from = \"deductible\"\n{END}", "ratio[1].above", "starts at 0"),
        (
            f'{RATIO}rate = 0.7\nuntil = 100\n{END}{RATIO}rate = 0.8\nabove = 200\n{END}',
            "ratio[1].until", "they must meet",
        ),
        (f"{RATIO}rate = 0.7\nabove = 100\nuntil = 50\n{END}", "ratio[1]", "more than above"),
        (f'[[tcm]]\nfacts = ["signed"]\nrate = 1\n{END}', "tcm[1]", "knows no who"),
        (f'[[limit]]\namount = 5\nper = "visit"\ntogether = true\n{END}', "limit[1]", "goes with per"),
        (
            f'[[limit]]\nsettings = ["chronic"]\namount = 5\nper = "year"\n{END}'
            f'[[limit]]\nsettings = ["chronic"]\namount = 6\nper = "year"\n{END}',
            "limit[2]", "overlap",
        ),
        (f"[[deductible]]\nfactor = 0.5\n{END}", "deductible[1]", "from_stay of 2 or more"),
        (f"[[deductible]]\n{END}", "deductible[1]", "one of amount and factor"),
        (
            f'[[assistance]]\nwho = [{{ category = "dibao" }}]\nsettings = ["inpatient"]\nrate = 0.7\namount = 1\n'
            f"income_share = 0.1\n{END}",
            "assistance[1]", "not both",
        ),
        (f'{RATIO}who = [{{ exact = true }}]\nrate = 0.7\n{END}', "ratio[1].who[1]", "give category, groups"),
    ],
)  # fmt: skip
def test_broken_values_for_care_are_refused_with_their_place(
    tmp_path: Path, benefit: str, place: str, reason: str
) -> None:
    _, problems = Book.read(DATA, book_with(tmp_path, benefit))
    assert any(place in problem.place and reason in problem.text.en for problem in problems), [
        str(problem) for problem in problems
    ]
    assert all(problem.text.zh for problem in problems)


def test_a_joint_limit_stands_beside_those_of_its_settings(tmp_path: Path) -> None:
    own = f'[[limit]]\nsettings = ["outpatient"]\namount = 5\nper = "year"\n{END}'
    joint = (
        f'[[limit]]\nsettings = ["outpatient", "chronic"]\namount = 9\nper = "year"\ntogether = true\n{END}'
    )
    everything = f'[[limit]]\namount = 20\nper = "year"\ntogether = true\n{END}'
    assert Book.read(DATA, book_with(tmp_path, own + joint + everything))[1] == []


def test_what_should_be_looked_at_is_pointed_out_and_not_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = END.replace("2022", "2023")
    table = (
        f"{RATIO}rate = 0.6\n{END}{RATIO}rate = 0.7\nabove = 100\n{END}"
        f'{RATIO}rate = 0.65\n{later}{RATIO}rate = 0.75\nabove = 200\ncounts_from = "burden"\n{later}'
    )
    words = '"BZ-1" = { section = "一", zh = "示例", en = "example" }\n'
    book_with(tmp_path, table)
    (tmp_path / "371600" / "clauses.toml").write_text(words, encoding="utf-8")
    assert main(["check", "--book", str(tmp_path)]) == 0
    notes = capsys.readouterr().err
    assert "ratio[2]: 没有写 counts_from" in notes and "ratio[4]" not in notes
    assert "segments of 2022-01-01 (from 100) stay in force" in notes


def test_a_replaced_value_is_not_shown_beside_its_successor(tmp_path: Path) -> None:
    limit = '[[limit]]\nsettings = ["chronic"]\nper = "year"\n'
    later = END.replace("2022", "2023")
    directory = book_with(tmp_path, f"{limit}amount = 80000\n{END}{limit}amount = 100000\n{later}")
    policy = Book.load(directory).policy("371600")
    assert "80000" in as_text(policy, date(2022, 6, 1), "zh")
    shown = as_text(policy, date(2023, 6, 1), "zh")
    assert "100000" in shown and "80000" not in shown


def test_a_county_below_the_pooling_area_states_only_what_is_used_there(tmp_path: Path) -> None:
    county = 'code = "371702"\nzh = "牡丹区"\nen = "Mudan"\nlevel = "county"\n'
    directory = book_with(tmp_path, "", "371702", county)
    (directory / "371702" / "waiting.toml").write_text(
        '[[ordinary]]\nmonths = 3\nfrom_coverage_year = 2022\nclause = "HZ-2.2e"\n'
        '[[least]]\nafter_missed_years = 4\nmonths = 6\nfrom_coverage_year = 2022\nclause = "HZ-2.2e"\n',
        encoding="utf-8",
    )
    (directory / "371702" / "scope.toml").write_text("", encoding="utf-8")
    found = [one.place for one in Book.read(DATA, directory)[1] if "whole pooling area" in one.text.en]
    assert found == ["371702/scope.toml", "371702/waiting.toml: least"]
