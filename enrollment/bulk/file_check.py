"""Is a tax file readable as a whole, do its totals hold, and what are its typed lines?

Nothing is posted here. Either the whole file is refused (with everything that is wrong listed), or every line stands
typed in the staging tables and count and sum are proved against all control totals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from enrollment.bulk.line_parsing import LineParser, UnreadableAmounts
from enrollment.bulk.staging import StageWriter
from enrollment.payment_layout import TRAILER_WORD
from enrollment.rules.payment_fields import Unreadable, read_amount
from intake.bulk.cycles import no_search_for_cycles
from intake.tables import Block, Sheet, SheetRefused
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
        self._declared: tuple[int | None, int | None] | None = None

    def run(self, sheet: Sheet, places: dict[str, int], expected: Expected) -> Checked:
        """Read, stage, prove the totals. Raises `SheetRefused` when the file as a whole must be refused."""
        with no_search_for_cycles():
            return self._run(sheet, places, expected)

    def _run(self, sheet: Sheet, places: dict[str, int], expected: Expected) -> Checked:
        parser = LineParser(places, len(sheet.header), self._received_on, self._area_of)
        count = amount = malformed = 0
        for block in sheet.blocks():
            block = self._without_trailer(block, places)
            if not len(block):
                continue
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
            if self._writer and not self._problems:
                self._writer.add(parsed)
            self._progress(count)
        if self._problems:
            raise _unreadable_amounts(self._problems, self._problem_count)
        if count == 0:
            raise _no_rows()
        declared_count, declared_fen = self._declared or (None, None)
        _prove(count, amount, expected, declared_count, declared_fen)
        if self._writer:
            self._writer.finish()
        counts = self._writer.counts if self._writer else []
        return Checked(count, amount, declared_count, declared_fen, sheet.encoding, counts, malformed)

    def _note(self, problems: list[dict[str, Any]]) -> None:
        self._problem_count += len(problems)
        self._problems.extend(problems[: LISTED_PROBLEMS_MAX - len(self._problems)])

    def _area_of(self, division: str) -> str | None:
        """The pooling area of a line's division, None when it lies outside what the uploader answers for."""
        return default_book().pooling_area(division) if division.startswith(self._prefix) else None

    def _without_trailer(self, block: Block, places: dict[str, int]) -> Block:
        """Take the 合计 row off the end; rows after it refuse the file."""
        if self._declared is not None:
            raise _rows_after_trailer(block.numbers[0])
        firsts = block.firsts()
        place = firsts.index(TRAILER_WORD) if TRAILER_WORD in firsts else len(firsts) - 1
        row = block.row(place)
        if next((cell.strip() for cell in row if cell.strip()), "") != TRAILER_WORD:
            return block
        if place != len(firsts) - 1:
            raise _rows_after_trailer(block.numbers[place + 1])
        self._declared = _declared_totals(row, places["amount"], block.numbers[place])
        return block.until(place)


def _declared_totals(row: Any, amount_place: int, number: int) -> tuple[int | None, int | None]:
    """Count and sum of a 合计 row: written next to the word, or each under a column."""
    filled = [
        (place, cell.strip())
        for place, cell in enumerate(row)
        if cell.strip() and cell.strip() != TRAILER_WORD
    ]
    if [place for place, _ in filled] == [1, 2]:
        count_text, sum_text = filled[0][1], filled[1][1]
    else:
        sum_text = next((cell for place, cell in filled if place == amount_place), None)
        others = [cell for place, cell in filled if place != amount_place]
        count_text = others[0] if others else None
        if sum_text is None and len(others) > 1:
            sum_text = others[1]
    try:
        count = (
            int(count_text)
            if count_text is not None and count_text.isascii() and count_text.isdecimal()
            else None
        )
        if count_text is not None and count is None:
            raise ValueError(count_text)
        return count, read_amount(sum_text) if sum_text is not None else None
    except (ValueError, Unreadable):
        raise SheetRefused(
            "trailer_unreadable",
            Text(
                zh=f"第 {number} 行（合计）无法读取：应为“合计、行数、金额合计”。",
                en=f"Row {number} (合计) cannot be read: it should hold 合计, the number of lines, the sum.",
            ),
            Text(
                zh="请修正合计行或去掉后重新上传。",
                en="Correct the 合计 row or leave it out, and upload again.",
            ),
            row=number,
        ) from None


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
            zh=f"有 {count} 行的金额无法读取，控制总数无法证明，整个文件未入账。",
            en=f"The amounts of {count} lines cannot be read, so the control totals cannot be proved; nothing was posted.",
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


def _rows_after_trailer(number: int) -> SheetRefused:
    return SheetRefused(
        "rows_after_trailer",
        Text(
            zh=f"合计行之后还有数据（第 {number} 行）。",
            en=f"There are rows after the 合计 row (row {number}).",
        ),
        Text(
            zh="合计行必须是最后一行；请检查是否拼接了两个文件。",
            en="The 合计 row must be the last; check whether two files were joined.",
        ),
        row=number,
    )


def _too_many_rows(limit: int) -> SheetRefused:
    return SheetRefused(
        "too_many_rows",
        Text(zh=f"文件超过 {limit} 行的上限。", en=f"The file has more than {limit} lines."),
        Text(zh="请按乡镇拆分后分别上传。", en="Split it by township and upload the parts."),
    )
