"""How does an officer apply for the recognition of a disease, decide on it, and see which wait and for how long?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.models import Bill, Provider, Recognition
from claims.operations import recognitions
from claims.operations.recognitions import Application, Decision
from claims.operations.register_people import person_named
from claims.queries.diseases import diseases_of
from claims.queries.recognition_register import deadlines_of, filtered, moves_for, visible_recognitions
from claims.rules.diseases import Disease
from claims.rules.recognition_states import RecognitionMove, RecognitionState
from claims.web.register_forms import RecognitionFilter, RecognitionForm, after, codes_in
from enrollment.queries.policies import policies_of
from enrollment.web.refusing import show_refusal
from policy.book import default_book
from policy.care import Setting
from policy.periods import ONE_DAY
from staff import access
from staff.access import Permission
from staff.given import number_given
from staff.models import Officer
from staff.operations.reads import read_people, read_person
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, SETTLE = Permission.CLAIMS_READ, Permission.CLAIMS_ENTER, Permission.CLAIMS_SETTLE
TONES = {
    RecognitionState.APPLIED: "warning",
    RecognitionState.RECOGNIZED: "success",
    RecognitionState.REFUSED: "danger",
}
BILLS_SHOWN = 20


@require_safe
@permission_required(READ)
def recognition_list(request: OfficerRequest) -> HttpResponse:
    """The recognitions of the officer's divisions; applications the oldest first, each with the time that is left."""
    on = timezone.localdate()
    form = RecognitionFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    seen = visible_recognitions(request.user, on=on)
    page = page_of(request, filtered(seen, on=on, **asked))
    read_people(len(page), by=request.user, what="recognitions")
    left = deadlines_of(page, on=on)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (row, TONES.get(RecognitionState(row.state), "secondary"), left.get(row.pk)) for row in page
        ],
        "places": path_names(row.division_code for row in page),
        "waiting": seen.filter(state=RecognitionState.APPLIED.value).count(),
        "may_enter": access.may_anywhere(request.user, ENTER, on=on),
        "may_send": access.may_anywhere(request.user, SETTLE, on=on),
    }
    return render(request, "claims/recognition_list.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("document_number")
@permission_required(ENTER)
def apply(request: OfficerRequest) -> HttpResponse:
    """Apply for somebody at the counter, or write down what a provider sent; `?renews=` continues one that ends."""
    on = timezone.localdate()
    renewed = _renewed(request, on)
    form = RecognitionForm(request.POST or None, initial=_start(renewed, on))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        number = given.pop("document_number")
        asked = Application(
            setting=Setting(given.pop("setting")), providers=codes_in(given.pop("providers")),
            until_on=after(given.pop("last_day")), renews=renewed, **given,
        )  # fmt: skip
        try:
            row = recognitions.apply(
                person=person_named(number), asked=asked, source="desk", by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application is entered. Another officer decides it."))
            return redirect("claims:recognition", row.pk)
    context = {"form": form, "diseases": _diseases(request.user, on), "renewed": renewed}
    return render(request, "claims/recognition_new.html", context, status=422 if form.errors else 200)


def _renewed(request: OfficerRequest, on: date) -> Recognition | None:
    number = number_given(request.GET.get("renews", ""))
    if number is None:
        return None
    return get_object_or_404(visible_recognitions(request.user, on=on, permission=ENTER), pk=number)


def _start(renewed: Recognition | None, on: date) -> dict[str, Any]:
    if renewed is None:
        return {"from_on": on}
    return {
        "setting": renewed.setting, "disease": renewed.disease, "from_on": renewed.until_on or on,
        "providers": ", ".join(renewed.providers),
    }  # fmt: skip


def _diseases(officer: Officer, on: date) -> list[Disease]:
    """The diseases of the officer's areas, those of their notices first."""
    codes = [code for code, _name in own_divisions(officer, ENTER, on=on, below=False)]
    areas = list(dict.fromkeys(default_book().pooling_area(code) or "" for code in codes))
    found: dict[str, Disease] = {}
    for policy in policies_of([area for area in areas if area][:5]).values():
        for one in diseases_of(policy, on).all:
            found.setdefault(one.name.zh, one)
    return list(found.values())


@require_safe
@permission_required(READ)
def recognition_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One recognition: what it says, how it was decided, the bills of its days, and what may be done."""
    on = timezone.localdate()
    row = get_object_or_404(visible_recognitions(request.user, on=on), pk=pk)
    read_person(row.person, by=request.user, division_code=row.division_code, what="recognition")
    return render(request, "claims/recognition_page.html", _shown(request.user, row, on))


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The notice of the decision, to be printed and handed over."""
    on = timezone.localdate()
    row = get_object_or_404(visible_recognitions(request.user, on=on), pk=pk)
    read_person(row.person, by=request.user, division_code=row.division_code, what="recognition_sheet")
    return render(request, "claims/recognition_sheet.html", _shown(request.user, row, on) | {"today": on})


def _shown(officer: Officer, row: Recognition, on: date) -> dict[str, Any]:
    names = dict(Provider.objects.filter(code__in=row.providers).values_list("code", "name"))
    bills = Bill.objects.filter(person_id=row.person_id, setting=row.setting, discharged_on__gte=row.from_on)
    if row.until_on:
        bills = bills.filter(discharged_on__lt=row.until_on)
    return {
        "row": row,
        "tone": TONES.get(RecognitionState(row.state), "secondary"),
        "last_day": row.until_on and row.until_on - ONE_DAY,
        "left": deadlines_of([row], on=on).get(row.pk),
        "moves": moves_for(row, officer, on=on),
        "is_own": row.state == RecognitionState.APPLIED and row.applied_by_id == officer.pk,
        "providers": [(code, names.get(code, "")) for code in row.providers],
        "bills": bills.select_related("provider").order_by("-discharged_on")[:BILLS_SHOWN],
        "places": path_names([row.division_code, row.area]),
        "may_renew": row.state in (RecognitionState.RECOGNIZED, RecognitionState.ENDED)
        and row.until_on is not None
        and access.may(officer, ENTER, row.division_code, on=on),
    }


@require_POST
@permission_required(READ)
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """Recognise, refuse, withdraw, review, end or undo."""
    row = get_object_or_404(visible_recognitions(request.user, on=timezone.localdate()), pk=pk)
    chosen = {one.value: one for one in RecognitionMove}.get(request.POST.get("move", ""))
    try:
        if chosen is None:
            messages.error(request, _("Choose what to do."))
        else:
            given = decision_given(request)
            recognitions.move(recognition=row, move=chosen, given=given, by=request.user, at=timezone.now())
            messages.success(request, _("Done. Bills that waited for it were looked at again."))
    except ValueError:
        messages.error(request, _("Write days as YYYY-MM-DD."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:recognition", pk)


def decision_given(request: OfficerRequest) -> Decision:
    """What the form of a move says; raises `ValueError` where a day is none."""
    sent = request.POST

    def day(name: str) -> date | None:
        text = str(sent.get(name, "")).strip()
        return date.fromisoformat(text) if text else None

    return Decision(
        document_number=str(sent.get("document_number", ""))[:100], because=str(sent.get("because", ""))[:300],
        from_on=day("from_on"), until_on=day("until_on") or after(day("last_day")), review_on=day("review_on"),
    )  # fmt: skip
