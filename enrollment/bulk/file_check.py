"""Is a tax file readable as a whole, do its totals hold, and what are its typed lines?

Nothing is posted here. Either the whole file is refused (with everything that is wrong listed), or every line stands
typed in the staging tables and count and sum are proved against all control totals.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from enrollment.bulk.line_parsing import LineParser, UnreadableAmounts
from enrollment.bulk.staging import StageWriter
from intake.bulk.cycles import no_search_for_cycles
from intake.columns.table import Table
from intake.tables import SheetRefused
from policy.book import default_book
from policy.money import format_yuan
from policy.terms import Text
from staff.rules.divisions import scope_prefix

LISTED_PROBLEMS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Expected:
    """The control totals: as given at the upload form and as the 合计 row declares them; None where not given."""

    form_count: int | None
    form_fen: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found: counts and sums (fen, as written), the 合计 row, and the staged lines of each part."""

    line_count: int
    amount_fen: int
    declared_count: int | None
    declared_fen: int | None
    encoding: str
    part_counts: list[int]
    malformed: int
    faults: list[dict[str, Any]]  # what is wrong with malformed lines, by cell; the first of `fault_count`
    fault_count: int
    notices: list[dict[str, Any]]
    rows_by_place: dict[str, int]  # code of the division that lines name -> lines


class FileCheck:
    """One reading of one file. `progress(rows)` is called after each block and may raise to stop the work."""

    def __init__(
        self,
        *,
        area: str,
        received_on: date,
        rows_max: int,
        writer: StageWriter | None,
        progress: Callable[[int], None],
    ) -> None:
        self._prefix = scope_prefix(area)
        self._received_on = received_on
        self._rows_max = rows_max
        self._writer = writer
        self._progress = progress
        self._problems: list[dict[str, Any]] = []
        self._problem_count = 0
        self._faults: list[dict[str, Any]] = []
        self._fault_count = 0
        self._places: Counter[str] = Counter()

    def run(self, table: Table, again: Callable[[], Table], expected: Expected) -> Checked:
        """Read, stage, prove the totals; `again` opens the table once more, where a line may name a later one.

        Raises `SheetRefused` when the file as a whole must be refused.
        """
        with no_search_for_cycles():
            return self._run(table, again, expected)

    def _run(self, table: Table, again: Callable[[], Table], expected: Expected) -> Checked:
        tickets = tickets_of_details(again()) if "original_detail" in table.places else {}
        parser = LineParser(table.places, len(table.header), self._received_on, self._area_of, tickets)
        count = amount = malformed = 0
        for block in table.blocks():
            count += len(block)
            if count > self._rows_max:
                raise _too_many_rows(self._rows_max)
            try:
                parsed = parser.parse(block)
            except UnreadableAmounts as unreadable:
                self._note(unreadable.problems)
                continue
            amount += sum(parsed.amounts_fen)
            malformed += len(parsed.faults)
            self._note_faults(parsed.faults)
            self._places.update(parsed.places)
            if self._writer and not self._problems:
                self._writer.add(parsed)
            self._progress(count)
        table.ask(self._problems, count=self._problem_count)
        if self._problems:
            raise _unreadable_amounts(self._problems, self._problem_count)
        if count == 0:
            raise _no_rows()
        declared = table.declared
        declared_count = declared.count if declared else None
        declared_fen = declared.sums.get("amount") if declared else None
        _prove(
            count,
            amount,
            expected,
            declared_count,
            None if "original_detail" in table.places else declared_fen,
        )
        table.finish()
        if self._writer:
            self._writer.finish()
        counts = self._writer.counts if self._writer else []
        notices = [*table.notices, *_years_read(parser.years_of_periods)]
        return Checked(
            count,
            amount,
            declared_count,
            declared_fen,
            table.encoding,
            counts,
            malformed,
            self._faults,
            self._fault_count,
            notices,
            self._by_place(),
        )

    def _by_place(self) -> dict[str, int]:
        """Lines by the division that they name; those that name none are left out."""
        named: Counter[str] = Counter()
        for place, lines in self._places.items():
            division = place.partition("\t")[0]
            if division.isdecimal():
                named[division] += lines
        return dict(named)

    def _note(self, problems: list[dict[str, Any]]) -> None:
        self._problem_count += len(problems)
        self._problems.extend(problems[: LISTED_PROBLEMS_MAX - len(self._problems)])

    def _note_faults(self, faults: dict[int, list[dict[str, Any]]]) -> None:
        for place in sorted(faults):
            self._fault_count += len(faults[place])
            self._faults.extend(faults[place][: LISTED_PROBLEMS_MAX - len(self._faults)])

    def _area_of(self, division: str) -> str | None:
        """The pooling area of a line's division, None when it lies outside what the uploader answers for."""
        return default_book().pooling_area(division) if division.startswith(self._prefix) else None


