"""Which forms make a draft: its name and area, and the rows of a question as the opening of a year has them?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from desk.whatif.operations.drafts import NAME_MAX
from enrollment.web import year_forms
from enrollment.web.year_forms import RowForm
from policy.book import Policy
from policy.opening.answers import Row
from policy.opening.questions import Question


class StartForm(forms.Form):
    """A new draft; the years are the newest with dues and with settled bills unless others are named."""

    area = forms.ChoiceField(label=lazy("Area"))
    name = forms.CharField(
        label=lazy("Name of the draft"),
        max_length=NAME_MAX,
        help_text=lazy("So that colleagues know it, as “400 yuan, dibao 240”."),
    )
    coverage_year = forms.IntegerField(
        label=lazy("Coverage year of the people"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=lazy("Left empty: the newest with dues."),
    )
    bill_year = forms.IntegerField(
        label=lazy("Year of the bills"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=lazy("Left empty: the newest with settled bills."),
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


def rows_of(
    question: Question, policy: Policy, rows: list[Row], data: Any = None, *, count: int | None = None
) -> list[RowForm]:
    """The rows of a question, as when a year is opened, without a section: a draft has no document."""
    made = year_forms.row_forms(question, policy, rows, rows[0] if rows else {}, data, count=count)
    for form in made:
        form.fields.pop("section", None)
    return made
