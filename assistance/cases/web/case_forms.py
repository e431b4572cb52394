"""Which fields do the pages about cases ask for?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from assistance.cases.operations.cases import CaseFacts
from assistance.cases.queries.cases import STEPS
from assistance.cases.rules.case_reasons import CaseKind, RejectReason, ReturnReason
from assistance.cases.rules.case_states import State
from assistance.categories.queries.category_list import category_choices
from policy.terms import Category, Certifier
from staff.web.fields import BLANK, DateInput, YuanField, set_choices, term_choices

ALL: list[tuple[str, Any]] = [("", lazy("All"))]
WITHOUT_WORDS = ("submit", "accept", "publish", "close")
REASONS: dict[str, type[ReturnReason] | type[RejectReason]] = {"return": ReturnReason, "reject": RejectReason}


class CaseForm(forms.Form):
    """What is asked for. Of a revocation `from_on` is the day from which the category no longer holds."""

    kind = forms.ChoiceField(label=lazy("Kind"))
    category = forms.ChoiceField(label=lazy("Category"))
    grade = forms.CharField(
        label=lazy("Grade"), max_length=20, required=False,
        help_text=lazy("As the document prints it, for example a disability grade."),
    )  # fmt: skip
    certifier = forms.ChoiceField(label=lazy("Certified by"))
    document_number = forms.CharField(
        label=lazy("Certificate or notice"),
        max_length=100,
        help_text=lazy("Number of the certificate or of the notice."),
    )
    certified_on = forms.DateField(label=lazy("Day of certification"), required=False, widget=DateInput())
    from_on = forms.DateField(label=lazy("From"), widget=DateInput())
    until_on = forms.DateField(
        label=lazy("Until (not included)"), required=False, widget=DateInput(),
        help_text=lazy("Empty: until further notice."),
    )  # fmt: skip
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)
    amount_fen = YuanField(label=lazy("Wrongly paid, in yuan"), required=False)
    source = forms.CharField(
        label=lazy("Help or list it comes from"), max_length=60, required=False,
        help_text=lazy("For example grant:12 or roster:7; empty when there is none."),
    )  # fmt: skip
    reason = forms.CharField(label=lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, years: list[int], kind: CaseKind, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (
            [CaseKind.APPLICATION, CaseKind.FOUND_BY_ROSTER]
            if kind in (CaseKind.APPLICATION, CaseKind.FOUND_BY_ROSTER)
            else [kind]
        )
        set_choices(self, "kind", term_choices(kinds))
        set_choices(self, "category", [*BLANK, *category_choices([place])])
        set_choices(self, "certifier", [*BLANK, *term_choices(Certifier)])
        set_choices(self, "coverage_year", [(year, year) for year in years])
        if kind is not CaseKind.RECOVERY:
            del self.fields["amount_fen"]
        if kind is CaseKind.REVOCATION:
            self.fields["from_on"].label = lazy("No longer from")
            for name in ("until_on", "grade", "source"):
                del self.fields[name]

    def facts(self) -> CaseFacts:
        asked = {name: value for name, value in self.cleaned_data.items() if name != "kind"}
        named = {"category": Category(asked["category"]), "certifier": Certifier(asked["certifier"])}
        return CaseFacts(**{**asked, **named})


class DocumentForm(forms.Form):
    title = forms.CharField(
        label=lazy("What it shows"),
        max_length=60,
        help_text=lazy("For example the certificate, or the identity card."),
    )
    file = forms.FileField(
        label=lazy("Picture or PDF"),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"}),
        help_text=lazy("JPEG, PNG or PDF. What it is, is seen by its content."),
    )


class MoveForm(forms.Form):
    """A move with its reason: of a list for returning and rejecting, in words for the others."""

    reason_code = forms.ChoiceField(label=lazy("Reason"))
    reason = forms.CharField(
        label=lazy("In words"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{move}_%s", **kwargs})
        listed = REASONS.get(move)
        if listed is None:
            del self.fields["reason_code"]
            self.fields["reason"].required = move == "withdraw"
            if move in WITHOUT_WORDS:
                del self.fields["reason"]
        else:
            set_choices(self, "reason_code", [*BLANK, *term_choices(listed)])


class QueueFilter(forms.Form):
    step = forms.ChoiceField(label=lazy("Waits for"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False)
    category = forms.ChoiceField(label=lazy("Category"), required=False)
    division = forms.CharField(label=lazy("Division code"), required=False, max_length=12)
    overdue = forms.BooleanField(label=lazy("Overdue only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "step", [*ALL, *term_choices(STEPS)])
        set_choices(self, "kind", [*ALL, *term_choices(CaseKind)])
        set_choices(self, "category", [*ALL, *category_choices()])


class CaseFilter(forms.Form):
    find = forms.CharField(
        label=lazy("Case number or name"), required=False, max_length=60,
    )  # fmt: skip
    state = forms.ChoiceField(label=lazy("State"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False)
    category = forms.ChoiceField(label=lazy("Category"), required=False)
    division = forms.CharField(label=lazy("Division code"), required=False, max_length=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [*ALL, *term_choices(State)])
        set_choices(self, "kind", [*ALL, *term_choices(CaseKind)])
        set_choices(self, "category", [*ALL, *category_choices()])


def years_around(on: date) -> list[int]:
    """The coverage years for which a case may be opened, the present one first."""
    return [on.year, on.year + 1, on.year - 1]
