"""Whose reading about people was unusual, and what was it? Read and closed by the security administrator."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from staff.access import Permission, may_anywhere
from staff.operations import reading_alarms
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required


class FindingForm(forms.Form):
    finding = forms.CharField(label=gettext_lazy("What it was"), min_length=4, max_length=300)


@require_safe
@permission_required(Permission.ALARMS_READ)
def alarm_list(request: OfficerRequest) -> HttpResponse:
    """Open alarms first, then closed ones with what they were."""
    on = timezone.localdate()
    context = {
        "page": page_of(request, reading_alarms.visible(request.user, on=on)),
        "may_close": may_anywhere(request.user, Permission.ALARMS_CLOSE, on=on),
    }
    return render(request, "staff/reading_alarms.html", context)


@require_POST
@permission_required(Permission.ALARMS_CLOSE)
def close_alarm(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down what it was."""
    alarm = get_object_or_404(reading_alarms.visible(request.user, on=timezone.localdate()), pk=pk)
    form = FindingForm(request.POST)
    if form.is_valid():
        reading_alarms.close(
            alarm.pk, finding=form.cleaned_data["finding"], by=request.user, now=timezone.now()
        )
        messages.success(request, _("The alarm is closed."))
    else:
        messages.error(request, _("Say in 4 to 300 characters what it was; the alarm stays open."))
    return redirect("reading_alarms")
