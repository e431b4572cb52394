"""Which notices were printed, and which of them no longer say what is so?"""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from enrollment.models import PrintedNotice
from enrollment.queries.notices import narrowed, visible_notices
from staff.access import Permission
from staff.web.fields import ANY
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required

STATES = [("superseded", lazy("superseded")), ("replaced", lazy("replaced")), ("holds", lazy("holds"))]


class NoticeFilter(forms.Form):
    state = forms.ChoiceField(label=lazy("State"), required=False, choices=[*ANY, *STATES])
    person = forms.IntegerField(required=False, widget=forms.HiddenInput())


TONES = {"superseded": "warning", "replaced": "secondary"}


def _again(notice: PrintedNotice, looked: None) -> str:
    """Where a notice that no longer holds is printed anew."""
    if notice.state != "superseded":
        return ""
    if notice.kind == "state":
        return reverse("enrollment:state_letter", args=[notice.said["enrollment"]])
    return f"{reverse('enrollment:notice', args=[notice.person_id])}?coverage_year={notice.coverage_year}"


def _since(notice: PrintedNotice, looked: None) -> Any:
    return notice.fact_label if notice.state == "superseded" else notice.replaced_by_id or ""


NOTICES = known(
    Listing(
        code="notices",
        address="enrollment:printed_notices",
        permission=Permission.DUES_READ,
        rows=lambda officer, on: visible_notices(officer, on=on),
        form=lambda request: NoticeFilter(request.GET or None),
        narrow=lambda rows, asked, _officer, _on: narrowed(rows, **asked),
        url=lambda notice, _k: reverse("enrollment:person", args=[notice.person_id]),
        order="-number",
        people="notices",
        private=("person",),
        empty=Empty(
            lazy("No notice was printed"),
            lazy(
                "A notice is printed on the page of a person; here stands what each said, and whether it still holds."
            ),
        ),
        columns=(
            Column(
                "number",
                lazy("Notice"),
                lambda notice, _k: str(notice.pk),
                sort="pk",
                below=lambda notice, _k: notice.kind_label,
            ),
            Column(
                "person",
                lazy("Person"),
                lambda notice, _k: notice.person.name,
                columns.NAME,
                below=lambda notice, _k: notice.person.document_masked,
                leads=True,
            ),
            Column("year", lazy("Year"), lambda notice, _k: notice.coverage_year),
            Column(
                "printed",
                lazy("Printed"),
                lambda notice, _k: notice.printed_at,
                columns.MOMENT,
                sort="printed_at",
                below=lambda notice, _k: notice.printed_by.display_name,
            ),
            Column(
                "state",
                lazy("State"),
                lambda notice, _k: _(notice.state),
                columns.BADGE,
                tone=lambda notice, _k: TONES.get(notice.state, "success"),
                below=_since,
            ),
            Column(
                "again",
                lazy("Next step"),
                lambda notice, _k: _("Print a new one") if notice.state == "superseded" else "",
                link=_again,
            ),
        ),
    )
)


@require_safe
@permission_required(Permission.DUES_READ)
def notice_list(request: OfficerRequest) -> HttpResponseBase:
    """Printed notices, newest first: whose, what each said, and what changed since."""
    lead = _("A notice is superseded when what it says changed; print a new one and hand it over.")
    return pages.show(request, NOTICES, title=_("Printed notices"), lead=lead)
