"""Does every picture say the numbers it was given, in both languages, and nothing that a page may not hold?"""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from pictures.drawing import drawn
from pictures.kinds import (
    Bars,
    Branch,
    Flow,
    Lane,
    Lines,
    Mark,
    Part,
    Picture,
    Row,
    Series,
    Span,
    Tile,
    Tiles,
    TimeLine,
    Tone,
    Waterfall,
)
from pictures.numbers import Unit, axis_top, full, short
from pictures.tables import table_of
from policy.terms import Text

TITLE, ABOUT = Text("标题", "A title"), Text("说明", "What it shows")
NASTY = '<script>x</script>&"'
BARS = Bars(
    "bars", TITLE, ABOUT, Unit.FEN, Text("村", "Village"),
    (Part(Text("已缴", "paid")), Part(Text("未缴", "unpaid"), Tone.HELD)),
    (Row(NASTY, (150384000, 200), "/x?a=1&b=2"), Row("B", (0, 0)), Row("C", (None, None))),
    (Mark(100000000, Text("目标", "target")),),
)  # fmt: skip
LINES = Lines(
    "lines", TITLE, ABOUT, Unit.NUMBER, Text("日", "day"), ("a", "b", "c", "d"),
    (Series(Part("2026"), (1, None, 3, 4)), Series(Part("2025", Tone.BEFORE), (0, 2, 2, 7))), (Mark(9, "9!"),),
)  # fmt: skip
COLUMNS = Lines(
    "columns", TITLE, ABOUT, Unit.NUMBER, "age", ("0-6", "7+"), (Series(Part("n"), (5, 0)),), (), True
)
FLOW = Flow(
    "flow", TITLE, ABOUT, Unit.FEN, "file", (Branch("posted", 97500), Branch("held", 2500, Tone.HELD, "/held"), Branch("none", 0))
)  # fmt: skip
WATERFALL = Waterfall(
    "bill", TITLE, ABOUT, Unit.FEN, "bill", (Branch("fund", 80000), Branch("person", 20000))
)
TIME = TimeLine(
    "year", TITLE, ABOUT, Unit.FEN, date(2022, 1, 1), date(2023, 1, 1),
    (
        Lane("cover", (Span("cover", date(2022, 5, 16), date(2023, 1, 1)), Span("wait", date(2022, 4, 16), date(2022, 5, 16), Tone.HELD))),
        Lane("care", (Span("stay", date(2021, 12, 30), date(2022, 1, 3), value=12345, url="/b"), Span("paid", date(2022, 4, 15)))),
        Lane("nothing", ()),
    ),
    date(2022, 6, 1),
)  # fmt: skip
TILES = Tiles(
    "tiles", TITLE, ABOUT, Unit.PERCENT, "place", (Tile("A", 9710, "/a", "971 / 1,000"), Tile("B", 100), Tile("C", None)), (5000, 9500)
)  # fmt: skip
EVERY: list[Picture] = [BARS, LINES, COLUMNS, FLOW, WATERFALL, TIME, TILES]
EACH = pytest.mark.parametrize("picture", EVERY, ids=lambda one: one.code)


def tree(picture: Picture, language: str = "zh") -> ElementTree.Element:
    return ElementTree.fromstring(drawn(picture, language))


@EACH
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_holds_every_number_and_the_page_the_table(picture: Picture, language: str) -> None:
    found = tree(picture, language)
    cells = ["".join(cell.itertext()) for cell in found.findall(".//tbody//td")]
    table = table_of(picture, language)
    assert cells == [cell for row in table.rows for cell in row]
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert "".join(found.find("figcaption").itertext()) == TITLE.in_language(language)


@EACH
def test_nothing_of_it_is_forbidden_on_a_page(picture: Picture) -> None:
    html = drawn(picture, "en")
    assert not re.findall(r"style=|<style|<script|\son\w+=|https?:|NaN|inf", html)
    for one in tree(picture).iter():
        assert not [value for value in one.attrib.values() if re.search(r"-\d+(\.\d+)?%|nan", value)]


