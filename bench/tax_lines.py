"""What does a large tax file look like: N lines for the benchmark's people, seven in a hundred faulty, of every kind?"""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.population import AREA, COVERAGE_YEAR, document_of, name_of

HEADER = [
    "电子税票号码",
    "证件号码",
    "姓名",
    "参保地区划",
    "参保年度",
    "实缴金额",
    "缴费时间",
    "入国库日期",
    "缴费渠道",
    "业务类型",
    "原电子税票号码",
]
FAULTS = (
    "short", "over", "second_payment", "same_ticket", "unknown", "name", "no_year", "other_area", "bad_document", "bad_date",
    "refund", "reversal", "refund_alone",
)  # fmt: skip


def lines(count: int, people: int, *, seed: int = 1, faulty: float = 0.07) -> Iterator[list[str]]:
    """Lines in the order of their tickets; a faulty person's further lines follow within a few thousand lines."""
    random = Random(seed)
    later: list[list[str]] = []
    written = 0
    order = list(range(people))
    random.shuffle(order)
    for serial, index in enumerate(order, start=1):
        if written >= count:
            return
        line = _sound(serial, index, random)
        rows = [line]
        if random.random() < faulty:
            rows = _faulty(line, random, serial)
        for row in rows[1:]:
            later.append(row)
        yield rows[0]
        written += 1
        while later and written < count and random.random() < 0.2:
            yield later.pop(random.randrange(len(later)))
            written += 1
    for row in later[: count - written]:
        yield row


def _sound(serial: int, index: int, random: Random) -> list[str]:
    day = 1 + random.randrange(28)
    seconds = random.randrange(8 * 3600, 20 * 3600)
    moment = f"2021-10-{day:02d} {seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    county = f"3717{(2, 3, 21, 22, 23)[index % 5]:02d}"
    return [
        f"3371{serial:016d}", document_of(index), name_of(index), county, str(COVERAGE_YEAR), "320.00", moment,
        f"2021-10-{day:02d}",
        random.choice(("微信", "支付宝", "银行柜面", "村级代收")), "", "",
    ]  # fmt: skip


def _faulty(line: list[str], random: Random, serial: int) -> list[list[str]]:
    kind = random.choice(FAULTS)
    row = list(line)
    further = list(line)
    further[0] = f"3372{serial:016d}"
    further[6] = line[6].replace("2021-10-", "2021-11-")
    match kind:
        case "short":
            row[5] = "300.00"
        case "over":
            row[5] = "330.00"
        case "second_payment":
            return [row, further]
        case "same_ticket":
            return [row, list(row)]
        case "unknown":
            row[1] = document_of(30_000_000 + serial)
        case "name":
            row[2] = row[2] + "某"
        case "no_year":
            row[4] = str(COVERAGE_YEAR + 1)
        case "other_area":
            row[3] = "370102"
        case "bad_document":
            row[1] = row[1][:-1] + ("0" if row[1][-1] != "0" else "1")
        case "bad_date":
            row[6] = "2021-13-41"
        case "refund" | "reversal":
            further[9], further[10] = ("退费" if kind == "refund" else "撤销"), line[0]
            further[5] = "100.00" if kind == "refund" else line[5]
            return [row, further]
        case "refund_alone":
            row[9], row[10] = "退费", f"9999{serial:016d}"
    return [row]


def write(path: Path, count: int, people: int) -> tuple[int, int]:
    """Write a UTF-8 file with its 合计 row; (lines, sum in fen)."""
    total = written = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        for row in lines(count, people):
            writer.writerow(row)
            written += 1
            total += int(row[5].replace(".", ""))
        writer.writerow(
            ["合计", str(written), f"{total // 100}.{total % 100:02d}"] + [""] * (len(HEADER) - 3)
        )
    return written, total


__all__ = ["AREA", "write"]
