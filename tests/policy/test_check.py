"""Does the check refuse each kind of broken data, naming the place?"""

from __future__ import annotations

from pathlib import Path

import pytest

from policy.__main__ import main
from policy.book import DATA, Book

GOOD = {
    "area.toml": 'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\n'
    '[documents.BZ]\nnumber = "示例发〔2021〕1号"\ntitle = "示例"\n',
}

BROKEN = [
    (
        "contribution.toml",
        "[[individual]]\namount = 400\ncoverage_year = 2023\n",
        "individual[1].clause",
        "without source",
    ),
    (
        "contribution.toml",
        '[[individual]]\namount = 400\ncoverage_year = 2023\nclause = "XX-1"\n',
        "individual[1].clause",
        "no document",
    ),
    ("contribution.toml", 'colour = "red"\n', "colour", "unknown key"),
    (
        "contribution.toml",
        '[[individual]]\namount = 400\ncoverage_year = 2023\nclause = "BZ-1"\nsauce = 1\n',
        "individual[1].sauce",
        "unknown key",
    ),
    (
        "contribution.toml",
        '[[individual]]\namount = 400\ncoverage_year = 2023\nclause = "BZ-1"\nreadings = ["A99"]\n',
        "individual[1].readings",
        "not in readings.toml",
    ),
    (
        "contribution.toml",
        '[[individual]]\namount = 400\ncoverage_year = 2023\nclause = "BZ-1"\n'
        '[[individual]]\namount = 410\ncoverage_year = 2025\nclause = "BZ-1"\n',
        "individual",
        "gap: coverage 2024",
    ),
    (
        "contribution.toml",
        '[[individual]]\namount = 400\ncoverage_year = 2023\nclause = "BZ-1"\n'
        '[[individual]]\namount = 410\ncoverage_year = 2023\nclause = "BZ-1"\n',
        "individual[2]",
        "overlap",
    ),
    (
        "contribution.toml",
        '[[individual]]\namount = 400.001\ncoverage_year = 2023\nclause = "BZ-1"\n',
        "amount",
        "decimals",
    ),
    (
        "contribution.toml",
        '[[total]]\nnotice_year = 2022\ntotal = 960\nfiscal = 610\nindividual = 349\nclause = "BZ-1"\n',
        "total[1]",
        "parts add up to 959.00, not to 960.00",
    ),
    (
        "fiscal.toml",
        '[[standard]]\nfiscal_year = 2021\namount = 579\nclause = "BZ-1"\n',
        "standard[1].amount",
        "undercuts the inherited floor of 580",
    ),
    (
        "fiscal.toml",
        '[[standard]]\nfiscal_year = 2021\namount = 600\nclause = "BZ-1"\n[[share]]\nfiscal_year = 2021\n'
        'units = ["x"]\nparts = { central = 300, city = 299 }\nclause = "BZ-1"\n',
        "share[1].parts",
        "parts add up to 599.00",
    ),
    (
        "fiscal.toml",
        '[[rate]]\nfiscal_year = 2021\nunits = ["x"]\nof = "standard"\n'
        'parts = { central = 1.2, city = 0 }\nclause = "BZ-1"\n',
        "rate[1].parts.central",
        "outside 0..1",
    ),
    (
        "fiscal.toml",
        '[[rate]]\nfiscal_year = 2021\nunits = ["x"]\nof = "standard"\n'
        'parts = { central = 0.6, city = 0.3 }\nclause = "BZ-1"\n',
        "rate[1].parts",
        "add up to 0.9",
    ),
    (
        "window.toml",
        "[[regular]]\nfrom_coverage_year = 2022\nuntil_coverage_year = 2022\n"
        'opens = { year = "before", day = "09-01", clause = "BZ-1" }\n'
        'closes = { year = "before", day = "12-31", clause = "BZ-1" }\n'
        "[[regular]]\nfrom_coverage_year = 2024\n"
        'opens = { year = "before", day = "09-01", clause = "BZ-1" }\n'
        'closes = { year = "before", day = "12-31", clause = "BZ-1" }\n',
        "regular",
        "gap between coverage years 2023 and 2024",
    ),
    (
        "window.toml",
        "[[regular]]\nfrom_coverage_year = 2022\n"
        'opens = { year = "before", day = "09-01", clause = "BZ-1" }\n'
        'closes = { year = "before", day = "12-31", clause = "BZ-1" }\n'
        "[[regular]]\nfrom_coverage_year = 2024\n"
        'opens = { year = "before", day = "09-01", clause = "BZ-1" }\n'
        'closes = { year = "before", day = "12-31", clause = "BZ-1" }\n',
        "regular",
        "overlap from coverage year 2024",
    ),
    (
        "window.toml",
        '[[regular]]\nfrom_coverage_year = 2022\nopens = { year = "same", day = "09-01", clause = "BZ-1" }\n'
        'closes = { year = "before", day = "12-31", clause = "BZ-1" }\n',
        "regular[1].closes",
        "before the window opens",
    ),
    (
        "catch_up.toml",
        '[[price]]\nfrom_coverage_year = 2022\nafter = "window"\nuntil = "05-31"\n'
        'parts = ["individual"]\nclause = "BZ-1"\n'
        '[[price]]\nfrom_coverage_year = 2022\nafter = "06-30"\nuntil = "12-31"\n'
        'parts = ["individual"]\nclause = "BZ-1"\n',
        "price",
        "gap between 05-31 and 06-30",
    ),
    (
        "catch_up.toml",
        '[[price]]\nfrom_coverage_year = 2022\nafter = "window"\nuntil = "07-31"\n'
        'parts = ["individual"]\nclause = "BZ-1"\n'
        '[[price]]\nfrom_coverage_year = 2022\nafter = "06-30"\nuntil = "12-31"\n'
        'parts = ["individual"]\nclause = "BZ-1"\n',
        "price",
        "overlap between 07-31 and 06-30",
    ),
    (
        "readings.toml",
        '[A42]\nvalue = "someday"\nclause = "BZ-1"\nzh = "x"\nen = "x"\n',
        "A42.value",
        "none of",
    ),
    (
        "readings.toml",
        '[A42]\nvalue = "same_day"\nclause = "BZ-1"\nzh = "x"\nen = "x"\n',
        "A42.alternatives",
        "in full",
    ),
    (
        "fiscal.toml",
        '[[standard]]\nfiscal_year = 2021\namount = 600\nclause = "BZ-1"\n[[share]]\nfiscal_year = 2021\n'
        'units = ["x"]\nparts = { central = 300, city = 300 }\nclause = "BZ-1"\n',
        "share[1]",
        "say whom it is about",
    ),
    (
        "fiscal.toml",
        '[[rate]]\nfiscal_year = 2021\nunits = ["x"]\nof = "standard"\ndivisions = ["371702"]\n'
        'parts = { central = 1 }\nclause = "BZ-1"\n',
        "rate[1].divisions",
        "not in this area",
    ),
    (
        "fiscal.toml",
        '[[rate]]\nfiscal_year = 2021\nunits = ["x"]\nof = "standard"\nlisted = "poor_counties"\n'
        'parts = { central = 1 }\nclause = "BZ-1"\n',
        "rate[1]",
        "add an undecided entry",
    ),
    (
        "fiscal.toml",
        '[[standard]]\nfiscal_year = 2021\namount = 600\nclause = "BZ-1"\n'
        '[[share]]\nfiscal_year = 2021\nunits = ["x"]\ndivisions = ["371602"]\n'
        'parts = { central = 500, city = 60, county = 40 }\nclause = "BZ-1"\n'
        '[[rate]]\nfiscal_year = 2021\nunits = ["x"]\nothers = true\nof = "city_and_county"\n'
        'parts = { city = 0.5, county = 0.5 }\nclause = "BZ-1"\n',
        "share[1].parts",
        "city is 60; by the rate of BZ-1 it is 50.0",
    ),
    (
        "fund.toml",
        '[[pool]]\nyear = 2021\npool = "inpatient"\namount = 90\nclause = "BZ-1"\n',
        "pool (2021)",
        "exactly one pool takes the rest",
    ),
    (
        "fund.toml",
        '[[critical_illness]]\nyear = 2021\namount = 90\nclause = "BZ-1"\n'
        '[[pool]]\nyear = 2021\npool = "critical_illness"\namount = 80\nclause = "BZ-1"\n'
        '[[pool]]\nyear = 2021\npool = "undivided"\nrest = true\nclause = "BZ-1"\n',
        "pool (2021)",
        "critical illness 80 differs from the amount on file, 90",
    ),
    (
        "fund.toml",
        '[risk_fund]\nfrom_year = 2021\ndraw = 0.2\nceiling = 0.15\nclause = "BZ-1"\n',
        "risk_fund",
        "the draw is above the ceiling",
    ),
    (
        "deadline.toml",
        '[[deadline]]\ncode = "x"\nzh = "x"\nen = "x"\nwho_zh = "x"\nwho_en = "x"\non = 2021-01-01\n'
        'within_months = 3\nclause = "BZ-1"\n',
        "deadline[1]",
        "at most one of yearly, on, within_months",
    ),
    (
        "target.toml",
        '[[target]]\ncode = "coverage_rate"\nzh = "x"\nen = "x"\nabout = true\nclause = "BZ-1"\n',
        "target[1]",
        "about needs a rate",
    ),
    (
        "target.toml",
        '[[target]]\ncode = "coverage_rate"\nzh = "x"\nen = "x"\nrate = 97\nclause = "BZ-1"\n',
        "target[1].rate",
        "less than or equal to 1",
    ),
    ("subsidy.toml", "[[rule\n", "subsidy.toml", "not valid TOML"),
    ("sauce.toml", "", "sauce.toml", "unknown file"),
]


