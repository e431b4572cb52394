"""With which officers and households is the product shown?"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from config.server_binaries import ServiceFailed
from enrollment.models import Enrollment
from staff.models import Officer
from staff.operations import officers as staff_operations
from staff.rules.roles import Role

VILLAGES = 40  # in each area, spread over it


@dataclass(frozen=True)
class Area:
    """An area, the coverage year its notice speaks of, and how many households of it are made up."""

    code: str
    name: str
    coverage_year: int
    households: int
    ages_on: date  # the day on which the ages hold: newborns are at most five months old on it

    def household_list(self, folder: Path) -> Path:
        return folder / f"households-{self.code}-{self.coverage_year}-{self.households}.csv"


HEZE = Area("371700", "Heze", 2022, 1600, date(2021, 10, 1))
LANZHOU = Area("620100", "Lanzhou", 2021, 400, date(2020, 10, 1))
LINXIA = Area("622900", "Linxia", 2018, 400, date(2018, 11, 1))
LINXIA_LATER = replace(LINXIA, coverage_year=2021)  # the year for which Linxia has a window and a due on file
JINCHENG = Area("140500", "Jincheng", 2021, 250, date(2020, 10, 1))
NANNING = Area("450100", "Nanning, Guangxi", 2021, 250, date(2020, 10, 1))
AREAS = (HEZE, LANZHOU, LINXIA, JINCHENG, NANNING)
EVERYWHERE = tuple(area.code for area in AREAS)
FIRST_DAY = date(2017, 1, 1)  # from when on the officers hold their roles: before everything they look at
LOGINS: dict[str, tuple[Role, str, tuple[str, ...]]] = {
    "demo-village": (Role.VILLAGE_CLERK, "村代办员 王秀英", ("371702001001",)),
    "demo-township": (Role.TOWNSHIP_CLERK, "乡镇经办员 李建国", ("371702001",)),
    "demo-civil": (Role.CIVIL_AFFAIRS, "民政 马玉兰", EVERYWHERE),
    "demo-tax": (Role.TAX_OFFICER, "税务 张伟", EVERYWHERE),
    "demo-county": (Role.COUNTY_BUREAU, "县区医保局 刘洋", EVERYWHERE),
    "demo-city": (Role.CITY_BUREAU, "市医保局 陈静", EVERYWHERE),
    "demo-finance": (Role.FINANCE, "财务 赵敏", EVERYWHERE),
    "demo-audit": (Role.AUDITOR, "审计 周平", ("000000",)),
    "demo-admin": (Role.SYSTEM_ADMIN, "系统管理员 吴刚", ("000000",)),
}


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
    for login, (role, name, codes) in LOGINS.items():
        found = Officer.objects.filter(login=login).first()
        if found is None:
            found = staff_operations.register_officer(
                login=login, display_name=name, password=password, by=None
            )
        elif not found.check_password(password):
            staff_operations.set_password(officer=found, password=password, by=None)
        held = set(found.grants.filter(role=role).values_list("division_code", flat=True))
        for code in codes:
            if code not in held:
                staff_operations.grant_role(
                    officer=found, role=role, division_code=code, on=FIRST_DAY, by=None
                )
    return {login: (role, password) for login, (role, _, _) in LOGINS.items()}


def households(folder: Path) -> Iterator[str]:
    """Lists of households that do not exist, in real villages, taken through the import; a sentence for each."""
    unfinished_in = folder / "unfinished"
    unfinished_in.mkdir(parents=True, exist_ok=True)
    for seed, area in enumerate(AREAS, start=1):
        file = area.household_list(folder)
        enrolled = Enrollment.objects.filter(area=area.code, coverage_year=area.coverage_year)
        if file.exists() and enrolled.exists():
            continue
        unfinished = unfinished_in / file.name
        with open(os.devnull, "w") as silent:
            wanted = {"area": area.code, "households": area.households, "seed": seed, "on": area.ages_on}
            call_command("generate_people", output=unfinished, villages=VILLAGES, stdout=silent, **wanted)
            chosen = {"area": area.code, "year": area.coverage_year, "by": "demo-county", "json": True}
            call_command("import_households", str(unfinished), stdout=silent, **chosen)
        unfinished.rename(file)
        yield (
            f"{area.name}: {area.households} households,"
            f" {enrolled.count()} people registered and enrolled for {area.coverage_year}"
        )
