"""Are the shared texts of a workbook the right ones, in whatever order cells point at them and however they are written?"""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.tables import xlsx_rows
from intake.tables.archives import Archive
from intake.tables.refused import SheetRefused
from intake.tables.shared_strings import SharedStrings, TextsAtHand, shared_strings
from tests.intake import books
from tests.intake.reading import rows_of

TEXTS = st.lists(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5), min_size=1
)


@settings(max_examples=40)
@given(texts=TEXTS, data=st.data())
def test_cells_get_the_text_they_point_at(texts: list[str], data: st.DataObject) -> None:
    strings = SharedStrings()
    middle = data.draw(st.integers(0, len(texts)))
    strings.add([text.encode() for text in texts[:middle]])
    strings.add([text.encode() for text in texts[middle:]])
    at_hand = TextsAtHand(strings)
    places = st.none() | st.integers(0, len(texts) - 1)
    for cells in data.draw(st.lists(st.lists(places, max_size=30), max_size=4)):
        at_hand.foresee(max((place for place in cells if place is not None), default=-1), len(cells))
        written = [None if place is None else str(place) for place in cells]
        assert at_hand.texts(written) == ["" if place is None else texts[place] for place in cells]


@pytest.mark.parametrize("written", ["3", "99999999999999999999999"])
def test_a_place_without_a_text_is_an_error(written: str) -> None:
    strings = SharedStrings()
    strings.add([b"a", b"b", b"c"])
    at_hand = TextsAtHand(strings)
    at_hand.foresee(int(written), 10)
    with pytest.raises(IndexError):
        at_hand.texts(["2", written])


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        ("<si><t>甲</t></si><si><t>b</t></si>", ["甲", "b"]),
        ("<si><t/></si><si><t></t></si><si><t>c</t></si>", ["", "", "c"]),
        ('<si><t xml:space="preserve"> a </t></si><si><t>b</t></si>', [" a ", "b"]),
        ('<si><t> xml:space="preserve"</t></si>', [' xml:space="preserve"']),
        ("<si><t>a&amp;b</t></si><si><t>_x000D_</t></si>", ["a&b", "\r"]),
        ("<si><t>a</t></si>\n  <si><t>b</t></si>", ["a", "b"]),
        ("<si><r><t>a</t></r><r><t>b</t></r></si><si><t>c</t><rPh><t>x</t></rPh></si>", ["ab", "c"]),
        ("<si><t><![CDATA[<si>]]></t></si><si><t>b</t></si>", ["<si>", "b"]),
        ("<si></si><si><t>b</t></si>", ["", "b"]),
    ],
)  # fmt: skip
def test_texts_are_read_as_a_whole_reader_reads_them(inside: str, texts: list[str]) -> None:
    strings = shared_strings(io.BytesIO(f"<sst>{inside}</sst>".encode()))
    assert strings.between(0, len(strings)) == [strings[place] for place in range(len(strings))] == texts


@pytest.mark.parametrize("content", [b"<sst><si><t>a</t></si>", b"<sst><si><t>a\0b</t></si></sst>"])
def test_cut_lists_and_null_characters_are_refused(content: bytes) -> None:
    parts = {"xl/sharedStrings.xml": content}
    with pytest.raises(SheetRefused):
        rows_of(_with_texts(parts["xl/sharedStrings.xml"]))


def _with_texts(texts: bytes) -> bytes:
    sheet = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    with zipfile.ZipFile(io.BytesIO(books.xlsx(sheet=sheet, strings="<si><t>a</t></si>"))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    return books.zipped({**parts, "xl/sharedStrings.xml": texts})


def test_rows_are_the_same_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"T{n}", f"N{n % 7}", f"D{n // 3}" if n % 11 else "", "常" if n % 2 else ""] for n in range(600)]
    places: dict[str, int] = {}

    def cell(letter: str, number: int, text: str) -> str:
        place = places.setdefault(text, len(places))
        return f'<c r="{letter}{number}" t="s"><v>{place}</v></c>' if text else ""

    sheet = "".join(
        f'<row r="{n}">{"".join(cell(letter, n, text) for letter, text in zip("ABCD", row, strict=True))}</row>'
        for n, row in enumerate(rows, 1)
    )
    book = books.xlsx(sheet=sheet, strings="".join(f"<si><t>{text}</t></si>" for text in places))
    monkeypatch.setattr(xlsx_rows, "PIECE_BYTES", 3_000)
    assert [row + [""] * (4 - len(row)) for row in rows_of(book)[1]] == rows


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("most", [0, 10, 70_000, 10_000_000])
def test_the_tail_is_the_end_of_the_part(method: int, most: int) -> None:
    content = b"".join(b"%d;" % number for number in range(60_000))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("before.xml", b"x" * 100)
        archive.writestr("a.xml", content)
    seen: list[bytes] = []
    tail = b"".join(Archive(packed).tail("a.xml", most, seen.append))
    assert b"".join(seen) == content
    assert content.endswith(tail)
    assert len(tail) >= min(most, len(content))
