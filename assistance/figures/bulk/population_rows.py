"""Is each row of a table of population figures acceptable, and what does it say? Every fault is told at once, by its cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistance.figures.layouts.populations import FIGURES
from intake.bulk.problems import Problem, Problems
from intake.columns.table import Table
from policy.entered import NotAValue, value_of
from policy.terms import Text
from policy.topics import Topic
from staff.refusals import Refusal
from staff.rules.divisions import contains, is_division_code

ROWS_MAX = 20_000  # the townships and villages of a province
Row = tuple[int, Mapping[str, str]]  # row number as the sender sees it; text by the key of its column


class NoFigures(Refusal):
    """The table as a whole holds no figure that could be entered."""


@dataclass
class FigureTable:
    """The figures read (people, by division and topic) and what is wrong; `without` rows name a place but no figure."""

    figures: dict[tuple[str, Topic], int] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    without: int = 0
    notices: list[dict[str, object]] = field(default_factory=list)
    rows_by_place: Counter[str] = field(default_factory=Counter)  # known divisions

    def as_text(self) -> str:
        """The figures as a table that can be pasted: tabs between the cells, the heading first."""
        topics = [topic for topic in Topic if any(topic is found for _, found in self.figures)]
        lines = ["\t".join(["区划代码", *(topic.label.zh for topic in topics)])]
        for code in dict.fromkeys(code for code, _ in self.figures):
            lines.append("\t".join([code, *(str(self.figures.get((code, topic), "")) for topic in topics)]))
        return "\n".join(lines) + "\n"


def rows_of(table: Table, problems: Problems) -> list[Row]:
    """The rows of an opened table, by the places of its columns; cells that cannot be read are problems."""
    columns = table.places
    if not any(column.key in columns for column in FIGURES):
        headings = "、".join(column.heading for column in FIGURES)
        raise NoFigures(
            "no_figure_column",
            Text(f"没有任何人口数列。可用的列：{headings}。", f"No column holds a figure. There may be: {headings}."),
            Text("请至少保留一列人口数，并写明表头。", "Keep at least one of them, with its heading in the first row."),
        )  # fmt: skip
    found: list[Row] = []
    for block in table.blocks():
        problems.add_cells(block, columns)
        for number, cells in zip(block.numbers, block.rows, strict=True):
            found.append((number, {key: cells[place].strip() for key, place in columns.items()}))
        if len(found) > ROWS_MAX:
            raise NoFigures(
                "too_many_rows",
                Text(f"表格超过 {ROWS_MAX} 行。", f"The table has more than {ROWS_MAX} rows."),
                Text("请按县区拆分。", "Split it by county."),
            )
    table.finish(problems.as_json(), count=problems.count)
    return found


def table_of(
    rows: Sequence[Row],
    columns: Mapping[str, int],
    *,
    area: str,
    names: Mapping[str, str],
    problems: Problems,
) -> FigureTable:
    """The figures of the rows; `names` holds the known divisions among them, by code. Nothing is guessed: a row with a fault
    is named by its cell, with what to do.
    """
    table, first_rows = FigureTable(problems=problems), dict[str, int]()
    for number, cells in rows:
        code = cells["division"]
        table.rows_by_place[code] += code in names
        fault = _place_fault(code, cells.get("name", ""), area, names, first_rows.get(code))
        if fault is not None:
            key, kind, what, remedy = fault
            table.problems.add(Problem(number, columns.get(key, 0), kind, what, remedy))
        first_rows.setdefault(code, number)
        read = dict(_figures(number, cells, columns, table.problems))
        table.without += not any(cells.get(column.key) for column in FIGURES)
        if fault is None:
            table.figures |= {(code, topic): people for topic, people in read.items()}
    problems.kept.sort(key=lambda problem: (problem.row, problem.column))
    return table


def _figures(
    number: int, cells: Mapping[str, str], columns: Mapping[str, int], problems: Problems
) -> Iterable[tuple[Topic, int]]:
    for column in FIGURES:
        text = cells.get(column.key, "")
        if not text:
            continue
        topic = Topic(column.key)
        try:
            yield topic, int(value_of(topic, text))
        except NotAValue:
            what = Text(
                f"“{topic.label.zh}”不是人数：“{text[:30]}”。",
                f"“{topic.label.en}” is no number of people: “{text[:30]}”.",
            )
            remedy = Text(
                "请填写整数，不带单位；没有数据的留空。", "Write a whole number without a unit; leave it empty if there is none."
            )  # fmt: skip
            problems.add(Problem(number, columns.get(column.key, 0), "not_a_count", what, remedy))


def _place_fault(
    code: str, name: str, area: str, names: Mapping[str, str], first_row: int | None
) -> tuple[str, str, Text, Text] | None:
    """The column, code, text and remedy of what is wrong with the place of a row."""
    look_up = Text("请从区划列表复制代码。", "Copy the code from the list of divisions.")
    if not is_division_code(code):
        what = Text(
            f"区划代码“{code[:20]}”不是 6、9 或 12 位数字。",
            f"The division code “{code[:20]}” does not have 6, 9 or 12 digits.",
        )
        return "division", "not_a_division", what, look_up
    if code not in names:
        return (
            "division",
            "unknown_division",
            Text(f"没有区划 {code}。", f"There is no division {code}."),
            look_up,
        )
    if not contains(area, code):
        what = Text(f"{code} 不在 {area} 之内。", f"{code} does not lie in {area}.")
        remedy = Text(
            "请只填本地区的区划，或改选地区。", "Keep to places of the area, or choose another area."
        )
        return "division", "outside_area", what, remedy
    if first_row is not None:
        what = Text(f"{code} 已在第 {first_row} 行出现。", f"{code} stands in row {first_row} already.")
        return "division", "twice", what, Text("请只保留一行。", "Keep one of the rows.")
    if name and name not in names[code] and names[code] not in name:
        what = Text(
            f"名称“{name[:20]}”与 {code}（{names[code]}）不符，可能错行。",
            f"“{name[:20]}” is not the name of {code} ({names[code]}): the rows may have slipped.",
        )
        remedy = Text(
            "请核对代码与名称；名称列可以不填。", "Check code and name; the name may be left empty."
        )
        return "name", "name_differs", what, remedy
    return None
