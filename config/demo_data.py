"""With which officers, households and tax file is the product shown?"""

import csv
import os
import secrets
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from config.server_binaries import ServiceFailed
from enrollment.models import DueEntry, PaymentFile
from enrollment.models.dues import EntryKind
from enrollment.operations import payments
from enrollment.vault import match_key
from staff.models import Officer
from staff.operations import officers as staff_operations
from staff.rules.roles import Role

COVERAGE_YEAR = 2022
TAX_AREA = "371700"
AREAS = {
    TAX_AREA: 900,
    "622900": 250,
    "620100": 250,
    "140500": 150,
}  # households; Heze, Linxia, Lanzhou, Jincheng
EVERYWHERE = tuple(AREAS)
LOGINS: dict[str, tuple[Role, str, tuple[str, ...]]] = {
    "demo-village": (Role.VILLAGE_CLERK, "村代办员 王秀英", ("371702001001",)),
    "demo-township": (Role.TOWNSHIP_CLERK, "乡镇经办员 李建国", ("371702001",)),
    "demo-civil": (Role.CIVIL_AFFAIRS, "民政 马玉兰", ("371702",)),
    "demo-tax": (Role.TAX_OFFICER, "税务 张伟", EVERYWHERE),
    "demo-county": (Role.COUNTY_BUREAU, "县区医保局 刘洋", EVERYWHERE),
    "demo-city": (Role.CITY_BUREAU, "市医保局 陈静", EVERYWHERE),
    "demo-finance": (Role.FINANCE, "财务 赵敏", EVERYWHERE),
    "demo-audit": (Role.AUDITOR, "审计 周平", ("000000",)),
    "demo-admin": (Role.SYSTEM_ADMIN, "系统管理员 吴刚", ("000000",)),
}
HEADER = [
    *("电子税票号码", "证件号码", "姓名", "参保地区划", "参保年度", "实缴金额"),
    *("缴费时间", "入国库日期", "缴费渠道", "业务类型", "原电子税票号码"),
]
FAULTS = (
    "short",
    "over",
    "again",
    "same ticket",
    "unknown",
    "name",
    "year",
    "area",
    "digit",
    "date",
    "refund",
)


def require_own_database() -> None:
    """Demo logins have no place among real ones."""
    if Officer.objects.exists() and not Officer.objects.filter(login__startswith="demo-").exists():
        if not os.environ.get("DATABASE_URL"):
            return  # the server of this work tree
        raise ServiceFailed("the database of DATABASE_URL is in use; give bin/demo an empty one")


def officers() -> dict[str, tuple[Role, str]]:
    """A login for each role, all with one password that was made up for this machine."""
    path = settings.VAR_DIR / "keys" / "demo_password"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f"canbao-{secrets.token_hex(4)}")
    password = path.read_text()
    on = date(COVERAGE_YEAR - 2, 1, 1)
    for login, (role, name, codes) in LOGINS.items():
        found = Officer.objects.filter(login=login).first()
        if found is None:
            found = staff_operations.register_officer(
                login=login, display_name=name, password=password, by=None
            )
            for code in codes:
                staff_operations.grant_role(officer=found, role=role, division_code=code, on=on, by=None)
        elif not found.check_password(password):
            staff_operations.set_password(officer=found, password=password, by=None)
    return {login: (role, password) for login, (role, _, _) in LOGINS.items()}


def households(folder: Path) -> Iterator[str]:
    """Lists of households that do not exist, in real villages, taken through the import; a line for each."""
    folder.mkdir(exist_ok=True)
    for seed, (area, count) in enumerate(AREAS.items(), start=1):
        file = _household_list(folder, area)
        if file.exists():
            continue
        unfinished = file.with_suffix(".new.csv")
        with open(os.devnull, "w") as silent:
            wanted = {"area": area, "households": count, "seed": seed, "villages": 40, "year": COVERAGE_YEAR}
            call_command("generate_people", output=unfinished, stdout=silent, **wanted)
            chosen = {"area": area, "year": COVERAGE_YEAR, "by": "demo-county", "json": True}
            call_command("import_households", str(unfinished), stdout=silent, **chosen)
        unfinished.rename(file)
        with file.open(encoding="utf-8") as rows:
            yield f"{area}: {count} households, {sum(1 for _ in rows) - 1} people registered and enrolled"


