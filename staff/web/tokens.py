"""How does an officer get a key for a program, and take it back?"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from staff.access import Permission, held, scope_prefixes
from staff.models import ApiToken
from staff.operations import tokens
from staff.refusals import Refusal
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest


class TokenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=60)
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"),
        coerce=int,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("one year")),
        ],
    )
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick no more than the program needs."),
    )

    def __init__(self, *args: Any, held: Iterable[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["permissions"])
        field.choices = [(permission.value, permission.value) for permission in sorted(held)]


@require_http_methods(["GET", "POST"])
def token_list(request: OfficerRequest) -> HttpResponse:
    """One's own keys, and the form for another; who manages officers sees the keys of all."""
    may = held(request.user, on=timezone.localdate())
    form = TokenForm(request.POST or None, held=may)
    key = ""
    if form.is_valid():
        now = timezone.now()
        try:
            key = tokens.issue_token(
                officer=request.user,
                name=form.cleaned_data["name"],
                expires_at=now + timedelta(days=cast(int, form.cleaned_data["days"])),
                permissions=[Permission(code) for code in form.cleaned_data["permissions"]],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            form = TokenForm(held=may)
    page = page_of(request, _visible(request).select_related("officer").order_by("revoked_at", "-pk"))
    context = {"form": form, "page": page, "key": key, "now": timezone.now(), "sees_all": _sees_all(request)}
    return render(request, "staff/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make a key useless from now on."""
    token = get_object_or_404(_visible(request), pk=pk)
    tokens.revoke_token(token=token, at=timezone.now(), by=request.user)
    messages.success(request, _("The key is revoked. A program that uses it is refused from now on."))
    return redirect("tokens")


def _sees_all(request: OfficerRequest) -> bool:
    return "" in scope_prefixes(request.user, Permission.STAFF_MANAGE, on=timezone.localdate())


def _visible(request: OfficerRequest) -> QuerySet[ApiToken]:
    return ApiToken.objects.all() if _sees_all(request) else ApiToken.objects.filter(officer=request.user)
