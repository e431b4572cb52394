"""Do forms call the number of a notice and that of a person's document by different words?"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.urls import get_resolver
from django.utils.translation import gettext, override


def _forms(of: type[forms.BaseForm] = forms.BaseForm) -> Iterator[Any]:
    for form in of.__subclasses__():
        yield form
        yield from _forms(form)


def test_the_number_of_a_notice_is_not_called_that_of_a_person() -> None:
    assert get_resolver().url_patterns  # with the addresses all forms are loaded
    with override("zh-hans"):
        of_people = gettext("Document number")
        fields = {
            form.__qualname__: field
            for form in _forms()
            if (field := getattr(form, "base_fields", {}).get("document_number")) is not None
        }
        # The number of a person is at most 40 places long; what has more room is that of a notice.
        notices = {name: str(field.label) for name, field in fields.items() if field.max_length > 40}
        assert len(notices) > 10 and len(notices) < len(fields)
        assert of_people not in notices.values(), notices
