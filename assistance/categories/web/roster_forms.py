"""Which fields do the pages about rosters and names of categories ask for?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistance.categories.queries.category_list import category_choices
from assistance.categories.rules.category_names import Vocabulary
from assistance.categories.rules.roster_states import RosterKind, RowAction, Unmatched
from policy.terms import Certifier
from staff.web.fields import BLANK, DateInput, TableField, set_choices, term_choices
from staff.web.places import PlaceChoiceField

MONTHS_BACK = 24


class RosterForm(forms.Form):
    file = TableField("RS-1", label=gettext_lazy("Roster"))
    area = PlaceChoiceField(label=gettext_lazy("Division whose people it is about"))
    certifier = forms.ChoiceField(label=gettext_lazy("Certified by"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of list"))
    month = forms.ChoiceField(label=gettext_lazy("Month"))
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories it is about"),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy(
            "Of a full list: who holds one of these by this certifier and does not stand in it, ends."
        ),
    )
    document_number = forms.CharField(
        label=gettext_lazy("Certifying document"), max_length=100, required=False,
        help_text=gettext_lazy("For rows that name none."),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(self, "certifier", term_choices(Certifier))
        set_choices(self, "kind", term_choices(RosterKind))
        set_choices(self, "categories", category_choices(code for code, _label in areas))
        months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(MONTHS_BACK)]
        set_choices(self, "month", [(f"{y:04}-{m + 1:02}-01", f"{y:04}-{m + 1:02}") for y, m in months])
        self.fields["kind"].initial = RosterKind.FULL.value

    def clean_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])


class RowFilter(forms.Form):
    action = forms.ChoiceField(label=gettext_lazy("What it does"), required=False)
    why = forms.ChoiceField(label=gettext_lazy("Why not matched"), required=False)
    township = forms.CharField(label=gettext_lazy("Township code"), max_length=9, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "action", BLANK + term_choices(RowAction))
        set_choices(self, "why", BLANK + term_choices(Unmatched))


class NameFilter(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name on lists"), max_length=60, required=False)
    vocabulary = forms.ChoiceField(label=gettext_lazy("Used by"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "vocabulary", BLANK + term_choices(Vocabulary))
        set_choices(self, "category", BLANK + category_choices())


class NameForm(forms.Form):
    vocabulary = forms.ChoiceField(label=gettext_lazy("Used by"))
    area = PlaceChoiceField(label=gettext_lazy("Area"))
    name = forms.CharField(label=gettext_lazy("Name on lists"), max_length=60)
    meaning = forms.CharField(
        label=gettext_lazy("Words beside a code"), max_length=60, required=False,
        help_text=gettext_lazy("When the name is the code of a dictionary."),
    )  # fmt: skip
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    from_on = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput())
    until_on = forms.DateField(label=gettext_lazy("Until (not included)"), required=False, widget=DateInput())
    source = forms.CharField(label=gettext_lazy("Document or source"), max_length=100)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "vocabulary", term_choices(Vocabulary))
        set_choices(self, "area", areas)
        set_choices(self, "category", [("", _("Choose")), *category_choices(code for code, _label in areas)])
