"""What does one person owe on a day, why, and how is it handed over on paper?"""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enrollment.models import Due, Person
from enrollment.operations import notices, quotes
from enrollment.queries.answers import Answer
from enrollment.queries.explanations import explain
from enrollment.queries.people import visible_people
from enrollment.queries.policies import editions_of
from enrollment.web import payment_forms
from staff.access import Permission
from staff.given import year_given
from staff.operations.reads import read_person
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web import fields
from staff.web.permission import OfficerRequest, permission_required

READ = Permission.DUES_READ


@require_safe
@permission_required(READ)
def person_dues(request: OfficerRequest, pk: int) -> HttpResponse:
    """The dues block of a person's page: balance, entries, cover, waiting, reasons, and the price of a pay day."""
    person = _person(request, pk)
    read_person(person, by=request.user, division_code=person.division_code, what="dues")
    context = asked(request, person)
    template = "parts/person_dues_year" if getattr(request, "htmx", None) else "quote_page"
    return render(request, f"enrollment/{template}.html", context)


@require_safe
@permission_required(READ)
def notice(request: OfficerRequest, pk: int) -> HttpResponse:
    """The notice to hand over (缴费通知单): what is owed or was paid, from when it covers, by which clause."""
    person = _person(request, pk)
    context = asked(request, person)
    told = context["told"]
    context["notice"] = notices.keep(
        person=person,
        coverage_year=told.coverage_year,
        paid_on=context["paid_on"],
        by=request.user,
        at=timezone.now(),
    )
    context["documents"] = (
        _documents(told.due.area, told.coverage_year, context["answer"])
        if told.due and context["answer"]
        else []
    )
    return render(request, "enrollment/quote_notice.html", context)


def _person(request: OfficerRequest, pk: int) -> Person:
    return get_object_or_404(visible_people(request.user, on=timezone.localdate(), permission=READ), pk=pk)


def asked(request: OfficerRequest, person: Person) -> dict[str, Any]:
    """The year (of the latest due unless asked otherwise), the pay day, and all that can be said of them."""
    on = timezone.localdate()
    dues = Due.objects.filter(person=person, withdrawn_on=None).order_by("-coverage_year")
    own = list(dues.values_list("coverage_year", flat=True)[:20])
    years = sorted({*own, *fields.years_around(on)[:3]}, reverse=True)
    first = own[0] if own else years[0]
    given = request.GET.dict()
    form = payment_forms.PayDayForm(
        given or None, years=years, initial={"coverage_year": first, "paid_on": on}
    )
    year, paid_on = first, on
    if form.is_bound and not given.get("paid_on"):
        form = payment_forms.PayDayForm(
            years=years, initial={"coverage_year": _year(given, years, first), "paid_on": on}
        )
        year = form.initial["coverage_year"]
    elif form.is_bound and form.is_valid():
        year, paid_on = form.cleaned_data["coverage_year"], form.cleaned_data["paid_on"]
    told = explain(person, year, quote=_quote(person, year, paid_on) if year in own else None)
    return {
        "person": person,
        "form": form,
        "told": told,
        "answer": told.quote
        if told.quote and told.state in ("unpaid", "partly_paid", "undecided")
        else told.answer,
        "paid_on": paid_on,
        "own_years": own,
        "place": path_names([person.division_code]).get(person.division_code, ""),
        "on": on,
    }


def _year(given: dict[str, Any], years: list[int], otherwise: int) -> int:
    year = year_given(str(given.get("coverage_year", "")))
    return year if year in years else otherwise


def _quote(person: Person, year: int, paid_on: date) -> Answer | None:
    try:
        priced = quotes.quote_for(person=person, coverage_year=year, paid_on=paid_on)
    except Refusal:
        return None
    return Answer(priced.quotation, priced.outstanding_fen)


def _documents(area: str, coverage_year: int, answer: Answer) -> list[tuple[str, str, str]]:
    """The notices behind the clauses of an answer: prefix, number, title."""
    policy = editions_of(area, coverage_year).on(
        date.max
    )  # a correction goes on naming the earlier documents
    found: dict[str, tuple[str, str, str]] = {}
    for said in (*answer.steps, *answer.missing, *answer.warnings):
        prefix = said.clause.partition("-")[0]
        document = policy.document(said.clause) if said.clause else None
        if document is not None and prefix not in found:
            found[prefix] = (prefix, document.number or _("without number"), document.title)
    return list(found.values())
