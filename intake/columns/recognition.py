"""Which sheet and row hold the headings, which heading is which column, and what must be asked first?

A row is taken for the header when every required column stands in it, by the layout's own headings or by what was said of
this sender. One such row in one visible sheet needs no question; anything else does. Nothing is left out in silence: each
heading that is not read is a notice, and one that resembles a known heading is a question.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from intake.columns.asking import Asking, Question, ask_column, ask_header, ask_sheet, ask_unit
from intake.columns.headers import Header, SheetHead, header_at, headers_of
from intake.columns.layouts import Column, Kind, TableLayout
from intake.columns.notes import UNREAD, UNREAD_ON_PURPOSE, Notices
from intake.columns.refusals import no_header
from intake.rules.headings import ROW_NUMBERS, likeness, resembles
from intake.rules.readings import Reading
from intake.tables.cells import cell_address
from policy.terms import Text


@dataclass
class Recognized:
    """The header, where each column stands, and the headings that are not read."""

    header: Header
    places: dict[str, int]
    unread: dict[int, str] = field(default_factory=dict)
    row_number_place: int | None = None
    doubled: set[int] = field(default_factory=set)  # headings that mean the same as another


def recognized(
    heads: Sequence[SheetHead], layout: TableLayout, reading: Reading, notices: Notices
) -> Recognized:
    """The columns of a file. Raises `Asking` with everything that must be said first, `SheetRefused` when nothing fits."""
    header = _header(heads, layout, reading, notices)
    found = Recognized(header, {})
    questions = _place_columns(found, layout, reading)
    _drop_alternatives(found.places, layout)
    questions += _unread(found, layout, reading, notices)
    missing = [column for column in layout.columns if _is_missing(column, found.places)]
    if missing and not questions:
        questions = _ask_for(missing, found, layout, reading)
        if not questions:
            raise no_header(layout, [column.heading for column in missing], header.row, header.headings)
    if questions:
        raise Asking(questions, headings=header.names)
    return found


def header_of(heads: Sequence[SheetHead], layout: TableLayout, reading: Reading) -> Header | None:
    """The header by which a sender's profile is looked for: the row with most known headings of a visible sheet."""
    best: tuple[int, Header] | None = None
    for head in heads:
        for header in headers_of(head) if not head.hidden else ():
            known = len(matched(header, layout, reading))
            if known and (best is None or known > best[0]):
                best = known, header
    return best[1] if best else None


def headers_in(heads: Sequence[SheetHead]) -> Iterable[Header]:
    """Every row of every sheet that could be a header."""
    for head in heads:
        yield from headers_of(head)


def fits(heads: Sequence[SheetHead], layout: TableLayout, reading: Reading) -> bool:
    """Whether a reading finds all its headings and every required column in one row of the file."""
    wanted = {name for name, key in reading.columns.items() if key}
    for header in headers_in(heads):
        if reading.header_row and (header.row, header.depth) != (reading.header_row, reading.header_rows):
            continue
        if reading.sheet and header.sheet != reading.sheet:
            continue
        places = matched(header, layout, reading)
        _drop_alternatives(places, layout)
        if wanted <= set(header.names) and not _is_any_missing(layout, places):
            return True
    return False


# -- the header --------------------------------------------------------------------------------------------------


def _header(heads: Sequence[SheetHead], layout: TableLayout, reading: Reading, notices: Notices) -> Header:
    wanted = [head for head in heads if head.name == reading.sheet] if reading.sheet else list(heads)
    if reading.header_row:
        for head in wanted:
            header = header_at(head, reading.header_row, reading.header_rows)
            if header and (not head.hidden or reading.sheet):
                _note_place(header, head, heads, notices)
                return header
    fitting = [(head, fits[0]) for head in wanted if (fits := _fits(head, layout, reading))]
    shown = [pair for pair in fitting if not pair[0].hidden or reading.sheet]
    if len(shown) == 1:
        head, header = shown[0]
        _note_place(header, head, heads, notices)
        return header
    if fitting:
        raise Asking([ask_sheet((head.name, head.hidden) for head, _ in shown or fitting)])
    return _partial(wanted, heads, layout, reading, notices)


