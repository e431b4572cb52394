"""Which entered figures are in force for many areas and days, read in one statement?"""

from collections.abc import Iterable
from datetime import date

from assistance.figures.models import EnteredParameter
from assistance.figures.queries.parameters import above, for_rules
from claims.rules.facts import EnteredFigures
from policy.entered import Entered


class FiguresBook:
    """The approved entries of some areas and of those above them; asked by area and day of service."""

    def __init__(self, codes: Iterable[str]) -> None:
        wanted = {one for code in codes for one in above(code)}
        rows = EnteredParameter.objects.filter(area__in=wanted, approved_by__isnull=False).order_by(
            "area", "from_on", "pk"
        )
        self._rows = [(row.area, row.from_on, row.until_on, for_rules(row)) for row in rows]
        self._known: dict[tuple[str, date], EnteredFigures] = {}

    def on(self, code: str, day: date) -> EnteredFigures:
        """The nearest area's entry for each topic and key, of those the latest."""
        key = (code[:6], day)
        if key not in self._known:
            areas = set(above(code))
            found: dict[tuple[str, str], Entered] = {}
            for area, start, until, entry in self._rows:
                if area in areas and start <= day and (until is None or day < until):
                    found[(entry.topic, entry.key)] = entry
            self._known[key] = EnteredFigures(found)
        return self._known[key]
