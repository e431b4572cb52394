"""Which of a person's categories counts for a coverage year, and against which due?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistance.subsidies.rules.counting import Counting, counting_category
from enrollment.models import Due, Person
from enrollment.queries.policies import policy_of
from enrollment.rules.dues import individual_price
from enrollment.rules.groups import default_group
from policy.book import NoPolicy, default_book
from policy.terms import Category


@dataclass(frozen=True, slots=True)
class CountingToday:
    """What counts for a person on a day for a coverage year, of which area's rules, against which due."""

    area: str
    coverage_year: int
    due_fen: int | None
    answer: Counting


def counting_on(
    person: Person, since: Mapping[Category, date], *, coverage_year: int
) -> CountingToday | None:
    """The rule asked for the person's due of a year, or for its price while nothing is due; None without any policy.

    `since`: from which day each category is held. The rules are those of the county where one has its own.
    """
    due = (
        Due.objects.filter(person=person, coverage_year=coverage_year, withdrawn_on=None)
        .select_related("quotation")
        .first()
    )
    area = due.area if due else default_book().pooling_area(person.division_code) or person.division_code[:6]
    place = due.division_code if due else person.division_code
    try:
        policy = policy_of(place, coverage_year)
    except NoPolicy:
        return None
    if due is not None:
        due_fen = due.quotation.due_fen
    else:
        group = default_group(born_on=person.born_on, school=person.school, coverage_year=coverage_year)
        due_fen = individual_price(policy, coverage_year, group).fen
    answer = counting_category(policy, frozenset(since), coverage_year, due_fen, place=place, since=since)
    return CountingToday(area, coverage_year, due_fen, answer)
