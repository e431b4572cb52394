"""How do officers read whom the rows of a status list mean, and how do two of them act on these rows?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from enrollment.models import StatusList
from enrollment.operations import status_proposals
from enrollment.operations.status_lists import STATUS_LISTS
from enrollment.operations.status_proposals import Outcome
from enrollment.queries.status_lists import (
    enrollments_of,
    matches_of,
    proposals_of,
    rows_of,
    suggestions,
    visible_lists,
)
from enrollment.rules.status_facts import StatusFact, StatusMatch, StatusSource
from enrollment.rules.status_proposals import OPEN, Answer, ProposalMove, ProposalState, suggested_of
from intake.web import sent_files
from staff import access
from staff.access import Permission
from staff.given import numbers_given
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

IMPORT, WRITE = Permission.PEOPLE_IMPORT, Permission.ENROLLMENT_WRITE


class ActForm(forms.Form):
    """What to do with the chosen rows."""

    act = forms.ChoiceField(label=_("With the chosen rows"))
    document_number = forms.CharField(
        label=_("Certifying document"),
        max_length=100,
        required=False,
        help_text=_("Needed to propose a change or a death."),
    )
    because = forms.CharField(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Needed for no change, to turn down, to undo, and where number or name differ."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(_("Propose"), term_choices(Answer)), (_("Decide"), term_choices(ProposalMove))]


@require_safe
@permission_required(IMPORT)
def rows_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """The rows of a list with whom they mean, what is suggested, and how far each proposal is."""
    listed = get_object_or_404(visible_lists(request.user, on=timezone.localdate()), pk=pk)
    form = ActForm(initial={"document_number": listed.document_number})
    return render(request, "enrollment/status_rows.html", _context(request, listed, form))


@require_POST
@permission_required(WRITE)
def act(request: OfficerRequest, pk: int) -> HttpResponse:
    """Propose or decide the chosen rows; every row says how it ended."""
    seen = visible_lists(request.user, on=timezone.localdate(), permission=WRITE)
    listed = get_object_or_404(seen, pk=pk)
    form, outcomes = ActForm(request.POST), list[Outcome]()
    if form.is_valid():
        asked = form.cleaned_data
        is_answer = asked["act"] in {one.value for one in Answer}
        numbers = numbers_given(request.POST.getlist("row"))
        try:
            outcomes = status_proposals.act(
                listed=listed, numbers=numbers,
                act=Answer(asked["act"]) if is_answer else ProposalMove(asked["act"]),
                document_number=asked["document_number"], because=asked["because"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = _context(request, listed, form, outcomes)
    return render(request, "enrollment/status_rows.html", context, status=422 if form.errors else 200)


def _context(
    request: OfficerRequest, listed: StatusList, form: ActForm, outcomes: Sequence[Outcome] = ()
) -> dict[str, Any]:
    match, proposal = request.GET.get("match", ""), request.GET.get("proposal", "")
    page = page_of(request, rows_of(listed, match=match, proposal=proposal))
    read_people(len(page), by=request.user, what="status_rows")
    refused = {one.row: one.refusal for one in outcomes if one.refusal is not None}
    return {
        "listed": listed,
        "source": StatusSource(listed.source),
        "place": path_names([listed.area]).get(listed.area, listed.area),
        "file_url": sent_files.address_of(STATUS_LISTS, listed.pk),
        "matches": matches_of(listed),
        "match": match,
        "proposal": proposal,
        "proposal_states": (ProposalState.WAITING, ProposalState.UNDOING, ProposalState.DONE),
        "page": page,
        "rows": _rows(list(page), listed, refused),
        "form": form,
        "done": sum(one.proposal is not None for one in outcomes),
        "not_done": len(refused),
        "may_change": access.may(request.user, WRITE, listed.area, on=timezone.localdate()),
    }


def _rows(page: list[Any], listed: StatusList, refused: dict[int, Refusal]) -> list[dict[str, Any]]:
    """Each row with what it states, what is suggested and what was proposed."""
    on = timezone.localdate()
    told = suggestions(page, listed_on=listed.listed_on, on=on)
    enrolled, proposals = enrollments_of(page, listed_on=listed.listed_on), proposals_of(page)
    shown = []
    for row in page:
        said, enrollment, fact = told.get(row.pk), enrolled.get(row.pk), StatusFact(row.fact)
        made, match = proposals.get(row.pk, []), StatusMatch(row.match)
        taken = {one.enrollment_id for one in made if one.state_label in OPEN}
        is_free = None not in taken and (enrollment is None or enrollment.pk not in taken)
        follows = None
        if is_free and match is StatusMatch.NUMBER and row.person is not None and row.person.died_on is None:
            follows = suggested_of(
                fact, row.from_on, state=enrollment.state if enrollment else None,
                coverage_year=enrollment.coverage_year if enrollment else on.year, said=said[1] if said else None,
            )  # fmt: skip
        shown.append(
            {
                "row": row,
                "fact": fact,
                "match": match,
                "said": said[1] if said and is_free else None,
                "follows": follows,
                "enrollment": enrollment,
                "proposals": made,
                "refused": str(refused[row.number]) if row.number in refused else "",
            }
        )
    return shown
