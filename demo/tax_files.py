"""Which tax files is the product shown with, so that every outcome stands on some page?"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import xlsxwriter
from django.utils import timezone

from demo.people import HEZE, JINCHENG, LANZHOU, LINXIA, LINXIA_LATER, NANNING, Area
from enrollment.models import Due, PaymentFile
from enrollment.operations import payments
from enrollment.payment_layout import COLUMNS
from intake.operations import answers
from intake.rules.file_states import FileState
from intake.vault import match_key
from policy.money import format_yuan, yuan_to_fen
from staff.models import Officer

Line = dict[str, str]
HEADINGS = {column.key: column.heading for column in COLUMNS}
EXPORTED = {**HEADINGS, "kind": "征收类型", "desk": "征收人员"}  # as one bureau's program writes them
READ_AS = {"columns": {"征收类型": "kind", "征收人员": ""}}  # what the tax officer says of them
PAGE_LINES = 500  # of that program's export; each page ends with a sum
CHANNELS = ("微信", "支付宝", "银行柜面", "村级代收")
FAULTY, UNPAID = 0.08, 0.1  # shares of the people of the large file
FAULTS = (
    *("short", "over", "twice", "same ticket", "unknown", "name", "year", "area", "digit"),
    *("date", "refund", "reversal", "refund alone", "too late", "refund twice", "refund undone"),
)
UNKNOWN = "371702195001010015"  # passes every check, belongs to nobody


@dataclass(frozen=True)
class Person:
    """A row of a household list, and what is charged to that person."""

    document: str
    kind: str
    name: str
    county: str
    born_on: date
    charged_fen: int | None  # None: no amount can be named


@dataclass(frozen=True)
class Sample:
    """A file to upload: its lines, and what of it is particular."""

    area: Area
    name: str
    shows: str
    lines: Callable[[], Iterable[Line]]
    check_only: bool = False
    declared_fen_more: int = 0  # how much the 合计 row is wrong by
    is_exported: bool = False  # with a title, sums of pages, headings of its own and signatures

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        if not path.exists():
            unfinished, lines = path.with_name(f"new-{self.name}"), list(self.lines())
            rows = _export(self.area, lines) if self.is_exported else _plain(lines, self.declared_fen_more)
            _write(unfinished, rows)
            unfinished.rename(path)
        return path


def _plain(lines: list[Line], fen_more: int) -> Iterator[list[str]]:
    """The layout's own headings, the lines, what they come to."""
    yield list(HEADINGS.values())
    for line in lines:
        yield [line.get(key, "") for key in HEADINGS]
    yield ["合计", str(len(lines)), format_yuan(_sum_fen(lines) + fen_more)]


def _export(area: Area, lines: list[Line]) -> Iterator[list[str]]:
    """As a bureau's program prints it: a title above, a sum below each page, who made it below all."""

    def sum_row(word: str, some: list[Line]) -> list[str]:
        said = {"ticket": word, "document": f"{len(some)}笔", "amount": f"{_sum_fen(some) / 100:,.2f}"}
        return [said.get(key, "") for key in EXPORTED]

    yield [f"{area.name}城乡居民基本医疗保险费缴费明细（{area.coverage_year}年度）"]
    yield list(EXPORTED.values())
    for first in range(0, len(lines), PAGE_LINES):
        page = lines[first : first + PAGE_LINES]
        for line in page:
            yield [line.get(key, "") for key in EXPORTED]
        yield sum_row("小计", page)
    yield sum_row("合计", lines)
    yield ["制表人：演示", "", "审核人：演示"]


