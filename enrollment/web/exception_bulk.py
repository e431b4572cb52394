"""What can be done with many held lines at once, each through the operation of its own page?"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from enrollment.models import PaymentLine
from enrollment.operations import lines as operations
from enrollment.queries import lines, namesakes
from enrollment.rules.names import name_key
from enrollment.web.exception_lists import EXCEPTIONS, ROOM
from enrollment.web.exceptions import (
    DECIDE,
    FORMS,
    HINTS,
    LABELS,
    READ,
    RESOLVE,
    blank,
    facts_of,
    possible_actions,
)
from enrollment.web.payment_forms import ActionForm
from staff import access
from staff.models import Division, Officer
from staff.operations import handing
from staff.queries import path_names
from staff.rules.divisions import Level
from staff.web.lists import bulk
from staff.web.lists.bulk import Bulk, Planned
from staff.web.permission import OfficerRequest, permission_required

COLLEAGUES_SHOWN = 200


class TownshipForm(forms.Form):
    note = forms.CharField(label=lazy("What is to be done"), max_length=300)


class ColleagueForm(TownshipForm):
    to_officer = forms.TypedChoiceField(label=lazy("Colleague"), coerce=int)
    field_order = ["to_officer", "note"]

    def __init__(self, *args: Any, offered: Sequence[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.pk: one for one in offered}
        field: Any = self.fields["to_officer"]
        field.choices = [("", "—"), *((one.pk, f"{one.display_name} ({one.login})") for one in offered)]


class NothingForm(forms.Form):
    """Nothing is asked."""


# -- each action of a line's own page ----------------------------------------------------------------------------


def _fitting(
    action: str, request: OfficerRequest, rows: Sequence[PaymentLine], on: date
) -> dict[int, Planned]:
    return {line.pk: Planned() for line in rows if action in possible_actions(request, line, on)}


def _act(
    action: str, request: OfficerRequest, line: PaymentLine, given: dict[str, Any], plan: str, at: datetime
) -> None:
    facts = facts_of(request, action, given, timezone.localdate(at))
    operations.ACTIONS[action](line=line, **facts, by=request.user, at=at)


def _form(action: str, request: OfficerRequest, rows: Sequence[PaymentLine]) -> forms.Form:
    """As on a line's page; what is suggested there of one line is suggested here when all lines suggest the same."""
    if request.POST.get("step") == "do":
        return FORMS[action](request.POST)
    suggested = [blank(action, line).initial for line in rows]
    agreed = {
        name: value
        for name, value in (suggested[0] if suggested else {}).items()
        if all(one.get(name) == value for one in suggested)
    }
    return FORMS[action](initial=agreed)


# -- the one person of the same name -------------------------------------------------------------------------------


def _people(request: OfficerRequest, rows: Sequence[PaymentLine], on: date) -> dict[int, Planned]:
    """For each line the only person of its name in its pooling area; a line with none or several is left to its own page."""
    plans = {}
    for line in rows:
        if "attach_person" not in possible_actions(request, line, on) or not line.name:
            continue
        alike = namesakes.only_namesake(line, request.user, name_key=name_key(line.name), on=on)
        if alike is not None:
            words = f"{alike.name} {alike.document_masked} {path_names([alike.division_code])[alike.division_code]}"
            plans[line.pk] = Planned(str(alike.pk), words, reverse("enrollment:person", args=[alike.pk]))
    return plans


def _attach(
    request: OfficerRequest, line: PaymentLine, given: dict[str, Any], plan: str, at: datetime
) -> None:
    on = timezone.localdate(at)
    chosen = given | {"number": "", "person_id": int(plan) if plan.isdecimal() else 0}
    person = facts_of(request, "attach_person", chosen, on)["person"]
    operations.attach_person(line=line, person=person, reason=given["reason"], by=request.user, at=at)


# -- to whom it is handed --------------------------------------------------------------------------------------------


def _township_of(line: PaymentLine) -> str:
    return lines.place_of(line)[:9]


def _townships(request: OfficerRequest, rows: Sequence[PaymentLine], on: date) -> dict[int, Planned]:
    """Each line to the township that it names."""
    codes = {line.pk: _township_of(line) for line in rows if _may_work(request, line, on)}
    known = set(
        Division.objects.filter(pk__in=codes.values(), level=Level.TOWNSHIP).values_list("pk", flat=True)
    )
    names = path_names(known)
    return {pk: Planned(words=names[code]) for pk, code in codes.items() if code in known}


def _may_work(request: OfficerRequest, line: PaymentLine, on: date) -> bool:
    return access.may(request.user, RESOLVE, lines.place_of(line), on=on)


def _workable(request: OfficerRequest, rows: Sequence[PaymentLine], on: date) -> dict[int, Planned]:
    return {line.pk: Planned() for line in rows if _may_work(request, line, on)}


def _handed(request: OfficerRequest, rows: Sequence[PaymentLine], on: date) -> dict[int, Planned]:
    out = set(handing.handed(ROOM).filter(row__in=[line.pk for line in rows]).values_list("row", flat=True))
    return {pk: plan for pk, plan in _workable(request, rows, on).items() if pk in out}


