"""In which place and coverage year does this officer work just now?"""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from staff import access
from staff.models import Division
from staff.operations import working
from staff.queries import children_of
from staff.refusals import Refusal
from staff.rules.divisions import NATION, Level
from staff.web.fields import BLANK, set_choices, years_around
from staff.web.permission import OfficerRequest
from staff.web.places import PlaceChoiceField

INSIDE_MAX = 400


class WorkingForm(forms.Form):
    place = PlaceChoiceField(label=_("Place"), required=False)
    year = forms.TypedChoiceField(label=_("Coverage year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, places: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "place", [*BLANK, *places])
        set_choices(self, "year", [*BLANK, *((year, str(year)) for year in years)])


@require_http_methods(["GET", "POST"])
def working_page(request: OfficerRequest) -> HttpResponse:
    """Choose both once; pages that ask for a place or year begin with them."""
    on = timezone.localdate()
    officer, back = request.user, request.POST.get("next", "") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    form = WorkingForm(
        request.POST or None,
        places=_places(request),
        years=sorted(years_around(on), reverse=True),
        initial={"place": officer.working_place, "year": officer.working_year},
    )
    if request.method == "POST" and form.is_valid():
        try:
            working.choose(
                by=officer, place=form.cleaned_data["place"], year=form.cleaned_data["year"], on=on
            )
        except Refusal as refusal:
            form.add_error(refusal.context.get("field"), str(refusal))
        else:
            return HttpResponseRedirect(back)
    context = {"form": form, "back": back}
    return render(request, "staff/working.html", context, status=422 if form.errors else 200)


def _places(request: OfficerRequest) -> list[tuple[str, str]]:
    """The officer's places and those inside: down to the village where they are few."""
    codes = {code for _role, code in access.roles_and_places(request.user, on=timezone.localdate())}
    offered = dict(Division.objects.filter(pk__in=codes - {NATION}).values_list("code", "name"))
    for code in sorted(codes):
        inside = children_of(code).filter(level__lte=Level.VILLAGE).values_list("code", "name")[:INSIDE_MAX]
        offered.update(inside)
    if request.user.working_place:
        offered.update(Division.objects.filter(pk=request.user.working_place).values_list("code", "name"))
    return [(code, f"{name} {code}") for code, name in sorted(offered.items())]
