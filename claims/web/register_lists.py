"""How does an officer send what the area kept before: old recognitions, old filings, balances of former accounts?"""

from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claims.operations import register_lists
from claims.operations.filing_lists import FILING_LISTS
from claims.operations.old_accounts import OLD_ACCOUNT_LISTS
from claims.operations.recognition_lists import RECOGNITION_LISTS
from claims.web.register_forms import BalanceListForm, RegisterListForm
from intake.layouts import Layout
from intake.queries import sent_files as sent_queries
from intake.web import sent_files
from policy.terms import Text
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

SETTLE = Permission.CLAIMS_SETTLE


class Page(NamedTuple):
    """Lists of one layout: where they lead back to, and what the form asks."""

    layout: Layout[Any]
    title: Text
    back: str
    back_label: Text
    form: type[RegisterListForm] = RegisterListForm


PAGES = {
    "recognitions": Page(
        RECOGNITION_LISTS, Text("病种认定名单", "Lists of recognitions"), "claims:recognitions", Text("病种认定", "Recognitions")
    ),
    "filings": Page(
        FILING_LISTS, Text("异地就医备案名单", "Lists of filings"), "claims:filings", Text("异地就医备案", "Filings")
    ),
    "balances": Page(
        OLD_ACCOUNT_LISTS, Text("原账户余额名单", "Lists of old account balances"), "claims:old_accounts",
        Text("原账户余额", "Old account balances"), BalanceListForm,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(SETTLE)
def lists(request: OfficerRequest, register: str) -> HttpResponse:
    """Send a list of what the area kept before, and see the earlier ones."""
    if (shown := PAGES.get(register)) is None:
        raise Http404
    on = timezone.localdate()
    areas = own_divisions(request.user, SETTLE, on=on)
    form = shown.form(request.POST or None, request.FILES or None, areas=areas, layout=shown.layout)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            listed = register_lists.receive(
                shown.layout, content=file, name=file.name, by=request.user, at=timezone.now(), **given
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(sent_files.address_of(shown.layout, listed.pk))
    sent = sent_queries.visible(shown.layout, request.user, on=on)
    page = page_of(request, sent.order_by("-uploaded_at", "-pk"), size=20)
    context = {
        "shown": shown,
        "form": form,
        "page": page,
        "rows": [
            (
                listed,
                sent_files.address_of(shown.layout, listed.pk),
                sent_files.TONES.get(listed.state_label, "secondary"),
            )
            for listed in page
        ],
        "places": path_names(listed.area for listed in page),
        "columns": [(column.heading, column.required) for column in shown.layout.table.columns],
    }
    return render(request, "claims/register_lists.html", context, status=422 if form.errors else 200)
