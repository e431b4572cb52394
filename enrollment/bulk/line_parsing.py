"""How do blocks of text rows of a tax file become typed values, a column at a time?

Most columns hold few distinct texts, so each distinct text is read once and remembered; the two that do not (ticket and
document number) are checked by one pattern over the whole block, and only a block that fails is looked at row by row.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import repeat
from typing import Any

from enrollment.bulk.platform_columns import PlatformColumns
from enrollment.payment_layout import HEADINGS, KINDS, PAYMENT_TABLE
from enrollment.rules import payment_fields as fields
from enrollment.rules.documents import mask, normal_form
from enrollment.rules.names import name_key
from enrollment.rules.payment_fields import Unreadable
from enrollment.rules.payment_lines import LineKind
from intake.columns.blocks import Block
from intake.columns.words import accepted
from intake.rules.days import are_own_moments, are_sound_times
from intake.tables.cells import cell_address
from policy.terms import Text

NULL = r"\N"
DOCUMENT_CHARACTERS_KEPT = 24
_NO_PLACE = f"\t{NULL}"
_REMEMBERED_MAX = 200_000
_PLAIN_TICKETS = re.compile(r"(?:[0-9A-Za-z-]{1,40}\n)+", re.ASCII)
_PLAIN_DOCUMENTS = re.compile(r"(?:[0-9]{17}[0-9X]\n)+", re.ASCII)
_PLAIN_NAMES = re.compile("(?:[\u4e00-\u9fff]{1,20}\n)+")


class Remembered(dict[str, Any]):
    """text -> value, or the `Unreadable` that reading it raised; `faulty` holds the texts that did."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read
        self.faulty: set[str] = set()

    def __missing__(self, text: str) -> Any:
        if len(self) > _REMEMBERED_MAX:
            self.clear()
        try:
            value = self._read(text.strip())
        except Unreadable as fault:
            value = fault
            self.faulty.add(text)
        self[text] = value
        return value

    def all(self, column: Sequence[str]) -> list[Any]:
        return list(map(self.__getitem__, column))

    def knows_faults_in(self, column: Sequence[str]) -> bool:
        return bool(self.faulty) and not self.faulty.isdisjoint(column)


@dataclass(slots=True)
class ParsedBlock:
    """A block as columns of text fit for COPY; `faults` maps a place in the block to what is wrong with that line.

    `places` holds division and pooling area together, a tab between.
    """

    numbers: Sequence[int]
    tickets: Sequence[str]
    documents: list[str]
    names: Iterable[str]
    name_keys: Sequence[str]
    places: list[str]
    years: list[str]
    amounts_fen: list[int]
    moments: Sequence[str]
    treasury_days: Iterable[str]
    channels: Sequence[str]
    kinds: Iterable[str]
    originals: Sequence[str]
    faults: dict[int, list[dict[str, Any]]]