def _sum_fen(lines: list[Line]) -> int:
    return sum(yuan_to_fen(line["amount"]) for line in lines)


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    """A workbook, or text as a tax bureau's export writes it."""
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
        return
    with path.open("w", encoding="gb18030" if "gb" in path.stem else "utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def samples(folder: Path) -> Iterator[Sample]:
    """The large file of Heze first, then small ones of the other areas."""

    def people(area: Area) -> list[Person]:
        return _people(area.household_list(folder), area)

    def more_of_heze() -> Iterable[Line]:
        return _in_window(people(HEZE)[-40:], HEZE, late=0, after=900_000)

    yield Sample(
        HEZE,
        "heze-2022-gb18030.csv",
        "a season's payments, every kind of outcome, in the form of a bureau's own program",
        lambda: _season(people(HEZE)[:-40]),
        is_exported=True,
    )
    yield Sample(
        LANZHOU,
        "lanzhou-2021.xlsx",
        "late payers: the notice is silent, so they wait for a decision",
        lambda: _in_window(people(LANZHOU), LANZHOU, late=12),
    )
    yield Sample(
        LINXIA,
        "linxia-2018.csv",
        "newborns covered from birth; payments for which no window is on file",
        lambda: _linxia(people(LINXIA)),
    )
    yield Sample(
        LINXIA_LATER,
        "linxia-2021.csv",
        "paid in the window of 2020; their hospital bills come below",
        lambda: _in_window(_people(LINXIA.household_list(folder), LINXIA_LATER), LINXIA_LATER, late=0),
    )
    yield Sample(
        JINCHENG,
        "jincheng-2021.csv",
        "payments, then a refund and a reversal",
        lambda: _jincheng(people(JINCHENG)),
    )
    yield Sample(
        NANNING,
        "nanning-2021.csv",
        "no window and no cover are stated: held",
        lambda: _in_window(people(NANNING)[:30], NANNING, late=0),
    )
    yield Sample(
        HEZE, "heze-2022-wrong-sum.csv", "refused: its totals disagree", more_of_heze, declared_fen_more=100
    )
    yield Sample(HEZE, "heze-2022-check.csv", "checked only, posts nothing", more_of_heze, check_only=True)


def upload(sample: Sample, folder: Path) -> tuple[PaymentFile, bool]:
    """What the upload page does, and whether it was done now: a file that came in before is shown as it ended then."""
    officer = Officer.objects.get(login="demo-tax")
    path = sample.write(folder)
    earlier = PaymentFile.objects.filter(name=path.name, uploaded_by=officer).order_by("pk").last()
    if earlier is not None:
        return earlier, False
    received = payments.receive_file(
        content=BytesIO(path.read_bytes()),
        name=path.name,
        area=sample.area.code,
        by=officer,
        at=timezone.now(),
        check_only=sample.check_only,
    )
    return received, True


def answer(file: PaymentFile) -> str:
    """What the tax officer says of a file that asks how it is to be read; kept for the sender's next one."""
    if file.state != FileState.ASKING:
        return ""
    headings = "、".join(str(question["heading"]) for question in file.questions)
    by, at = Officer.objects.get(login="demo-tax"), timezone.now()
    answers.answer(file=file, said=READ_AS, by=by, on=timezone.localdate(at), at=at, keep_as="演示税务局导出")
    file.refresh_from_db()
    return f"{file.name} asked about {headings}; the tax officer said what they are"


# -- who pays -------------------------------------------------------------------------------------------------


def _people(household_list: Path, area: Area) -> list[Person]:
    """Those of a household list, with what they were charged when the dues were issued."""
    dues = Due.objects.filter(area=area.code, coverage_year=area.coverage_year)
    charged = dict(dues.values_list("person__document_hash", "quotation__due_fen"))
    with household_list.open(encoding="utf-8", newline="") as file:
        return [
            Person(
                row["证件号码"],
                row["证件类型"],
                row["姓名"],
                row["居住地区划"][:6],
                _born_on(row),
                charged.get(match_key(row["证件号码"])),
            )
            for row in csv.DictReader(file)
        ]


def _born_on(row: dict[str, str]) -> date:
    number = row["证件号码"]
    return date.fromisoformat(row["出生日期"] or f"{number[6:10]}-{number[10:12]}-{number[12:14]}")


# -- what they pay --------------------------------------------------------------------------------------------


class _Tickets:
    """Counts the tickets of one area; a further file of the area begins further up."""

    def __init__(self, area: Area, *, after: int = 0):
        self.start, self.count = f"3{area.code[:4]}{area.coverage_year}", after

    def __call__(self) -> str:
        self.count += 1
        return f"{self.start}{self.count:011}"


def _line(person: Person, area: Area, ticket: str, fen: int, day: date, random: Random) -> Line:
    moment = f"{random.randrange(8, 20):02d}:{random.randrange(60):02d}:{random.randrange(60):02d}"
    return {
        "ticket": ticket,
        "document": person.document,
        "name": person.name,
        "division": person.county,
        "year": str(area.coverage_year),
        "amount": format_yuan(fen),
        "paid_at": f"{day} {moment}",
        "treasury": str(day + timedelta(days=1)),
        "channel": random.choice(CHANNELS),
    }


def _again(line: Line, ticket: str, *, days: int, **changed: str) -> Line:
    """A later line about the same payment."""
    day = date.fromisoformat(line["paid_at"][:10]) + timedelta(days=days)
    return {
        **line,
        "ticket": ticket,
        "paid_at": f"{day}{line['paid_at'][10:]}",
        "treasury": str(day + timedelta(days=1)),
        **changed,
    }


def _season(people: list[Person]) -> Iterator[Line]:
    """Heze: most in the window, some late with a month of waiting, some after 30 June at the full price."""
    random, ticket = Random(2022), _Tickets(HEZE)
    for person in people:
        if person.charged_fen is None or random.random() < UNPAID:
            continue
        day = _heze_day(random)
        fen = person.charged_fen
        if day > date(HEZE.coverage_year, 6, 30) and person.kind == "居民身份证" and random.random() < 0.8:
            fen += 58_000  # the fiscal part; who does not know it pays too little
        line = _line(person, HEZE, ticket(), fen, day, random)
        if random.random() < FAULTY:
            yield from _faulty(line, random.choice(FAULTS), ticket)
        else:
            yield line


def _heze_day(random: Random) -> date:
    chance, day = random.random(), random.randrange(1, 29)
    if chance < 0.9:
        return date(HEZE.coverage_year - 1, random.choice((10, 11, 12)), day)
    return date(HEZE.coverage_year, random.choice((3, 4, 5) if chance < 0.97 else (7, 8)), day)


def _faulty(line: Line, fault: str, ticket: _Tickets) -> list[Line]:
    match fault:
        case "short":
            return [{**line, "amount": "100.00"}]
        case "over":
            return [{**line, "amount": "1000.00"}]
        case "twice":
            return [line, _again(line, ticket(), days=9)]
        case "same ticket":
            return [line, line]
        case "unknown":
            return [{**line, "document": UNKNOWN}]
        case "name":
            return [{**line, "name": line["name"] + "某"}]
        case "year":
            return [{**line, "year": str(HEZE.coverage_year + 1)}]
        case "area":
            return [{**line, "division": "370102"}]
        case "digit":
            last = "0" if line["document"][-1] != "0" else "1"
            return [{**line, "document": line["document"][:-1] + last}]
        case "date":
            return [{**line, "paid_at": f"{HEZE.coverage_year}-02-30"}]
        case "refund":
            return [line, _again(line, ticket(), days=12, kind="退费", original=line["ticket"])]
        case "reversal":
            return [line, _again(line, ticket(), days=2, kind="撤销", original=line["ticket"])]
        case "refund twice":
            refund = _again(line, ticket(), days=1, kind="退费", original=line["ticket"])
            return [line, refund, _again(refund, ticket(), days=1)]
        case "refund undone":
            refund = _again(line, ticket(), days=1, kind="退费", original=line["ticket"])
            return [line, refund, _again(refund, ticket(), days=1, kind="撤销", original=refund["ticket"])]
        case "refund alone":
            return [{**line, "kind": "退费", "original": "3999900000000000001"}]
        case _:
            return [_again(line, line["ticket"], days=500)]  # the coverage year is over


def _in_window(people: list[Person], area: Area, *, late: int, after: int = 0) -> Iterator[Line]:
    """Payments of autumn before the year; the last `late` people pay in March of the year."""
    random, ticket = Random(int(area.code)), _Tickets(area, after=after)
    paying = [person for person in people if random.random() > UNPAID and person.charged_fen]
    for place, person in enumerate(paying, start=1):
        day = date(area.coverage_year - 1, random.choice((10, 11)), random.randrange(1, 29))
        if place > len(paying) - late:
            day = date(area.coverage_year, 3, random.randrange(1, 29))
        yield _line(person, area, ticket(), person.charged_fen or 0, day, random)


def _linxia(people: list[Person]) -> Iterator[Line]:
    """Linxia: children born in the year pay within six months, two later; and some adults, whose window nobody stated."""
    random, ticket = Random(int(LINXIA.code)), _Tickets(LINXIA)
    newborns = [person for person in people if person.born_on.year == LINXIA.coverage_year]
    for place, child in enumerate(newborns):
        day = child.born_on + timedelta(days=200 if place < 2 else random.randrange(20, 150))
        yield _line(child, LINXIA, ticket(), 18_000, day, random)
    adults = [person for person in people if person.born_on.year < 1990 and person.charged_fen]
    for person in adults[:25]:
        day = date(LINXIA.coverage_year - 1, 11, random.randrange(1, 29))
        yield _line(person, LINXIA, ticket(), 18_000, day, random)


def _jincheng(people: list[Person]) -> Iterator[Line]:
    """Jincheng: a refund and a reversal name the tickets of earlier lines."""
    lines = list(_in_window(people, JINCHENG, late=3))
    yield from lines
    first, second = lines[3], lines[4]
    yield _again(
        first, first["ticket"].replace("31405", "91405"), days=20, kind="退费", original=first["ticket"]
    )
    yield _again(
        second, second["ticket"].replace("31405", "91405"), days=1, kind="撤销", original=second["ticket"]
    )
