"""How does an officer look at a past day: who had to be insured and was not, and how high were both rates?"""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assistance.categories.queries.category_list import category_label
from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.public_money.models import UninsuredDay
from assistance.public_money.queries import uninsured_days as found
from assistance.public_money.rules.must_insure import Gap
from assistance.public_money.workbooks import must_insure as workbooks
from assistance.subsidies.web.subsidies import READ
from assistance.subsidies.web.subsidy_reports import asked
from enrollment.web.file_results import sent
from policy.book import default_book
from staff import audit
from staff.queries import path_names
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

DAYS_SHOWN = 60


@require_safe
@permission_required(READ)
def day_page(request: OfficerRequest) -> HttpResponse:
    """The picture of a day, the latest one unless another is chosen."""
    form, place, year, _on = asked(request)
    area = (default_book().pooling_area(place) if place else None) or ""
    picture = found.picture_of(area, year, _day(request))
    page = page_of(request, found.people_of(picture, place)) if picture else None
    places = found.places_of(picture, place) if picture else []
    context = {
        "form": form,
        "place": place,
        "year": year,
        "picture": picture,
        "days": found.days(area, year)[:DAYS_SHOWN],
        "rates": [{"one": one, "denominator": workbooks.in_words(one)} for one in places],
        "page": page,
        "rows": [_shown(span) for span in page or []],
        "names": path_names({one.code for one in places} | {span.division_code for span in page or []}),
    }
    return render(request, "assistance/uninsured_day.html", context)


@require_safe
@permission_required(READ)
def day_sheet(request: OfficerRequest) -> HttpResponseBase:
    """The same as a workbook."""
    _form, place, year, _on = asked(request)
    area = (default_book().pooling_area(place) if place else None) or ""
    picture: UninsuredDay | None = found.picture_of(area, year, _day(request))
    if picture is None:
        raise Http404
    audit.record(
        "download_uninsured_day", by=request.user, about=picture, division_code=place,
        change={"coverage_year": year, "day": picture.day},
    )  # fmt: skip
    return sent(workbooks.uninsured_on(picture, place), f"must-be-insured-{place}-{year}-{picture.day}.xlsx")


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def _shown(span: Any) -> dict[str, Any]:
    said = span.said
    return {
        "span": span,
        "category": category_label(span.category),
        "gap": Gap(span.gap),
        "reason": NotInsuredReason(said.reason) if said else None,
        "remark": said.remark if said else "",
    }
