"""May an area set a figure of its own at this height, and what do signed family-doctor packages cost the fund?"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from assistance.queries.parameters import entered_for_rules
from assistance.rules import funds, parameters
from assistance.rules.parameters import Finding, Proposal
from enrollment.web.payment_forms import YuanField, own_divisions
from enrollment.web.registry_forms import set_choices, term_choices
from policy.book import Policy, default_book
from policy.money import yuan_to_fen
from policy.schema import SubsidyFile
from policy.terms import Category, DoctorPackage, Mode
from policy.topics import Topic
from staff.access import Permission
from staff.web.permission import OfficerRequest, permission_required

READ = Permission.FUNDS_READ
TONES = {
    Finding.OK: "success",
    Finding.REFUSED: "danger",
    Finding.STOP_WITH_WARNING: "warning",
    Finding.UNDECIDED: "warning",
}


class FigureForm(forms.Form):
    area = forms.ChoiceField(label=lazy("Area"))
    figure = forms.ChoiceField(
        label=lazy("Figure"),
        choices=[
            ("fixed_subsidy", lazy("a city's fixed subsidy")),
            ("district_subsidy", lazy("a district's own fixed subsidy")),
            ("fiscal_standard", lazy("a city's fiscal standard")),
            ("outpatient_ceiling", lazy("yearly outpatient ceiling")),
            ("critical_illness_deductible", lazy("critical-illness deductible")),
        ],
    )
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
        set_choices(self, "category", [("", "—"), *term_choices(Category)])


class PackageForm(forms.Form):
    area = forms.ChoiceField(label=lazy("Area"))
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
        found = _finding(default_book().policy(given["area"]), given)
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


def _finding(policy: Policy, given: dict[str, Any]) -> Proposal:
    proposed = given["proposed_fen"]
    match given["figure"]:
        case "fixed_subsidy":
            tier1 = _is_tier1(policy, given["area"])
            return parameters.fixed_subsidy(
                policy, proposed_fen=proposed, tier1=tier1, former_fen=given["former_fen"]
            )
        case "district_subsidy":
            city = _city_amount(policy, given["category"])
            if city is None:
                return parameters.undecided_amount()
            return parameters.district_subsidy(policy, proposed_fen=proposed, city_fen=city)
        case "fiscal_standard":
            year = given["fiscal_year"] or timezone.localdate().year
            return parameters.fiscal_floor(policy, fiscal_year=year, proposed_fen=proposed)
        case "outpatient_ceiling":
            return parameters.outpatient_ceiling(policy, proposed_fen=proposed)
    return parameters.critical_illness_deductible(
        policy, proposed_fen=proposed, income_fen=given["income_fen"], overspent=given["overspent"]
    )


def _is_tier1(policy: Policy, area: str) -> bool:
    """By the prefectures that the book names, or by the list that an office entered (A13)."""
    named = {
        code
        for _, file in policy.files("subsidy", SubsidyFile)
        for entry in file.minimum
        for code in entry.tier1_areas
    }
    listed = entered_for_rules(area, timezone.localdate()).get((Topic.TIER1_COUNTIES, ""))
    return area[:4] + "00" in named or (listed is not None and area in listed.divisions)


def _city_amount(policy: Policy, category: str) -> int | None:
    for _, file in policy.files("subsidy", SubsidyFile):
        for rule in file.rule:
            if rule.mode is Mode.FIXED and category in rule.categories and rule.amount is not None:
                return yuan_to_fen(rule.amount)
    return None
