"""Which fields do the pages of the registers of care ask for?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.queries.filing_register import IN_FORCE
from claims.queries.recognition_register import TO_REVIEW
from claims.rules.filing_states import FilingState
from claims.rules.recognition_states import RecognitionState
from claims.rules.recognitions import SETTINGS
from intake.layouts import Layout
from policy.care import FilingKind
from policy.periods import ONE_DAY
from staff.web.fields import ANY, DateInput, DivisionCodeField, TableField, set_choices, term_choices

SPLIT = str.maketrans("、，；;/ ", ",,,,,,")


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of a field that lists several."""
    return tuple(code for one in text.translate(SPLIT).split(",") if (code := one.strip()))


def after(last_day: date | None) -> date | None:
    """The first day after the last one."""
    return last_day + ONE_DAY if last_day else None


class NumberField(forms.CharField):
    """The document number of a person."""

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(label=_("Document number"), max_length=40, widget=widget)


class RecognitionForm(forms.Form):
    """What is applied for."""

    document_number = NumberField()
    setting = forms.ChoiceField(label=_("Kind of care"))
    disease = forms.CharField(
        label=_("Disease"), max_length=60, help_text=_("Name or national code; suggestions appear while you type."),
        widget=forms.TextInput(attrs={"list": "diseases", "autocomplete": "off"}),
    )  # fmt: skip
    from_on = forms.DateField(label=_("First day"), widget=DateInput())
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput(), help_text=_("Empty: until further notice.")
    )
    proof = forms.CharField(
        label=_("What was handed in"), max_length=200, help_text=_("For example the medical record and its day.")
    )  # fmt: skip
    providers = forms.CharField(
        label=_("Chosen providers"), max_length=220, required=False,
        help_text=_("Codes, several with commas. Empty: none is chosen."),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip
    applied_through = forms.CharField(
        label=_("Sent by provider"), max_length=20, required=False,
        help_text=_("Code of the provider that applies. Empty: the person came to the counter."),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "setting", term_choices(SETTINGS))


class RecognitionFilter(forms.Form):
    """Which recognitions are asked for."""

    state = forms.ChoiceField(label=_("State"), required=False)
    setting = forms.ChoiceField(label=_("Kind of care"), required=False)
    disease = forms.CharField(label=_("Disease"), max_length=60, required=False)
    inside = DivisionCodeField(label=_("Division code"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [*ANY, (TO_REVIEW, _("review is due")), *term_choices(RecognitionState)]
        set_choices(self, "state", states)
        set_choices(self, "setting", [*ANY, *term_choices(SETTINGS)])


class RegisterListForm(forms.Form):
    """A list of what the area decided before."""

    area = forms.ChoiceField(label=_("Division whose people it is about"))
    document_number = forms.CharField(
        label=_("Number of the decision"), max_length=100, help_text=_("Under which these rows stand.")
    )  # fmt: skip

    def __init__(self, *args: Any, areas: list[tuple[str, str]], layout: Layout[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = TableField(layout.code, label=_("List"))
        self.order_fields(["file", "area"])
        set_choices(self, "area", areas)


class BalanceListForm(RegisterListForm):
    """Balances on the day on which the accounts were closed."""

    closed_on = forms.DateField(label=_("Day of the closing"), widget=DateInput())


class FilingForm(forms.Form):
    """What is filed."""

    document_number = NumberField()
    kind = forms.ChoiceField(label=_("Kind of filing"))
    destination = DivisionCodeField(
        label=_("Place of care"), help_text=_("Division code of the province, city or county, 6 digits.")
    )
    from_on = forms.DateField(label=_("First day"), widget=DateInput())
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput(), help_text=_("Empty: until further notice.")
    )
    proof = forms.CharField(
        label=_("What was handed in"), max_length=200,
        help_text=_("For example the residence permit, or the referral and its number."),
    )  # fmt: skip
    submitted_through = forms.CharField(
        label=_("Sent by provider"), max_length=20, required=False,
        help_text=_("Code of the provider that files. Empty: the person came to the counter."),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", term_choices(FilingKind))


class FilingFilter(forms.Form):
    """Which filings are asked for."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind of filing"), required=False)
    inside = DivisionCodeField(label=_("Division code"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [*ANY, (IN_FORCE, _("in force today")), *term_choices(FilingState)])
        set_choices(self, "kind", [*ANY, *term_choices(FilingKind)])
