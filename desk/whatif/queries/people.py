"""How many people of an area are of which distinct case, as they are priced, paid and helped? One statement that only reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from assistance.categories.rules.inclusion import Since
from assistance.subsidies.bulk.grants import INPUTS, inputs_of, since_of
from enrollment.bulk.standings import standing_asking
from enrollment.models import Quotation
from enrollment.rules.answers import WindowExtension
from enrollment.rules.asked_facts import NOTHING_ASKED, AskedFacts
from policy.terms import Category

# The cases are few: with room for them in memory they are counted without sorting everybody.
_ROOM = "SET LOCAL work_mem = '256MB'"
# A due that was decided by hand has no quotation of its cover: it is the same under any draft.
_PEOPLE = f"""
WITH aided AS MATERIALIZED (SELECT due_id, key FROM ({INPUTS.format(which="")}) inputs)
SELECT substr(d.division_code, 1, 6), d.quotation_id, c.quotation_id, c.settled_on IS NOT NULL, m.amount_fen, i.key,
  {{standing}}, count(*), min(d.person_id), max(d.person_id)
FROM enrollment_due d
LEFT JOIN enrollment_coverage c
  ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
LEFT JOIN enrollment_duedecision m ON m.due_id = d.id
LEFT JOIN aided i ON i.due_id = d.id {{joins}}
WHERE d.area = %(area)s AND d.coverage_year = %(year)s AND d.withdrawn_on IS NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""


class Asked(NamedTuple):
    """How a price was asked: of which standing, for which pay day (None: at issue), in which prolonged window."""

    standing: str
    paid_on: date | None
    extension: WindowExtension | None


@dataclass(frozen=True, slots=True)
class HelpCase:
    """What a premium subsidy depends on beside the due."""

    categories: tuple[Category, ...]
    added_on: date | None
    place: str
    since: str

    @property
    def days(self) -> Since:
        """Since when each category is held, where an area asks for it."""
        return since_of(self.since)


@dataclass(frozen=True, slots=True)
class People:
    """People of one distinct case in one county; `sample` are one or two of them.

    `at_issue` is how the due was priced, `paid` how its cover was, None while it is not paid; `by_hand_fen` is what an officer
    decided instead.
    """

    county: str
    at_issue: Asked
    paid: Asked | None
    is_paid: bool
    by_hand_fen: int | None
    help: HelpCase | None
    standing: str  # with the facts that the draft asks; empty where it asks no more than today's rules
    count: int
    sample: tuple[int, ...]


def people(area: str, coverage_year: int, *, on: date, also: AskedFacts = NOTHING_ASKED) -> list[People]:
    """Everybody who has a due of the year in the area, by distinct case; `also` are facts that only a draft asks."""
    standing, joins = "''", ""
    if also != NOTHING_ASKED:
        standing, made_joins = standing_asking(also, area, coverage_year)
        joins = f"JOIN enrollment_enrollment e ON e.id = d.enrollment_id {made_joins}"
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        cursor.execute(_PEOPLE.format(standing=standing, joins=joins), inputs_of(area, coverage_year, on))
        rows = sorted(cursor.fetchall(), key=_in_order)
    asked = _asked({number for row in rows for number in row[1:3] if number is not None})
    return [
        People(
            county, asked[issued], asked.get(paid), is_paid, by_hand, help_case(key) if key else None, standing, count,
            tuple(dict.fromkeys((first, last))),
        )
        for county, issued, paid, is_paid, by_hand, key, standing, count, first, last in rows
    ]  # fmt: skip


def _in_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same order each time, so that a run that is done again shows the same examples."""
    return tuple(
        (value is not None, value or 0) if not isinstance(value, str) else (True, value) for value in row[:7]
    )


def help_case(key: str) -> HelpCase:
    """The case that a key of `INPUTS` names: categories, due, day added, place, days since."""
    codes, _due, added, place, since = (*key.split("|"), "")[:5]
    categories = tuple(Category(code) for code in codes.split(","))
    return HelpCase(categories, date.fromisoformat(added) if added else None, place, since)


def _asked(numbers: Collection[int]) -> dict[int, Asked]:
    rows = Quotation.objects.filter(pk__in=numbers).select_related("extension").order_by("pk")
    found: dict[int, Asked] = {}
    for row in rows.only("standing", "paid_on", "extension__last_day", "extension__document_number"):
        moved = row.extension
        extension = WindowExtension(moved.last_day, moved.document_number) if moved else None
        found[row.pk] = Asked(row.standing, row.paid_on, extension)
    return found
