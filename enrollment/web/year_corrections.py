"""How is an open year corrected on pages, and decided again what stood, where two officers ordered it?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.models import OpenedYear
from enrollment.operations import year_corrections
from enrollment.operations.opened_years import ENTER
from enrollment.queries.opened_years import own_years
from enrollment.web.year_forms import CorrectionForm
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def correct(request: OfficerRequest, pk: int) -> HttpResponse:
    """Begin a correction of an open year: from which day on, why, and whether what stood is to be decided again."""
    year, form = _year(request, pk, ENTER), CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = year_corrections.begin(year=year, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.context.get("field"), str(refusal))
        else:
            return redirect("enrollment:opened_year", begun.pk)
    place = path_names([year.area]).get(year.area, year.area)
    context = {"form": form, "year": year, "place": place}
    return render(request, "enrollment/year_correct.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.DUES_ISSUE)
def redecide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Decide again what stood, as two officers ordered."""
    year = _year(request, pk, Permission.DUES_ISSUE)
    try:
        count = year_corrections.redecide(year=year, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("%(count)d dues were decided again.") % {"count": count})
    return redirect("enrollment:opened_year", year.pk)


def _year(request: OfficerRequest, pk: int, permission: Permission) -> OpenedYear:
    return get_object_or_404(own_years(request.user, permission, on=timezone.localdate()), pk=pk)
