"""Which pages does each role look at most, as an officer of that role in a place of its size?"""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.population import AREA, COVERAGE_YEAR, VILLAGES
from enrollment.models import KeptCount
from enrollment.operations import kept_counts
from staff.models import Officer
from staff.operations.officers import grant_role, register_officer
from staff.rules.divisions import NATION
from staff.rules.roles import Role

VILLAGE = VILLAGES[0]
TOWNSHIP, COUNTY = VILLAGE[:9], VILLAGE[:6]
PLACES = {
    Role.VILLAGE_CLERK: VILLAGE,
    Role.TOWNSHIP_CLERK: TOWNSHIP,
    Role.CIVIL_AFFAIRS: COUNTY,
    Role.COUNTY_BUREAU: COUNTY,
    Role.SYSTEM_ADMIN: NATION,
}
_UNPAID = ("enrollment:unpaid", {"coverage_year": COVERAGE_YEAR})
_BASE = ("enrollment:base", {"coverage_year": COVERAGE_YEAR})
_YEAR = {"area": AREA, "year": COVERAGE_YEAR}
# Page and query; `inside` is the officer's place.
PAGES: dict[Role, tuple[tuple[str, dict[str, Any]], ...]] = {
    Role.VILLAGE_CLERK: (_BASE, _UNPAID),
    Role.TOWNSHIP_CLERK: (_BASE, _UNPAID, ("enrollment:exceptions", {})),
    Role.CIVIL_AFFAIRS: (
        ("assistance:cases", {}),
        ("assistance:rosters", {}),
        ("assistance:subsidy_runs", {}),
    ),
    Role.TAX_OFFICER: (("enrollment:payment_files", {}), ("enrollment:fund_report", {})),
    Role.COUNTY_BUREAU: (("enrollment:dues", {}), ("enrollment:exceptions", {}), _BASE),
    Role.CITY_BUREAU: (
        ("enrollment:dues", {}),
        ("claims:indicators", _YEAR),
        ("assistance:coverage_rates", {}),
    ),
    Role.FINANCE: (("assistance:public_money", {}), ("claims:clearing", {})),
    Role.AUDITOR: (("audit", {}), ("enrollment:ledger_report", {})),
    Role.SYSTEM_ADMIN: (("officers", {}), ("reading_alarms", {})),
}
Ask = Callable[[Client, Any], Any]


def client_of(role: Role, since: Any) -> Client:
    """Logged in as the officer of a role, who is made when there is none."""
    login = f"bench-{role.value.replace('_', '-')}"
    officer = Officer.objects.filter(login=login).first()
    if officer is None:
        officer = register_officer(login=login, display_name=role.label.en, password=None, by=None)
        place = PLACES.get(role, AREA)
        grant_role(officer=officer, role=role, division_code=place, on=since, by=None)
    client = Client()
    client.force_login(officer)
    return client


def pages_of(role: Role) -> dict[str, Ask]:
    """The first page, its figures, and the pages of the role's work."""
    place = PLACES.get(role, AREA)
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "start": ("home", {}),
        "start: figures": ("home_figures", {}),
    }
    for name, query in PAGES[role]:
        inside = {"inside": place} if name in ("enrollment:base", "enrollment:unpaid") else {}
        asked[name.partition(":")[2].replace("_", " ") or name] = (name, query | inside)
    return {words: _page(name, query) for words, (name, query) in asked.items()}


def _page(name: str, query: dict[str, Any]) -> Ask:
    return lambda client, _chance: client.get(reverse(name), query)


def count_what_waits() -> None:
    """As a worker does: whatever a page left to be counted is counted."""
    for row in KeptCount.objects.filter(counted_at=None):
        kept_counts.count(row.pk, now=timezone.now())
