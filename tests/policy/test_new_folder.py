"""Does a new folder explain every table in both languages, say what is to fill in, and hold once it is filled in?"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel

from policy import table_words
from policy.__main__ import main
from policy.book import DATA, Book
from policy.files import TO_FILL_IN
from policy.new_folder import OF_THE_NATION, _model_of
from policy.schema import FILES, AreaFile, Reading
from policy.schema.area import PlainClause

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert main(["new", "371600", "--from", "371700", "--into", str(tmp_path)]) == 0
    return tmp_path / "371600"


def test_every_table_and_key_has_words_in_both_languages() -> None:
    files: dict[str, type[BaseModel]] = {**FILES, "area": AreaFile}
    for kind, file in files.items():
        tables = table_words.tables(kind)
        own = (
            set(file.model_fields)
            if kind != "area"
            else {"documents", "carried_over", "tiers", "facts", "prefectures"}
        )
        assert set(tables) == own, kind
        for table in tables:
            model = _model_of(file, table)
            for key in model.model_fields if model else ():
                words = table_words.key(key)
                assert words and CHINESE.search(words.zh) and not CHINESE.search(words.en), (table, key)
    for key in (*AreaFile.model_fields, *Reading.model_fields, *PlainClause.model_fields):
        assert table_words.key(key), key


def test_a_new_folder_comments_every_table_with_an_example_that_can_be_read(folder: Path) -> None:
    for kind, file in FILES.items():
        text = (folder / f"{kind}.toml").read_text(encoding="utf-8")
        for table, words in table_words.tables(kind).items():
            if table == OF_THE_NATION:
                assert f"# ---- {table} " not in text
                continue
            assert f"# ---- {table}  {words.zh} / {words.en}" in text
            part = text.partition(f"# ---- {table} ")[2].partition("# ---- ")[0]
            example = part.partition("# 例 / example:\n")[2].replace("\n#", "\n").removeprefix("#")
            if table not in ("statement", "undecided"):
                assert example, (kind, table)
            if example:
                assert getattr(file.model_validate(tomllib.loads(example, parse_float=Decimal)), table)


def test_the_check_of_a_new_folder_says_all_that_is_to_fill_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["check", "--book", str(folder.parent)]) == 1
    said = capsys.readouterr().err.splitlines()
    tables = sum(len(table_words.tables(kind)) - 2 for kind in FILES)
    assert sum(TO_FILL_IN in line for line in said) == tables - 1, "each but the table of the whole country"
    assert all("还没有填写" in line and "still to fill in" in line for line in said[:-1])
    assert all(re.match(r"371600/\w+\.toml:[1-9]\d*: ", line) for line in said[:-1])
    assert said[-1] == f"还有 {len(said) - 1} 处待填 / {len(said) - 1} places still to fill in"


def test_a_new_folder_that_is_filled_in_is_in_order(folder: Path) -> None:
    for path in folder.glob("*.toml"):
        text = re.sub(rf"^{TO_FILL_IN} = .*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        text = text.replace("待填", "示例").replace("TO FILL IN", "example")
        path.write_text(text, encoding="utf-8")
    amount = '[[individual]]\namount = 400\ncoverage_year = 2023\nclause = "371600-1"\n'
    with (folder / "contribution.toml").open("a", encoding="utf-8") as file:
        file.write(amount)
    assert main(["check", "--book", str(folder.parent)]) == 0
    assert Book.load(folder.parent).policy("371602").name.zh == "滨州市"


def test_another_province_gets_the_readings_of_its_model_and_none_of_the_nation(tmp_path: Path) -> None:
    assert main(["new", "510100", "--from", "371700", "--into", str(tmp_path)]) == 0
    readings = tomllib.loads((tmp_path / "510100" / "readings.toml").read_text(encoding="utf-8"))
    assert {"A06", "A41", "A46"} <= set(readings) and not {"A42", "A54"} & set(readings)


def test_a_county_below_the_pooling_area_gets_no_file_that_would_be_refused(tmp_path: Path) -> None:
    assert main(["new", "371702", "--from", "371700", "--into", str(tmp_path)]) == 0
    names = {path.stem for path in (tmp_path / "371702").iterdir()}
    assert {"subsidy", "contribution", "window", "waiting", "catch_up"} <= names and "scope" not in names
    waiting = (tmp_path / "371702" / "waiting.toml").read_text(encoding="utf-8")
    assert (
        "# ---- ordinary " in waiting and "# ---- further " not in waiting and "# ---- exempt " not in waiting
    )


@pytest.mark.parametrize(
    ("code", "model", "said"),
    [("3716", "371700", "六位"), ("371600", "999900", "没有 999900"), ("371700", "371700", "已存在")],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(
    code: str, model: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = DATA if code == "371700" else tmp_path
    assert main(["new", code, "--from", model, "--into", str(into)]) == 1
    refusal = capsys.readouterr().err
    assert said in refusal and " / " in refusal and not list(tmp_path.iterdir())


def test_the_readme_has_a_row_for_every_table_and_no_other() -> None:
    text = (Path(DATA).parent / "README.md").read_text(encoding="utf-8")
    for kind in FILES:
        for table, words in table_words.tables(kind).items():
            if table in ("statement", "undecided"):
                assert f"| every file | `{table}` | {words.zh} |" in text
            elif kind == "benefit":
                assert re.search(rf"^\| [^|]*`{table}`[^|]* \|", text, re.MULTILINE), table
            else:
                assert f"| `{kind}.toml` | `{table}` | {words.zh} |" in text, (kind, table)
    named = re.findall(r"^\| `(\w+)\.toml` \| `(\w+)` \|", text, re.MULTILINE)
    assert {(kind, table) for kind, table in named} <= {
        (kind, table) for kind in FILES for table in table_words.tables(kind)
    }
