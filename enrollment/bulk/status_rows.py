"""Is each row of a status list acceptable, and whom of the register does it mean?

Rows wait in an UNLOGGED table; one statement holds them against the register. Numbers leave this file only hashed and masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from psycopg import sql

from enrollment.rules import documents, names
from enrollment.rules.status_facts import STATED_BY, StatusFact, StatusSource
from enrollment.status_layout import FACTS
from intake import vault
from intake.bulk.problems import Problem, Problems
from intake.bulk.staged_tables import copy_lines, drop_tables, tables_of
from intake.columns.blocks import Block
from intake.columns.words import use_one_of
from intake.tables.days import written_day
from policy.terms import Text

STAGED = (
    "row", "document_hash", "document_masked", "name", "name_key", "born_on", "fact", "from_on", "until_on", "note",
)  # fmt: skip
_COLUMNS = """
    row int, document_hash uuid, document_masked text, name text, name_key text, born_on date, fact text, from_on date,
    until_on date, note text
"""
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})
_NULL = r"\N"
NOTE_MAX = 200

# By the number: the kept record of a merged one, or a former number. Else by name and birth day, if that is one person only.
_MATCH = """
INSERT INTO enrollment_statusrow (
  list_id, number, document_hash, document_masked, name, fact, from_on, until_on, note, match, person_id)
SELECT %(list)s, s.row, s.document_hash, s.document_masked, s.name, s.fact, s.from_on, s.until_on, s.note,
  CASE WHEN k.kept IS NULL THEN CASE WHEN b.person_id IS NULL THEN 'nobody' ELSE 'proposed' END
       WHEN p.id IS NULL THEN 'elsewhere'
       WHEN p.name_key <> s.name_key THEN 'name_differs' ELSE 'number' END,
  CASE WHEN k.kept IS NULL THEN b.person_id ELSE p.id END
FROM {rows} s
LEFT JOIN LATERAL (
  SELECT coalesce(o.merged_into_id, o.id) AS kept FROM enrollment_person o WHERE o.document_hash = s.document_hash
  UNION ALL
  SELECT coalesce(o.merged_into_id, o.id) FROM enrollment_formerdocument f JOIN enrollment_person o ON o.id = f.person_id
  WHERE f.document_hash = s.document_hash LIMIT 1) k ON true
LEFT JOIN enrollment_person p ON p.id = k.kept AND starts_with(p.division_code, %(prefix)s)
LEFT JOIN LATERAL (
  SELECT min(c.id) AS person_id FROM (
    SELECT o.id FROM enrollment_person o
    WHERE k.kept IS NULL AND o.name_key = s.name_key AND o.born_on = s.born_on AND o.merged_into_id IS NULL
      AND starts_with(o.division_code, %(prefix)s) LIMIT 2) c
  HAVING count(*) = 1) b ON true
