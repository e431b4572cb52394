"""Which fields do the pages about claims to recover ask for?"""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from staff.web.fields import DateInput, YuanField


class ClaimForm(forms.Form):
    amount_fen = YuanField(label=lazy("Wrongly paid, in yuan"))
    reason = forms.CharField(label=lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.CharField(
        label=lazy("Help that was wrongly paid"), max_length=60, required=False,
        help_text=lazy("For example grant:12; what one grant paid is claimed back once."),
    )  # fmt: skip
    document_number = forms.CharField(label=lazy("Notice number"), max_length=100)


class DraftForm(forms.Form):
    amount_fen = YuanField(label=lazy("Wrongly paid, in yuan"))
    reason = forms.CharField(label=lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    document_number = forms.CharField(label=lazy("Notice number"), max_length=100)


class RepaymentForm(forms.Form):
    amount_fen = YuanField(label=lazy("Repaid, in yuan"))
    paid_on = forms.DateField(label=lazy("Repaid on"), widget=DateInput())
    receipt_number = forms.CharField(label=lazy("Receipt number"), max_length=60)


class BecauseForm(forms.Form):
    reason = forms.CharField(label=lazy("Reason"), max_length=300)
