"""How does an officer send a status list of another office, and read whom its rows mean?"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.models import Enrollment, StatusList
from enrollment.operations import status_lists
from enrollment.operations.status_lists import STATUS_LISTS
from enrollment.queries.status_lists import matches_of, rows_of, suggestions, visible_lists
from enrollment.rules.status_facts import StatusFact, StatusMatch, StatusSource
from enrollment.rules.status_suggestions import Suggestion
from intake.web import sent_files
from staff import access
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import DateInput, TableField, own_divisions, set_choices, term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

IMPORT = Permission.PEOPLE_IMPORT


class StatusListForm(forms.Form):
    file = TableField("ST-1", label=_("Status list"))
    area = forms.ChoiceField(label=_("Division whose people it is about"))
    source = forms.ChoiceField(label=_("Office whose list it is"))
    listed_on = forms.DateField(label=_("Day of the list"), widget=DateInput())
    document_number = forms.CharField(label=_("Certifying document"), max_length=100, required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "area", areas)
        set_choices(self, "source", term_choices(StatusSource))


@require_http_methods(["GET", "POST"])
@permission_required(IMPORT)
def list_page(request: OfficerRequest) -> HttpResponse:
    """Send a list, and see the earlier ones."""
    on, at = timezone.localdate(), timezone.now()
    areas = own_divisions(request.user, IMPORT, on=on)
    form = StatusListForm(request.POST or None, request.FILES or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file, source = given.pop("file"), StatusSource(given.pop("source"))
        try:
            listed = status_lists.receive(
                content=file, name=file.name, source=source, by=request.user, at=at, **given
            )
        except Refusal as refusal:
            field = refusal.context.get("field", "file")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return redirect(sent_files.address_of(STATUS_LISTS, listed.pk))
    page = page_of(request, visible_lists(request.user, on=on).select_related("uploaded_by"), size=20)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (
                listed,
                StatusSource(listed.source),
                sent_files.address_of(STATUS_LISTS, listed.pk),
                sent_files.TONES.get(listed.state_label, "secondary"),
            )
            for listed in page
        ],
        "places": path_names(listed.area for listed in page),
        "columns": [(column.heading, column.required) for column in STATUS_LISTS.table.columns],
    }
    return render(request, "enrollment/status_lists.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(IMPORT)
def rows_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """The rows of a list with whom they mean. Nothing follows from them by itself."""
    listed = get_object_or_404(visible_lists(request.user, on=timezone.localdate()), pk=pk)
    match = request.GET.get("match", "")
    page = page_of(request, rows_of(listed, match=match))
    suggested = suggestions(list(page), listed_on=listed.listed_on, on=timezone.localdate())
    read_people(len(page), by=request.user, what="status_rows")
    context = {
        "listed": listed,
        "source": StatusSource(listed.source),
        "place": path_names([listed.area]).get(listed.area, listed.area),
        "file_url": sent_files.address_of(STATUS_LISTS, pk),
        "matches": matches_of(listed),
        "match": match,
        "page": page,
        "rows": [
            (row, StatusFact(row.fact), StatusMatch(row.match), _suggestion(listed, suggested.get(row.pk)))
            for row in page
        ],
        "may_change": access.may(
            request.user, Permission.ENROLLMENT_WRITE, listed.area, on=timezone.localdate()
        ),
    }
    return render(request, "enrollment/status_rows.html", context)


def _suggestion(listed: StatusList, found: tuple[Enrollment, Suggestion] | None) -> dict[str, Any] | None:
    """The suggestion in words, and the address of the form that is filled in with it."""
    if found is None:
        return None
    enrollment, said = found
    address = ""
    if said.move is not None and said.reason is not None and said.from_on is not None:
        given = {
            "move": said.move.value,
            "reason": said.reason.value,
            "from_on": said.from_on.isoformat(),
            "document_number": listed.document_number or listed.name[:100],
        }
        address = f"{reverse('enrollment:enrollment_state', args=[enrollment.pk])}?{urlencode(given)}"
    return {"text": said.text, "clause": said.clause, "address": address}