ORDER BY s.row
"""


@dataclass(frozen=True)
class Stage:
    """The rows of one reading of one list."""

    list_id: int
    fence: int

    @property
    def name(self) -> str:
        return f"status_stage_{self.list_id}_{self.fence}"

    def create(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE UNLOGGED TABLE {} (" + _COLUMNS + ")").format(sql.Identifier(self.name))
            )

    def copy(self, lines: str) -> None:
        copy_lines(sql.Identifier(self.name), STAGED, lines)

    def count(self) -> int | None:
        """How many rows wait here; None when the table is gone."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [self.name])
            if cursor.fetchone()[0] is None:
                return None
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(self.name)))
            return int(cursor.fetchone()[0])

    def write(self, prefix: str) -> dict[str, int]:
        """Keep the rows with whom they mean, replacing what an earlier attempt kept; how many by match."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM enrollment_statusrow WHERE list_id = %s", [self.list_id])
            cursor.execute(
                sql.SQL(_MATCH).format(rows=sql.Identifier(self.name)),
                {"list": self.list_id, "prefix": prefix},
            )
            cursor.execute(
                "SELECT match, count(*) FROM enrollment_statusrow WHERE list_id = %s GROUP BY 1 ORDER BY 1",
                [self.list_id],
            )
            return dict(cursor.fetchall())


def drop_stages(list_id: int) -> None:
    """Remove every table of a list, of whatever fence."""
    drop_tables(tables_of("status_stage", list_id))


@dataclass
class StatusReader:
    """Turns blocks of cells into lines for COPY."""

    columns: dict[str, int]
    source: StatusSource
    listed_on: date
    problems: Problems = field(default_factory=Problems)
    rows: int = 0
    _first: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def lines(self, block: Block) -> str:
        """The block as text for COPY ... (FORMAT text), one line for each row without a fault."""
        self.problems.add_cells(block, self.columns)
        sound = [
            line
            for row, cells in zip(block.numbers, block.rows, strict=True)
            if (line := self._line(row, cells)) is not None
        ]
        self.rows += len(block.numbers)
        return "".join(sound)

    def _line(self, row: int, cells: Sequence[str]) -> str | None:
        number = documents.normal_form(self._cell(cells, "number"))
        kind = documents.guess_kind(number) or documents.Kind.RESIDENT_ID
        for fault in documents.faults(kind, number, born_on=None, sex=None, today=self.listed_on):
            self._fault(row, "number", fault.code, fault.text, fault.remedy)
        facts = documents.resident_facts(number, today=self.listed_on)
        name = self._cell(cells, "name")
        for wrong in names.display_faults(name)[:1]:
            self._fault(row, "name", wrong.code, wrong.text, wrong.remedy)
        fact = self._fact(row, self._cell(cells, "fact"))
        from_on, until_on = self._days(row, cells)
        digest = vault.match_key_hex(number)
        self._require_once(row, digest, fact, from_on)
        if self.problems.has_row(row) or fact is None or from_on is None:
            return None
        values = (
            str(row), digest, documents.mask(number), names.tidy(name), names.name_key(name),
            facts[0].isoformat() if facts else _NULL, fact.value, from_on.isoformat(),
            until_on.isoformat() if until_on else _NULL, self._cell(cells, "note")[:NOTE_MAX],
        )  # fmt: skip
        return "\t".join(one if one == _NULL else one.translate(_ESCAPES) for one in values) + "\n"

    def _fact(self, row: int, word: str) -> StatusFact | None:
        fact = FACTS.get(word)
        if fact is None:
            what = Text(f"状态“{word[:20]}”无法识别。", f"The status “{word[:20]}” is not known.")
            remedy = use_one_of({word: one for word, one in FACTS.items() if one in STATED_BY[self.source]})
            self._fault(row, "fact", "fact_unknown", what, remedy)
        elif fact not in STATED_BY[self.source]:
            what = Text(
                f"“{fact.label.zh}”不由{self.source.label.zh}提供。",
                f"“{fact.label.en}” is not stated by {self.source.label.en}.",
            )
            remedy = Text("请核对名单来源。", "Check whose list this is.")
            self._fault(row, "fact", "fact_of_another_office", what, remedy)
        return fact

    def _days(self, row: int, cells: Sequence[str]) -> tuple[date | None, date | None]:
        from_on, until_on = (
            written_day(self._cell(cells, "from_on")),
            written_day(self._cell(cells, "until_on")),
        )
        if from_on is None:
            what = Text("起始日期为空或不是日期。", "The first day is missing or is no day.")
            self._fault(
                row, "from_on", "day_form", what, Text("请按 2021-03-01 填写。", "Write it as 2021-03-01.")
            )
        elif from_on > self.listed_on:
            what = Text(
                f"起始日期 {from_on} 晚于名单日期 {self.listed_on}。",
                f"The first day {from_on} lies after the day of the list, {self.listed_on}.",
            )
            self._fault(row, "from_on", "after_the_list", what, Text("请核对日期。", "Check the day."))
        elif until_on is not None and until_on <= from_on:
            what = Text("终止日期不晚于起始日期。", "The end does not lie after the first day.")
            self._fault(row, "until_on", "ends_before_start", what, Text("请核对日期。", "Check the days."))
        return from_on, until_on

    def _require_once(self, row: int, digest: str, fact: StatusFact | None, from_on: date | None) -> None:
        if fact is None or from_on is None:
            return
        first = self._first.setdefault((digest, fact.value, from_on.isoformat()), row)
        if first != row:
            what = Text(f"与第 {first} 行重复。", f"Says the same as row {first}.")
            self._fault(row, "number", "row_twice", what, Text("请删去一行。", "Remove one of the rows."))

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        self.problems.add(Problem(row, self.columns.get(key, self.columns["number"]), code, text, remedy))
