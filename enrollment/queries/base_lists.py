"""Whom do lists name who should be insured and is not registered yet?

Such a person is in the base by the last answer, *not yet asked* without one. A list may know the county only. Other apps add
their lists by name (BASE_LISTS in the settings).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from enrollment.models import ListedAnswer, Person
from enrollment.rules.base_classes import BaseClass, BaseFacts, class_of
from enrollment.rules.names import name_key
from enrollment.rules.status_facts import StatusFact
from policy.terms import Text
from staff.rules.divisions import scope_prefix

# After these somebody is to be insured here; of the others a list says that they are not.
BACK_AGAIN = (StatusFact.RELEASED, StatusFact.DISCHARGED, StatusFact.EMPLOYMENT_ENDED)

_STATUS = """
SELECT DISTINCT ON (r.document_hash) r.name, r.document_masked, l.area, r.fact, l.id
FROM enrollment_statusrow r JOIN enrollment_statuslist l ON l.id = r.list_id
WHERE r.match = 'nobody' AND l.state = 'written' AND l.area LIKE %(places)s AND extract(year FROM l.listed_on) >= %(year)s - 1
  AND r.fact = ANY(%(facts)s)
  AND NOT EXISTS (SELECT FROM enrollment_person p WHERE p.document_hash = r.document_hash)
  AND NOT EXISTS (SELECT FROM enrollment_formerdocument f WHERE f.document_hash = r.document_hash)
ORDER BY r.document_hash, l.listed_on DESC, l.id DESC
"""


@dataclass(frozen=True, slots=True)
class NamedByList:
    """Somebody whom a list names; `division_code` is as near as the list says. `address`, `pk`: the page of the list's rows.

    `last`: the answer that counts.
    """

    name: str
    document_masked: str
    division_code: str
    said: Text
    address: str
    pk: int
    last: ListedAnswer | None = None

    @property
    def key(self) -> str:
        return listed_key(self.document_masked, self.name)

    @property
    def base_class(self) -> BaseClass:
        """By the answer alone: nothing else is known."""
        return class_of(BaseFacts(heard=self.last.heard if self.last else "")).base_class

    def as_json(self) -> dict[str, Any]:
        """For programs; days as YYYY-MM-DD."""
        last = self.last
        return {
            "key": self.key,
            "name": self.name,
            "document_masked": self.document_masked,
            "division_code": self.division_code,
            "list_says": self.said._asdict(),
            "base_class": self.base_class.value,
            "version": last.version if last else 0,
            "heard": last.heard if last else None,
            "contacted_on": last and last.contacted_on.isoformat(),
            "promise_on": last and last.promise_on and last.promise_on.isoformat(),
            "next_visit_on": last and last.next_visit_on and last.next_visit_on.isoformat(),
            "remark": last.remark if last else "",
        }


def listed_key(document_masked: str, name: str) -> str:
    """By what rows of several lists, answers, and who is registered later are held together."""
    return hashlib.sha256(f"{document_masked} {name_key(name)}".encode()).hexdigest()[:32]


def heard_of_before(people: Iterable[Person]) -> list[Person]:
    """Those of whom something was heard while only lists named them."""
    keyed = {listed_key(one.document_masked, one.name): one for one in people}
    answers = ListedAnswer.objects.filter(key__in=list(keyed)).order_by()
    return [keyed[key] for key in answers.values_list("key", flat=True).distinct()]


def last_answers(keys: Iterable[str], coverage_year: int) -> dict[str, ListedAnswer]:
    """Key -> the answer that counts."""
    rows = ListedAnswer.objects.filter(key__in=list(keys), coverage_year=coverage_year)
    return {row.key: row for row in rows.select_related("said_by").order_by("version")}


def named_by_lists(division_code: str, coverage_year: int) -> list[NamedByList]:
    """Everybody whom any list names in a place, each once, with the answer that counts."""
    found: dict[tuple[str, str], NamedByList] = {}
    for path in settings.BASE_LISTS:
        for one in import_string(path)(division_code, coverage_year):
            found.setdefault((one.document_masked, one.name), one)
    last = last_answers([one.key for one in found.values()], coverage_year)
    people = [replace(one, last=last.get(one.key)) for one in found.values()]
    return sorted(people, key=lambda one: (one.division_code, one.name, one.document_masked))


def named_by_status_lists(division_code: str, coverage_year: int) -> list[NamedByList]:
    """Whom status lists of this and last year name: released, discharged, or no longer in the employee scheme."""
    values: dict[str, str | int | list[str]] = {
        "places": scope_prefix(division_code) + "%",
        "year": coverage_year,
        "facts": [fact.value for fact in BACK_AGAIN],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, values)
        return [
            NamedByList(name, masked, area, StatusFact(fact).label, "enrollment:status_rows", pk)
            for name, masked, area, fact, pk in cursor.fetchall()
        ]