def _hand_township(
    request: OfficerRequest, line: PaymentLine, given: dict[str, Any], plan: str, at: datetime
) -> None:
    _hand(request, line, given["note"], at, to_division=_township_of(line))


def _hand_colleague(
    request: OfficerRequest, line: PaymentLine, given: dict[str, Any], plan: str, at: datetime
) -> None:
    colleagues = handing.colleagues(request.user, RESOLVE, on=timezone.localdate(at))
    _hand(request, line, given["note"], at, to_officer=colleagues.get(pk=given["to_officer"]))


def _hand(request: OfficerRequest, line: PaymentLine, note: str, at: datetime, **to: Any) -> None:
    place = lines.place_of(line)
    handing.hand(
        room=ROOM, row=line.pk, place=place, permission=RESOLVE, note=note, by=request.user, at=at, **to
    )


def _take_back(
    request: OfficerRequest, line: PaymentLine, given: dict[str, Any], plan: str, at: datetime
) -> None:
    place = lines.place_of(line)
    handing.take_back(room=ROOM, row=line.pk, place=place, permission=RESOLVE, by=request.user, at=at)


def _plain(
    form: Callable[..., forms.Form], request: OfficerRequest, rows: Sequence[PaymentLine]
) -> forms.Form:
    return form(request.POST if request.POST.get("step") == "do" else None)


def _colleague_form(request: OfficerRequest, rows: Sequence[PaymentLine]) -> forms.Form:
    found = handing.colleagues(request.user, RESOLVE, on=timezone.localdate())[:COLLEAGUES_SHOWN]
    return ColleagueForm(request.POST if request.POST.get("step") == "do" else None, offered=list(found))


REOPENED = lazy(
    "Their refunds stand on the refund desk. A refund that is withdrawn or turned down there brings its line back into this list."
)
TAKEN_BACK = lazy("It can be taken back in the same list: “Take the handover back”.")
AGAIN = lazy("Any other action on a line takes the wish to reject it back.")
_THEN = {"hold_for_refund": REOPENED, "reject": AGAIN}
_OF_A_LINE = (
    "accept_name",
    "post_again",
    "move",
    "decide",
    "accept_refund",
    "hold_for_refund",
    "reject",
    "confirm_reject",
)


def _of_a_line(action: str) -> Bulk:
    return Bulk(
        action,
        LABELS[action],
        HINTS[action],
        partial(_fitting, action),
        partial(_act, action),
        partial(_form, action),
        is_danger=action in ("reject", "confirm_reject"),
        then=_THEN.get(action, ""),
    )


ATTACH = Bulk(
    "attach_person",
    lazy("Attach to the person of that name"),
    lazy(
        "Each line goes to the only person of its name in its area; the others are left to their own pages."
    ),
    _people,
    _attach,
    partial(_plain, ActionForm),
)
HAND_TOWNSHIP = Bulk(
    "hand_township",
    lazy("Hand to the township"),
    lazy("Each line to the township that it names. It stays in your list."),
    _townships,
    _hand_township,
    partial(_plain, TownshipForm),
    then=TAKEN_BACK,
)
HAND_COLLEAGUE = Bulk(
    "hand_colleague",
    lazy("Send to a colleague"),
    lazy("Somebody who may work on these lines. They stay in your list."),
    _workable,
    _hand_colleague,
    _colleague_form,
    then=TAKEN_BACK,
)
TAKE_BACK = Bulk(
    "take_back",
    lazy("Take the handover back"),
    lazy("What was handed out is everybody's again."),
    _handed,
    _take_back,
    partial(_plain, NothingForm),
)
ACTIONS = {
    one.code: one for one in (*map(_of_a_line, _OF_A_LINE), ATTACH, HAND_TOWNSHIP, HAND_COLLEAGUE, TAKE_BACK)
}
ORDER = (
    "accept_name",
    "attach_person",
    "post_again",
    "move",
    "decide",
    "accept_refund",
    "hold_for_refund",
    "reject",
    "confirm_reject",
    "hand_township",
    "hand_colleague",
    "take_back",
)


def offered(request: OfficerRequest, outcomes: set[str], on: date) -> list[Bulk]:
    """Those that a role of the officer may take and that fit the kinds of lines shown; never more than fit."""
    may = {right: access.may_anywhere(request.user, right, on=on) for right in (RESOLVE, DECIDE)}
    fits = lines.actions_of_kinds(outcomes)
    return [
        ACTIONS[code]
        for code in ORDER
        if may[DECIDE if code in operations.DECISIONS else RESOLVE]
        and (code in fits or code in ("hand_township", "hand_colleague", "take_back"))
    ]


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def work_many(request: OfficerRequest) -> HttpResponse:
    """Preview or do one thing with the selected lines."""
    return bulk.answer(request, EXCEPTIONS, list(ACTIONS.values()))
