"""How are the figures that the notices leave open looked at, entered, approved or turned down?"""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.figures.models import EnteredParameter
from assistance.figures.operations import parameters
from assistance.figures.queries.parameters import visible_parameters
from assistance.figures.web.parameter_forms import ParameterFilter, ParameterForm, RejectForm
from policy.entered import shown
from policy.topics import KINDS, Topic
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = (
    Permission.PARAMETERS_READ,
    Permission.PARAMETERS_ENTER,
    Permission.PARAMETERS_APPROVE,
)


@require_safe
@permission_required(READ)
def parameter_list(request: OfficerRequest) -> HttpResponse:
    """The entries that bind the officer's areas, newest first."""
    on = timezone.localdate()
    rows = visible_parameters(request.user, on=on)
    form = ParameterFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if area := asked.get("area", "").strip():
        rows = rows.filter(area=area)
    if topic := asked.get("topic"):
        rows = rows.filter(topic=topic)
    match asked.get("standing"):
        case "waits":
            rows = rows.filter(approved_by=None, rejected_by=None)
        case "approved":
            rows = rows.exclude(approved_by=None)
        case "rejected":
            rows = rows.exclude(rejected_by=None)
    page = page_of(request, rows.select_related("entered_by", "approved_by", "rejected_by").order_by("-pk"))
    context = {
        "form": form,
        "page": page,
        "rows": [_row(entry) for entry in page],
        "places": path_names(entry.area for entry in page),
        "topics": list(Topic) if access.may_anywhere(request.user, ENTER, on=on) else [],
    }
    return render(request, "assistance/parameter_list.html", context)


@require_safe
@permission_required(ENTER)
def choose(request: OfficerRequest) -> HttpResponse:
    """Lead to the form of the topic chosen."""
    topic = request.GET.get("topic", "")
    if topic not in KINDS:
        raise Http404
    return redirect("assistance:enter_parameter", topic)


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def enter(request: OfficerRequest, topic: str) -> HttpResponse:
    """Enter a figure of one topic."""
    if topic not in KINDS:
        raise Http404
    on = timezone.localdate()
    form = ParameterForm(
        request.POST or None,
        topic=Topic(topic),
        areas=areas_to_enter(request.user, on=on),
        initial={name: request.GET.get(name, "") for name in ("area", "key")} | {"from_on": on},
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = parameters.enter(topic=topic, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            field = refusal.context.get("field")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Entered. It takes effect once another officer approves it."))
            return redirect("assistance:parameter", entry.pk)
    context = {"form": form, "topic": Topic(topic)}
    return render(request, "assistance/parameter_enter.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def parameter_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One entry, what may be done with it, and every entry before and after it."""
    on = timezone.localdate()
    visible = visible_parameters(request.user, on=on).select_related(
        "entered_by", "approved_by", "rejected_by"
    )
    entry = get_object_or_404(visible, pk=pk)
    history = visible.filter(area=entry.area, topic=entry.topic, key=entry.key).order_by("-from_on", "-pk")
    context = {
        "row": _row(entry),
        "place": path_names([entry.area])[entry.area],
        "history": [_row(other) for other in history[:100]],
        "may_decide": entry.standing == "waits"
        and entry.entered_by_id != request.user.pk
        and access.may(request.user, APPROVE, entry.area, on=on),
        "may_enter": access.may(request.user, ENTER, entry.area, on=on),
        "reject_form": RejectForm(),
    }
    return render(request, "assistance/parameter_page.html", context)


@require_POST
@permission_required(APPROVE)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Approve an entry, or turn it down with a reason."""
    on = timezone.localdate()
    visible = access.scope(EnteredParameter.objects.all(), request.user, APPROVE, on=on, field="area")
    entry = get_object_or_404(visible, pk=pk)
    try:
        if request.POST.get("decision") == "approve":
            parameters.approve(entry=entry, by=request.user, at=timezone.now())
            messages.success(request, _("In force from the day stated."))
        else:
            because = request.POST.get("because", "")[:300]
            parameters.reject(entry=entry, because=because, by=request.user, at=timezone.now())
            messages.success(request, _("Turned down."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("assistance:parameter", pk)


def areas_to_enter(officer: Officer, *, on: date) -> list[tuple[str, str]]:
    """The provinces, prefectures and counties for which the officer may enter figures."""
    return [choice for choice in own_divisions(officer, ENTER, on=on) if len(choice[0]) == 6]


def _row(entry: EnteredParameter) -> dict[str, object]:
    topic = Topic(entry.topic)
    standing = entry.standing
    tone = {"waits": "warning", "approved": "success", "rejected": "secondary"}[standing]
    words = {
        "waits": _("waits for a second officer"),
        "approved": _("approved"),
        "rejected": _("turned down"),
    }
    return {
        "entry": entry,
        "topic": topic,
        "value": shown(topic, entry.value),
        "standing": words[standing],
        "tone": tone,
    }
