"""What does a held line say beside what is on record, what can be done with it, and which line comes next?"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from enrollment.models import LineAction, PaymentLine, Person, Sponsor
from enrollment.operations import lines as operations
from enrollment.operations import people
from enrollment.operations.sponsor_payments import DIVISIBLE
from enrollment.queries import files, lines, namesakes
from enrollment.queries.answers import Answer
from enrollment.queries.explanations import explain
from enrollment.queries.people import visible_people
from enrollment.queries.sponsors import visible_sponsors
from enrollment.rules.names import name_key
from enrollment.rules.payment_lines import Outcome
from enrollment.web import payment_forms
from enrollment.web.exception_lists import EXCEPTIONS
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.fields import term_choices
from staff.web.lists.listed import Listed
from staff.web.permission import OfficerRequest, permission_required

READ, RESOLVE, DECIDE = Permission.PAYMENTS_READ, Permission.EXCEPTIONS_RESOLVE, Permission.EXCEPTIONS_DECIDE

FORMS: dict[str, type[forms.Form]] = {
    "accept_name": payment_forms.ActionForm,
    "attach_person": payment_forms.AttachForm,
    "post_again": payment_forms.ActionForm,
    "move": payment_forms.MoveForm,
    "decide": payment_forms.DecideForm,
    "accept_refund": payment_forms.DocumentForm,
    "hold_for_refund": payment_forms.ActionForm,
    "reject": payment_forms.ActionForm,
    "confirm_reject": payment_forms.ActionForm,
}
LABELS = {
    "accept_name": lazy("Accept the name"),
    "attach_person": lazy("Attach to a person"),
    "post_again": lazy("Post again"),
    "move": lazy("Move to another year or area"),
    "decide": lazy("Decide under a document"),
    "accept_refund": lazy("Accept the refund under a document"),
    "hold_for_refund": lazy("Put down for refund"),
    "reject": lazy("Reject"),
    "confirm_reject": lazy("Agree to the rejection"),
    "divide": lazy("Divided among people"),
    "give_back_part": lazy("A part was given back"),
}
HINTS = {
    "accept_name": lazy("It is the same person: the registered name stays, the line is posted."),
    "attach_person": lazy("The number in the file is wrong: the line is posted for the person you name."),
    "post_again": lazy("After somebody was registered, enrolled or corrected: the same rules decide again."),
    "move": lazy("The payment was meant for another year or another place of enrollment."),
    "decide": lazy(
        "The documents are silent: enter what the competent body decided, with its document number."
    ),
    "accept_refund": lazy("The benefit period had begun. The refund counts, and cover is worked out again."),
    "hold_for_refund": lazy("What is held stays held until the tax authority refunds it, naming the ticket."),
    "reject": lazy("The line stays without effect. Held money stays held until another officer agrees."),
    "confirm_reject": lazy(
        "Another officer asked to reject the line. If you agree, its money leaves the held money and goes back to the sender."
    ),
}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
@permission_required(READ)
def line_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One line: what the file says beside what is on record, what can be done, and what was done."""
    on = timezone.localdate()
    visible = lines.visible_lines(request.user, on=on)
    line = get_object_or_404(visible.select_related("file", "person", "due__person", "quotation"), pk=pk)
    read_people(1, by=request.user, division_code=line.file.area, what="exception")
    possible = possible_actions(request, line, on)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    bound = FORMS[asked](request.POST) if asked in possible else None
    if request.method == "POST":
        if bound is None:
            messages.error(
                request, _("This cannot be done with the line as it is now. Look at its present state.")
            )
            return redirect(_again(request, pk))
        if bound.is_valid() and (answer := _act(request, line, asked, bound, on)):
            return answer
    context = _line_context(request, line, on) | {
        "beside": _beside(request, line),
        "choices": [
            (
                action,
                LABELS[action],
                HINTS[action],
                bound if action == asked and bound else blank(action, line),
            )
            for action in possible
        ],
        "asked": asked,
    }
    return render(
        request,
        "enrollment/exception_page.html",
        context,
        status=422 if bound is not None and bound.errors else 200,
    )


def _again(request: OfficerRequest, pk: int) -> str:
    """The page of the line with the filter that led to it."""
    query = request.GET.urlencode()
    return f"{reverse('enrollment:exception', args=[pk])}{'?' if query else ''}{query}"


def _beside(request: OfficerRequest, line: PaymentLine) -> dict[str, Any]:
    """The lines before and after this one in the filter that led here, and how many wait in it."""
    listed = Listed(EXCEPTIONS, request)
    before, after = listed.neighbours(line)
    tail = f"?{listed.query}" if listed.query else ""
    return {
        "before": before and _again(request, before.pk),
        "after": after and _again(request, after.pk),
        "list_url": f"{reverse('enrollment:exceptions')}{tail}",
        "waiting": listed.page.paginator.count,
    }


def possible_actions(request: OfficerRequest, line: PaymentLine, on: date) -> list[str]:
    """The actions that fit the line and that the officer may take, in the order in which they are offered."""
    place = lines.place_of(line)
    may = {permission: access.may(request.user, permission, place, on=on) for permission in (RESOLVE, DECIDE)}
    return [
        action
        for action in lines.possible_actions(line)
        if may[DECIDE if action in operations.DECISIONS else RESOLVE]
    ]


