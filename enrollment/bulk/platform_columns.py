"""What do the columns of the platform's contribution detail say of the lines of a tax file?

The year is that of the period insured. What a person paid, what the treasury and what others bear stand apart; only the
person's part is posted. Money that has not arrived is no payment. A line that takes another back names that line by its
detail number, so the ticket is looked up among the lines of the file.
"""

from collections.abc import Callable, Mapping, Sequence

from enrollment.rules.payment_fields import Unreadable
from intake.rules.amounts import fen_of
from policy.money import format_yuan
from policy.terms import Text

Note = Callable[[int, str, Unreadable, str], None]
Cells = dict[str, Sequence[str]]
PARTS = ("fiscal", "other")
_KEYS = frozenset(
    ("period_from", "period_until", "arrived", "reversed", "original_detail", "parts_total", *PARTS)
)


class PlatformColumns:
    """Reads these columns of one file; `tickets` are the tickets of its lines by detail number."""

    def __init__(self, places: Mapping[str, int], tickets: Mapping[str, str]) -> None:
        self._places = places
        self._tickets = tickets
        self.is_there = not _KEYS.isdisjoint(places)
        self.period_key = "period" if "period" in places else "period_from"

    def read(self, cells: Cells, amounts: list[int], note: Note) -> Cells:
        """The columns of a tax file, with what these say worked in; `amounts` of lines that take back lose their minus."""
        read = dict(cells)
        if "period_from" in cells:
            pairs = zip(cells["period_from"], cells["period_until"], strict=True)
            read["period_from"] = [f"{first.strip()}..{last.strip()}" for first, last in pairs]
        self._check_parts(cells, amounts, note)
        self._check_arrival(cells, note)
        self._name_originals(read, amounts, note)
        return read

    def is_borne_by_others(self, cells: Cells, place: int, amount: int) -> bool:
        """Whether nothing was to be paid by the person because others bear the contribution."""
        return amount == 0 and any(_fen(cells[key][place]) > 0 for key in PARTS if key in cells)

    def _check_parts(self, cells: Cells, amounts: Sequence[int], note: Note) -> None:
        if "parts_total" not in cells:
            return
        parts = [cells[key] for key in PARTS if key in cells]
        for place, total in enumerate(cells["parts_total"]):
            found = amounts[place] + sum(_fen(part[place]) for part in parts)
            if total.strip() and _fen(total) != found:
                note(place, "parts_total", _parts_differ(found), total)

    def _check_arrival(self, cells: Cells, note: Note) -> None:
        for place, word in enumerate(cells.get("arrived", ())):
            if word.strip() != "已到账":
                note(place, "arrived", _NOT_ARRIVED, word)

    def _name_originals(self, cells: Cells, amounts: list[int], note: Note) -> None:
        if "original_detail" not in cells and "reversed" not in cells:
            return
        count = len(amounts)
        kinds, originals = list(cells.get("kind", [""] * count)), list(cells.get("original", [""] * count))
        details = cells.get("original_detail", [""] * count)
        marks = cells.get("reversed", [""] * count)
        for place, (detail, mark) in enumerate(zip(details, marks, strict=True)):
            if not detail.strip():
                if mark.strip() == "冲销" and not originals[place]:
                    note(place, "reversed", _NAMES_NO_ORIGINAL, mark)
                continue
            if kinds[place].strip() in ("", "正常缴费"):
                kinds[place] = "撤销"
            amounts[place] = abs(amounts[place])
            originals[place] = originals[place] or self._tickets.get(detail.strip(), "")
            if not originals[place]:
                note(place, "original_detail", _ORIGINAL_NOT_HERE, detail)
                originals[place] = (
                    "?"  # the line is malformed; it shall not be blamed for an empty cell besides
                )
        cells["kind"], cells["original"] = kinds, originals


def _fen(text: str) -> int:
    return fen_of(text.strip()) if text.strip() else 0


def _parts_differ(found: int) -> Unreadable:
    return Unreadable(
        "parts_differ",
        Text(
            f"各部分相加为 {format_yuan(found)}，与合计不符",
            f"the parts come to {format_yuan(found)}, which is not the total",
        ),
        Text("核对个人、财政和其他缴费金额", "check what the person, the treasury and others pay"),
    )


_NOT_ARRIVED = Unreadable(
    "money_not_arrived",
    Text("缴费没有到账，不能入账", "the money has not arrived, so it is not posted"),
    Text("到账后重新导出", "export the line again when it has arrived"),
)
_ORIGINAL_NOT_HERE = Unreadable(
    "original_not_in_file",
    Text("被冲销的缴费明细不在本文件中", "the line that is taken back does not stand in this file"),
    Text(
        "连同原明细一起导出，或填写原电子税票号码",
        "export it together with the first line, or give the original ticket",
    ),
)
_NAMES_NO_ORIGINAL = Unreadable(
    "original_ticket_missing",
    Text(
        "标为冲销的行没有写明原缴费明细",
        "a line marked as reversed does not name the line that it takes back",
    ),
    Text("补上原缴费明细号或原电子税票号码", "give the detail number or the ticket of the first line"),
)
