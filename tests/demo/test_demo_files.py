"""Is the demonstration's first tax file what a bureau exports, does it ask, and does it still say all its lines?"""

import csv
import io

import pytest

from demo.people import HEZE
from demo.tax_files import READ_AS, _export
from enrollment.payment_layout import PAYMENT_TABLE
from intake.columns.asking import Asking
from intake.columns.opening import open_table
from intake.rules.readings import reading_of
from tests.intake.layout_tables import line


def exported() -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows(_export(HEZE, [line("TB-1", number) for number in range(1, 8)]))
    return io.BytesIO(text.getvalue().encode())


def test_a_heading_of_its_own_is_asked_before_anything_is_read() -> None:
    with pytest.raises(Asking) as asking:
        open_table(exported(), PAYMENT_TABLE)
    assert "征收类型" in [question["heading"] for question in asking.value.questions]


def test_title_subtotal_headings_and_signatures_take_nothing_away() -> None:
    table = open_table(exported(), PAYMENT_TABLE, reading_of(READ_AS))
    assert sum(len(block) for block in table.blocks()) == 7
    table.finish()
    codes = {notice["code"].rstrip("0123456789") for notice in table.notices}
    assert codes >= {"title_row_", "total_row_", "signature_row_"}
