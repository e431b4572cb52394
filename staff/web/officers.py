"""Who works here, and how does the administrator change that?"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff.access import Permission, grants_in_force, require, scope, scope_prefixes
from staff.given import number_given
from staff.identities import other_logins
from staff.models import Division, Officer, RoleGrant
from staff.operations import officers
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.rules.divisions import NATION
from staff.rules.roles import Role, role_of
from staff.web.fields import ANY, set_choices, term_choices
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, MANAGE = Permission.STAFF_READ, Permission.STAFF_MANAGE


class OfficerForm(forms.Form):
    login = forms.CharField(label=gettext_lazy("Login name"), max_length=60)
    display_name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    password = forms.CharField(
        label=gettext_lazy("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 12 characters. Hand it over in person; it must be changed when logging in for the first time."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"login", "display_name", "password"} <= given.keys():
            officer = Officer(login=given["login"], display_name=given["display_name"])
            try:
                validate_password(given["password"], officer)
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return given


class NewPasswordForm(forms.Form):
    """A password for somebody who lost theirs; they choose another one at once."""

    new_password = forms.CharField(
        label=gettext_lazy("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        validate_password(password, self.officer)
        return password


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    division_code = forms.RegexField(r"^([0-9]{6}|[0-9]{9}|[0-9]{12})\Z", label=gettext_lazy("Division code"))

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = get_language() or "zh-hans"
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = [(role.value, role.label.in_language(language)) for role in Role]

    def clean_division_code(self) -> str:
        code = str(self.cleaned_data["division_code"])
        if code != NATION and not Division.objects.filter(pk=code).exists():
            raise forms.ValidationError(
                _("There is no division with this code. Look it up in the list of divisions.")
            )
        return code


class OfficerFilter(forms.Form):
    find = forms.CharField(label=gettext_lazy("Name or login"), required=False, max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    account = forms.ChoiceField(
        label=gettext_lazy("Account"),
        required=False,
        choices=[*ANY, ("open", gettext_lazy("open")), ("closed", gettext_lazy("closed"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "role", [*ANY, *term_choices(Role)])


def _narrowed(
    rows: QuerySet[Officer], asked: Mapping[str, Any], officer: Officer, on: date
) -> QuerySet[Officer]:
    if text := asked.get("find", "").strip():
        rows = rows.filter(Q(display_name__icontains=text) | Q(login__icontains=text))
    if asked.get("role"):
        rows = rows.filter(Exists(grants_in_force(on).filter(officer=OuterRef("pk"), role=asked["role"])))
    if asked.get("account"):
        rows = rows.filter(is_active=asked["account"] == "open")
    return rows


def _roles(officer: Officer, looked: None) -> str:
    return " · ".join(f"{spoken(grant.role_label)} {grant.division_code}" for grant in officer.grants.all())


OFFICERS = known(
    Listing(
        code="officers",
        address="officers",
        permission=READ,
        rows=lambda officer, on: _visible(officer, on=on).prefetch_related("grants"),
        form=lambda request: OfficerFilter(request.GET or None),
        narrow=_narrowed,
        url=lambda officer, _k: reverse("officer", args=[officer.pk]),
        order="login",
        private=("find",),
        empty=Empty(
            gettext_lazy("Nobody has a role in your divisions yet"),
            gettext_lazy("Register an officer, then grant a role in a division."),
            "register_officer",
            gettext_lazy("Register an officer"),
            MANAGE,
        ),
        columns=(
            Column(
                "name",
                gettext_lazy("Name"),
                lambda officer, _k: officer.display_name,
                columns.NAME,
                sort="display_name",
                leads=True,
            ),
            Column(
                "login",
                gettext_lazy("Login name"),
                lambda officer, _k: officer.login,
                columns.CODE,
                sort="login",
            ),
            Column("roles", gettext_lazy("Roles"), _roles),
            Column(
                "last", gettext_lazy("Last login"), lambda officer, _k: officer.last_login, columns.MOMENT
            ),
            Column(
                "account",
                gettext_lazy("Account"),
                lambda officer, _k: _("open") if officer.is_active else _("closed"),
                columns.BADGE,
                tone=lambda officer, _k: "success" if officer.is_active else "secondary",
            ),
        ),
    )
)


@require_safe
@permission_required(READ)
def officer_list(request: OfficerRequest) -> HttpResponseBase:
    """Officers with a role in the divisions one may look at."""
    may_register = bool(scope_prefixes(request.user, MANAGE, on=timezone.localdate()))
    buttons = [
        pages.button("tokens", _("Keys for programs"), "key"),
        pages.button("register_officer", _("Register an officer"), "user-plus", is_main=True),
    ]
    return pages.show(request, OFFICERS, title=_("Officers"), buttons=buttons if may_register else [])


def _visible(reader: Officer, *, on: date) -> QuerySet[Officer]:
    """Those with a role in the reader's divisions; who reads the whole country also sees those with none."""
    if "" in scope_prefixes(reader, READ, on=on):
        return Officer.objects.all()
    grants = scope(RoleGrant.objects.all(), reader, READ, on=on)
    return Officer.objects.filter(Exists(grants.filter(officer=OuterRef("pk"))))


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE)
def register_officer(request: OfficerRequest) -> HttpResponse:
    """A new officer, without a role at first."""
    form = OfficerForm(request.POST or None)
    if form.is_valid():
        try:
            officer = officers.register_officer(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error("login", str(refusal))
        else:
            messages.success(request, _("The officer is registered. Grant a role now."))
            return redirect("officer", officer.pk)
    return render(request, "staff/officer_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def officer_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One officer's roles; granting and ending them, closing the account."""
    on = timezone.localdate()
    officer = get_object_or_404(_visible(request.user, on=on), pk=pk)
    shown = scope(officer.grants.order_by("valid_from", "pk"), request.user, READ, on=on)
    do = request.POST.get("do")
    form = GrantForm(request.POST if do == "grant" else None)
    password = NewPasswordForm(request.POST if do == "password" else None, officer=officer)
    if request.method == "POST":
        try:
            if _change(request, officer, form, password):
                messages.success(request, _("Done. It takes effect with the officer's next click."))
                return redirect("officer", officer.pk)
        except Refusal as refusal:
            tell(request, refusal)
            return redirect("officer", officer.pk)
    context = {
        "officer": officer,
        "grants": shown,
        "places": path_names(grant.division_code for grant in shown),
        "form": form,
        "password_form": password,
        "other_logins": other_logins(officer),
        "may_manage": bool(scope_prefixes(request.user, MANAGE, on=on)),
        "today": on,
    }
    faulty = bool(form.errors or password.errors)
    return render(request, "staff/officer.html", context, status=422 if faulty else 200)


def _change(request: OfficerRequest, officer: Officer, form: GrantForm, password: NewPasswordForm) -> bool:
    """Carry out one button of the page; False when the form must be shown again."""
    on, do = timezone.localdate(), request.POST.get("do")
    if do == "grant":
        if not form.is_valid():
            return False
        code, role = form.cleaned_data["division_code"], role_of(form.cleaned_data["role"])
        require(request.user, MANAGE, code, on=on)
        officers.grant_role(officer=officer, role=role, division_code=code, on=on, by=request.user)
        return True
    if do == "end":
        grant = get_object_or_404(officer.grants, pk=number_given(request.POST.get("grant")))
        require(request.user, MANAGE, grant.division_code, on=on)
        officers.end_role(grant=grant, on=on, by=request.user)
        return True
    if do == "password":
        require(request.user, MANAGE, NATION, on=on)
        if not password.is_valid():
            return False
        officers.set_password(
            officer=officer, password=password.cleaned_data["new_password"], by=request.user
        )
        return True
    if do in ("keep_identity", "remove_identity"):
        require(request.user, MANAGE, NATION, on=on)
        number = request.POST.get("number", "")[:40] if do == "keep_identity" else ""
        officers.keep_identity(officer=officer, number=number, by=request.user)
        return True
    if do in ("open", "close"):
        require(request.user, MANAGE, NATION, on=on)
        officers.open_or_close_account(officer=officer, is_active=do == "open", by=request.user)
        return True
    return False