@EACH
def test_it_can_be_heard(picture: Picture) -> None:
    svg = tree(picture).find("svg")
    if picture is TILES:
        assert svg is None and tree(picture).find("ul").get("aria-label") == TITLE.zh
        return
    names = {one.get("id"): "".join(one.itertext()) for one in svg if one.tag in ("title", "desc")}
    assert names[svg.get("aria-labelledby")] == TITLE.zh and names[svg.get("aria-describedby")] == ABOUT.zh
    assert svg.get("role") == ("group" if svg.find(".//a") is not None else "img")


def test_a_name_never_becomes_markup() -> None:
    assert NASTY in "".join(tree(BARS).itertext())
    assert [a.get("href") for a in tree(BARS).iter("a")] == ["/x?a=1&b=2"]


def test_bars_are_as_long_as_their_values() -> None:
    widths = [one.get("width") for one in tree(BARS).iter("rect") if "tone-" in (one.get("class") or "")]
    assert widths == ["100.00%", "0.40%"]  # two yuan beside 1.5 million can still be seen


def test_a_waterfall_ends_where_the_whole_ends() -> None:
    bars = [one for one in tree(WATERFALL).iter("rect")]
    assert [(one.get("x"), one.get("width")) for one in bars] == [
        ("0.00%", "100.00%"), ("0.00%", "80.00%"), ("80.00%", "20.00%"),
    ]  # fmt: skip


def test_a_gap_of_what_is_not_known_is_left_open() -> None:
    lines = [one.get("points").split() for one in tree(LINES).iter("polyline")]
    assert [len(points) for points in lines] == [4, 2, 2]  # last year whole; this year a dot and a stretch
    assert lines[1][0] == lines[1][1]


def test_what_went_back_hangs_below_the_line_of_nothing() -> None:
    series = Series(Part("net"), (400, -200))
    picture = Lines("net", TITLE, ABOUT, Unit.NUMBER, "day", ("a", "b"), (series,), is_columns=True)
    bars = [(one.get("y"), one.get("height")) for one in tree(picture).iter("rect")]
    assert bars == [("0", "666.67"), ("666.67", "333.33")]


def test_the_ribbons_fill_the_whole_and_nothing_branches_of_no_money() -> None:
    found = tree(FLOW)
    assert len(list(found.iter("path"))) == 2
    shares = [text for text in found.find("svg").itertext() if "%" in text and ":" not in text]
    assert shares == ["975.00 · 97.50 %", "25.00 · 2.50 %"]


def test_days_outside_the_year_are_cut_off_in_the_drawing_and_whole_in_the_table() -> None:
    stay = next(one for one in tree(TIME).iter("rect") if "stay" in "".join(one.itertext()))
    assert stay.get("x") == "0.00%"
    row = next(row for row in table_of(TIME, "zh").rows if "stay" in row[0])
    assert row == ("care: stay", "2021-12-30", "2022-01-02", "123.45")


def test_shades_follow_the_bounds() -> None:
    classes = [one.get("class") for one in tree(TILES).iter() if "tile shade" in (one.get("class") or "")]
    assert classes == ["tile shade-2", "tile shade-0", "tile shade-none"]


def test_without_numbers_it_says_so() -> None:
    empty = Bars("none", TITLE, ABOUT, Unit.FEN, "", (Part("x"),), (Row("a", (0,)),))
    assert "没有可以画出的数字" in drawn(empty, "zh") and "<svg" not in drawn(empty, "zh")


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en", "whole"),
    [
        (150384000, Unit.FEN, "150.384万", "1.50384M", "1,503,840.00"),
        (40000, Unit.FEN, "400", "400", "400.00"),
        (12000, Unit.NUMBER, "1.2万", "12k", "12,000"),
        (207888, Unit.PERCENT, "2078.88 %", "2078.88 %", "2,078.88 %"),
        (-150, Unit.FEN, "-1.5", "-1.5", "-1.50"),
    ],
)
def test_numbers_as_people_write_them(value: int, unit: Unit, zh: str, en: str, whole: str) -> None:
    assert (short(value, unit, "zh"), short(value, unit, "en"), full(value, unit)) == (zh, en, whole)


@pytest.mark.parametrize(("largest", "top"), [(0, 4), (4, 4), (5, 8), (97, 120), (101, 120), (4001, 8000)])
def test_an_axis_ends_at_a_round_number(largest: int, top: int) -> None:
    assert axis_top(largest, Unit.NUMBER) == top