def _partial(
    wanted: Sequence[SheetHead],
    heads: Sequence[SheetHead],
    layout: TableLayout,
    reading: Reading,
    notices: Notices,
) -> Header:
    """The row with most known headings, when there are enough to take it for the header; else it is asked or refused."""
    ranked = sorted(
        (
            (len(matched(header, layout, reading)), head, header)
            for head in wanted
            if not head.hidden
            for header in headers_of(head)
        ),
        key=lambda each: (-each[0], each[2].row),
    )
    required = [column.heading for column in layout.columns if column.required]
    if ranked and ranked[0][0] >= min(2, len(required)):
        _, head, header = ranked[0]
        _note_place(header, head, heads, notices)
        return header
    first = next((head for head in wanted if any(any(map(str.strip, row)) for row in head.rows)), None)
    likely = [
        (header.row, "、".join(filter(None, header.headings))[:60])
        for header in (headers_of(first) if first else ())
        if header.depth == 1 and sum(map(bool, header.names)) >= len(required)
    ]
    if len(likely) > 1 and not any(map(_is_data, likely[:1])):
        raise Asking([ask_header(likely[:5], required)])
    likeliest = (
        ranked[0][2] if ranked and ranked[0][0] else next(iter(headers_of(first)), None) if first else None
    )
    if likeliest is None:
        raise no_header(layout, required, 1, ())
    places = matched(likeliest, layout, reading)
    missing = [column.heading for column in layout.columns if _is_missing(column, places)]
    raise no_header(layout, missing, likeliest.row, likeliest.headings)


def _is_data(likely: tuple[int, str]) -> bool:
    return bool(re.search(r"[0-9]{6}", likely[1]))


def _fits(head: SheetHead, layout: TableLayout, reading: Reading) -> list[Header]:
    return [
        header for header in headers_of(head) if not _is_any_missing(layout, matched(header, layout, reading))
    ]


def _is_any_missing(layout: TableLayout, places: dict[str, int]) -> bool:
    return any(_is_missing(column, places) for column in layout.columns)


def _note_place(header: Header, head: SheetHead, heads: Sequence[SheetHead], notices: Notices) -> None:
    """Say which rows above the headings are no lines, and which sheets are not read."""
    for number, row in enumerate(head.rows[: header.row - header.depth], start=1):
        if title := next((cell.strip() for cell in row if cell.strip()), ""):
            said = title[:40]
            notices.add(
                f"title_row_{number}",
                column="",
                place=0,
                row=number,
                text=Text(
                    f"第 {number} 行“{said}”是标题行，不是表头",
                    f"row {number} “{said}” is a title, not the headings",
                ),
            )
    if header.depth > 1:
        notices.add(
            "two_header_rows",
            column="",
            place=0,
            row=header.row - 1,
            text=Text(
                f"第 {header.row - 1}、{header.row} 行合为表头",
                f"rows {header.row - 1} and {header.row} are the headings together",
            ),
        )
    for other in heads:
        if other.name != header.sheet:
            hidden = Text("（隐藏）", " (hidden)") if other.hidden else Text("", "")
            notices.add(
                f"sheet_unread_{other.name[:31]}",
                column="",
                place=0,
                row=1,
                text=Text(
                    f"工作表“{other.name}”{hidden.zh}没有读取", f"sheet “{other.name}”{hidden.en} is not read"
                ),
            )


# -- the columns -------------------------------------------------------------------------------------------------


def matched(header: Header, layout: TableLayout, reading: Reading) -> dict[str, int]:
    """Where each known column stands first."""
    found: dict[str, int] = {}
    for place, name in enumerate(header.names):
        if name in reading.columns:
            if reading.columns[name]:
                found.setdefault(reading.columns[name], place)
            continue
        bare = name.partition("#")[0]
        for column in layout.columns:
            if bare in column.names:
                found.setdefault(column.key, place)
    return found


def _place_columns(found: Recognized, layout: TableLayout, reading: Reading) -> list[Question]:
    """Give each column its place: as was said, else by its headings. Asks when two headings mean the same."""
    header, questions = found.header, []
    by_key: dict[str, list[int]] = {}
    for place, name in enumerate(header.names):
        said = reading.columns.get(name)
        if said is not None:
            if said:
                by_key.setdefault(said, []).append(place)
            continue
        for column in layout.columns:
            if name.partition("#")[0] in column.names:
                by_key.setdefault(column.key, []).append(place)
    for column in layout.columns:
        places = by_key.get(column.key, [])
        mapped = [place for place in places if reading.columns.get(header.names[place])]
        if len(mapped) == 1:
            places = mapped
        if places:
            found.places[column.key] = places[0]
        if len(places) > 1:
            found.doubled.update(places)
            questions += [
                ask_column(
                    header.headings[place],
                    header.names[place],
                    cell_address(place, header.row),
                    [column],
                    [column],
                    repeated=True,
                )
                for place in places
            ]
    return questions


