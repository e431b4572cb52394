"""Which tables of layouts are there, and how does a test write and open one?"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistance.categories.layouts.rosters import table_of
from assistance.figures.layouts.populations import POPULATION_TABLE
from assistance.subsidies.layouts.bank_return import BANK_TABLE
from claims.layouts.bill_file import BILL_TABLE
from claims.layouts.filing_list import FILING_TABLE
from claims.layouts.old_accounts import OLD_ACCOUNT_TABLE
from claims.layouts.own_cost_answers import ANSWER_TABLE
from claims.layouts.recognition_list import RECOGNITION_TABLE
from enrollment.household_layout import HOUSEHOLD_TABLE
from enrollment.ledger_sheet_layout import LEDGER_TABLE
from enrollment.payment_layout import COLUMNS, PAYMENT_TABLE
from enrollment.refund_layout import ANSWER_TABLE as REFUND_TABLE
from enrollment.sponsor_layout import SPONSOR_TABLE
from enrollment.status_layout import STATUS_TABLE
from enrollment.treasury_layout import TREASURY_TABLE
from intake.columns.asking import Asking
from intake.columns.layouts import TableLayout
from intake.columns.opening import open_table
from intake.columns.table import Table
from intake.rules.readings import Reading, reading_of
from intake.tables import SheetRefused

CASES = Path(__file__).parent / "cases"

# A sound line of each layout, by the key of its column; {n} is another number in each line.
LINES: dict[str, tuple[TableLayout, dict[str, str]]] = {
    "TB-1": (PAYMENT_TABLE, {
        "ticket": "SH2022{n:08d}", "document": "37170219850312{n:03d}X", "name": "钱测一", "division": "371702", "year": "2022",
        "amount": "320.00", "paid_at": "2021-11-14 10:00:00", "treasury": "2021-11-15", "channel": "微信",
    }),
    "HH-1": (HOUSEHOLD_TABLE, {
        "household": "HB{n:03d}", "relationship": "户主", "name": "测甲", "number": "37170219900101{n:03d}X",
        "division": "371702106201", "born_on": "1990-01-01",
    }),
    "RS-1": (table_of(is_full=True), {
        "number": "37170219850312{n:03d}X", "name": "钱测四", "category": "农村低保二类", "from_on": "2026-01-01",
    }),
    "BK-1": (BANK_TABLE, {
        "batch": "620100-202011-000001", "number": "{n}", "account": "62697230593934{n:05d}", "amount": "200.00", "result": "成功",
    }),
    "CL-1": (BILL_TABLE, {
        "provider": "H6229000001", "number": "BUG{n:05d}", "document": "62292319820908{n:03d}X", "name": "马祖力海",
        "setting": "住院", "admitted": "2021-11-21", "discharged": "2021-11-25", "diagnosis_code": "J18.900",
        "bill_total": "2000.00", "total": "2000.00", "eligible": "2000.00",
    }),
    "ST-1": (STATUS_TABLE, {
        "number": "37170219850312{n:03d}X", "name": "钱测四", "fact": "死亡", "from_on": "2021-02-11",
    }),
    "MB-1": (LEDGER_TABLE, {
        "sheet": "7", "person": "10{n}", "version": "0", "name": "钱测五", "heard": "不愿参保", "contacted_on": "2021-11-20",
    }),
    "OW-1": (ANSWER_TABLE, {
        "list": "371702-202206-000001", "number": "{n}", "name": "钱测五", "answer": "有风险", "from_on": "2022-05-01",
        "document": "牡民函〔2022〕7号",
    }),
    "RG-1": (RECOGNITION_TABLE, {
        "number": "37170219850312{n:03d}X", "name": "钱测四", "setting": "慢特病", "disease": "冠心病", "from_on": "2021-02-11",
    }),
    "FL-1": (FILING_TABLE, {
        "number": "37170219850312{n:03d}X", "name": "钱测四", "kind": "转诊", "destination": "110000", "from_on": "2021-02-11",
    }),
    "OA-1": (OLD_ACCOUNT_TABLE, {"number": "37170219850312{n:03d}X", "name": "钱测四", "amount": "120.50"}),
    "PL-1": (SPONSOR_TABLE, {
        "number": "37170219850312{n:03d}X", "name": "钱测四", "year": "2022", "amount": "320.00",
    }),
    "TS-1": (TREASURY_TABLE, {"received_on": "2021-11-15", "amount": "320.00", "ticket": "SH2022{n:08d}"}),
    "RF-1": (REFUND_TABLE, {
        "list": "371702-RF202112-000001", "number": "{n}", "ticket": "33717000000000{n:06d}", "amount": "320.00", "result": "已退费",
        "refunded_on": "2021-12-20", "refund_ticket": "TF2021{n:08d}",
    }),
    "PF-1": (POPULATION_TABLE, {"division": "37170210{n:01d}", "name": "", "registered_population": "100"}),
}  # fmt: skip
LINES["PF-1"][1].pop("registered_population")
LINES["PF-1"][1][POPULATION_TABLE.sums[0]] = "100"


def line(code: str, n: int, **given: str) -> dict[str, str]:
    """A line of a layout, with what is given otherwise."""
    return {key: text.format(n=n) for key, text in LINES[code][1].items()} | given


def written(
    code: str,
    lines: Iterable[Mapping[str, str]],
    *,
    headings: Mapping[str, str] | None = None,
    below: Sequence[Sequence[str]] = (),
) -> bytes:
    """A .csv of lines; `headings` names columns otherwise or adds some, `below` are rows as they are."""
    rows = list(lines)
    names = {column.key: column.heading for column in LINES[code][0].columns} | dict(headings or {})
    known = (*(column.key for column in LINES[code][0].columns), *(headings or {}))
    keys = [key for key in dict.fromkeys(known) if any(key in row for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([names[key] for key in keys])
    writer.writerows([row.get(key, "") for key in keys] for row in rows)
    writer.writerows(below)
    return text.getvalue().encode()


@dataclass
class Read:
    """What came of reading a table to its end: lines, faults by cell and code, questions, or the code of the refusal."""

    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)  # key, code, what stands there
    notices: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)  # cells that are wrong whatever is answered
    refused: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    table: Table | None = None

    @property
    def codes(self) -> list[str]:
        return [code for _, code, _ in self.faults]


def read(
    code: str, content: bytes, said: Mapping[str, Any] | None = None, *, own_faults: Sequence[str] = ()
) -> Read:
    """Read a table as its layout would; `own_faults` are cells that the layout would complain of besides."""
    found = Read()
    try:
        reading = reading_of(dict(said)) if said else Reading()
        table = found.table = open_table(io.BytesIO(content), LINES[code][0], reading)
        for block in table.blocks():
            for row in block.rows:
                found.rows.append({key: row[place] for key, place in table.places.items()})
            for cells in block.faults.values():
                found.faults += [(cell.key, cell.fault.code, cell.written) for cell in cells]
        table.finish([{"cell": cell} for cell in own_faults])
    except Asking as asking:
        found.questions = asking.questions
        found.besides = [fault["cell"] for fault in asking.faults]
        assert asking.fault_count == len(found.besides)
    except SheetRefused as refused:
        found.refused, found.context = refused.code, refused.context
        assert refused.text.zh and refused.text.en and refused.remedy.zh and refused.remedy.en
    if found.table is not None:
        for notice in found.table.notices:
            found.notices.setdefault(notice["code"], notice)
    return found


OWN_TAX_COLUMNS = COLUMNS
