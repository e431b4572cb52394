"""How is an own-cost list taken away, to be filled in and given back (layout OW-1)?"""

import tempfile
from typing import IO

from django.utils.translation import gettext as _

from claims.layouts.own_cost_answers import COLUMNS
from claims.models import OwnCostList
from claims.queries.own_cost_watch import group_label
from enrollment.operations.people import document_number
from intake.workbooks import Book, yuan
from policy.periods import ONE_DAY
from staff.queries import path_names
from staff.refusals import spoken

# The columns that come back keep their Chinese headings in every language; what stands behind them is not read.
WIDTHS = [26, 8, 14, 12, 14, 18, 22, 24]


def own_cost_list(frozen: OwnCostList) -> IO[bytes]:
    """Each line with empty cells for the answer, behind them who it is and what was borne. Numbers stand in clear: the offices
    that answer must know whom it is about.
    """
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    more = [
        _("Document number"), _("Place"), _("Group"), _("Own cost in yuan"), _("Line in yuan"), _("Times"),
        _("Months"), _("Digest"),
    ]  # fmt: skip
    sheet = book.sheet(
        frozen.number,
        [*(column.heading for column in COLUMNS), *more],
        [*WIDTHS, 22, 44, 20, 16, 14, 8, 26, 66],
    )
    lines = list(frozen.lines.select_related("alert__person", "alert__household__head").order_by("number"))
    places = path_names(line.alert.division_code for line in lines)
    for row, line in enumerate(lines, 1):
        alert = line.alert
        who = alert.person or (alert.household and alert.household.head)
        last = alert.until_on - ONE_DAY
        book.row(
            sheet, row,
            [
                frozen.number, line.number, line.name, "", "", "", "", "", document_number(who) if who else "",
                places.get(alert.division_code, alert.division_code), spoken(group_label(alert.group)), yuan(line.own_fen),
                yuan(line.line_fen), line.level, f"{alert.from_on} … {last}", frozen.digest,
            ],
        )  # fmt: skip
    book.close()
    stream.seek(0)
    return stream
