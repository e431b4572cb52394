"""Which page does an officer see first: what waits, what changed, how their place stands, and where everything else is?"""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.home import panels, visits, work
from desk.home.seen import Numbers, Seen, Sums
from enrollment.operations import kept_counts
from enrollment.operations.kept_counts import Counted
from enrollment.queries.people import usual_coverage_year
from enrollment.queries.years import working_year
from intake.queries.sent_files import all_visible
from intake.web.sent_files import row_of
from staff import access
from staff.given import year_given
from staff.models import Officer
from staff.queries import path_names
from staff.rules.divisions import NATION, chain, is_division_code, scope_prefix

FILES_SHOWN, PLACES_SHOWN = 5, 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The work that waits for this officer, what others did since the last visit, the last files; figures follow."""
    officer, on = _officer(request), timezone.localdate()
    asked: dict[str, str | int] = {"officer": officer.pk, "on": on.isoformat()}
    counted = kept_counts.counted("home_work", asked, now=timezone.now())
    files = list(all_visible(officer, on=on)[:FILES_SHOWN])
    seen = _seen(request, officer, on)
    context = {
        "counted": counted,
        "lines": work.lines(counted.found or {}, on=on),
        "files": [row_of(file) for file in files],
        "places": path_names([*(file["area"] for file in files), *_places(seen)]),
        "seen": seen,
        "has_figures": bool(seen and _codes(officer, seen)),
        **_changes(officer),
    }
    return render(request, "desk/home.html", context)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How the place stands, as pictures: a part of the first page, or a page by itself."""
    officer, on = _officer(request), timezone.localdate()
    seen = _seen(request, officer, on)
    codes = _codes(officer, seen) if seen else []
    counted = Counted({})
    shown: list[tuple[str, str, Any]] = []
    without: list[tuple[str, str, Any]] = []
    if seen is not None and codes:
        asked = seen.as_asked() | {"codes": ",".join(codes)}
        counted = kept_counts.counted("home_figures", asked, now=timezone.now(), keeps=True)
        for code, one in panels.shown(counted.found or {}, seen, codes):
            (without if _is_empty(one) else shown).append((code, _kind(one), one))
    context = {
        "seen": seen,
        "counted": counted,
        "panels": shown,
        "without": [one.title for _, _, one in without],
        "places": path_names([*_places(seen), *_own(officer, seen, on)]),
        "above": _above(officer, seen, on),
        "own": _own(officer, seen, on),
        "years": [seen.year + 1, seen.year - 1] if seen else [],
    }
    whole = "" if getattr(request, "htmx", None) else "_page"
    return render(request, f"desk/figures{whole}.html", context)


def _officer(request: HttpRequest) -> Officer:
    assert isinstance(request.user, Officer)  # the page is closed to everybody else
    return request.user


def _prefixes(officer: Officer, on: date) -> tuple[str, ...]:
    held = {scope_prefix(code) for _role, code in access.roles_and_places(officer, on=on)}
    return tuple(sorted(held))


def _seen(request: HttpRequest, officer: Officer, on: date) -> Seen | None:
    """The place and year that the address names, where the officer has them; else the officer's first place and its year."""
    prefixes = _prefixes(officer, on)
    if not prefixes:
        return None
    given = request.GET.get("place", "")
    first = access.roles_and_places(officer, on=on)[0][1]
    is_own = is_division_code(given) and given.startswith(prefixes)
    place = given if is_own else first
    year = year_given(request.GET.get("year", ""))
    if year is None:
        year = working_year(place)
    return Seen(place, year or usual_coverage_year(on), on)


def _codes(officer: Officer, seen: Seen) -> list[str]:
    """The panels of the officer's roles, of those that a role opens for this place."""
    on, roles = seen.on, access.roles_held(officer)
    inside = scope_prefix(seen.place)
    return [
        code
        for code in panels.codes_for(roles, access.held(officer, on=on))
        if inside.startswith(access.scope_prefixes(officer, panels.PANELS[code].permission, on=on))
    ]


def _changes(officer: Officer) -> dict[str, Any]:
    now, on = timezone.now(), timezone.localdate()
    prefixes = _prefixes(officer, on)
    if not prefixes:
        return {"changes": []}
    since = visits.last_visit(officer, now=now)
    counted = kept_counts.counted("home_changes", visits.asked(officer, prefixes, since), now=now, keeps=True)
    return {"since": since, "changes": visits.lines(counted.found or [])}


def _places(seen: Seen | None) -> list[str]:
    return [seen.place] if seen else []


def _own(officer: Officer, seen: Seen | None, on: date) -> list[str]:
    """The other places in which the officer holds a role."""
    codes = dict.fromkeys(code for _role, code in access.roles_and_places(officer, on=on))
    return [code for code in codes if seen is not None and code not in (seen.place, NATION)][:PLACES_SHOWN]


def _above(officer: Officer, seen: Seen | None, on: date) -> str:
    """The place around this one, where it is the officer's too."""
    if seen is None or seen.place == NATION:
        return ""
    outer = [code for code in chain(seen.place) if code != seen.place]
    return outer[-1] if outer and outer[-1].startswith(_prefixes(officer, on)) else ""


def _is_empty(one: Any) -> bool:
    if isinstance(one, Numbers):
        return False
    return not one.checks if isinstance(one, Sums) else bool(one.is_empty)


def _kind(one: Any) -> str:
    return {Numbers: "numbers", Sums: "sums"}.get(type(one), "picture")