@pytest.mark.parametrize(("name", "text", "place", "reason"), BROKEN, ids=lambda value: str(value)[:40])
def test_broken_data_are_refused_with_their_place(
    tmp_path: Path, name: str, text: str, place: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "371600"
    folder.mkdir()
    for file, body in {**GOOD, name: text}.items():
        (folder / file).write_text(body, encoding="utf-8")
    _, problems = Book.read(DATA, tmp_path)
    assert any(
        problem.place.startswith(f"371600/{name}") and place in problem.place and reason in problem.text.en
        for problem in problems
    ), [str(problem) for problem in problems]
    assert main(["check", "--book", str(tmp_path)]) == 1
    assert reason in capsys.readouterr().err


def test_a_county_may_not_undercut_the_fixed_subsidy_minimum(tmp_path: Path) -> None:
    folder = tmp_path / "622900"
    folder.mkdir()
    (folder / "subsidy.toml").write_text(
        '[[rule]]\ncategories = ["registered_poor"]\nmode = "fixed"\n'
        "amount = 110\nfrom_coverage_year = 2021\n"
        'clause = "LX-4.8"\n',
        encoding="utf-8",
    )
    _, problems = Book.read(DATA, tmp_path)
    assert [str(problem).partition(": 110")[0] for problem in problems] == [
        "622900/subsidy.toml:4: rule[1].amount"
    ]
    assert problems[0].text.en == "110 undercuts the inherited floor of 120 (GS-2.3d): write at least 120"


def test_the_built_in_book_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "7 areas are in order" in capsys.readouterr().out
