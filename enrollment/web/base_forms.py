"""Which forms ask for a place of the base, an answer, a death to be confirmed, and a ledger that comes back?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.queries.village_ledgers import SHOULD_BE_INSURED, STILL_MISSING
from enrollment.rules.base_answers import REMARK_MAX, Answer, Heard
from enrollment.rules.base_classes import BaseClass
from staff.web.fields import ANY, BLANK, DateInput, TableField, set_choices, term_choices
from staff.web.places import PlaceChoiceField


class BaseFilter(forms.Form):
    division = PlaceChoiceField(label=_("Division"), required=False)
    inside = forms.CharField(label=_("Or a division code"), required=False, max_length=12)
    coverage_year = forms.TypedChoiceField(label=_("Coverage year"), coerce=int, required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)

    def __init__(
        self, data: Any = None, *, divisions: list[tuple[str, str]], years: list[int], **options: Any
    ) -> None:
        if data and data.get("inside", "").strip():  # the code says where: no other place may look chosen
            data, divisions = {**data.dict(), "division": ""}, [("", "—"), *divisions]
        super().__init__(data, **options)
        set_choices(self, "division", divisions)
        set_choices(self, "coverage_year", [(year, str(year)) for year in years])
        who = [
            *ANY,
            (STILL_MISSING, _("Still missing")),
            (SHOULD_BE_INSURED, _("Should be insured here")),
            *term_choices(BaseClass),
        ]
        set_choices(self, "who", who)


class AnswerForm(forms.Form):
    """What was heard; `version` is that of the answer which the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    heard = forms.ChoiceField(label=_("Answer"))
    contacted_on = forms.DateField(label=_("Day of contact"), widget=DateInput())
    promise_on = forms.DateField(
        label=_("Promised day of payment"),
        widget=DateInput(),
        required=False,
        help_text=_("Only with a promise to pay."),
    )
    next_visit_on = forms.DateField(label=_("Next visit"), widget=DateInput(), required=False)
    died_on = forms.DateField(
        label=_("Day of death, as it was told"),
        widget=DateInput(),
        required=False,
        help_text=_("Only if the person died; another officer confirms it."),
    )
    remark = forms.CharField(label=_("Remark"), max_length=REMARK_MAX, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "heard", [*BLANK, *term_choices(Heard)])

    def answer(self) -> Answer:
        """What was entered."""
        given = dict(self.cleaned_data)
        given.pop("version")
        return Answer(heard=Heard(given.pop("heard")), **given)


class DeathForm(forms.Form):
    """A death that was told, confirmed under its document."""

    died_on = forms.DateField(label=_("Date of death"), widget=DateInput())
    document = forms.CharField(label=_("Certifying document"), max_length=100)
    new_head = forms.TypedChoiceField(
        label=_("New head of the household"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, members: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if members:
            set_choices(self, "new_head", [("", "—"), *members])
        else:
            del self.fields["new_head"]


class TurnDownForm(forms.Form):
    because = forms.CharField(label=_("Why it is not so"), max_length=REMARK_MAX)


class IssueSheetForm(forms.Form):
    """Which ledger is downloaded."""

    division = forms.CharField(max_length=12)
    coverage_year = forms.IntegerField(min_value=2000, max_value=2100)


class ReturnSheetForm(forms.Form):
    file = TableField("MB-1", label=_("Village ledger"))
    division = forms.CharField(
        label=_("Village code"),
        max_length=12,
        min_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "code", "list": "villages"}),
    )


def first_answer(version: int, on: date) -> dict[str, Any]:
    """What an answer form shows first."""
    return {"version": version, "contacted_on": on}
