"""How does an officer find anything by one box that stands on every page?"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from desk.search.sources import SHOWN, SOURCES, Hit, Source
from staff import access
from staff.operations.reads import found_nobody, read_people
from staff.web.permission import OfficerRequest

NUMBER_FROM = (
    15  # so many characters with a digit are no name: whoever walks through numbers is seen in the trail
)


class SearchForm(forms.Form):
    """What is looked for. It comes by POST: it may be a document number, which has no place in an address."""

    find = forms.CharField(label=lazy("Name, number, ticket, case, bill or file"), max_length=100)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("find")
def search(request: OfficerRequest) -> HttpResponse:
    """What bears this name or number in the officer's divisions, ledger by ledger; a single hit is opened at once."""
    form = SearchForm(request.POST or None)
    groups: list[tuple[Source, list[Hit]]] = []
    if form.is_bound and form.is_valid():
        text, on = form.cleaned_data["find"].strip(), timezone.localdate()
        for source in SOURCES:
            if source.permission is None or access.may_anywhere(request.user, source.permission, on=on):
                groups.append((source, list(source.find(text, request.user, on))))
        groups = [(source, hits) for source, hits in groups if hits]
        hits = [hit for _, found in groups for hit in found]
        read_people(sum(hit.is_person for hit in hits), by=request.user, what="search_all")
        if not hits and len(text) >= NUMBER_FROM and any(sign.isdigit() for sign in text):
            found_nobody(request.user, what="search_all")
        if len(hits) == 1:
            return redirect(hits[0].url)
    context = {
        "form": form,
        "groups": [(source, hits[:SHOWN], len(hits) > SHOWN) for source, hits in groups],
    }
    return render(request, "desk/search.html", context)