def _household_list(folder: Path, area: str) -> Path:
    return folder / f"households-{area}.csv"


def tax_file(folder: Path) -> Path:
    """A tax file (layout TB-1, GB18030) for most people of one area, some lines faulty in every way."""
    path = folder / f"tax-{TAX_AREA}-{COVERAGE_YEAR}.csv"
    if path.exists():
        return path
    rows = list(_tax_lines(folder))
    total = sum(int(row[5].replace(".", "")) for row in rows)
    trailer = ["合计", str(len(rows)), f"{total // 100}.{total % 100:02d}", *[""] * (len(HEADER) - 3)]
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows, trailer])
    return path


def _tax_lines(folder: Path) -> Iterator[list[str]]:
    random = Random(2022)
    charged = {
        row["due__person__document_hash"]: row["fen"]
        for row in DueEntry.objects.filter(
            due__area=TAX_AREA, due__coverage_year=COVERAGE_YEAR, kind=EntryKind.CHARGE
        )
        .values("due__person__document_hash")
        .annotate(fen=Sum("amount_fen"))
    }
    with _household_list(folder, TAX_AREA).open(encoding="utf-8", newline="") as file:
        people = [row for row in csv.DictReader(file) if match_key(row["证件号码"]) in charged]
    for serial, person in enumerate(people, start=1):
        if random.random() < 0.1:
            continue  # has not paid yet
        fen = charged[match_key(person["证件号码"])]
        day = _pay_day(random)
        amount = f"{fen // 100}.{fen % 100:02d}"
        moment = f"{day} {random.randrange(8, 20):02d}:{random.randrange(60):02d}:00"
        place, channel = person["居住地区划"][:6], random.choice(("微信", "支付宝", "银行柜面", "村级代收"))
        line = [f"33717{serial:015d}", person["证件号码"], person["姓名"], place, str(COVERAGE_YEAR), amount]
        line += [moment, day, channel, "", ""]
        yield from _faulty(line, random, serial) if random.random() < 0.07 else [line]


def _pay_day(random: Random) -> str:
    """Mostly inside the collection window, some in spring, a few after 30 June."""
    chance = random.random()
    if chance < 0.9:
        return f"{COVERAGE_YEAR - 1}-{random.choice((10, 11, 12))}-{random.randrange(1, 29):02d}"
    month = random.choice((3, 4, 5) if chance < 0.97 else (7, 8))
    return f"{COVERAGE_YEAR}-{month:02d}-{random.randrange(1, 29):02d}"


def _faulty(line: list[str], random: Random, serial: int) -> list[list[str]]:
    row, second = list(line), list(line)
    second[0] = f"33718{serial:015d}"
    match random.choice(FAULTS):
        case "short":
            row[5] = "100.00"
        case "over":
            row[5] = "500.00"
        case "again":
            return [line, second]
        case "same ticket":
            return [line, row]
        case "unknown":
            row[1] = "371702195001010015"  # passes every check, belongs to nobody
        case "name":
            row[2] += "某"
        case "year":
            row[4] = str(COVERAGE_YEAR + 1)
        case "area":
            row[3] = "370102"
        case "digit":
            row[1] = row[1][:-1] + ("0" if row[1][-1] != "0" else "1")
        case "date":
            row[6] = f"{COVERAGE_YEAR}-02-30"
        case "refund":
            second[9], second[10] = "退费", line[0]
            return [line, second]
    return [row]


def upload(path: Path) -> PaymentFile:
    """What the upload page does; a file that was received before is shown as it ended then."""
    officer = Officer.objects.get(login="demo-tax")
    content = path.read_bytes()
    try:
        return payments.receive_file(
            content=BytesIO(content), name=path.name, area=TAX_AREA, by=officer, at=timezone.now()
        )
    except payments.SameFileReceived:
        return PaymentFile.objects.filter(name=path.name, uploaded_by=officer).latest("uploaded_at")
