"""How is the picture of a day taken: who must be insured and is not, with the reason, and the figures of both rates?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from assistance.public_money.bulk import uninsured_days as bulk
from assistance.public_money.models import UninsuredDay, UninsuredDayPlace, UninsuredSpan
from assistance.public_money.queries.coverage_rates import PlaceRate, rates
from assistance.public_money.queries.must_insure import areas_with_people
from assistance.public_money.rules.must_insure import must_insure
from enrollment.queries.policies import policy_of
from enrollment.rules.windows import window_terms
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix


class NoList(Refusal):
    """No document names the people of the place who must all be insured, so nobody can be counted."""


class LaterDayTaken(Refusal):
    """A later day's picture stands; what was so on an earlier day can no longer be read."""


@transaction.atomic
def take(*, area: str, coverage_year: int, on: date, by: Officer | None, at: datetime) -> UninsuredDay:
    """Take the picture of today for a pooling area and year; taken before on this day, it stays as it is.

    Source: the area's list of categories in its scope data, with its clause (LZ-3c in Lanzhou); the rates by JC-3c, GX-3a.
    """
    if by is not None:
        access.require(by, Permission.SUBSIDIES_READ, area, on=on)
    policy = policy_of(area, coverage_year)
    entry = must_insure(policy, coverage_year)
    if entry is None or default_book().pooling_area(area) != area:
        raise NoList(
            "no_list_of_categories",
            Text(f"{area} 没有文件列明应保尽保的人员类别，或不是统筹地区。",
                 f"No document of {area} names the categories that must all be insured, or it is no pooling area."),
            Text("请由统筹地区医保局明确类别名单。", "The bureau of the pooling area is to name the list of categories."),
        )  # fmt: skip
    lock_text(f"uninsured:{area}:{coverage_year}")
    taken = UninsuredDay.objects.filter(area=area, coverage_year=coverage_year)
    if found := taken.filter(day=on).first():
        return found
    latest = taken.aggregate(day=Max("day"))["day"]
    if latest is not None and latest > on:
        raise LaterDayTaken(
            "later_day_taken",
            Text(f"已有 {latest} 的清单，不能再补 {on} 的。", f"The list of {latest} stands; {on} can no longer be taken."),
            Text("请查看已留存的日期。", "Choose one of the days that were taken."),
        )  # fmt: skip
    counted = bulk.write(entry, area=area, coverage_year=coverage_year, on=on)
    picture = UninsuredDay.objects.create(
        area=area, coverage_year=coverage_year, day=on, categories=list(entry.categories),
        clause=entry.clause, policy_digest=policy.digest, taken_at=at,
        people=sum(people for people, _ in counted.values()), covered=sum(covered for _, covered in counted.values()),
    )  # fmt: skip
    UninsuredDayPlace.objects.bulk_create(
        _place(picture, row, document, counted)
        for row, document in _places(area, coverage_year=coverage_year, on=on)
    )
    audit.record(
        "take_uninsured_day", by=by, about=picture, division_code=area,
        change={"coverage_year": coverage_year, "day": on, "people": picture.people, "covered": picture.covered},
    )  # fmt: skip
    return picture


def take_all(*, on: date, at: datetime) -> list[UninsuredDay]:
    """The pictures of today of every area that has a list and people: this year, and the next once its window is open."""
    taken = []
    for area in areas_with_people():
        following = window_terms(policy_of(area, on.year + 1), on.year + 1)
        is_open = following is not None and following.opens_on is not None and following.opens_on <= on
        for year in (on.year, on.year + 1) if is_open else (on.year,):
            if must_insure(policy_of(area, year), year) is not None:
                taken.append(take(area=area, coverage_year=year, on=on, by=None, at=at))
    return taken


def forget(*, on: date) -> int:
    """Delete what the lists said of persons longer ago than is kept; the counts of those days stay. How many rows."""
    before = on - timedelta(days=settings.UNINSURED_DAYS)
    count, _ = UninsuredSpan.objects.filter(until_on__lte=before).delete()
    return count


def _places(area: str, *, coverage_year: int, on: date) -> Iterator[tuple[PlaceRate, str]]:
    """The area, its counties and their townships, each with the document of the formula in force for it."""
    whole = rates(area, coverage_year=coverage_year, on=on)
    yield whole.whole, whole.formula.document if whole.formula else ""
    for row in whole.places:
        inside = rates(row.code, coverage_year=coverage_year, on=on) if len(row.code) <= 6 else None
        found = inside or whole
        document = found.formula.document if found.formula else ""
        yield inside.whole if inside else row, document
        for township in inside.places if inside else ():
            yield township, document


def _place(
    picture: UninsuredDay, row: PlaceRate, document: str, counted: dict[str, tuple[int, int]]
) -> UninsuredDayPlace:
    prefix = scope_prefix(row.code)
    inside = [counts for place, counts in counted.items() if place.startswith(prefix)]
    terms: list[dict[str, Any]] = [
        {"topic": term.topic.value, "sign": term.sign, "count": term.count, "document": term.document}
        for term in row.denominator.terms
    ]
    return UninsuredDayPlace(
        picture=picture, division_code=row.code, people=sum(people for people, _ in inside),
        covered=sum(covered for _, covered in inside), insured=row.insured,
        denominator={"document": document, "terms": terms},
    )  # fmt: skip
