"""What do pages ask about refunds: the application, its evidence, a decision, the tax bureau's answer, a filter?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.rules.refund_states import NEEDS_REASON, RefundGround, RefundMove, RefundState
from staff.web.fields import ANY, BLANK, DateInput, TableField, YuanField, set_choices, term_choices
from staff.web.places import PlaceChoiceField


class RefundFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False)
    ground = forms.ChoiceField(label=_("Ground of the refund"), required=False)
    ticket = forms.CharField(label=_("Ticket"), required=False, max_length=40)
    division = forms.CharField(label=_("Division code"), required=False, max_length=12)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "state", [*ANY, *term_choices(RefundState)])
        set_choices(self, "ground", [*ANY, *term_choices(RefundGround)])


class ApplicationForm(forms.Form):
    ticket = forms.CharField(
        label=_("Ticket of the payment"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    ground = forms.ChoiceField(label=_("Ground of the refund"))
    amount = YuanField(label=_("Amount in yuan"))
    received_on = forms.DateField(
        label=_("Application received on"), widget=DateInput(), help_text=_("The legal days count from here.")
    )
    payer = forms.CharField(label=_("Who paid"), max_length=100, required=False)
    payer_account = forms.CharField(
        label=_("Account from which it was paid"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    payee = forms.CharField(label=_("Owner of the account that receives it"), max_length=100)
    payee_account = forms.CharField(
        label=_("Account that receives it"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    payee_relation = forms.CharField(
        label=_("Relation to the insured person"), max_length=100, required=False,
        help_text=_("Only where the account is neither the person's nor of the household; then attach a proof."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "ground", [*BLANK, *term_choices(RefundGround)])


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("Picture or PDF"))
    title = forms.CharField(label=_("What it shows"), max_length=60)


class DecisionForm(forms.Form):
    """What one move asks for."""

    document_number = forms.CharField(
        label=_("Document of the decision"), max_length=100, required=False,
        help_text=_("Needed where no text allows the refund, or the benefit period has begun."),
    )  # fmt: skip
    because = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, made: RefundMove, **options: Any) -> None:
        super().__init__(*args, **options)
        if made is not RefundMove.APPROVE:
            del self.fields["document_number"]
        if made not in NEEDS_REASON:
            del self.fields["because"]


class ListForm(forms.Form):
    area = PlaceChoiceField(label=_("Division"))

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "area", areas)


class AnswerForm(forms.Form):
    file = TableField("RF-1", label=_("Answer of the tax bureau"))
    expected_count = forms.IntegerField(label=_("Number of lines"), required=False, min_value=0)
    expected_sum = YuanField(label=_("Sum in yuan"), required=False)
