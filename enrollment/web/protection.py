"""How does a bureau put a person under special protection, so that each look at them becomes an alarm?"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from enrollment.models import Person
from enrollment.queries.people import visible_people
from enrollment.web.person_change import change_page
from staff.access import Permission
from staff.models import WatchedPerson
from staff.operations import reading_alarms
from staff.web.permission import OfficerRequest, permission_required

PROTECT = Permission.PEOPLE_PROTECT


class ProtectForm(forms.Form):
    is_watched = forms.BooleanField(label=lazy("Under special protection"), required=False)
    reason = forms.CharField(label=lazy("Reason"), min_length=4, max_length=200)


@require_http_methods(["GET", "POST"])
@permission_required(PROTECT)
def protect(request: OfficerRequest, pk: int) -> HttpResponse:
    """Begin or end the protection; only a bureau sees whether there is one."""
    on = timezone.localdate()
    person = get_object_or_404(visible_people(request.user, on=on, permission=PROTECT), pk=pk)
    is_watched = WatchedPerson.objects.filter(person_id=person.pk, until=None).exists()
    form = ProtectForm(request.POST or None, initial={"is_watched": is_watched})
    return change_page(
        request, person, form, _set, title=_("Special protection"), button=_("Save"),
        hint=_("Each look at this person is then shown to the security administrator. Nobody else sees that it is so."),
    )  # fmt: skip


def _set(request: OfficerRequest, person: Person, data: dict[str, Any], on: Any) -> None:
    change = reading_alarms.watch if data["is_watched"] else reading_alarms.unwatch
    change(person.pk, division_code=person.division_code, reason=data["reason"], by=request.user, on=on)