def tickets_of_details(table: Table) -> dict[str, str]:
    """The ticket of each line by its detail number: a line that takes another back may stand before it."""
    detail, ticket = table.places.get("detail"), table.places["ticket"]
    if detail is None:
        return {}
    tickets: dict[str, str] = {}
    for block in table.blocks():
        tickets.update(zip(block.columns[detail], block.columns[ticket], strict=True))
    return tickets


def _years_read(years: dict[str, str]) -> list[dict[str, Any]]:
    """Which coverage year each period was read as."""
    return [
        {
            "code": "year_of_period", "column": "", "cell": "", "count": 1,
            "text": Text(
                f"所属期 {period} 读作参保年度 {year}", f"the period {period} was read as coverage year {year}"
            )._asdict(),
        }
        for period, year in sorted(years.items())[:20]
    ]  # fmt: skip


def _prove(
    count: int, amount: int, expected: Expected, declared_count: int | None, declared_fen: int | None
) -> None:
    """Every control total that was given must agree."""
    wrong: list[tuple[str, str, str, str]] = []
    for zh, en, figure in (
        ("上传时填写的行数", "count given at upload", expected.form_count),
        ("合计行的行数", "count of the 合计 row", declared_count),
    ):
        if figure is not None and figure != count:
            wrong.append((zh, en, str(figure), str(count)))
    for zh, en, figure in (
        ("上传时填写的金额", "sum given at upload", expected.form_fen),
        ("合计行的金额", "sum of the 合计 row", declared_fen),
    ):
        if figure is not None and figure != amount:
            wrong.append((zh, en, format_yuan(figure), format_yuan(amount)))
    if wrong:
        raise SheetRefused(
            "control_totals_differ",
            Text(
                zh="控制总数不符："
                + "；".join(f"{zh} {given}，文件实际 {found}" for zh, _, given, found in wrong)
                + "。",
                en="Control totals differ: "
                + "; ".join(f"{en} {given}, found in the file {found}" for _, en, given, found in wrong)
                + ".",
            ),
            Text(
                zh="没有任何一行入账。请核对是否缺行、重行，或更正总数后重新上传。",
                en="Nothing was posted. Look for missing or repeated lines, or correct the totals, and upload again.",
            ),
            line_count=count,
            amount_fen=amount,
            expected_count=expected.form_count,
            expected_fen=expected.form_fen,
            declared_count=declared_count,
            declared_fen=declared_fen,
        )


def _unreadable_amounts(problems: list[dict[str, Any]], count: int) -> SheetRefused:
    return SheetRefused(
        "amounts_unreadable",
        Text(
            zh=f"有 {count} 行的金额无法读取或为负数，控制总数无法证明，整个文件未入账。",
            en=f"The amounts of {count} lines cannot be read or are below zero, "
            "so the control totals cannot be proved; nothing was posted.",
        ),
        Text(
            zh="请按所列单元格修正金额后重新上传整个文件。",
            en="Correct the listed cells and upload the whole file again.",
        ),
        problems=problems,
        problem_count=count,
    )


def _no_rows() -> SheetRefused:
    return SheetRefused(
        "no_rows",
        Text(zh="文件只有表头，没有缴费明细。", en="The file has a header but no payment lines."),
        Text(zh="请确认导出条件后重新导出。", en="Check the export's conditions and export again."),
    )


def _too_many_rows(limit: int) -> SheetRefused:
    return SheetRefused(
        "too_many_rows",
        Text(zh=f"文件超过 {limit} 行的上限。", en=f"The file has more than {limit} lines."),
        Text(zh="请按乡镇拆分后分别上传。", en="Split it by township and upload the parts."),
    )
