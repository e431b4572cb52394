"""How does an officer follow a fund against its budget: by month, forecast, reserve, warnings and their answers?"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.models import FundWarning, WarningRecipient
from claims.operations import fund_budgets as operations
from claims.queries import fund_budgets as queries
from claims.rules.fund_budgets import CLAUSES, MONTHS, Months
from claims.web.budget_picture import picture
from enrollment.operations import kept_counts
from enrollment.web.refusing import show_refusal
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import YuanField, pooling_areas, set_choices
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE
ONE_DAY = timedelta(days=1)
WARNINGS_SHOWN = 36


class AreaYearForm(forms.Form):
    area = forms.ChoiceField(label=lazy("Pooling area"))
    year = forms.IntegerField(label=lazy("Year"), min_value=2018, max_value=2200)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)


class BudgetForm(AreaYearForm):
    """A budget: two amounts for each month, in the order January income, January spending, February income ..."""

    document_number = forms.CharField(label=lazy("Document of the budget"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in range(1, MONTHS + 1):
            self.fields[f"income_{month}"] = YuanField(
                label=_("Income of month %(month)s") % {"month": month}
            )
            self.fields[f"spending_{month}"] = YuanField(
                label=_("Spending of month %(month)s") % {"month": month}
            )

    def by_month(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The amounts, month by month."""
        return [(month, self[f"income_{month}"], self[f"spending_{month}"]) for month in range(1, MONTHS + 1)]

    def others(self) -> list[forms.BoundField]:
        """What is asked once."""
        return [self[name] for name in ("area", "year", "document_number")]

    def months(self) -> Months:
        """The amounts of a valid form, in fen."""
        given = self.cleaned_data
        numbers = range(1, MONTHS + 1)
        return Months(
            tuple(given[f"income_{month}"] for month in numbers),
            tuple(given[f"spending_{month}"] for month in numbers),
        )


