"""Which public notices (公示) are running, and what is hung up for one case? Both are made to be printed."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from assistance.cases.queries.case_notices import notices_of, running
from assistance.cases.queries.cases import visible_cases, with_people
from assistance.cases.web.cases import READ, visible_case
from staff.queries import path_name, path_names
from staff.rules.divisions import scope_prefix
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

PAGE_SIZE = 200  # of a list that is printed


class NoticeFilter(forms.Form):
    division = forms.RegexField(
        r"^\s*([0-9]{6}|[0-9]{9}|[0-9]{12})\s*\Z", label=lazy("Division code"), required=False, strip=True
    )


@require_safe
@permission_required(READ)
def notice_list(request: OfficerRequest) -> HttpResponse:
    """The notices that run today in the officer's places."""
    on = timezone.localdate()
    form = NoticeFilter(request.GET or None)
    asked = form.cleaned_data["division"] if form.is_bound and form.is_valid() else ""
    inside = scope_prefix(asked) if asked else ""
    page = page_of(request, running(request.user, on=on, inside=inside), size=PAGE_SIZE)
    context = {
        "form": form,
        "page": page,
        "notices": notices_of(page, on=on),
        "places": path_names(case.division_code for case in page),
        "on": on,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assistance/case_notices.html", context, status=status)


@require_safe
@permission_required(READ)
def notice_sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The sheet of one notice: who asks for what, from when to when, and how to object."""
    on = timezone.localdate()
    case = visible_case(request, pk)
    found = notices_of(with_people(visible_cases(request.user, on=on).filter(pk=case.pk)), on=on)
    if not found:
        messages.error(request, _("This case is not on public notice: begin the notice first."))
        return redirect("assistance:case", pk)
    context = {"notice": found[0], "case": case, "place": path_name(case.division_code), "on": on}
    return render(request, "assistance/case_notice.html", context)
