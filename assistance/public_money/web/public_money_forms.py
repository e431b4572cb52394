"""Which fields do the pages about public money ask for?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from assistance.public_money.models.fiscal import PAYER_CHOICES
from staff.web.fields import DateInput, DivisionCodeField, YuanField, set_choices
from staff.web.places import PlaceChoiceField

FIRST_YEAR = 2018


def fiscal_years(on: date) -> list[tuple[int, str]]:
    """The years whose money can still matter, the running one first."""
    return [(year, str(year)) for year in range(on.year, FIRST_YEAR - 1, -1)]


class CountForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Pooling area"))
    fiscal_year = forms.TypedChoiceField(label=lazy("Fiscal year"), coerce=int)
    coverage_year = forms.IntegerField(
        label=lazy("Coverage year of the heads"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=2200,
        help_text=lazy("Empty: the same year."),
    )
    on = forms.DateField(
        label=lazy("Headcount day"),
        widget=DateInput(),
        help_text=lazy("The documents do not state it: it is kept with the request."),
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(self, "fiscal_year", fiscal_years(day))


class TransferForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Pooling area"))
    fiscal_year = forms.TypedChoiceField(label=lazy("Money of fiscal year"), coerce=int)
    payer = forms.ChoiceField(label=lazy("Level of finance"), choices=PAYER_CHOICES)
    county = DivisionCodeField(
        label=lazy("County code"), required=False, help_text=lazy("Only for a county's own money.")
    )
    amount_fen = YuanField(label=lazy("Amount in yuan"))
    arrived_on = forms.DateField(label=lazy("Arrived on"), widget=DateInput())
    document_number = forms.CharField(label=lazy("Notice or voucher number"), max_length=100)
    remarks = forms.CharField(label=lazy("Remarks"), required=False, max_length=300)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(self, "fiscal_year", fiscal_years(day))


class SplitForm(forms.Form):
    division_code = DivisionCodeField(
        label=lazy("Pooling area or county"),
        help_text=lazy("Six digits. A county's split sets its risk fund aside."),
    )
    year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)
    on = forms.DateField(label=lazy("Contributions posted up to"), widget=DateInput())

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "year", fiscal_years(day))


class RiskFundForm(forms.Form):
    county = DivisionCodeField(label=lazy("County code"))
    year = forms.TypedChoiceField(label=lazy("Year"), coerce=int)
    kind = forms.ChoiceField(
        label=lazy("What"),
        choices=[("opening", lazy("opening balance")), ("use", lazy("used by the prefecture"))],
    )
    amount_fen = YuanField(label=lazy("Amount in yuan"))
    document_number = forms.CharField(label=lazy("Notice or voucher number"), max_length=100)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "year", fiscal_years(day))


class ShortfallForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Pooling area"))
    year = forms.TypedChoiceField(label=lazy("Year"), coerce=int)
    raised_fen = YuanField(label=lazy("Critical-illness money raised, yuan"))
    benefits_due_fen = YuanField(label=lazy("Benefits due, yuan"))
    insurer_profit_fen = YuanField(label=lazy("Insurer's profit, yuan"))
    past_risk_fund_fen = YuanField(label=lazy("Past years' risk fund, yuan"))
    document_number = forms.CharField(label=lazy("Document number of the figures"), max_length=100)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(self, "year", fiscal_years(day))


class BecauseForm(forms.Form):
    because = forms.CharField(label=lazy("Reason"), max_length=300)
