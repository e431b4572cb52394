"""Which providers are there, and at which tier is each designated on a day?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from claims.models import Provider
from claims.queries.providers import filtered
from claims.queries.tiers import tier_labels
from claims.web import bill_forms
from claims.web.providers import READ, WRITE
from policy.terms import Text
from staff import access
from staff.models import Officer
from staff.queries import near_names
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column, day_said
from staff.web.lists.listed import Listed
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required


@dataclass(frozen=True, slots=True)
class Looked:
    """Of a page of providers: the tier of each that is designated, and the names of their places."""

    tiers: dict[int, Text]
    places: dict[str, str]


def _look(rows: Sequence[Any]) -> Looked:
    levels = {one.pk: (one.kept_by, one.in_force[0].tier) for one in rows if one.in_force}
    labels = tier_labels(levels.values())
    tiers = {pk: labels[level] for pk, level in levels.items()}
    return Looked(tiers, near_names(one.division_code for one in rows))


def _narrowed(
    rows: QuerySet[Provider], asked: Mapping[str, Any], officer: Officer, on: date
) -> QuerySet[Provider]:
    text, tier, inside = (asked.get(name, "") for name in ("text", "tier", "inside"))
    return filtered(text=text, tier=tier, inside=inside, on=asked.get("day") or on)


PROVIDERS = known(
    Listing(
        code="providers",
        address="claims:providers",
        permission=READ,
        rows=lambda _officer, on: filtered(on=on),
        form=lambda request: bill_forms.ProviderFilterForm(request.GET or None),
        narrow=_narrowed,
        look=_look,
        url=lambda one, _k: reverse("claims:provider", args=[one.pk]),
        order="place",
        empty=Empty(
            lazy("No provider here"),
            lazy("Register the designated providers first; bills name them by their code."),
            "claims:register_provider",
            lazy("Register a provider"),
            WRITE,
        ),
        columns=(
            Column("name", lazy("Name of the provider"), lambda one, _k: one.name, sort="name", leads=True),
            Column("code", lazy("Provider's code"), lambda one, _k: one.code, columns.CODE, sort="code"),
            Column(
                "tier",
                lazy("Tier"),
                lambda one, looked: looked.tiers.get(one.pk) or _("not designated"),
                columns.BADGE,
                tone=lambda one, looked: "info" if one.pk in looked.tiers else "danger",
            ),
            Column(
                "place",
                lazy("Place"),
                lambda one, looked: looked.places.get(one.division_code, ""),
                sort="division_code",
                below=lambda one, _k: one.division_code,
            ),
        ),
    )
)


@require_safe
@permission_required(READ)
def provider_list(request: OfficerRequest) -> HttpResponseBase:
    """Every provider, with its tier on a day; providers are no secret of one county."""
    on = timezone.localdate()
    day = Listed(PROVIDERS, request).asked.get("day") or on
    may_write = access.may_anywhere(request.user, WRITE, on=on)
    codes = pages.button("claims:codes", _("Codes"), "list")
    register = pages.button("claims:register_provider", _("Register a provider"), "plus", is_main=True)
    return pages.show(
        request,
        PROVIDERS,
        title=_("Providers"),
        lead=_("Designation on %(day)s") % {"day": day_said(day)},
        buttons=[codes, register] if may_write else [codes],
    )
