"""Are tables of coverage years guarded: no gap, no overlap, no reach into earlier years, and readings that data follow?"""

from __future__ import annotations

from pathlib import Path

import pytest

from enrollment.rules.waiting import waiting_terms
from policy.__main__ import main
from policy.book import DATA, Book
from policy.entered import Entered
from policy.files import Problem
from policy.topics import Topic

CITY = (
    'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\n'
    '[documents.BZ]\nnumber = "示例发〔2021〕1号"\ntitle = "示例"\nissued_on = 2021-09-01\n'
    '[documents.BZ25]\nnumber = "示例发〔2024〕1号"\ntitle = "示例"\nissued_on = 2024-09-01\n'
)
OPEN = (
    '[[undecided]]\ntopic = "{topic}"\nfrom_coverage_year = 2023\nuntil_coverage_year = 2024\nclause = "BZ25-1"\n'
    'what_zh = "x"\nwhat_en = "x"\ndecided_by_zh = "x"\ndecided_by_en = "x"\n'
)
OLD_AND_NEW = {
    "waiting.toml": ("[[ordinary]]\nmonths = 1\n", "[[ordinary]]\nmonths = 3\nafter_a_break = true\n", "waiting"),
    "newborn.toml": (
        '[[within]]\nmonths = 6\ncover_from = "birth"\nparts = ["individual"]\n',
        '[[within]]\nmonths = 6\ncover_from = "birth"\nparts = ["individual"]\n', "newborn"),
    "catch_up.toml": (
        '[[hardship]]\ncategories = ["dibao"]\nparts = ["individual"]\n',
        '[[hardship]]\ncategories = ["tekun"]\nparts = ["individual"]\n', "catch_up"),
    "subsidy.toml": (
        '[[flow]]\nmode = "full"\nflow = "paid_direct"\n', '[[flow]]\nmode = "full"\nflow = "one_card"\n', "flow"),
    "scope.toml": (
        '[[must_insure]]\ncategories = ["dibao"]\n', '[[must_insure]]\ncategories = ["tekun"]\n', "must_insure"),
}  # fmt: skip


