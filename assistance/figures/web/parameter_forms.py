"""Which fields does the page of an entered figure ask for?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from policy.entered import HOW, HOW_KEY
from policy.topics import KINDS, KeyKind, Topic, ValueKind, key_kind
from staff.refusals import spoken
from staff.web.fields import DateInput, set_choices, term_choices
from staff.web.places import PlaceChoiceField


class ParameterFilter(forms.Form):
    area = forms.CharField(label=lazy("Division code"), required=False, max_length=6)
    topic = forms.ChoiceField(label=lazy("Topic"), required=False)
    standing = forms.ChoiceField(
        label=lazy("State"),
        required=False,
        choices=[
            ("", lazy("All")),
            ("waits", lazy("waits for a second officer")),
            ("approved", lazy("approved")),
            ("rejected", lazy("turned down")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "topic", [("", lazy("All")), *term_choices(Topic)])


class ParameterForm(forms.Form):
    """A figure of one topic: how it is written depends on the topic."""

    area = PlaceChoiceField(label=lazy("Area"))
    key = forms.CharField(label=lazy("For what"), required=False, max_length=60)
    value = forms.CharField(label=lazy("Value"), max_length=4000)
    from_on = forms.DateField(label=lazy("In force from"), widget=DateInput())
    until_on = forms.DateField(
        label=lazy("Until, not included"),
        required=False,
        widget=DateInput(),
        help_text=lazy("Empty: until a later entry replaces it."),
    )
    document_number = forms.CharField(label=lazy("Notice number"), max_length=100)
    reason = forms.CharField(label=lazy("Remarks"), required=False, max_length=300)

    def __init__(self, *args: Any, topic: Topic, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        kind = KINDS[topic]
        self.fields["value"].help_text = spoken(HOW[kind])
        if kind is ValueKind.DIVISIONS:
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 4, "class": "code"})
        elif kind is ValueKind.YES_NO:
            self.fields["value"] = forms.ChoiceField(
                label=lazy("Value"), choices=[("yes", lazy("yes")), ("no", lazy("no"))]
            )
        if key_kind(topic) is KeyKind.NONE:
            del self.fields["key"]
        else:
            self.fields["key"].required = True
            self.fields["key"].help_text = spoken(HOW_KEY[key_kind(topic)])


class RejectForm(forms.Form):
    because = forms.CharField(label=lazy("Reason"), max_length=300)
