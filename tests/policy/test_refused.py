"""Does every refusal of the check say, in both languages and with its line, what is to be written instead?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policy.book import DATA, Book
from policy.lines import lines_of, place_of
from tests.policy.test_check import BROKEN

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CITY = (
    'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\n'
    '[documents.BZ]\nnumber = "示例发〔2021〕1号"\ntitle = "示例"\nissued_on = 2022-03-01\nlast_coverage_year = 2025\n'
)
DAY = 'from_on = 2023-01-01\nclause = "BZ-1"\n'
RATIO = '[[ratio]]\nsettings = ["inpatient"]\n'


def refused(directory: Path, name: str, text: str, area: str = CITY) -> list[str]:
    folder = directory / "371600"
    folder.mkdir(exist_ok=True)
    (folder / "area.toml").write_text(area, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return [str(problem) for problem in Book.read(DATA, directory)[1]]


@pytest.mark.parametrize(
    ("name", "text", "line", "zh", "en"),
    [
        ("benefit.toml", f"{RATIO}rate = 75\n{DAY}", 3, "75% 写作 0.75", "write 75 % as 0.75"),
        ("benefit.toml", f'{RATIO}rate = "75%"\n{DAY}', 3, "只写数字 0.75", "the number 0.75"),
        ("benefit.toml", f'[own_cost_line]\nwho = [{{ category = "dibao" }}]\namount = 1\n{DAY}', 1, "[[own_cost_line]]", "[[own_cost_line]]"),
        ("benefit.toml", f'[[ratio]]\nsettings = "inpatient"\nrate = 0.7\n{DAY}', 2, 'settings = ["inpatient"]', 'settings = ["inpatient"]'),
        ("benefit.toml", f'[[ratio]]\nsettings = ["住院"]\nrate = 0.7\n{DAY}', 2, "是否应为 inpatient", "two_diseases (outpatient drugs"),
        ("category.toml", f'[[own]]\ncode = "dibao"\nzh = "城市低保户"\nen = "dibao"\n{DAY}', 2, "已在 000000 common", "choose another"),
        ("category.toml", f'[[own]]\ncode = "poor_here"\nzh = "低保对象"\nen = "poor"\n{DAY}', 3, "换一个名称", "choose another"),
        ("category.toml", f'[[own]]\ncode = "poor_here"\nzh = "本地困难户"\nen = "poor"\npart_of = "poor"\n{DAY}', 5, "没有登记的身份类别 poor", "registered_poor (registered poor)"),
        ("category.toml", f'[[own]]\ncode = "poor_here"\nzh = "本地困难户"\nen = "poor"\npart_of = "poor_here"\n{DAY}', 5, "不能属于自身", "cannot be within itself"),
        ("category.toml", f'[[own]]\ncode = "Poor Here"\nzh = "本地困难户"\nen = "poor"\n{DAY}', 2, "Poor Here", "Poor Here"),
        ("category.toml", '[[own]]\ncode = "poor_here"\nzh = "本地困难户"\nen = "poor"\nfrom_on = 2023-01-01\n', 1, "没有注明依据条款", "without source"),
        ("category.toml", '[[common]]\ncode = "poor_here"\nzh = "本地困难户"\nen = "poor"\n', 1, "本地身份写 [[own]]", "write [[own]]"),
        ("subsidy.toml", '[[rule]]\ncategories = ["低保对象"]\nmode = "full"\nfrom_coverage_year = 2023\nclause = "BZ-1"\n', 2, "是否应为 dibao", "is dibao meant"),
        ("benefit.toml", f'[[guarantee]]\nwho = [{{ category = "dibbao" }}]\nsettings = ["inpatient"]\nrate = 0.8\n{DAY}', 2, "dibao（低保对象）", "is dibao meant"),
        ("benefit.toml", f"{RATIO}rates = 0.7\nrate = 0.7\n{DAY}", 3, "是否应为 rate（比例", "is rate (a share"),
        ("benefit.toml", f"[[ratios]]\nrate = 0.7\n{DAY}", 1, "是否应为 ratio（支付比例", "is ratio (the share"),
        ("benefit.toml", f"{RATIO}rate = 0.7\n{DAY}{RATIO}rate = 0.6\n{DAY}", 6, "删去一条", "take one out"),
        ("benefit.toml", f"{RATIO}rate = 0.7\nfrom_on = 2021-01-01\nclause = \"BZ-1\"\n", 4, "至少写 2022", "begin with 2022"),
        ("benefit.toml", f'{RATIO}rate = 0.7\nfrom_on = "2022/1/1"\nclause = "BZ-1"\n', 4, "写成 2022-01-01", "write 2022-01-01"),
        ("contribution.toml", '[[individual]]\namount = "400元"\ncoverage_year = 2023\nclause = "BZ-1"\n', 2, "只写数字 400", "the number 400 only"),
        ("contribution.toml", '[[individual]]\namount = 400\ncoverage_year = 2021\nclause = "BZ-1"\n', 3, "晚于其起始的 2021", "after coverage year 2021"),
        ("contribution.toml", '[[individual]]\namount = 400\ncoverage_year = 23\nclause = "BZ-1"\n', 3, "最小为 1998", "the least is 1998"),
        ("contribution.toml", "[[individual]]\namount = 400\ncoverage_year = 2023\nclause = BZ-1\n", 4, "文字要加引号", "Invalid value"),
        ("fund.toml", '[[risk_fund]]\nfrom_year = 2023\ndraw = 0.03\nceiling = 0.15\nclause = "BZ-1"\n', 1, "只写一次：[risk_fund]", "it stands once"),
        ("window.toml", '[[regular]]\nfrom_coverage_year = 2023\nopens = { year = "next", day = "10-01", clause = "BZ-1" }\ncloses = { year = "before", day = "12-31", clause = "BZ-1" }\n', 3, "before（上年）", "same (the same year)"),
        ("window.toml", '[[regular]]\nfrom_coverage_year = 2023\nopens = { year = "before", day = "02-30", clause = "BZ-1" }\ncloses = { year = "before", day = "12-31", clause = "BZ-1" }\n', 3, "没有 02-30 这一天", "there is no day 02-30"),
        ("waiting.toml", '[[ordinary]]\nmonths = 1\nfrom_coverage_year = 2023\nclause = "BZ-1"\n[[ordinary]]\nmonths = 2\nfrom_coverage_year = 2024\nclause = "BZ-1"\n', 5, "until_coverage_year = 2023", "until_coverage_year = 2023"),
        ("waiting.toml", '[[exempt]]\nreason = "special"\nafter_a_break = "ja"\nclause = "BZ-1"\n', 3, "不认识的键 after_a_break", "unknown key"),
        ("contribution.toml", '[[individual]]\namount = 400\nfloor = "yes"\ncoverage_year = 2023\nclause = "BZ 1"\n', 5, "写成 BZ-1", "write BZ-1"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_line_and_what_to_write(
    tmp_path: Path, name: str, text: str, line: int, zh: str, en: str
) -> None:
    found = refused(tmp_path, name, text)
    assert any(one.startswith(f"371600/{name}:{line}: ") and zh in one and en in one for one in found), found


@pytest.mark.parametrize(("name", "text", "place", "reason"), BROKEN, ids=lambda value: str(value)[:40])
def test_both_languages_stand_in_every_refusal(
    tmp_path: Path, name: str, text: str, place: str, reason: str
) -> None:
    area = CITY.replace("issued_on = 2022-03-01\n", "")
    for said in refused(tmp_path, name, text, area):
        where, _, sentence = said.partition(": ")
        zh, _, en = sentence.partition(" / ")
        assert CHINESE.search(zh) and re.search(r"[a-z]{3}", en), said
        assert name == "sauce.toml" or re.search(r"\.toml:\d+$", where), said


def test_a_line_is_found_in_each_way_of_writing_and_in_a_later_file(tmp_path: Path) -> None:
    text = '# x\n[a.b]\nc = """\n[no]\nd = 1\n"""\ne = [\n  { f = 1 },\n]\n[[t]]\nx = 1\n[[t]]\nx.y = 2\n'
    assert lines_of(text) == {
        ("a", "b"): 2, ("a", "b", "c"): 3, ("a", "b", "e"): 7, ("t", 1): 10, ("t", 1, "x"): 11, ("t", 2): 12,
        ("t", 2, "x", "y"): 13,
    }  # fmt: skip
    folder = tmp_path / "371600"
    folder.mkdir()
    (folder / "waiting.toml").write_text("[ordinary]\nmonths = 1\n", encoding="utf-8")
    (folder / "waiting-2025.toml").write_text(
        "\n[[ordinary]]\nmonths = 2\n\n[[ordinary]]\nmonths = 3\n", encoding="utf-8"
    )
    assert str(place_of("371600/waiting.toml: ordinary[1].months", [tmp_path])) == "371600/waiting.toml:2"
    assert (
        str(place_of("371600/waiting.toml: ordinary[3].months", [tmp_path])) == "371600/waiting-2025.toml:6"
    )
    assert str(place_of("371600/missing.toml: x", [tmp_path])) == "371600/missing.toml"
