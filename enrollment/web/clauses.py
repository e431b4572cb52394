"""What does a clause, or a reading of an unclear clause, say, and which are there? Notices are public: officers may open them."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from enrollment.queries import clauses
from policy.book import default_book
from policy.clause_list import matching
from policy.clauses import open_reading
from staff.access import Permission
from staff.given import year_given
from staff.refusals import spoken
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

CLAUSES, DOCUMENTS = "clauses", "documents"


class ClauseSearchForm(forms.Form):
    q = forms.CharField(label=lazy("Clause, notice number or words"), max_length=100, required=False)
    area = forms.ChoiceField(label=lazy("Area"), required=False)
    year = forms.CharField(label=lazy("Holds in the year"), max_length=4, required=False)
    show = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["area"].choices = [("", lazy("All areas")), *areas]  # type: ignore[attr-defined]
        self.fields["year"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean_year(self) -> int | None:
        text = self.cleaned_data["year"].strip()
        if not text:
            return None
        if (year := year_given(text)) is None:
            raise forms.ValidationError(lazy("Give a year as YYYY."))
        return year


@require_safe
@permission_required(Permission.POLICY_READ)
def clause_list(request: OfficerRequest) -> HttpResponse:
    """Clauses, or their documents, found by id, number, words, area and year."""
    shows_documents = request.GET.get("show") == DOCUMENTS
    rows = clauses.listed_documents() if shows_documents else clauses.listed_clauses()
    areas = sorted({row.area: f"{spoken(row.name)} {row.area}" for row in rows}.items())
    form = ClauseSearchForm(request.GET or None, areas=areas, initial={"show": CLAUSES})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = [] if form.errors else matching(
        rows, words=asked.get("q", ""), area=asked.get("area", ""), year=asked.get("year")
    )  # fmt: skip
    context = {"form": form, "page": page_of(request, found), "shows_documents": shows_documents}
    return render(request, "enrollment/clause_list.html", context, status=422 if form.errors else 200)


@require_safe
def clause_page(request: OfficerRequest, clause: str) -> HttpResponse:
    """One clause: document, place, our own plain words, years, the values and readings that rest on it; of an opened year who
    entered and approved it.
    """
    shown = clauses.opened(clause, request.user, on=timezone.localdate())
    if shown is None:
        raise Http404
    return render(request, "enrollment/clause.html", {"found": shown.clause, "origins": shown.origins})


@require_safe
def reading_page(request: OfficerRequest, reading_id: str) -> HttpResponse:
    """One reading: the question, every way to understand it, and how each area does."""
    found = open_reading(default_book(), reading_id)
    if found is None:
        raise Http404
    return render(request, "enrollment/reading.html", {"found": found})
