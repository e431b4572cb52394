"""Is every sound way of writing an amount read as that amount, and nothing else?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rules.amounts import FEN, fen_of, read_amount, read_count
from intake.rules.cell_faults import CellFault, CellForm

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
FENS = st.integers(0, 10**13)


def plain(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def grouped(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


WAYS = st.sampled_from(
    [plain, grouped, lambda fen: plain(fen) + "元", lambda fen: "￥" + grouped(fen), lambda fen: "+" + plain(fen),
     lambda fen: plain(fen) + "00", lambda fen: f" {plain(fen)}\u00a0", lambda fen: grouped(fen).translate(WIDE),
     lambda fen: f"¥ {plain(fen)} 元"]
)  # fmt: skip


@given(FENS, WAYS)
def test_what_is_read_is_what_was_meant(fen: int, way: object) -> None:
    form = read_amount(way(fen))  # type: ignore[operator]
    assert isinstance(form, CellForm) and fen_of(form.text) == fen


@given(st.text(st.sampled_from(list("0123456789.,-+()元￥¥eE 　０１．，分万%")), max_size=12))
def test_nothing_is_guessed(text: str) -> None:
    """Whatever is read means the same number to a reader who knows thousands, currency and width; the rest is refused."""
    form = read_amount(text.strip())
    if isinstance(form, CellFault):
        assert form.text.zh and form.text.en and form.remedy.zh and form.remedy.en
        return
    bare = (
        text.translate({ord(wide): chr(narrow) for narrow, wide in WIDE.items()})
        .replace("，", ",")
        .replace("．", ".")
    )
    digits = "".join(c for c in bare if c in "0123456789.-")
    assert Decimal(digits) == Decimal(form.text)
    assert not set(bare) & set("()eE万%分")
    for group in bare.replace("元", "").split(".")[0].strip(" +￥¥　-").replace(" ", ",").split(",")[1:]:
        assert len(group) == 3


@pytest.mark.parametrize(
    "text",
    ["1,50", "1,5000", "12,34,567", "(320.00)", "3.2E2", "320.005", "3万", "320.", ".5", "", "-", "1 50"],
)
def test_what_could_be_two_amounts_is_refused(text: str) -> None:
    assert isinstance(read_amount(text), CellFault)


@given(st.integers(0, 10**11))
def test_fen_become_yuan(fen: int) -> None:
    form = read_amount(str(fen), FEN)
    assert isinstance(form, CellForm) and fen_of(form.text) == fen and form.notice == "fen"


def test_fen_have_no_decimals() -> None:
    assert isinstance(read_amount("320.50", FEN), CellFault) and isinstance(
        read_amount("32000.00", FEN), CellForm
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [("3", "3"), ("1,250", "1250"), ("3笔", "3"), ("共12人", "12"), ("１", "1"), ("2.0", "2")],
)
def test_counts(text: str, count: str) -> None:
    form = read_count(text)
    assert isinstance(form, CellForm) and form.text == count


@pytest.mark.parametrize("text", ["", "三", "1.5", "-1", "1,25"])
def test_what_is_no_count(text: str) -> None:
    assert isinstance(read_count(text), CellFault)