def blank(action: str, line: PaymentLine) -> forms.Form:
    """An untouched form, each with ids of its own on the page."""
    initial: dict[str, Any] = {}
    if action == "move":
        initial = {"coverage_year": line.coverage_year, "division_code": line.division_code}
    if action == "decide" and line.due is not None:
        first, last = date(line.due.coverage_year, 1, 1), date(line.due.coverage_year, 12, 31)
        begins = max(first, timezone.localdate(line.paid_at) + timedelta(days=1)) if line.paid_at else first
        initial = {"amount_fen": line.amount_fen}
        if begins <= last:  # paid after the year: no day of cover follows from it, so none is suggested
            initial |= {"cover_from": begins, "cover_to": last}
    return FORMS[action](initial=initial, auto_id=f"{action}_%s")


def _act(
    request: OfficerRequest, line: PaymentLine, action: str, form: forms.Form, on: date
) -> HttpResponse | None:
    """Carry the action out; None when the form must be shown again with what was refused."""
    try:
        facts = facts_of(request, action, form.cleaned_data, on)
        after = operations.ACTIONS[action](line=line, **facts, by=request.user, at=timezone.now())
    except Refusal as refusal:
        field = refusal.context.get("field")
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
    if lines.is_reject_asked(after):
        messages.info(
            request, _("Noted. The money stays held until another officer agrees to the rejection.")
        )
    else:
        messages.success(request, _("Done: %(outcome)s.") % {"outcome": spoken(after.outcome_label.label)})
    return redirect(_again(request, line.pk))


def facts_of(request: OfficerRequest, action: str, asked: dict[str, Any], on: date) -> dict[str, Any]:
    """What the operation wants, from what its form asked."""
    facts: dict[str, Any] = {"reason": asked["reason"]}
    if action == "attach_person":
        facts["person"] = _chosen_person(request, asked, on)
    elif action == "move":
        facts |= {"coverage_year": asked["coverage_year"], "division_code": asked["division_code"] or None}
    elif action == "accept_refund":
        facts["document_number"] = asked["document_number"]
    elif action == "decide":
        facts |= {name: asked[name] for name in ("amount_fen", "cover_from", "document_number")}
        facts["cover_until"] = asked["cover_to"] + timedelta(days=1)
    return facts


def _chosen_person(request: OfficerRequest, asked: dict[str, Any], on: date) -> Person:
    seen = visible_people(request.user, on=on)
    found = people.find_by_number(asked["number"]) if asked["number"] else None
    if found is not None:
        found = seen.filter(pk=found.pk).first()
    elif asked["person_id"] and not asked["number"]:
        found = seen.filter(pk=asked["person_id"]).first()
    if found is None:
        raise people.InvalidFact(
            "unknown_person",
            Text("您的辖区内没有这个人。", "There is no such person in your divisions."),
            Text("请核对证件号码，或先登记。", "Check the number, or register the person first."),
            field="number",
        )
    return found


def _line_context(request: OfficerRequest, line: PaymentLine, on: date) -> dict[str, Any]:
    behind = lines.person_behind(line)
    may_see = behind is not None and visible_people(request.user, on=on).filter(pk=behind.pk).exists()
    alike: list[Person] = []
    if line.is_open and line.name and line.kind in ("payment", "catch_up", "repair"):
        alike = namesakes.suggestions(line, request.user, name_key=name_key(line.name), on=on)
        alike = [person for person in alike if behind is None or person.pk != behind.pk]
    told = explain(behind, line.coverage_year) if behind and may_see and line.coverage_year else None
    codes = {
        line.division_code,
        told.enrollment.division_code if told and told.enrollment else "",
        *(person.division_code for person in alike),
        *([behind.division_code] if behind else []),
    }
    answer = Answer(line.quotation) if line.quotation is not None else None
    return {
        "line": line,
        "cause": lines.cause_of(line),
        "faults": (line.detail or {}).get("faults", []),
        "first_line": _first_line(request, line, on),
        "behind": behind,
        "may_see": may_see,
        "told": told,
        "linked": _linked(line) if may_see else None,
        "alike": alike,
        "answer": answer if answer and line.outcome == Outcome.NO_RULE else None,
        "places": path_names(code for code in codes if code),
        "history": LineAction.objects.filter(line=line).select_related("acted_by").order_by("pk"),
        "refunds": line.refunds.order_by("-pk")[:5],
        "labels": LABELS,
        "outcomes": dict(term_choices(Outcome)),
        "sees_file": files.visible_files(request.user, on=on).filter(pk=line.file_id).exists(),
        "sponsors": _sponsors(request, line, on),
        "may_register": access.may_anywhere(request.user, Permission.PEOPLE_WRITE, on=on)
        and line.outcome in (Outcome.UNKNOWN_PERSON, Outcome.NO_REGISTRATION)
        and line.is_open,
    }


def _sponsors(request: OfficerRequest, line: PaymentLine, on: date) -> list[Sponsor]:
    """Whose payment for others it may be, by its number or name; of a payment that was divided, whose it was."""
    if line.outcome not in DIVISIBLE or not line.held_fen:
        return []
    seen = visible_sponsors(request.user, on=on, permission=RESOLVE)
    whose = Q(document_hash=line.document_hash) | Q(name_key=name_key(line.name))
    return list(seen.filter(whose)[:5])


def _linked(line: PaymentLine) -> Person | None:
    """The person of a line that is done with: it keeps no name and number of its own any more."""
    return line.person if not line.name and not line.document_masked else None


def _first_line(request: OfficerRequest, line: PaymentLine, on: date) -> PaymentLine | None:
    """The line that had the ticket first, if it may be seen."""
    first = (line.detail or {}).get("first_line_id") or line.original_id
    return lines.visible_lines(request.user, on=on).filter(pk=first).first() if first else None
