"""How does an officer send a status list of another office?"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enrollment.operations import status_lists
from enrollment.operations.status_lists import STATUS_LISTS
from enrollment.queries.status_lists import visible_lists
from enrollment.rules.status_facts import StatusSource
from intake.web import sent_files
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import DateInput, TableField, own_divisions, set_choices, term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField

IMPORT = Permission.PEOPLE_IMPORT


class StatusListForm(forms.Form):
    file = TableField("ST-1", label=_("Status list"))
    area = PlaceChoiceField(label=_("Division whose people it is about"))
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