class UnreadableAmounts(Exception):
    """Lines whose amount cannot be read: the totals cannot be proved, so the file is refused."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__(len(problems))
        self.problems = problems


class LineParser:
    """Reads the blocks of one file; `places` says where each column stands, `received_on` when the file came."""

    def __init__(
        self,
        places: dict[str, int],
        width: int,
        received_on: date,
        area_of: Callable[[str], str | None],
        tickets: Mapping[str, str] | None = None,
    ) -> None:
        """`tickets` are those of the lines that other lines name by their detail number."""
        self._places = places
        self._platform = PlatformColumns(places, tickets or {})
        self._width = width
        self._latest = received_on + timedelta(days=1)
        self._area_of = area_of
        self._amounts = Remembered(fields.read_amount)
        self._years = Remembered(lambda text: str(fields.read_year(text)))
        self._periods = Remembered(lambda text: str(fields.read_period(text)))
        self._divisions = Remembered(self._read_division)
        self._moments = Remembered(self._read_moment)
        self._days = Remembered(self._read_moment)
        self._treasury = Remembered(_read_treasury)
        self._kinds = Remembered(_read_kind)
        self._channels = Remembered(lambda text: copy_text(text[:40]))
        self._originals = Remembered(lambda text: copy_text(text[:40]))

    def parse(self, block: Block) -> ParsedBlock:
        """The block as typed columns. Raises `UnreadableAmounts` when an amount is no amount."""
        self._refuse_long_rows(block)
        text = {key: block.columns[place] for key, place in self._places.items()}
        faults: dict[int, list[dict[str, Any]]] = {}
        complained: set[tuple[int, str]] = set()

        def note(place: int, key: str, fault: Unreadable, written: str) -> None:
            if (place, key) not in complained:
                faults.setdefault(place, []).append(self._fault(key, block.numbers[place], fault, written))

        for place, cells in block.faults.items():
            for key, fault, written in cells:
                note(place, key, Unreadable(*fault), written)
                complained.add((place, key))

        def remembered(key: str, memory: Remembered, only: Sequence[int] | None = None) -> list[str]:
            """The column read; with `only`, these places are read and the others stand as they are written."""
            column = text[key]
            if only is not None:
                values = list(column)
                for place in only:
                    values[place] = memory[column[place]]
            else:
                values = memory.all(column)
                if not memory.knows_faults_in(column):
                    return values
            for place in range(len(values)) if only is None else only:
                if isinstance(fault := values[place], Unreadable):
                    note(place, key, fault, column[place])
                    values[place] = NULL
            return values

        amounts = self._read_amounts(text["amount"], block)
        if self._platform.is_there:
            text = self._platform.read(text, amounts, note)
        if min(amounts) <= 0:
            for place, amount in enumerate(amounts):
                if amount <= 0 and not self._platform.is_borne_by_others(text, place, amount):
                    note(place, "amount", _NOT_POSITIVE, text["amount"][place])
        documents = _checked(text["document"], _PLAIN_DOCUMENTS, _read_document, "document", note)
        names, keys = _names(text["name"], note)
        kinds: Iterable[str] = repeat(LineKind.PAYMENT.value)
        originals: Sequence[str] = ("",) * len(block)
        if "original" in text:
            originals = self._originals.all(text["original"])
        if "kind" in text:
            kinds = found = remembered("kind", self._kinds)
            if len(found) != found.count(LineKind.PAYMENT):
                for place, kind in enumerate(found):
                    if kind in _TAKING_BACK and not originals[place]:
                        note(place, "original", _NO_ORIGINAL, "")
                    elif kind == NULL:
                        found[place] = LineKind.PAYMENT.value
        return ParsedBlock(
            numbers=block.numbers,
            tickets=_checked(text["ticket"], _PLAIN_TICKETS, fields.read_ticket, "ticket", note),
            documents=documents,
            names=names,
            name_keys=keys,
            places=[cell if cell != NULL else _NO_PLACE for cell in remembered("division", self._divisions)],
            years=self._read_years(text, remembered),
            amounts_fen=amounts,
            moments=self._read_moments(text["paid_at"], remembered),
            treasury_days=remembered("treasury", self._treasury) if "treasury" in text else repeat(NULL),
            channels=self._channels.all(text["channel"]) if "channel" in text else ("",) * len(block),
            kinds=kinds,
            originals=originals,
            faults={place: sorted(told, key=self._place_of) for place, told in faults.items()},
        )

    def _place_of(self, fault: dict[str, Any]) -> int:
        return next((place for key, place in self._places.items() if HEADINGS[key] == fault["field"]), 0)

    def _read_years(self, text: dict[str, Sequence[str]], remembered: Callable[..., list[str]]) -> list[str]:
        """The coverage years, from their own column or from the period insured."""
        if "year" in text:
            return remembered("year", self._years)
        return remembered(self._platform.period_key, self._periods)

    @property
    def years_of_periods(self) -> dict[str, str]:
        """Period as written -> the coverage year it was read as."""
        return {text: year for text, year in self._periods.items() if isinstance(year, str)}

    def _unread_amounts(self, block: Block) -> dict[int, dict[str, Any]]:
        """What was said already of cells that hold money, by the place of their row."""
        return {
            place: self._fault(cell.key, block.numbers[place], Unreadable(*cell.fault), cell.written)
            for place, cells in block.faults.items()
            for cell in cells
            if cell.key in PAYMENT_TABLE.sums
        }

    def _refuse_long_rows(self, block: Block) -> None:
        """A row with more filled cells than headings has slipped: which cell is its amount cannot be known."""
        if block.lengths() == {self._width}:
            return
        raise UnreadableAmounts(
            [
                self._fault("amount", number, _TOO_MANY_FIELDS, f"{len(row)} > {self._width}")
                for number, row in zip(block.numbers, block.rows, strict=True)
                if len(row) != self._width
            ]
        )

    def _read_amounts(self, column: Sequence[str], block: Block) -> list[int]:
        amounts = self._amounts.all(column)
        problems = self._unread_amounts(block) if block.faults else {}
        if problems or self._amounts.knows_faults_in(column):
            own = {
                place: self._fault("amount", block.numbers[place], amount, column[place])
                for place, amount in enumerate(amounts)
                if isinstance(amount, Unreadable)
            }
            raise UnreadableAmounts([told for _, told in sorted({**own, **problems}.items())])
        return amounts

    def _read_moments(self, column: Sequence[str], remembered: Callable[..., list[str]]) -> Sequence[str]:
        """Moments pass as they are written when their day is sound; all others are read one by one."""
        days = self._days
        unsound = {
            day
            for day in {cell[:10] for cell in column}
            if isinstance(days[day], Unreadable) or len(day) != 10
        }
        plain = [cell for cell in column if cell[:10] not in unsound] if unsound else column
        lines = "\n".join(plain)
        if not plain or not are_own_moments(lines, len(plain)) or not are_sound_times(lines):
            return remembered("paid_at", self._moments)
        if not unsound:
            return column
        return remembered(
            "paid_at", self._moments, [p for p, cell in enumerate(column) if cell[:10] in unsound]
        )

    def _read_division(self, text: str) -> str:
        division = fields.read_division(text)
        return f"{division}\t{self._area_of(division) or NULL}"

    def _read_moment(self, text: str) -> str:
        moment: datetime = fields.read_moment(text)
        if moment.date() > self._latest:
            raise Unreadable(
                "paid_in_the_future",
                Text(zh="缴费时间在未来", en="the pay time lies in the future"),
                Text(zh="核对税务系统中的缴费成功时间", en="check the time of success in the tax system"),
            )
        return moment.isoformat(sep=" ")

    def _fault(self, key: str, number: int, fault: Unreadable, written: str) -> dict[str, Any]:
        shown = mask(normal_form(written)) if key == "document" else written.strip()[:40]
        return {
            "field": HEADINGS[key],
            "cell": cell_address(self._places[key], number) if key in self._places else "",
            "row": number,
            "written": shown,
            "code": fault.code,
            "text": {"zh": fault.text.zh, "en": fault.text.en},
            "remedy": {"zh": fault.remedy.zh, "en": fault.remedy.en},
        }


_KNOWN_KINDS = accepted(KINDS)
_TAKING_BACK = (LineKind.REFUND, LineKind.REVERSAL)
_NOT_POSITIVE = Unreadable(
    "amount_not_positive",
    Text(zh="金额不大于零", en="the amount is not above zero"),
    Text(
        zh="每行金额写正数；退费用业务类型“退费”表示",
        en="write a positive amount in every line; a refund is told by its 业务类型",
    ),
)
_TOO_MANY_FIELDS = Unreadable(
    "too_many_fields",
    Text(
        zh="该行的单元格比表头多，金额所在列无法确定",
        en="the row has more cells than the header, so its amount cannot be told",
    ),
    Text(
        zh="检查该行是否多了分隔符，修正后重新导出",
        en="look for a stray separator in the row and export again",
    ),
)
_NO_ORIGINAL = Unreadable(
    "original_ticket_missing",
    Text(zh="退费或撤销行没有原电子税票号码", en="a refund or reversal does not name its original ticket"),
    Text(zh="填写原电子税票号码", en="give the original ticket number"),
)


def _checked(
    column: Sequence[str],
    plain: re.Pattern[str],
    read: Callable[[str], str],
    key: str,
    note: Callable[[int, str, Unreadable, str], None],
) -> list[str]:
    if plain.fullmatch("\n".join(column) + "\n"):
        return list(column)
    values = []
    for place, cell in enumerate(column):
        try:
            values.append(copy_text(read(cell.strip())))
        except Unreadable as fault:
            note(place, key, fault, cell)
            values.append(copy_text(cell.strip()[:DOCUMENT_CHARACTERS_KEPT]))
    return values


def _names(
    column: Sequence[str], note: Callable[[int, str, Unreadable, str], None]
) -> tuple[Iterable[str], Sequence[str]]:
    """The names as written (NULL where that is the key) and the keys by which they are compared."""
    if _PLAIN_NAMES.fullmatch("\n".join(column) + "\n"):
        return repeat(NULL), column
    written = _checked(column, _PLAIN_NAMES, fields.read_name, "name", note)
    keys = [copy_text(name_key(cell.strip()))[:200] for cell in column]
    return [NULL if name == key else name for name, key in zip(written, keys, strict=True)], keys


def copy_text(text: str) -> str:
    """Text as COPY wants it."""
    if text.isalnum():
        return text
    for plain, escaped in (("\0", ""), ("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return text


def _read_document(text: str) -> str:
    return normal_form(fields.read_document(text))


def _read_treasury(text: str) -> str:
    return fields.read_moment(text).date().isoformat() if text else NULL


def _read_kind(text: str) -> str:
    if text not in KINDS:
        raise Unreadable(
            "kind_unknown",
            Text(zh=f"业务类型“{text[:20]}”不认识", en=f"the kind of business '{text[:20]}' is not known"),
            Text(f"只能是：{_KNOWN_KINDS.zh}，或留空", f"it is one of {_KNOWN_KINDS.en}, or empty"),
        )
    return KINDS[text].value
