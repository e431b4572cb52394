"""Who of the same name as a held line may be meant by it?"""

from datetime import date

from django.db.models import Q

from enrollment.models import Enrollment, PaymentLine, Person
from enrollment.queries.lines import place_of
from enrollment.rules.payment_lines import Outcome
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

SUGGESTIONS_MAX = 10
SAME_NAME_MAX = 200
IN_DOUBT = (Outcome.UNKNOWN_PERSON, Outcome.NAME_DIFFERS, Outcome.MALFORMED)  # who is meant is the question


def suggestions(line: PaymentLine, officer: Officer, *, name_key: str, on: date) -> list[Person]:
    """People of the same name whom the officer may see: of the line's pooling area first, then the enrolled, then the near.

    Only for a line whose person is in doubt; elsewhere other people's names have no business on the page.
    """
    if not name_key or line.outcome not in IN_DOUBT:
        return []
    seen = access.scope(Person.objects.all(), officer, Permission.PEOPLE_READ, on=on)
    same = seen.filter(name_key=name_key, merged_into=None).order_by("pk")
    area = default_book().pooling_area(line.division_code) or place_of(line)
    ours = Q(division_code__startswith=scope_prefix(area))
    people = list(same.filter(ours)[:SAME_NAME_MAX])
    own = {person.pk for person in people}
    if len(people) < SUGGESTIONS_MAX:
        people += same.exclude(ours)[:SAME_NAME_MAX]
    enrolled = set(
        Enrollment.objects.filter(
            person__in=people, coverage_year=line.coverage_year or 0, cancelled_on=None
        ).values_list("person_id", flat=True)
    )
    return sorted(
        people,
        key=lambda person: (
            person.pk not in own,
            person.pk not in enrolled,
            -_nearness(person, line),
            person.pk,
        ),
    )[:SUGGESTIONS_MAX]


def only_namesake(line: PaymentLine, officer: Officer, *, name_key: str, on: date) -> Person | None:
    """The person of the same name in the line's pooling area whom the officer may see, when there is exactly one."""
    area = default_book().pooling_area(line.division_code) or place_of(line)
    seen = access.scope(Person.objects.all(), officer, Permission.PEOPLE_READ, on=on)
    same = seen.filter(name_key=name_key, merged_into=None, division_code__startswith=scope_prefix(area))
    found = list(same[:2])
    return found[0] if len(found) == 1 else None


def _nearness(person: Person, line: PaymentLine) -> int:
    """How many leading digits of the two division codes agree."""
    agree = 0
    for ours, theirs in zip(person.division_code, line.division_code, strict=False):
        if ours != theirs:
            break
        agree += 1
    return agree
