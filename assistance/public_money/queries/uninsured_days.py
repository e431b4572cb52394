"""What did the picture of a past day say: places with both rates, and the people without cover?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from assistance.public_money.models import UninsuredDay, UninsuredDayPlace, UninsuredSpan
from assistance.public_money.rules.coverage_rates import Denominator, Term
from enrollment.rules.targets import Standing, standing, target_of
from policy.book import default_book
from policy.topics import Topic
from staff.rules.divisions import scope_prefix


@dataclass(frozen=True, slots=True)
class PlaceOfDay:
    """A place on a day: who must be insured against 100 %, everybody against the area's target, and of what it is made."""

    code: str
    people: int
    covered: int
    insured: int
    must_insure: Standing
    denominator: Denominator
    document: str
    rate: Standing | None  # None: a figure of the denominator, or the formula, was not entered


def days(area: str, coverage_year: int) -> QuerySet[UninsuredDay]:
    """The days of which a picture stands, latest first."""
    return UninsuredDay.objects.filter(area=area, coverage_year=coverage_year).order_by("-day")


def picture_of(area: str, coverage_year: int, day: date | None) -> UninsuredDay | None:
    """The picture of a day, or the latest one."""
    found = days(area, coverage_year)
    return (found.filter(day=day) if day else found).first()


def places_of(picture: UninsuredDay, place: str) -> list[PlaceOfDay]:
    """The place itself first, then those inside it."""
    rows = UninsuredDayPlace.objects.filter(picture=picture, division_code__startswith=scope_prefix(place))
    return sorted((_place(row) for row in rows), key=lambda one: (one.code != place, one.code))


def people_of(picture: UninsuredDay, place: str) -> QuerySet[UninsuredSpan]:
    """Who was without cover on the day, village by village; empty once the day is longer ago than lists are kept."""
    return (
        UninsuredSpan.objects.filter(
            Q(until_on=None) | Q(until_on__gt=picture.day),
            area=picture.area,
            coverage_year=picture.coverage_year,
            division_code__startswith=scope_prefix(place),
            from_on__lte=picture.day,
        )
        .select_related("person", "said")
        .order_by("division_code", "person_id")
    )


def _place(row: UninsuredDayPlace) -> PlaceOfDay:
    policy = default_book().policy(row.division_code)
    terms = tuple(
        Term(Topic(term["topic"]), term["sign"], term["count"], term["document"])
        for term in row.denominator["terms"]
    )
    denominator = Denominator(terms)
    should = denominator.count
    rate = (
        None
        if should is None
        else standing(policy, target_of(policy, "coverage_rate"), numerator=row.insured, denominator=should)
    )
    must = standing(
        policy, target_of(policy, "must_insure_rate"), numerator=row.covered, denominator=row.people
    )
    return PlaceOfDay(
        row.division_code, row.people, row.covered, row.insured, must, denominator,
        row.denominator["document"], rate,
    )  # fmt: skip


def day_report(picture: UninsuredDay, place: str) -> dict[str, Any]:
    """The picture as the command prints it and the API answers it."""
    return {
        "area": picture.area,
        "coverage_year": picture.coverage_year,
        "day": picture.day.isoformat(),
        "place": place,
        "categories": list(picture.categories),
        "clause": picture.clause,
        "policy_digest": picture.policy_digest,
        "taken_at": picture.taken_at.isoformat(),
        "places": [_told(one) for one in places_of(picture, place)],
    }


def person_report(span: UninsuredSpan) -> dict[str, Any]:
    """One person of the list."""
    return {
        "person_id": span.person_id,
        "name": span.person.name,
        "document_masked": span.person.document_masked,
        "division_code": span.division_code,
        "category": span.category,
        "gap": span.gap,
        "cover_from": span.cover_from and span.cover_from.isoformat(),
        "reason": span.said.reason if span.said else "",
        "remark": span.said.remark if span.said else "",
        "since": span.from_on.isoformat(),
    }


def _told(one: PlaceOfDay) -> dict[str, Any]:
    return {
        "division_code": one.code,
        "people": one.people,
        "covered": one.covered,
        "uninsured": one.people - one.covered,
        "must_insure_percent": one.must_insure.percent,
        "insured": one.insured,
        "should_be_insured": one.denominator.count,
        "coverage_percent": one.rate.percent if one.rate else None,
        "formula_document": one.document,
        "denominator": [
            {"topic": term.topic.value, "sign": term.sign, "count": term.count, "document": term.document}
            for term in one.denominator.terms
        ],
    }
