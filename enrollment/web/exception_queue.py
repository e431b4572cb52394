"""Which lines wait for an officer, and what is offered for many of them at once?"""

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enrollment.rules.payment_lines import Outcome
from enrollment.web.exception_bulk import offered
from enrollment.web.exception_lists import EXCEPTIONS, counts
from enrollment.web.exceptions import READ
from staff.web.lists import pages
from staff.web.lists.listed import Listed
from staff.web.permission import OfficerRequest, permission_required


@require_safe
@permission_required(READ)
def queue(request: OfficerRequest) -> HttpResponseBase:
    """The open lines of the officer's divisions and files, oldest first."""
    on = timezone.localdate()
    asked = Listed(EXCEPTIONS, request).asked
    found = counts(request, asked, on)
    chosen = asked.get("outcome", "")
    kinds = [(code, Outcome(code), count, held) for code, (count, held) in found.items()]
    return pages.show(
        request,
        EXCEPTIONS,
        title=_("Exceptions"),
        lead=_("Lines of tax files that wait for an officer. Their money is held, never lost."),
        chips={"field": "outcome", "chosen": chosen, "all": kinds},
        bulk=offered(request, {chosen} if chosen else set(found), on),
        bulk_url=reverse("enrollment:work_exceptions"),
    )
