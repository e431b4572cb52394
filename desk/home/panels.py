"""Which figures does the first page of each role show, and how are they counted once and kept for all who see them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from assistance.cases.queries.case_clocks import clocks_as_json
from assistance.categories.queries.category_counts import categories_as_json
from assistance.subsidies.queries.grant_sums import grants_as_json
from desk.home import money_pictures, number_panels, place_pictures
from desk.home.seen import Numbers, Panel, Seen, Sums
from enrollment.queries.ages import ages_as_json
from enrollment.queries.collected import collected_as_json
from enrollment.queries.open_lines import open_lines_as_json
from enrollment.queries.received_money import last_days_as_json
from enrollment.queries.reports import place_totals_as_json
from enrollment.queries.village_numbers import village_as_json
from pictures.kinds import Picture
from staff.rules.roles import Permission, Role


def _collected(seen: Seen) -> Any:
    return collected_as_json(seen.place, seen.year)


def _totals(seen: Seen) -> Any:
    return place_totals_as_json(seen.place, seen.year)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


_P = Permission
PANELS = {
    panel.code: panel
    for panel in (
        Panel(
            "village", _P.PEOPLE_READ, lambda s: village_as_json(s.place, s.year, s.on), number_panels.village
        ),
        Panel("covered", _P.DUES_READ, _collected, money_pictures.covered),
        Panel("collected", _P.DUES_READ, _collected, money_pictures.collected),
        Panel("comparison", _P.DUES_READ, _totals, place_pictures.comparison),
        Panel("unpaid", _P.DUES_READ, _totals, place_pictures.unpaid),
        Panel(
            "exceptions",
            _P.PAYMENTS_READ,
            lambda s: open_lines_as_json(s.place, _end_of(s.on)),
            place_pictures.exceptions,
        ),
        Panel("cases", _P.CASES_READ, lambda s: clocks_as_json(s.place, s.on), place_pictures.cases),
        Panel("grants", _P.SUBSIDIES_READ, lambda s: grants_as_json(s.place, s.year), money_pictures.grants),
        Panel("fund", _P.REPORTS_READ, money_pictures.count_fund, money_pictures.fund),
        Panel(
            "treasury", _P.PAYMENTS_READ, lambda s: last_days_as_json(s.place, s.on), money_pictures.treasury
        ),
        Panel("files", _P.PAYMENTS_READ, money_pictures.count_files, money_pictures.files),
        Panel("due_money", _P.FUNDS_READ, money_pictures.count_due_money, money_pictures.due_money),
        Panel("ages", _P.PEOPLE_READ, lambda s: ages_as_json(s.place, s.year), place_pictures.ages),
        Panel(
            "categories",
            _P.CATEGORIES_READ,
            lambda s: categories_as_json(s.place, s.on),
            place_pictures.categories,
        ),
        Panel("sums", _P.HISTORY_READ, number_panels.count_sums, number_panels.sums),
        Panel(
            "administration",
            _P.STAFF_MANAGE,
            number_panels.count_administration,
            number_panels.administration,
        ),
    )
}
# What each role looks at first, in this order.
SHOWN: dict[Role, tuple[str, ...]] = {
    Role.VILLAGE_CLERK: ("village", "ages"),
    Role.TOWNSHIP_CLERK: ("covered", "unpaid", "exceptions", "cases", "ages", "categories"),
    Role.CIVIL_AFFAIRS: ("cases", "grants", "categories", "ages"),
    Role.TAX_OFFICER: ("files", "treasury", "collected", "exceptions"),
    Role.COUNTY_BUREAU: (
        *("covered", "collected", "comparison", "unpaid", "fund", "treasury", "exceptions", "grants"),
        *("cases", "ages"),
    ),
    Role.CITY_BUREAU: (
        *("covered", "collected", "comparison", "unpaid"),
        *("fund", "ages", "exceptions", "grants"),
    ),
    Role.FINANCE: ("due_money", "fund"),
    Role.AUDITOR: ("sums", "covered", "comparison", "fund", "exceptions"),
    Role.SYSTEM_ADMIN: ("administration",),
}


def codes_for(roles: Iterable[Role], permissions: frozenset[Permission]) -> list[str]:
    """The panels of some roles, each once, in the order of the roles; of those that the permissions open."""
    held = set(roles)
    codes = dict.fromkeys(code for role in Role if role in held for code in SHOWN[role])
    return [code for code in codes if PANELS[code].permission in permissions]


def figures_as_json(place: str, year: int, on: str, codes: str) -> dict[str, Any]:
    """What some panels (commas between) show of a place, to be kept; what two of them count alike is counted once."""
    seen = Seen(place, year, date.fromisoformat(on))
    counted: dict[Any, Any] = {}
    found = {}
    for code in codes.split(","):
        count = PANELS[code].count
        if count not in counted:
            counted[count] = count(seen)
        found[code] = counted[count]
    return found


def shown(
    found: Mapping[str, Any], seen: Seen, codes: Iterable[str]
) -> list[tuple[str, Picture | Numbers | Sums]]:
    """The panels in the order of their codes, of those that were counted."""
    return [(code, PANELS[code].show(found[code], seen)) for code in codes if code in found]
