"""Which fields do the pages about a person's categories ask for?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from assistance.categories.queries.category_list import category_choices
from policy.schema.category import EndState
from policy.terms import Certifier
from staff.refusals import spoken
from staff.web.fields import DateInput, set_choices, term_choices


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    grade = forms.CharField(
        label=gettext_lazy("Grade"), max_length=20, required=False,
        help_text=gettext_lazy("As the document prints it, for example a disability grade."),
    )  # fmt: skip
    certifier = forms.ChoiceField(label=gettext_lazy("Certified by"))
    document_number = forms.CharField(label=gettext_lazy("Certifying document"), max_length=100)
    certified_on = forms.DateField(
        label=gettext_lazy("Day of certification"), required=False, widget=DateInput()
    )
    from_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    until_on = forms.DateField(
        label=gettext_lazy("Until (not included)"), required=False, widget=DateInput(),
        help_text=gettext_lazy("Empty: until further notice."),
    )  # fmt: skip

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "category", category_choices([place]))
        set_choices(self, "certifier", term_choices(Certifier))


class EndCategoryForm(forms.Form):
    until_on = forms.DateField(
        label=gettext_lazy("Until (not included)"), widget=DateInput(),
        help_text=gettext_lazy("The first day on which it no longer holds. Recorded by mistake: its own first day."),
    )  # fmt: skip
    ended_as = forms.ChoiceField(
        label=gettext_lazy("How it ends"), required=False,
        help_text=gettext_lazy("Where the rules of the place say what follows, the next category is recorded with it."),
    )  # fmt: skip
    because = forms.CharField(label=gettext_lazy("Reason or document"), max_length=200)

    def __init__(self, *args: Any, states: Mapping[str, EndState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain: list[tuple[str, Any]] = [("", gettext_lazy("it simply ends"))]
        set_choices(self, "ended_as", plain + [(code, spoken(one.text)) for code, one in states.items()])
        if not states:
            del self.fields["ended_as"]