def problems(tmp_path: Path, files: dict[str, str], code: str = "371600", about: str = CITY) -> list[Problem]:
    folder = tmp_path / code
    folder.mkdir(exist_ok=True)
    for name, text in {"area.toml": about, **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Book.read(DATA, tmp_path)[1]


def said(found: list[Problem]) -> str:
    return "\n".join(map(str, found))


def two(name: str, first_until: str, second_from: str) -> str:
    old, new, _topic = OLD_AND_NEW[name]
    return f'{old}clause = "BZ-1"\n{first_until}{new}clause = "BZ25-1"\n{second_from}'


@pytest.mark.parametrize("name", sorted(OLD_AND_NEW))
def test_two_values_for_one_year_are_refused_in_every_table(tmp_path: Path, name: str) -> None:
    text = two(name, "until_coverage_year = 2026\n", "from_coverage_year = 2025\n")
    assert "overlap from coverage year 2025" in said(problems(tmp_path, {name: text}))


@pytest.mark.parametrize("name", sorted(OLD_AND_NEW))
def test_a_gap_is_refused_in_every_table_unless_it_is_said_to_be_open(tmp_path: Path, name: str) -> None:
    text = two(name, "until_coverage_year = 2022\n", "from_coverage_year = 2025\n")
    assert "gap: coverage 2023 to 2024 has no value" in said(problems(tmp_path, {name: text}))
    silent = OPEN.format(topic=OLD_AND_NEW[name][2])
    assert problems(tmp_path, {name: silent + text}) == []


@pytest.mark.parametrize("name", sorted(OLD_AND_NEW))
def test_a_later_text_may_not_reach_into_earlier_years(tmp_path: Path, name: str) -> None:
    text = f'{OLD_AND_NEW[name][1]}clause = "BZ25-1"\n'
    assert "BZ25-1 is of a later document: write from_coverage_year" in said(problems(tmp_path, {name: text}))


def test_a_rule_whose_paper_came_after_its_year_is_refused(tmp_path: Path) -> None:
    text = (
        '[[ordinary]]\nmonths = 1\nclause = "BZ25-1"\nfrom_coverage_year = 2023\nuntil_coverage_year = 2023\n'
    )
    assert "was issued on 2024-09-01, after coverage year 2023" in said(
        problems(tmp_path, {"waiting.toml": text})
    )


def test_a_wait_shorter_than_that_of_the_whole_country_is_refused(tmp_path: Path) -> None:
    text = '[[ordinary]]\nmonths = 2\nafter_a_break = true\nclause = "BZ25-1"\nfrom_coverage_year = 2025\n'
    assert "shorter than the 3 months above" in said(problems(tmp_path, {"waiting.toml": text}))
    forgets = text.replace("months = 2", "months = 3").replace("after_a_break = true\n", "")
    assert "without after_a_break (N38-2a)" in said(problems(tmp_path, {"waiting.toml": forgets}))


def test_a_word_that_carries_over_names_documents_and_files(tmp_path: Path) -> None:
    word = (
        '[[carried_over]]\ndocuments = ["XX"]\nfiles = ["benefit"]\nuntil_coverage_year = 2024\nclause = "BZ-1"\n'
        'zh = "x"\nen = "x"\n'
    )
    found = said(problems(tmp_path, {}, about=CITY.replace("[documents.BZ]", word + "[documents.BZ]", 1)))
    assert "document XX is not listed" in found and "files are of contribution" in found


def test_parts_that_a_notice_prints_add_up(tmp_path: Path) -> None:
    text = '[[individual]]\namount = 350\nparts_printed = [320, 40]\ncoverage_year = 2022\nclause = "BZ-1"\n'
    found = said(problems(tmp_path, {"contribution.toml": text}))
    assert "parts_printed" in found and "parts add up to 360.00, not to 350.00" in found
    right = text.replace("40", "30", 1)
    assert problems(tmp_path, {"contribution.toml": right}) == []


def test_the_printed_amount_of_a_full_subsidy_is_the_due(tmp_path: Path) -> None:
    about = (
        CITY.replace('"371600"', '"371700"').replace("滨州", "菏泽")
        + '[documents.HZ]\nnumber = "x"\ntitle = "x"\n'
    )
    text = '[[rule]]\ncategories = ["tekun"]\nmode = "full"\namount_printed = 300\nfrom_coverage_year = 2022\nclause = "HZ-3.2a"\n'
    found = said(problems(tmp_path, {"subsidy.toml": text}, "371700", about))
    assert "amount_printed: 各部分合计 300.00 元" in found


def test_a_minimum_is_held_against_its_own_categories_and_years_only(tmp_path: Path) -> None:
    minimum = '[[minimum]]\namount = 200\ncategories = ["dibao"]\nfrom_coverage_year = 2021\nuntil_coverage_year = 2022\nclause = "SD-1g"\n'
    rule = '[[rule]]\ncategories = ["{who}"]\nmode = "fixed"\namount = 100\nfrom_coverage_year = {year}\nclause = "BZ25-1"\n'
    province = tmp_path / "370000"
    province.mkdir()
    (province / "subsidy-more.toml").write_text(minimum, encoding="utf-8")
    for who, year, refused in (("dibao", 2022, True), ("low_income", 2022, False), ("dibao", 2025, False)):
        about = CITY.replace("2024-09-01", "2021-09-01")
        found = said(problems(tmp_path, {"subsidy.toml": rule.format(who=who, year=year)}, about=about))
        refusal = "371600/subsidy.toml:4: rule[1].amount: 100 元低于上级最低标准 200 元"
        assert (refusal in found) is refused, (who, year, found)


def test_an_area_that_pools_at_a_level_without_rules_is_refused(tmp_path: Path) -> None:
    about = (
        'code = "510104"\nzh = "某区"\nen = "A district"\nlevel = "county"\npooling_level = "province"\n'
        '[documents.XD]\nnumber = "示例"\ntitle = "示例"\n'
    )
    assert "there is no folder 510000" in said(problems(tmp_path, {}, "510104", about))


READING = '[BZ1]\nvalue = "{chosen}"\nalternatives = ["b"]\nclause = "BZ-1"\nzh = "x"\nen = "x"\n'
WAIT = (
    '[[ordinary]]\nmonths = 1\nclause = "BZ-1"\nif_readings = { BZ1 = "a" }\n'
    '[[ordinary]]\nmonths = 2\nclause = "BZ-1"\nif_readings = { BZ1 = "%s" }\n'
)


def test_an_area_may_register_a_reading_of_its_own_by_data_only(tmp_path: Path) -> None:
    files = {"readings.toml": READING.format(chosen="a"), "waiting.toml": WAIT % "b"}
    about = CITY.replace('title = "示例"\n', 'title = "示例"\nlast_coverage_year = 2022\n', 1)
    assert problems(tmp_path, files, about=about) == []
    policy = Book.load(tmp_path).policy("371600")
    months = [
        wait.months
        for one in (policy, policy.with_reading("BZ1", "b"))
        if (wait := waiting_terms(one, 2022).ordinary) is not None
    ]
    assert months == [1, 2]


def test_a_reading_that_nothing_follows_and_a_way_that_does_not_exist_are_refused(tmp_path: Path) -> None:
    alone = said(problems(tmp_path, {"readings.toml": READING.format(chosen="a")}))
    assert "some value must depend on it by if_readings" in alone
    files = {"readings.toml": READING.format(chosen="a"), "waiting.toml": WAIT % "c"}
    assert "reading BZ1 has no way called c" in said(problems(tmp_path, files))


def test_a_reading_may_change_with_the_years(tmp_path: Path) -> None:
    way = (
        '[[A42]]\nvalue = "{value}"\nalternatives = [{others}]\nclause = "BZ-1"\nzh = "x"\nen = "x"\n'
        "{year}_coverage_year = {n}\n"
    )
    ways = ("day_after", "same_day", "first_of_next_month", "whole_calendar_month")

    def written(value: str, year: str, n: int) -> str:
        others = ", ".join(f'"{one}"' for one in ways if one != value)
        return way.format(value=value, others=others, year=year, n=n)

    text = written("day_after", "until", 2024) + written("same_day", "from", 2025)
    assert problems(tmp_path, {"readings.toml": text}) == []
    policy = Book.load(tmp_path).policy("371600")
    assert [policy.in_year(year).reading("A42") for year in (2022, 2025)] == ["day_after", "same_day"]
    both = written("day_after", "until", 2025) + written("same_day", "from", 2025)
    assert "overlap from coverage year 2025" in said(problems(tmp_path, {"readings.toml": both}))


SHARE = '[[rule]]\ncategories = ["dibao"]\nmode = "{mode}"\nfrom_coverage_year = 2025\nclause = "BZ25-1"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SHARE.format(mode="share"), "a subsidy by share needs share"),
        (SHARE.format(mode="full") + "share = 0.5\n", "the others have none"),
        (SHARE.format(mode="full") + "least = 5\n", "least and most are for a share"),
        (SHARE.format(mode="share") + "share = 0.5\nleast = 5\nmost = 4\n", "the most is below the least"),
        (
            SHARE.format(mode="share") + "share = 60\n",
            "less than or equal to 1 (found 60): write 60 % as 0.6",
        ),
    ],
)
def test_a_share_is_a_share_and_its_bounds_do_not_cross(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in said(problems(tmp_path, {"subsidy.toml": text}))


def test_ages_that_meet_are_refused(tmp_path: Path) -> None:
    amount = '[[individual]]\namount = {fen}\ncoverage_year = 2022\nclause = "BZ-1"\n'
    text = amount.format(fen=400) + amount.format(fen=300) + "from_age = 60\n" + amount.format(fen=350)
    met = said(problems(tmp_path, {"contribution.toml": text + "from_age = 50\nuntil_age = 60\n"}))
    assert "coverage 2022: ages overlap from 60" in met
    assert problems(tmp_path, {"contribution.toml": text + "from_age = 50\nuntil_age = 59\n"}) == []


def test_two_officers_may_carry_a_rule_over_year_by_year(tmp_path: Path) -> None:
    policy = Book.load().policy("371700")
    assert waiting_terms(policy, 2023).ordinary is None
    entry = Entered(Topic.CARRIED_OVER, True, "示例文号", "waiting:2023")
    carried = policy.with_entered([entry])
    wait = waiting_terms(carried, 2023).ordinary
    assert wait is not None and (wait.months, wait.clause) == (1, "HZ-2.2e")
    assert waiting_terms(carried, 2024).ordinary is None, "the next year needs a word of its own"
    assert carried.in_year(2023).carry_over("waiting") == entry


def test_what_is_said_of_a_year_past_is_shown_as_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "371700", "2027-01-05", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert "UNDECIDED: nothing is said of coverage 2027 (up to 2022: after the window until 30 June" in text
    assert "3 month(s) after a late payment, and after a break also inside the window" in text
    assert "entered as: first coverage year that counts as missed" in text
    assert "1 month(s) after a late payment  [HZ-2.2e" not in text, (
        "the wait of 2022 is answered by the later one"
    )


def test_the_month_of_a_subsidy_is_as_the_data_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    added = (
        '[newly_added]\ncategories = ["registered_poor"]\nenroll = "month_added"\nsubsidy_months_later = 3\n'
        'clause = "BZ-1"\n'
    )
    about = CITY.replace('title = "示例"\n', 'title = "示例"\nlast_coverage_year = 2022\n', 1)
    assert problems(tmp_path, {"subsidy.toml": added}, about=about) == []
    assert main(["show", "371600", "2022-03-15", "--lang", "en", "--book", str(tmp_path)]) == 0
    assert "subsidy 3 months later" in capsys.readouterr().out


def test_a_value_without_an_end_needs_a_document_that_has_one(tmp_path: Path) -> None:
    text = '[[ordinary]]\nmonths = 1\nclause = "BZ-1"\n'
    assert "the document of BZ-1 names no year" in said(problems(tmp_path, {"waiting.toml": text}))
    for end in ("last_coverage_year = 2022", "lasting = true"):
        about = CITY.replace('title = "示例"\n', f'title = "示例"\n{end}\n', 1)
        found = said(problems(tmp_path, {"waiting.toml": text}, about=about))
        assert "names no year" not in found
