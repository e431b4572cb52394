"""Does a look at a whole column say the same as a look at each of its cells?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.columns.cells import ColumnCells
from intake.columns.layouts import Column, Kind
from intake.rules.amounts import FEN, YUAN
from intake.rules.cell_faults import CellFault
from intake.rules.days import OWN_MOMENT, are_own_moments, are_sound_times
from intake.rules.readings import Reading
from intake.tables.cells import NumericCell

SOUND = re.compile(r"\S+ (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]", re.ASCII)
MOMENTS = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds")),
    st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2} [0-3][0-9]:[0-6][0-9]:[0-6][0-9]\Z", fullmatch=True),
    st.sampled_from(["", "2021-11-14", "2021-11-14 9:30:00", "2021-11-14 09:30:0٠", "2021-11-14 09:30:0\n"]),
)


@given(st.lists(MOMENTS, min_size=1, max_size=4))
def test_moments_are_judged_together_as_one_by_one(cells: list[str]) -> None:
    lines = "\n".join(cells)
    assert are_own_moments(lines, len(cells)) == all(map(OWN_MOMENT.fullmatch, cells))
    if are_own_moments(lines, len(cells)):
        assert are_sound_times(lines) == all(map(SOUND.fullmatch, cells))
    found = ColumnCells(Column("paid_at", "缴费时间", kind=Kind.MOMENT), Reading())._worth_a_look(cells)
    assert set(found) >= {place for place, cell in enumerate(cells) if not OWN_MOMENT.fullmatch(cell)}


@pytest.mark.parametrize("kind", [Kind.AMOUNT, Kind.COUNT, Kind.WORD, Kind.CODE, Kind.DAY])
@pytest.mark.parametrize("unit", [YUAN, FEN])
@given(
    cells=st.lists(
        st.one_of(st.integers(-3, 400), st.sampled_from(["3.5", "44000", "1E+3", "3.25", "20211114"])),
        min_size=1,
        max_size=5,
    )
)
def test_number_cells_are_rewritten_as_their_changes_say(kind: Kind, unit: str, cells: list[object]) -> None:
    column = [NumericCell(cell) for cell in cells]
    reader = ColumnCells(Column("x", "列", kind=kind), Reading(amount_unit=unit))
    changes = reader.changes(column, range(len(column)))
    expected: list[str] = list(column)
    for place, form in changes:
        expected[place] = "" if isinstance(form, CellFault) else form.text
    tells = any(isinstance(form, CellFault) or form.notice for _, form in changes)
    assert reader.rewritten(column) == (None if tells else expected)


def test_columns_of_text_or_of_two_kinds_are_looked_at_cell_by_cell() -> None:
    reader = ColumnCells(Column("x", "列", kind=Kind.AMOUNT), Reading())
    assert reader.rewritten(["320", "320"]) is None
    assert reader.rewritten(["320", NumericCell("320")]) is None
