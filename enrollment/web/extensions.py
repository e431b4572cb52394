"""How is a window extension entered by one officer and put in force by another?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.models import WindowExtension
from enrollment.operations import extensions
from enrollment.web import payment_forms
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web import fields
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ISSUE = Permission.DUES_READ, Permission.DUES_ISSUE


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def extension_list(request: OfficerRequest) -> HttpResponse:
    """The extensions of the officer's areas, and the form to enter one."""
    on = timezone.localdate()
    areas = [
        (code, name)
        for code, name in fields.pooling_areas(request.user, ISSUE, on=on)
        if access.may(request.user, ISSUE, code, on=on)
    ]
    form = payment_forms.ExtensionForm(request.POST or None, areas=areas, years=fields.years_around(on))
    if request.method == "POST":
        if not areas:
            access.require(request.user, ISSUE, "", on=on)
        if form.is_valid():
            try:
                extensions.enter(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(refusal.context.get("field"), str(refusal))
            else:
                messages.success(request, _("Entered. It takes effect once another officer approves it."))
                return redirect("enrollment:extensions")
    visible = access.scope(WindowExtension.objects.all(), request.user, READ, on=on, field="area")
    page = page_of(request, visible.select_related("entered_by", "approved_by").order_by("-pk"))
    context = {
        "form": form if areas else None,
        "page": page,
        "places": path_names(extension.area for extension in page),
        "approvable": {
            extension.pk
            for extension in page
            if extension.approved_by_id is None
            and extension.entered_by_id != request.user.pk
            and access.may(request.user, ISSUE, extension.area, on=on)
        },
    }
    return render(request, "enrollment/extension_list.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(ISSUE)
def approve(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put an extension in force; nobody approves their own."""
    on = timezone.localdate()
    visible = access.scope(WindowExtension.objects.all(), request.user, ISSUE, on=on, field="area")
    extension = get_object_or_404(visible, pk=pk)
    try:
        done = extensions.approve(extension=extension, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        text = ngettext(
            "In force. %(count)d cover was worked out again.",
            "In force. %(count)d covers were worked out again.",
            done.covers,
        )
        messages.success(request, text % {"count": done.covers})
    return redirect("enrollment:extensions")
