"""From which held line did a clerk come to the registry, and how do they get back to it?

The address of the form carries `?line=`; a form without an action of its own is sent to the same address.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import PaymentLine
from enrollment.queries.lines import visible_lines
from staff.given import number_given
from staff.web.permission import OfficerRequest


def line_asked(request: OfficerRequest) -> PaymentLine | None:
    """The open line named in the address, if the officer may see it."""
    asked = number_given(request.GET.get("line"))
    if asked is None:
        return None
    open_lines = visible_lines(request.user, on=timezone.localdate()).filter(is_open=True)
    return open_lines.filter(pk=asked).first()


def back_to(request: OfficerRequest, line: PaymentLine) -> HttpResponse:
    """Back to the line, which waits for its next step."""
    messages.info(
        request, _("Now post the line again. If the person is not enrolled for its year, enroll them first.")
    )
    return redirect("enrollment:exception", line.pk)
