"""Which wrongly paid help is claimed back, and what of it is still to come?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from assistance.subsidies.models import RecoveryClaim
from assistance.subsidies.queries.recoveries import repaid_fen, visible_claims
from assistance.subsidies.web.recoveries import READ
from staff.queries import near_names
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required


@dataclass(frozen=True, slots=True)
class Looked:
    """Of a page of claims: what came back of each in fen, and the names of their places."""

    repaid: dict[int, int]
    places: dict[str, str]


def _look(rows: Sequence[RecoveryClaim]) -> Looked:
    return Looked(repaid_fen(claim.pk for claim in rows), near_names(claim.division_code for claim in rows))


def _left(claim: RecoveryClaim, looked: Looked) -> int:
    return claim.amount_fen - looked.repaid.get(claim.pk, 0)


def _state(claim: RecoveryClaim, looked: Looked) -> tuple[str, str]:
    """In words, with the tone of its badge."""
    match claim.state:
        case "draft":
            return _("draft, to be entered by an officer"), "warning"
        case "withdrawn":
            return _("no longer called for"), "secondary"
        case "waits":
            return _("waits for a second officer"), "warning"
        case "rejected":
            return _("rejected"), "secondary"
    return (_("in force"), "info") if _left(claim, looked) else (_("repaid"), "success")


RECOVERIES = known(
    Listing(
        code="recoveries",
        address="assistance:recoveries",
        permission=READ,
        rows=lambda officer, on: visible_claims(officer, on=on).select_related("person", "entered_by"),
        look=_look,
        url=lambda claim, _k: reverse("assistance:recovery", args=[claim.pk]),
        order="-number",
        people="recoveries",
        size=25,
        sums=((lazy("Wrongly paid"), "amount_fen"),),
        empty=Empty(
            lazy("Nothing is claimed back"),
            lazy("A claim is entered on the page of the person, or left by an approved recovery case."),
        ),
        columns=(
            Column(
                "number", lazy("Claim"), lambda claim, _k: str(claim.pk), columns.CODE, sort="pk", leads=True
            ),
            Column("person", lazy("Person"), lambda claim, _k: claim.person.name, columns.NAME),
            Column(
                "amount",
                lazy("Wrongly paid"),
                lambda claim, _k: claim.amount_fen,
                columns.YUAN,
                sort="amount_fen",
            ),
            Column(
                "left",
                lazy("Still to come"),
                lambda claim, looked: _left(claim, looked) if claim.state == "approved" else None,
                columns.YUAN,
            ),
            Column(
                "state",
                lazy("State"),
                lambda claim, looked: _state(claim, looked)[0],
                columns.BADGE,
                tone=lambda claim, looked: _state(claim, looked)[1],
            ),
            Column(
                "entered",
                lazy("Entered by"),
                lambda claim, _k: claim.entered_by.display_name if claim.entered_by else "–",
                below=lambda claim, _k: claim.entered_at,
            ),
            Column("place", lazy("Place"), lambda claim, looked: looked.places.get(claim.division_code, "")),
        ),
    )
)


@require_safe
@permission_required(READ)
def claim_list(request: OfficerRequest) -> HttpResponseBase:
    """The claims of the officer's places, the newest first, each with what is still to come back."""
    lead = _("A claim is entered on the page of the person, or left by an approved recovery case.")
    return pages.show(request, RECOVERIES, title=_("Recoveries"), lead=lead)
