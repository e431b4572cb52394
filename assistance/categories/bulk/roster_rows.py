"""Is each row of a roster acceptable, and what does it say? Whole blocks at a time.

Numbers leave this file only hashed and masked. A name of a category that is in no table is no fault: the row is kept, shown
and has no effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from assistance.categories.bulk.roster_terms import Ending, Fault, RowTerms
from assistance.categories.layouts.rosters import CHANGES, ROSTER_HEADINGS
from assistance.categories.queries.category_list import category_label
from assistance.categories.rules.category_names import Names, meanings
from assistance.categories.rules.roster_states import RosterKind, RowChange, Unmatched
from enrollment.rules import documents, names
from intake import vault
from intake.bulk.problems import Problem, Problems
from intake.columns.blocks import Block
from intake.columns.words import use_one_of
from intake.rules.days import own_day
from policy.periods import month_end
from policy.terms import Category, Text

STAGED = (
    "row", "document_hash", "document_masked", "name", "name_key", "place", "category_name", "category", "why", "grade",
    "certified_on", "from_on", "until_on", "document_number", "change", "replaces", "remark", "lasts_until",
    "ended_as", "follows", "follows_until", "follows_months",
)  # fmt: skip
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})
_NULL = r"\N"
LONGEST = {
    "category": 60,
    "grade": 20,
    "document": 100,
    "place": 60,
    "remark": 200,
    "replaces": 60,
    "ended_as": 40,
}

SAID_KEPT = 50_000  # distinct rows without number and name that are remembered


def _escaped(text: str) -> str:
    """Control characters were refused before; a backslash is all that COPY could misread."""
    return text.translate(_ESCAPES) if "\\" in text else text


@dataclass
class RosterReader:
    """Turns blocks of cells into lines for COPY."""

    columns: dict[str, int]
    kind: RosterKind
    month: date
    stated: frozenset[Category]
    category_names: Names
    today: date
    day_required: bool  # on a first list nobody can be told from those who were added
    default_document: str
    terms: RowTerms
    problems: Problems = field(default_factory=Problems)
    rows: int = 0
    _meanings: dict[tuple[str, str], tuple[Category, ...]] = field(default_factory=dict)
    _said: dict[tuple[str, ...], str] = field(default_factory=dict)

    def lines(self, block: Block) -> str:
        """The block as text for COPY ... (FORMAT text), one line for each row without a fault."""
        self.problems.add_cells(block, self.columns)
        sound = [
            person
            for row, cells in zip(block.numbers, block.rows, strict=True)
            if (person := self._person(row, cells)) is not None
        ]
        self.rows += len(block.numbers)
        digests = vault.match_keys_hex(number for _, number, _, _ in sound)
        return "".join(
            f"{row}\t{digest}\t{documents.mask(number)}\t{_escaped(name)}\t{_escaped(names.name_key(name))}\t{said}\n"
            for (row, number, name, said), digest in zip(sound, digests, strict=True)
        )

    def _person(self, row: int, cells: Sequence[str]) -> tuple[int, str, str, str] | None:
        """Row, number, name and what is said of the person, the last as COPY wants it; None when anything in it is at fault."""
        number = self._number(row, cells[self.columns["number"]])
        name = cells[self.columns["name"]]
        if faults := names.display_faults(name):
            self._fault(row, "name", faults[0].code, faults[0].text, faults[0].remedy)
        own = (self.columns["number"], self.columns["name"])
        rest = tuple([cell for place, cell in enumerate(cells) if place not in own])
        said = self._said.get(rest)
        if said is None:
            said = self._what_is_said(row, cells)
            if not self.problems.has_row(row) and len(self._said) < SAID_KEPT:
                self._said[rest] = said
        if self.problems.has_row(row):
            return None
        return row, number, names.tidy(name), said

    def _what_is_said(self, row: int, cells: Sequence[str]) -> str:
        """Everything but number and name: hundreds of people share it, so it is read once for all of them."""
        texts = {
            key: self._text(row, cells, key, longest) if key in self.columns else ""
            for key, longest in LONGEST.items()
        }
        if not texts["category"]:
            self._fault(row, "category", "category_empty",
                Text("未填写身份类别。", "The category is missing."),
                Text("请填写该人的身份类别；一人多种身份的，每种一行。",
                     "Enter the category; a person with several has a row for each."))  # fmt: skip
        category, why = self._category(row, texts["category"], texts["grade"], "category")
        replaces, _ = (
            self._category(row, texts["replaces"], "", "replaces") if texts["replaces"] else (None, "")
        )
        certified_on = self._day(row, cells, "certified_on")
        from_on = self._day(row, cells, "from_on") or certified_on
        until_on = self._day(row, cells, "until_on")
        self._check_days(row, cells, from_on, certified_on, until_on)
        change = self._change(row, cells)
        lasts_until, ending = None, Ending()
        if category is not None:
            if change is not RowChange.CANCEL:
                begins = from_on or self.month
                self._tell(row, self.terms.fault_of(category, texts["grade"], begins))
                lasts_until = self.terms.lasts_until(category, begins)
            ending = self._ending(row, category, texts["ended_as"], until_on, change)
            if from_on is not None and lasts_until is not None:
                until_on = min(until_on or lasts_until, lasts_until)
        texts = {key: _escaped(text) for key, text in texts.items()}
        values = (
            texts["place"], texts["category"], category or "", why, texts["grade"],
            certified_on.isoformat() if certified_on else _NULL, (from_on or self.month).isoformat(),
            until_on.isoformat() if until_on else _NULL, texts["document"] or _escaped(self.default_document),
            change.value if change else "", replaces or "", texts["remark"],
            lasts_until.isoformat() if lasts_until else _NULL, ending.ended_as, ending.follows,
            ending.follows_until.isoformat() if ending.follows_until else _NULL,
            str(ending.follows_months) if ending.follows_months else _NULL,
        )  # fmt: skip
        return "\t".join(values)

    def _ending(
        self, row: int, category: Category, word: str, until_on: date | None, change: RowChange | None
    ) -> Ending:
        if not word:
            return Ending()
        end_on = until_on or (self.month if change is RowChange.CANCEL else None)
        found = self.terms.ending(category, word, end_on)
        if isinstance(found, Ending):
            return found
        self._tell(row, found)
        return Ending()

    def _tell(self, row: int, fault: Fault | None) -> None:
        if fault is not None:
            self._fault(row, fault.column, fault.code, fault.text, fault.remedy)

    def _number(self, row: int, cell: str) -> str:
        number = documents.normal_form(cell)
        if type(cell) is str and cell.isascii() and documents.resident_facts(number, today=self.today):
            return number
        kind = documents.guess_kind(number) or documents.Kind.RESIDENT_ID
        found = documents.faults(kind, cell, born_on=None, sex=None, today=self.today)
        for fault in found:
            self._fault(row, "number", fault.code, fault.text, fault.remedy)
        return number

    def _category(self, row: int, name: str, grade: str, key: str) -> tuple[Category | None, str]:
        """What the name means, or why that is not known; a category the list is not about is a fault."""
        if not name:
            return None, ""
        asked = (name, grade)
        if asked not in self._meanings:
            self._meanings[asked] = meanings(name, grade, self.category_names)
        found = self._meanings[asked]
        if not found:
            return None, Unmatched.UNKNOWN_NAME.value
        if len(found) > 1:
            # The list itself says which of several categories it is about.
            found = tuple(category for category in found if category in self.stated)
            if len(found) != 1:
                return None, Unmatched.AMBIGUOUS_NAME.value
        if found[0] not in self.stated:
            label = category_label(found[0])
            self._fault(row, key, "category_not_stated",
                Text(f"“{name}”（{label.zh}）不在本名单申报的身份类别内。",
                     f"“{name}” ({label.en}) is none of the categories this list was said to be about."),
                Text("请核对是否传错名单，或上传时增选该类别。",
                     "Check that it is the right list, or choose the category as well when uploading."))  # fmt: skip
        return found[0], ""

    def _check_days(
        self,
        row: int,
        cells: Sequence[str],
        from_on: date | None,
        certified_on: date | None,
        until_on: date | None,
    ) -> None:
        if certified_on is not None and certified_on > self.today:
            self._fault(row, "certified_on", "certified_in_future",
                Text("认定日期晚于今天。", "The day of certification is in the future."),
                Text("请核对日期。", "Check the day."))  # fmt: skip
        if from_on is not None and from_on > month_end(self.month):
            self._fault(row, "from_on", "starts_after_month",
                Text(f"起始日期 {from_on} 晚于名单月份。", f"The first day {from_on} lies after the list's month."),
                Text("请放入所属月份的名单。", "Put it into the list of its month."))  # fmt: skip
        if until_on is not None and until_on <= (from_on or self.month):
            self._fault(row, "until_on", "ends_before_start",
                Text("终止日期不晚于起始日期。", "The end does not lie after the first day."),
                Text("请更正日期；终止日期当日不含在内。", "Correct the days; the end day is not included."))  # fmt: skip
        if self.day_required and not (self._cell(cells, "from_on") or self._cell(cells, "certified_on")):
            self._fault(row, "from_on", "start_required",
                Text("首份名单须逐人填写起始日期或认定日期：没有上期名单可比，无法区分新增人员。",
                     "A first list must give each person's first day or day of certification: with no earlier list "
                     "nobody can be told from those newly added."),
                Text("请补填起始日期。", "Fill in the first day."))  # fmt: skip

    def _change(self, row: int, cells: Sequence[str]) -> RowChange | None:
        if self.kind is RosterKind.FULL:
            return None
        word = self._cell(cells, "change")
        change = CHANGES.get(word)
        if change is None:
            self._fault(row, "change", "change_unknown",
                Text(f"变更类型“{word[:20]}”无法识别。", f"The kind of change “{word[:20]}” is not known."),
                use_one_of(CHANGES))  # fmt: skip
        return change

    def _day(self, row: int, cells: Sequence[str], key: str) -> date | None:
        word = self._cell(cells, key)
        if not word:
            return None
        if day := own_day(word):
            return day
        self._fault(row, key, "day_form",
            Text(f"“{word[:20]}”不是日期。", f"“{word[:20]}” is no day."),
            Text("请按 2021-03-01 的格式填写。", "Write it as 2021-03-01."))  # fmt: skip
        return None

    def _text(self, row: int, cells: Sequence[str], key: str, longest: int) -> str:
        word = self._cell(cells, key)
        if len(word) > longest or not word.isprintable():
            self._fault(row, key, "text_form",
                Text(f"“{ROSTER_HEADINGS[key]}”过长或含控制字符。",
                     f"“{ROSTER_HEADINGS[key]}” is too long or holds control characters."),
                Text(f"请改为不超过 {longest} 个字符。", f"Shorten it to {longest} characters."))  # fmt: skip
            return ""
        return word

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        self.problems.add(Problem(row, self.columns.get(key, self.columns["number"]), code, text, remedy))
