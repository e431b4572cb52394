"""Was a file sent for the area that its rows are about?"""

from collections import Counter
from collections.abc import Mapping

from intake.columns.asking import Asking, ask_elsewhere, named_places
from intake.models.jobs import SentFile
from intake.rules.readings import HELD_ELSEWHERE
from intake.tables.refused import SheetRefused
from policy.terms import Text
from staff.queries import path_names
from staff.rules.divisions import contains

PLACES_NAMED = 5
COUNTY_DIGITS = 6


def ask_if_elsewhere(file: SentFile, rows_by_place: Mapping[str, int]) -> None:
    """Raise `Asking` when most rows that name a place name one outside the area of the file, and nobody said that this is right.

    `rows_by_place`: code of a division -> rows that name it, or whose person is registered there. An officer goes on (rows
    elsewhere are then held or left aside, as always) or discards the file and sends it for the right area.
    """
    found = _mostly_elsewhere(file.area, rows_by_place)
    if found is not None and file.reading.get("elsewhere") != HELD_ELSEWHERE:
        raise Asking([ask_elsewhere(*found)])


def refuse_if_elsewhere(area: str, rows_by_place: Mapping[str, int]) -> None:
    """The same for a layout that takes no row from elsewhere at all: one sentence instead of a thousand cells."""
    found = _mostly_elsewhere(area, rows_by_place)
    if found is None:
        return
    name, rows, outside, places = found
    zh, en = named_places(places)
    raise SheetRefused(
        "sent_for_another_area",
        Text(
            f"文件按 {name} 报送，但 {rows} 行中有 {outside} 行属于其他地区：{zh}。",
            f"The file was sent for {name}, but {outside} of its {rows} rows lie elsewhere: {en}.",
        ),
        Text("请按正确的地区重新上传。", "Send it again for the right area."),
    )


def _mostly_elsewhere(
    area: str, rows_by_place: Mapping[str, int]
) -> tuple[str, int, int, list[tuple[str, int]]] | None:
    """The area, the rows, those elsewhere and where most of them lie; None when at most half lie elsewhere."""
    outside: Counter[str] = Counter()
    for code, rows in rows_by_place.items():
        if not contains(area, code):
            outside[code[:COUNTY_DIGITS]] += rows
    total, away = sum(rows_by_place.values()), outside.total()
    if away * 2 <= total:
        return None
    commonest = outside.most_common(PLACES_NAMED)
    names = path_names([area, *(code for code, _ in commonest)])
    places = [(f"{names.get(code, '')}{code}", rows) for code, rows in commonest]
    return f"{names.get(area, '')}{area}", total, away, places
