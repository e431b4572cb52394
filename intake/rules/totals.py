"""Is a row a total or a signature, and what does a total declare?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from intake.rules.amounts import fen_of, read_amount, read_count
from intake.rules.cell_faults import CellFault

_BLANKS = re.compile(r"[\s\u00a0\u3000:：]+")
_WORD = re.compile(
    r"(?:[\u4e00-\u9fff]{0,12}?)(小计|合计|总计|共计|累计|总合计)(?=$|[（(0-9]|共|人民币|大写|[一二三四五六七八九十])"
)
_GRAND = frozenset(("合计", "总计", "共计", "总合计"))
_FIGURE = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(笔|人次|人|户|条|张|行|份|件|例|个|次|名|元|圆)?")
_SIGNATURE = re.compile(
    r"(?:制表|制单|填表|填报|审核|复核|审批|经办|经手|负责|分管领导|单位领导|会计|出纳|签字|签章|签名|盖章|公章|打印|导出|日期|说明|备注|注)"
    r"(?:人员?|单位|时间|日期|人签字|\(盖章\)|（盖章）)*(?:$|[:：(（])"
)
LOOKS_ODD = re.compile("[计表核办责审复填签章打导说注备]")


class RowKind(Enum):
    """What a row without the numbers of a line is."""

    SUBTOTAL = "subtotal"
    TOTAL = "total"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a total row: where it stands, and what it counts or sums; `fen` when it is money, else `count`."""

    place: int
    written: str
    count: int | None
    fen: int | None
    unit: str = ""


def kind_of_row(cells: Sequence[str]) -> tuple[RowKind, int] | None:
    """What kind of row this is, and in which of its cells that stands; None for a row that is neither total nor signature."""
    for place, cell in enumerate(cells):
        bare = _BLANKS.sub("", cell)
        if not bare or len(bare) > 40:
            continue
        if found := _WORD.match(bare):
            grand = found[1] in _GRAND and found.start(1) == 0
            return (RowKind.TOTAL if grand else RowKind.SUBTOTAL), place
    for place, cell in enumerate(cells):
        if cell.strip() and _SIGNATURE.match(cell.strip().replace(" ", "")):
            return RowKind.SIGNATURE, place
    return None


def figures_of(
    cells: Sequence[str], marker: int, sums: Sequence[int], counts: Sequence[int] = ()
) -> tuple[list[Figure], list[tuple[int, CellFault]]]:
    """What a total row declares, and which of its cells cannot be read.

    `sums` are the places of the columns that are money, `counts` those that are numbers of things. A figure under
    another column is a number of rows when it is whole (the first of them), money when it has decimals or comes second.
    """
    figures: list[Figure] = []
    faults: list[tuple[int, CellFault]] = []
    said = _BLANKS.sub("", cells[marker])
    for number, unit in _FIGURE.findall(said[said.index("计") + 1 :] if "计" in said else ""):
        figures.append(_figure(marker, number, is_money=unit in ("元", "圆") or "." in number, unit=unit))
    for place, cell in enumerate(cells):
        text = cell.strip()
        if place == marker or not text or text in ("-", "—", "/"):
            continue
        if place in sums or place in counts:
            reader = read_amount if place in sums else read_count
            form = reader(text)
            if isinstance(form, CellFault):
                faults.append((place, form))
            else:
                figures.append(_figure(place, form.text, is_money=place in sums))
            continue
        _elsewhere(
            place, text, figures, faults, has_sum=any(cells[at].strip() for at in sums if at < len(cells))
        )
    return figures, faults


def _elsewhere(
    place: int, text: str, figures: list[Figure], faults: list[tuple[int, CellFault]], *, has_sum: bool
) -> None:
    count = read_count(text)
    has_count = any(figure.count is not None for figure in figures)
    if not isinstance(count, CellFault) and "." not in text and not (has_count and not has_sum):
        unit = text.strip()[-1] if not text.strip()[-1].isascii() else ""
        figures.append(Figure(place, text, int(count.text), None, unit))
        return
    amount = read_amount(text)
    if isinstance(amount, CellFault):
        if re.search(r"[0-9０-９]", text) or "计" not in text:
            faults.append((place, amount))
        return
    figures.append(_figure(place, amount.text, is_money=True))


def _figure(place: int, text: str, *, is_money: bool, unit: str = "") -> Figure:
    plain = text.replace(",", "")
    if is_money:
        form = read_amount(plain)
        if not isinstance(form, CellFault):
            return Figure(place, text, None, fen_of(form.text), unit)
    return Figure(place, text, int(plain.partition(".")[0]), None, unit)
