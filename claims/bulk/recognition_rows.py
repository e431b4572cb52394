"""Is each row of a list of recognitions acceptable, and what does it recognise of whom? Every fault is told by its cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from claims.bulk.register_rows import RowReader
from claims.layouts.recognition_list import SETTINGS
from claims.rules.diseases import Disease, Diseases
from enrollment.rules import names
from policy.care import Setting
from policy.terms import Text

SPLIT = str.maketrans("、，；;/ ", ",,,,,,")


class Row(NamedTuple):
    """One row that can be read; `digest` is the hash of the number."""

    row: int
    digest: str
    name_key: str
    setting: Setting
    disease: Disease
    from_on: date
    until_on: date | None
    review_on: date | None
    providers: tuple[str, ...]
    proof: str


@dataclass
class RecognitionReader(RowReader[Row]):
    """Reads rows that recognise one disease of one person."""

    diseases: Diseases = field(kw_only=True)
    _spans: dict[tuple[str, str, str], list[tuple[date, date, int]]] = field(default_factory=dict)

    def row_of(self, row: int, cells: Sequence[str]) -> Row | None:
        """The row, or None where a fault was told."""
        digest = self.digest_of(row, cells)
        setting = SETTINGS.get(self.cell(cells, "setting"))
        disease = self._disease(row, self.cell(cells, "disease"), setting)
        from_on, until_on = self.span_of(row, cells)
        if disease is not None and setting is not None and from_on is not None:
            self._require_once(row, (digest, setting.value, disease.name.zh), from_on, until_on)
        if self.problems.has_row(row) or setting is None or disease is None or from_on is None:
            return None
        codes = self.cell(cells, "providers").upper().translate(SPLIT).split(",")
        return Row(
            row, digest, names.name_key(self.cell(cells, "name")), setting, disease, from_on, until_on,
            self.day(cells, "review_on"), tuple(code for code in codes if code), self.cell(cells, "proof")[:200],
        )  # fmt: skip

    def _disease(self, row: int, word: str, setting: Setting | None) -> Disease | None:
        found = self.diseases.find(word)
        if found is not None and (setting is None or found in self.diseases.for_setting(setting)):
            return found
        what = Text(
            f"“{word[:30]}”不是可以认定的病种。", f"“{word[:30]}” is no disease that can be recognised."
        )
        self.fault(
            row, "disease", "disease_unknown", what,
            Text("请填写病种表中的名称或编码（见“病种认定”的申请页）。",
                 "Write a name or code of the table; the page on which one applies lists them."),
        )  # fmt: skip
        return None

    def _require_once(
        self, row: int, key: tuple[str, str, str], from_on: date, until_on: date | None
    ) -> None:
        """No two rows recognise one disease of one person on one day."""
        until, known = until_on or date.max, self._spans.setdefault(key, [])
        for start, end, first in known:
            if start < until and from_on < end:
                what = Text(
                    f"与第 {first} 行同一病种的日期重叠。", f"Overlaps row {first} for the same disease."
                )
                remedy = Text("请删去一行或更正日期。", "Remove one of the rows or correct the days.")
                self.fault(row, "from_on", "row_twice", what, remedy)
                break
        known.append((from_on, until, row))
