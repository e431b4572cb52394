"""What does a clause, or a reading of an unclear clause, say? Whoever is logged in may open them: notices are public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policy.book import default_book
from policy.clauses import open_clause, open_reading


@require_safe
def clause_page(request: HttpRequest, clause: str) -> HttpResponse:
    """One clause: document, place, our own plain words, years, the values and readings that rest on it."""
    found = open_clause(default_book(), clause)
    if found is None:
        raise Http404
    return render(request, "staff/clause.html", {"found": found})


@require_safe
def reading_page(request: HttpRequest, reading_id: str) -> HttpResponse:
    """One reading: the question, every way to understand it, and how each area does."""
    found = open_reading(default_book(), reading_id)
    if found is None:
        raise Http404
    return render(request, "staff/reading.html", {"found": found})
