"""How does an officer choose one place out of many, by typing a part of its name or code, without a list of fifty to scroll?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LISTED_MAX = 12  # up to so many a list is read faster than something is typed


class PlacePicker(forms.Select):
    """A list of few places; of many a box that completes what is typed, in plain HTML. The value stays the code."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        written = data.get(name)
        return self.code_of(written) if isinstance(written, str) else written

    def code_of(self, written: str) -> str:
        """The code of a place written as offered, by its code, or by a name that only one of those offered has."""
        text = " ".join(written.split())
        offered = {str(code): str(label) for code, label in self.choices}
        if text in offered:
            return text
        named = [
            code for code, label in offered.items() if code and text in (label, label.rpartition(" ")[0])
        ]
        return named[0] if len(named) == 1 else text

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        choices = [(str(code), label) for code, label in self.choices]
        if len(choices) <= LISTED_MAX:
            return super().render(name, value, attrs, renderer)
        shown = dict(choices).get(str(value or ""), value or "")
        built = self.build_attrs(self.attrs, attrs)
        built["class"] = str(built.get("class", "")).replace("form-select", "form-control")
        key = f"{built.get('id', name)}_places"
        built |= {"list": key, "autocomplete": "off", "placeholder": _("Type a part of the name or code")}
        return format_html(
            '<input name="{}" value="{}"{}><datalist id="{}">{}</datalist>',
            name,
            "" if shown == "—" else shown,
            forms.utils.flatatt(built),
            key,
            format_html_join("", '<option value="{}">', ((label,) for code, label in choices if code)),
        )

    def use_required_attribute(self, initial: Any) -> bool:
        """A box is required as any other; a list only when its first entry is none."""
        return len(list(self.choices)) > LISTED_MAX or super().use_required_attribute(initial)


class PlaceChoiceField(forms.ChoiceField):
    """One of the places offered, each as (code, "name code")."""

    widget = PlacePicker