@require_safe
@permission_required(READ)
def budget_page(request: OfficerRequest) -> HttpResponse:
    """A fund's year: table and picture by month, formulas in words, lines, warnings, budgets that wait."""
    return render(request, "claims/fund_budget.html", _shown(request))


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest) -> HttpResponse:
    """The same to be printed."""
    return render(request, "claims/fund_budget_sheet.html", _shown(request))


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def enter(request: OfficerRequest) -> HttpResponse:
    """Enter a budget by month."""
    on = timezone.localdate()
    areas = pooling_areas(request.user, ENTER, on=on)
    form = BudgetForm(request.POST or None, areas=areas, initial={"year": on.year})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.enter(
                area=given["area"],
                year=given["year"],
                months=form.months(),
                document_number=given["document_number"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Entered. It counts once another officer approves it."))
            return redirect(address_of(made.area, made.year))
    return render(
        request, "claims/fund_budget_enter.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@permission_required(APPROVE)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Approve a budget that another officer entered, or turn it down."""
    rows = queries.visible_budgets(request.user, on=timezone.localdate(), permission=APPROVE)
    budget = get_object_or_404(rows, pk=pk)
    sent = request.POST
    try:
        operations.decide(
            budget=budget,
            approve=sent.get("decision") == "approve",
            because=sent.get("because", ""),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Done."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect(address_of(budget.area, budget.year))


@require_POST
@permission_required(READ)
def answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Answer a warning in writing."""
    warning = get_object_or_404(queries.visible_warnings(request.user, on=timezone.localdate()), pk=pk)
    try:
        operations.answer(
            warning=warning, text=request.POST.get("text", ""), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Your answer is kept."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect(address_of(warning.area, warning.month.year))


@require_POST
@permission_required(APPROVE)
def name(request: OfficerRequest) -> HttpResponse:
    """Name an officer who is warned."""
    on, area = timezone.localdate(), request.POST.get("area", "")
    if not access.may(request.user, APPROVE, area, on=on):
        messages.error(request, _("No pooling area of yours"))
        return redirect("claims:fund_budget")
    try:
        operations.name(
            area=area, login=request.POST.get("login", "")[:60], by=request.user, at=timezone.now()
        )
        messages.success(request, _("Warnings go to this officer too."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect(address_of(area, on.year))


@require_POST
@permission_required(APPROVE)
def no_longer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Warnings no longer go to an officer."""
    rows = access.scope(
        WarningRecipient.objects.all(), request.user, APPROVE, on=timezone.localdate(), field="area"
    )
    recipient = get_object_or_404(rows, pk=pk)
    try:
        operations.no_longer(recipient=recipient, by=request.user, at=timezone.now())
        messages.success(request, _("Done."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect(address_of(recipient.area, timezone.localdate().year))


def address_of(area: str, year: int) -> str:
    """The page of a fund's year."""
    return f"{reverse('claims:fund_budget')}?area={area}&year={year}"


def _shown(request: OfficerRequest) -> dict[str, Any]:
    on, officer = timezone.localdate(), request.user
    areas = pooling_areas(officer, READ, on=on)
    areas = [one for one in areas if access.may(officer, READ, one[0], on=on)]
    first = _first(officer, [code for code, _name in areas], on)
    form = AreaYearForm(
        {**first, **{key: request.GET[key] for key in first if key in request.GET}}, areas=areas
    )
    context: dict[str, Any] = {
        "form": form,
        "clauses": " ".join(CLAUSES),
        "today": on,
        "found": None,
        "may_enter": access.may_anywhere(officer, ENTER, on=on),
    }
    if areas and form.is_valid():
        context |= _of(officer, form.cleaned_data["area"], form.cleaned_data["year"], on)
    return context


def _first(officer: Officer, areas: list[str], on: date) -> dict[str, Any]:
    """What is shown when nothing is asked for: the fund about which something waits for this officer, else the first one."""
    warning = queries.to_answer(officer).filter(area__in=areas).order_by("-month").first()
    if warning is not None:
        return {"area": warning.area, "year": warning.month.year}
    waiting = queries.visible_budgets(officer, on=on).filter(approved_by=None, rejected_by=None)
    budget = waiting.exclude(entered_by=officer).first()
    if budget is not None:
        return {"area": budget.area, "year": budget.year}
    return {"area": areas[0] if areas else "", "year": on.year}


def _of(officer: Officer, area: str, year: int, on: date) -> dict[str, Any]:
    asked: dict[str, str | int] = {"area": area, "year": year, "until": (on + ONE_DAY).isoformat()}
    counted = kept_counts.counted("fund_months", asked, now=timezone.now())
    may_decide = access.may(officer, APPROVE, area, on=on)
    warnings = queries.visible_warnings(officer, on=on).filter(area=area)[:WARNINGS_SHOWN]
    named = list(queries.recipients(area, on=on))
    is_warned = any(one.officer_id == officer.pk for one in named)
    waiting = queries.visible_budgets(officer, on=on).filter(
        area=area, year=year, approved_by=None, rejected_by=None
    )
    context: dict[str, Any] = {
        "counted": counted,
        "place": path_names([area]).get(area, area),
        "area": area,
        "year": year,
        "waiting": [(one, may_decide and one.entered_by_id != officer.pk) for one in waiting],
        "warnings": [(one, is_warned and _has_no_answer_of(one, officer)) for one in warnings],
        "recipients": named,
        "may_decide": may_decide,
    }
    if counted.found:
        found = queries.year_of_fund(area, year, counted.found, on=on)
        budget = found.budget.months if found.budget else None
        context |= {
            "found": found,
            "rows": [
                (
                    month + 1,
                    budget and budget.income[month],
                    found.actual.income[month],
                    budget and budget.spending[month],
                    found.actual.spending[month],
                    month < found.standing.months_over,
                )
                for month in range(MONTHS)
            ],
            "picture": picture(budget and budget.spending, found.actual.spending),
        }
    return context


def _has_no_answer_of(warning: FundWarning, officer: Officer) -> bool:
    return all(one.officer_id != officer.pk for one in warning.answers.all())
