"""What does an officer fill in to propose, check, reverse or look for differences?"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from claims.models import Bill, ReviewAnswer
from claims.rules.bill_states import BillState
from policy.care import Tier
from policy.money import InexactAmount, yuan_to_fen
from staff.web.fields import DivisionCodeField, term_choices
from staff.web.places import PlaceChoiceField

ANSWERS = {
    BillState.HELD.value: (ReviewAnswer.RELEASE, ReviewAnswer.REFUSE),
    BillState.UNDECIDED.value: (ReviewAnswer.DECIDE, ReviewAnswer.REFUSE),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class ProposalForm(forms.Form):
    """What is proposed for a bill that waits; a decision states what each tier pays."""

    answer = forms.ChoiceField(label=gettext_lazy("Proposal"), widget=forms.RadioSelect)
    document_number = forms.CharField(label=gettext_lazy("Notice number"), max_length=100)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, bill: Bill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = ANSWERS.get(bill.state, ())
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)
        answer.choices = term_choices(fitting)
        if ReviewAnswer.DECIDE in fitting:
            language = get_language() or "zh-hans"
            for tier in Tier:
                self.fields[tier.value] = forms.CharField(
                    label=_("%(tier)s pays (yuan)") % {"tier": tier.label.in_language(language)},
                    required=False,
                    help_text=_("Empty: what the rules computed stays."),
                    widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == ReviewAnswer.DECIDE:
            cleaned["amounts"] = {tier: fen for tier in Tier if (fen := self._fen(tier.value)) is not None}
        return cleaned

    def _fen(self, name: str) -> int | None:
        text = str(self.cleaned_data.get(name) or "").strip()
        if not text:
            return None
        try:
            if not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit():
                raise InexactAmount(text)
            return yuan_to_fen(Decimal(text))
        except InexactAmount:
            self.add_error(name, _("Write the amount in yuan with at most two decimals, as 1000.00."))
            return None


class QueueForm(forms.Form):
    """Which waiting bills are asked for."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("held", gettext_lazy("Held")),
            ("undecided", gettext_lazy("Undecided")),
        ],
    )
    inside = DivisionCodeField(label=gettext_lazy("Division code"), required=False)


class DifferencesForm(forms.Form):
    """For which place and year settled bills are worked out anew."""

    division_code = PlaceChoiceField(label=gettext_lazy("Division"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2018, max_value=2200)
    note = forms.CharField(label=gettext_lazy("What changed"), max_length=300)

    def __init__(self, *args: Any, divisions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        division = self.fields["division_code"]
        assert isinstance(division, forms.ChoiceField)
        division.choices = divisions