def _drop_alternatives(places: dict[str, int], layout: TableLayout) -> None:
    """Columns that may stand for a required one are not read beside it, nor beside others that do."""
    for column in layout.columns:
        is_there = column.key in places
        for keys in column.instead:
            if is_there:
                for key in keys:
                    places.pop(key, None)
            is_there = is_there or all(key in places for key in keys)


def _is_missing(column: Column, places: Mapping[str, int]) -> bool:
    return (
        column.required
        and column.key not in places
        and not any(all(key in places for key in keys) for keys in column.instead)
    )


def _unread(found: Recognized, layout: TableLayout, reading: Reading, notices: Notices) -> list[Question]:
    """Name each heading that is not read; ask about those that could be meant as a known one."""
    header, questions, asked = found.header, list[Question](), dict[int, list[Column]]()
    taken = {*found.places.values(), *found.doubled}
    for place, (heading, name) in enumerate(zip(header.headings, header.names, strict=True)):
        if place in taken or not name:
            continue
        cell = cell_address(place, header.row)
        said = reading.columns.get(name)
        if said == "":
            text = Text(f"{cell}“{heading}”按说明不读取", f"{cell} “{heading}” is not read, as was said")
            notices.add(UNREAD_ON_PURPOSE, column=heading, place=place, row=header.row, text=text)
            found.unread[place] = heading
            continue
        if name.partition("#")[0] in ROW_NUMBERS:
            found.row_number_place = place if found.row_number_place is None else found.row_number_place
            continue
        found.unread[place] = heading
        notices.add(
            UNREAD,
            column=heading,
            place=place,
            row=header.row,
            text=Text(f"{cell}“{heading}”没有读取", f"{cell} “{heading}” is not read"),
        )
        if said is None and (meant := _resembled(name, found, layout)):
            asked[place] = meant
    nearest = assigned(
        {place: {column.key: _likeness(header.names[place], column) for column in meant} for place, meant in asked.items()},
        taken=found.places,
    )  # fmt: skip
    for place, meant in asked.items():
        heading, name, cell = header.headings[place], header.names[place], cell_address(place, header.row)
        meant.sort(key=lambda column: column.key != nearest.get(place))
        questions.append(
            ask_column(
                heading, name, cell, meant, _choices(meant, found, layout), proposed=nearest.get(place, "")
            )
        )
        if (
            name.endswith("(分)")
            and any(column.kind is Kind.AMOUNT for column in meant)
            and not reading.amount_unit
        ):
            questions.append(ask_unit(heading, cell))
    return questions


def _resembled(name: str, found: Recognized, layout: TableLayout) -> list[Column]:
    """The columns that a heading could be meant as, the nearest first."""
    bare = name.partition("#")[0]
    meant = [
        column
        for column in layout.columns
        if resembles(bare, column.names) and not _stands_in(column, found, layout)
    ]
    return sorted(meant, key=lambda column: -_likeness(name, column))


def _likeness(name: str, column: Column) -> Fraction:
    return likeness(name.partition("#")[0], column.names)


def assigned(likenesses: Mapping[int, Mapping[str, Fraction]], *, taken: Iterable[str]) -> dict[int, str]:
    """Which column each heading is proposed as, by its place: one column at most once, the nearest pairs first.

    `likenesses` are those of the columns that a heading resembles; `taken` columns stand in the file already.
    """
    pairs = sorted(
        ((-near, place, key) for place, keys in likenesses.items() for key, near in keys.items()),
        key=lambda pair: pair[:2],
    )
    gone, proposed = set(taken), dict[int, str]()
    for _, place, key in pairs:
        if place not in proposed and key not in gone:
            proposed[place] = key
            gone.add(key)
    return proposed


def _stands_in(column: Column, found: Recognized, layout: TableLayout) -> bool:
    """Whether the column may only stand for one that is there."""
    return any(
        column.key in keys for other in layout.columns if other.key in found.places for keys in other.instead
    )


def _choices(meant: Sequence[Column], found: Recognized, layout: TableLayout) -> list[Column]:
    open_ones = [
        column for column in layout.columns if column.key not in found.places and column not in meant
    ]
    return [*meant, *open_ones]


def _ask_for(
    missing: Sequence[Column], found: Recognized, layout: TableLayout, reading: Reading
) -> list[Question]:
    """Which of the unread headings are the columns that are missing; nothing when none is left to choose from."""
    header = found.header
    return [
        ask_column(
            heading,
            header.names[place],
            cell_address(place, header.row),
            (),
            _choices(missing, found, layout),
        )
        for place, heading in found.unread.items()
        if header.names[place] not in reading.columns
    ]
