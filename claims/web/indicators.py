"""How do payment ratios, the fund and inpatient stays of an area stand in a year?"""

from datetime import date

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from claims.models import Statement
from claims.queries import fund_pictures
from claims.queries import indicators as queries
from claims.rules.indicators import AgainstTarget, spending_tone
from enrollment.operations import kept_counts
from enrollment.rules.targets import target_of
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.rules.divisions import scope_prefix
from staff.web.fields import pooling_areas
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField

READ = Permission.REPORTS_READ


class IndicatorForm(forms.Form):
    area = PlaceChoiceField(label=gettext_lazy("Pooling area"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2018, max_value=2200)

    def __init__(self, *args: object, areas: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = areas


@require_safe
@permission_required(READ)
def indicators(request: OfficerRequest) -> HttpResponse:
    """Ratios against the targets of the area, income and spending against the warning lines, stays among the helped."""
    on = timezone.localdate()
    areas = pooling_areas(request.user, READ, on=on)
    first = _newest(request, on) or {"area": areas[0][0] if areas else "", "year": on.year}
    if chosen := request.user.working_year:
        first = {**first, "year": chosen}
    form = IndicatorForm(
        {**first, **{name: request.GET[name] for name in first if name in request.GET}}, areas=areas
    )
    context: dict[str, object] = {"form": form, "found": None}
    if areas and form.is_valid():
        area, year = form.cleaned_data["area"], form.cleaned_data["year"]
        context |= _figures(request, area, year, min(on, date(year, 12, 31)))
    return render(request, "claims/indicators.html", context)


def _figures(request: OfficerRequest, area: str, year: int, until: date) -> dict[str, object]:
    visible = access.scope(Statement.objects.all(), request.user, READ, on=timezone.localdate())
    statements = visible.filter(division_code__startswith=scope_prefix(area))
    care = queries.care(statements, year)
    asked: dict[str, str | int] = {"area": area, "year": year, "until": until.isoformat()}
    counted = kept_counts.counted("area_year", asked, now=timezone.now())
    over_all = queries.AreaYear(**counted.found) if counted.found else None
    counties = queries.by_county(statements, year)
    return {
        "found": care,
        "until": until,
        "in_scope": AgainstTarget(care.in_scope, target_of(default_book().policy(area), "inpatient_ratio")),
        "gap": target_of(default_book().policy(area), "ratio_gap"),
        "counted": counted,
        **(_over_all(over_all, care, area, year, until) if over_all else {}),
        "warning_lines": settings.FUND_WARNING_PERCENT,
        "counties": counties,
        "places": path_names([str(row["county"]) for row in counties] + [area]),
    }


def _over_all(
    over_all: queries.AreaYear, care: queries.Care, area: str, year: int, until: date
) -> dict[str, object]:
    """What takes everybody of the area to be counted."""
    money = queries.money(area, year, care.basic_fen, over_all.contributions_fen, until=until)
    everybody, helped = queries.stay_rates(over_all, care.people_with_stays)
    tone = spending_tone(money.spent, settings.FUND_WARNING_PERCENT)
    picture = fund_pictures.income_and_spending(money, settings.FUND_WARNING_PERCENT)
    return {"money": money, "spending_tone": tone, "fund": picture, "everybody": everybody, "helped": helped}


def _newest(request: OfficerRequest, on: date) -> dict[str, str | int] | None:
    """Area and year of the statement made last where the officer reads: a page opens where there is something to see."""
    visible = access.scope(Statement.objects.filter(state="posted"), request.user, READ, on=on)
    row = visible.order_by("-pk").values_list("division_code", "year").first()
    area = default_book().pooling_area(row[0]) if row else None
    return {"area": area, "year": row[1]} if row and area else None
