"""How much time have the cases of a place left, by kind?"""

from datetime import date

from assistance.cases.models import AssistanceCase
from assistance.cases.rules.case_deadlines import Standing, standing
from assistance.cases.rules.case_states import WAITS_FOR
from staff.rules.divisions import scope_prefix

CASES_MAX = 20_000


def clocks_as_json(place: str, on: date) -> dict[str, dict[str, int]]:
    """Kind of case -> standing of its deadline -> cases that wait for an officer; one statement."""
    waiting = [state.value for state in WAITS_FOR]
    rows = AssistanceCase.objects.filter(state__in=waiting, division_code__startswith=scope_prefix(place))
    rows = rows.order_by()
    found: dict[str, dict[str, int]] = {}
    for kind, due_on in rows.values_list("kind", "due_on")[:CASES_MAX]:
        sums = found.setdefault(kind, {one.value: 0 for one in Standing})
        sums[standing(due_on, on).value] += 1
    return found
