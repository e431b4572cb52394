"""Is the demonstration's first tax file what a bureau exports, and does it still say all its lines?"""

import io

from config.demo_files import _raw
from enrollment.payment_layout import COLUMNS, PAYMENT_TABLE
from intake.columns.opening import open_table
from tests.intake.layout_tables import line


def test_title_subtotal_and_an_unknown_column_take_nothing_away() -> None:
    lines = [line("TB-1", n) for n in range(1, 8)]
    rows = [
        [column.heading for column in COLUMNS],
        *([each.get(column.key, "") for column in COLUMNS] for each in lines),
    ]
    table = open_table(io.BytesIO("\n".join(map(",".join, _raw(rows, lines))).encode()), PAYMENT_TABLE)
    assert sum(len(block) for block in table.blocks()) == 7
    table.finish()
    codes = {notice["code"].rstrip("0123456789") for notice in table.notices}
    assert codes == {"title_row_", "column_unread", "total_row_"}
