"""May an area set a figure of its own at this height, and what do signed family-doctor packages cost the fund?"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from assistance.categories.queries.category_list import category_choices
from assistance.figures.rules.parameters import Figure, Finding
from assistance.public_money.queries.figure_checks import Asked, finding
from assistance.public_money.rules import funds
from policy.book import default_book
from policy.terms import DoctorPackage
from staff.access import Permission
from staff.web.fields import YuanField, own_divisions, set_choices, term_choices
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField

READ = Permission.FUNDS_READ
TONES = {
    Finding.OK: "success",
    Finding.REFUSED: "danger",
    Finding.STOP_WITH_WARNING: "warning",
    Finding.UNDECIDED: "warning",
}


class FigureForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Area"))
    figure = forms.TypedChoiceField(label=lazy("Figure"), coerce=Figure)
    proposed_fen = YuanField(label=lazy("Proposed, yuan"))
    former_fen = YuanField(label=lazy("Former amount, yuan"), required=False)
    income_fen = YuanField(label=lazy("Last year's income per head, yuan"), required=False)
    category = forms.ChoiceField(label=lazy("Category"), required=False)
    fiscal_year = forms.IntegerField(
        label=lazy("Fiscal year"), required=False, min_value=1998, max_value=2200
    )
    overspent = forms.BooleanField(label=lazy("The city overspent much"), required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(self, "figure", term_choices(Figure))
        set_choices(self, "category", [("", "—"), *category_choices()])


class PackageForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Area"))
    primary = forms.IntegerField(label=lazy("Primary packages signed"), min_value=0, max_value=10_000_000)
    intermediate = forms.IntegerField(
        label=lazy("Intermediate packages signed"), min_value=0, max_value=10_000_000
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)


@require_safe
@permission_required(READ)
def figure_check(request: OfficerRequest) -> HttpResponse:
    """The limits that the documents set to a figure, and whether the proposal keeps them."""
    form = FigureForm(request.GET or None, areas=_areas(request))
    found = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        area = given.pop("area")
        found = finding(area, Asked(**given), on=timezone.localdate())
    context = {"form": form, "found": found, "tone": TONES[found.finding] if found else ""}
    return render(request, "assistance/figure_check.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def packages(request: OfficerRequest) -> HttpResponse:
    """What the fund bears for packages signed with registered poor (LX-4.12.7)."""
    form = PackageForm(request.GET or None, areas=_areas(request))
    context: dict[str, Any] = {"form": form, "asked": False}
    if form.is_bound and form.is_valid():
        signed = {package: form.cleaned_data[package.value] for package in DoctorPackage}
        fen, steps = funds.packages_cost(default_book().policy(form.cleaned_data["area"]), signed)
        context |= {"asked": True, "fen": fen, "steps": steps}
    return render(request, "assistance/doctor_packages.html", context, status=422 if form.errors else 200)


def _areas(request: OfficerRequest) -> list[tuple[str, str]]:
    on = timezone.localdate()
    offered = own_divisions(request.user, READ, on=on)
    return [one for one in offered if len(one[0]) == 6 and default_book().pooling_area(one[0])]
