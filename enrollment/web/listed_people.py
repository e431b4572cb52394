"""How does an officer record what somebody said whom only lists name?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.models import ListedAnswer
from enrollment.operations import listed_answers
from enrollment.queries.base_lists import NamedByList, named_by_lists
from enrollment.web.base_forms import AnswerForm, first_answer
from enrollment.web.refusing import show_refusal
from enrollment.web.village_ledgers import READ, TONES, WRITE, Asked, asked
from staff import access
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def listed_page(request: OfficerRequest, listed: str) -> HttpResponse:
    """Somebody of a place whom only lists name: what the list says, every answer, and the form for the next one."""
    seen = asked(request)
    named = _named(seen, listed)
    version = named.last.version if named.last else 0
    form = AnswerForm(request.POST or None, initial=first_answer(version, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            listed_answers.answer(
                named=named,
                coverage_year=seen.year,
                answer=form.answer(),
                seen_version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The answer is written down."))
            here = reverse("enrollment:listed_person", args=[listed])
            return redirect(f"{here}?inside={seen.code}&coverage_year={seen.year}")
    read_people(1, by=request.user, division_code=named.division_code, what="listed_person")
    context = {
        "asked": seen,
        "one": named,
        "tones": TONES,
        "form": form,
        "versions": ListedAnswer.objects.filter(key=listed, coverage_year=seen.year)
        .select_related("said_by")
        .order_by("-version"),
        "place": path_names([named.division_code]).get(named.division_code, ""),
        "may_write": access.may(request.user, WRITE, named.division_code, on=timezone.localdate()),
    }
    return render(request, "enrollment/listed_person.html", context, status=422 if form.errors else 200)


def _named(seen: Asked, key: str) -> NamedByList:
    """Whom the lists of the place name under this key; whoever is registered meanwhile has a page of their own."""
    place = seen.place
    listed = named_by_lists(place.division_code, place.coverage_year) if place is not None else []
    found = next((one for one in listed if one.key == key), None)
    if found is None:
        raise Http404
    return found
