"""Which fields do the pages about population figures ask for?"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from staff.web.fields import DateInput, TableField, set_choices
from staff.web.places import PlaceChoiceField

PASTED_MAX = 1_000_000  # characters


class PlacesForm(forms.Form):
    """For which area and year the empty table is to be filled with places."""

    area = PlaceChoiceField(label=lazy("Area"))
    year = forms.IntegerField(label=lazy("Coverage year"), min_value=2000, max_value=2199)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)


class PopulationForm(PlacesForm):
    """A table of figures, as a file or pasted, with its document."""

    from_on = forms.DateField(label=lazy("In force from"), widget=DateInput())
    document_number = forms.CharField(label=lazy("Notice number"), max_length=100)
    file = TableField("PF-1", label=lazy("Table"), required=False)
    pasted = forms.CharField(
        label=lazy("Or paste it here, with its heading"),
        required=False,
        max_length=PASTED_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "code", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("file")) == bool(given.get("pasted", "").strip()) and not self.errors:
            raise forms.ValidationError(_("Choose a file or paste the table, one of the two."))
        return given
