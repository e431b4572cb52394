"""Which answer of a person counts, and what does an answer on record or in a returned row say?"""

from collections.abc import Collection
from datetime import date
from typing import Any

from enrollment.models import BaseAnswer, ListedAnswer
from enrollment.rules.base_answers import Answer, Heard

DAYS = ("contacted_on", "promise_on", "next_visit_on", "died_on")


def latest_answer(person_id: int, coverage_year: int) -> BaseAnswer | None:
    """The answer that counts."""
    rows = BaseAnswer.objects.filter(person=person_id, coverage_year=coverage_year)
    return rows.select_related("said_by").order_by("-version").first()


def latest_answers(person_ids: Collection[int], coverage_year: int) -> dict[int, BaseAnswer]:
    """Person -> the answer that counts, of those who gave any; in one statement."""
    rows = BaseAnswer.objects.filter(person__in=person_ids, coverage_year=coverage_year)
    return {row.person_id: row for row in rows.order_by("person", "-version").distinct("person")}


def as_answer(row: BaseAnswer | ListedAnswer) -> Answer:
    """An answer on record, as it would be entered."""
    return Answer(
        heard=row.heard_label,
        contacted_on=row.contacted_on,
        promise_on=row.promise_on,
        next_visit_on=row.next_visit_on,
        died_on=row.died_on,
        remark=row.remark,
    )


def answer_given(given: dict[str, Any]) -> Answer:
    """The answer of a row as it was kept."""
    days = {key: given[key] and date.fromisoformat(given[key]) for key in DAYS}
    return Answer(heard=Heard(given["heard"]), remark=given["remark"], **days)
