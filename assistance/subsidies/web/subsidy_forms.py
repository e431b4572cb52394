"""Which fields do the pages about premium subsidies ask for?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from assistance.categories.queries.category_list import category_choices
from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.subsidies.rules.grant_states import GrantState
from staff.web.fields import DateInput, TableField, set_choices, term_choices
from staff.web.places import PlaceChoiceField


class ProposeForm(forms.Form):
    area = PlaceChoiceField(label=gettext_lazy("Area"))
    coverage_year = forms.TypedChoiceField(label=gettext_lazy("Coverage year"), coerce=int)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(self, "coverage_year", [(str(year), str(year)) for year in years])


class BecauseForm(forms.Form):
    because = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class MonthForm(forms.Form):
    month = forms.DateField(
        label=gettext_lazy("Month"),
        widget=DateInput(),
        help_text=gettext_lazy("Any day of the month of the list."),
    )

    def clean_month(self) -> date:
        month: date = self.cleaned_data["month"]
        return month.replace(day=1)


class BankFileForm(forms.Form):
    file = TableField("BK-1", label=gettext_lazy("The bank's file"))
    expected_count = forms.IntegerField(label=gettext_lazy("Number of lines"), required=False, min_value=0)
    expected_sum = forms.DecimalField(
        label=gettext_lazy("Sum in yuan"), required=False, min_value=0, decimal_places=2, max_digits=14
    )


class GrantFilter(forms.Form):
    township = forms.CharField(label=gettext_lazy("Division code"), required=False, max_length=12)
    basis = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "basis", [("", "—"), *category_choices()])
        set_choices(self, "state", [("", "—"), *term_choices(GrantState)])


class PlaceAndYear(forms.Form):
    area = PlaceChoiceField(label=gettext_lazy("Area"), required=False)
    coverage_year = forms.TypedChoiceField(
        label=gettext_lazy("Coverage year"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(self, "coverage_year", [(str(year), str(year)) for year in years])


class WhyForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    remark = forms.CharField(label=gettext_lazy("Remarks"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "reason", term_choices(NotInsuredReason))
