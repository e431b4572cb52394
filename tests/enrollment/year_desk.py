"""How do the tests begin, fill and move a coverage year of Heze?"""

import io
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from enrollment.models import OpenedYear
from enrollment.operations import opened_years
from enrollment.rules.opened_years import YearMove
from policy.opening.answers import How
from staff.models import Officer
from tests import factories as make
from tests.assistance.case_desk import png

AT = timezone.make_aware(datetime(2026, 11, 30, 10))
WORD = {"document_number": "示例医保发〔2026〕1号（演示）", "section": "2", "issued_on": date(2026, 9, 1)}


def begun(city: Officer) -> OpenedYear:
    return opened_years.start(area=make.HEZE, coverage_year=2027, by=city, at=AT)


def answered(year: OpenedYear, city: Officer, **given: Any) -> None:
    opened_years.answer(year=year, version=None, by=city, at=AT, **{**WORD, **given})


def filled(city: Officer) -> OpenedYear:
    year = begun(city)
    scan = opened_years.scan_of(io.BytesIO(png()), "通知.png")
    answered(
        year, city, question="contribution.individual", how=How.ENTERED, rows=[{"amount": "420"}], scan=scan
    )
    answered(year, city, question="window.regular", how=How.CARRIED)
    return year


def moved(
    year: OpenedYear, made: YearMove, by: Officer, because: str = "", *, at: datetime = AT
) -> OpenedYear:
    return opened_years.move(year=year, version=None, made=made, by=by, at=at, because=because)
