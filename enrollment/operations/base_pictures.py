"""How is the base of a pooling area kept each morning, so that next year's rate can be held against the same day?"""

from datetime import date, datetime

from django.db import transaction

from enrollment.models import BasePicture, BasePicturePlace, Enrollment
from enrollment.queries.base_lists import named_by_lists
from enrollment.queries.base_people import BasePlace, counts_inside
from enrollment.queries.base_rates import as_json, picture_of
from enrollment.queries.policies import policy_of
from enrollment.rules.base_classes import BaseCount, insured, should_be_insured
from enrollment.rules.windows import window_terms
from intake.operations.locks import lock_text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer

VILLAGE = 12


@transaction.atomic
def take(*, area: str, coverage_year: int, on: date, by: Officer | None, at: datetime) -> BasePicture:
    """Keep how every village of a pooling area stands today; taken before on this day, it stays as it is."""
    if by is not None:
        access.require(by, Permission.DUES_ISSUE, area, on=on)
    lock_text(f"base:{area}:{coverage_year}")
    if (kept := picture_of(area, coverage_year, on)) is not None:
        return kept
    place = BasePlace(area, area, coverage_year, on)
    counts = counts_inside(place, digits=VILLAGE)
    for one in named_by_lists(area, coverage_year):
        counts.setdefault(one.division_code, []).append(BaseCount(one.base_class, False, 1))
    picture = BasePicture.objects.create(area=area, coverage_year=coverage_year, day=on, taken_at=at)
    BasePicturePlace.objects.bulk_create(
        [
            BasePicturePlace(
                picture=picture,
                division_code=code,
                should=should_be_insured(listed),
                insured=insured(listed),
                classes=as_json(listed),
            )
            for code, listed in sorted(counts.items())
        ],
        batch_size=2_000,
    )
    told = {"coverage_year": coverage_year, "day": on, "villages": len(counts)}
    audit.record("take_base_picture", by=by, about=picture, division_code=area, at=at, change=told)
    return picture


def take_all(*, on: date, at: datetime) -> list[BasePicture]:
    """The pictures of today of every area with enrollments: this year, and the next once its window is open."""
    years = Enrollment.objects.filter(coverage_year__gte=on.year - 1).order_by()
    taken = []
    for area in sorted(years.values_list("area", flat=True).distinct()):
        following = window_terms(policy_of(area, on.year + 1), on.year + 1)
        is_open = following is not None and following.opens_on is not None and following.opens_on <= on
        for year in (on.year, on.year + 1) if is_open else (on.year,):
            taken.append(take(area=area, coverage_year=year, on=on, by=None, at=at))
    return taken
