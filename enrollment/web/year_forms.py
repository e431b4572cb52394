"""Which forms open a year: begin it, answer a question under a document, move it on?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from enrollment.web.year_fields import Asked, asked_of, is_required
from policy.book import Policy
from policy.opening.answers import NO_SECTION, Row
from policy.opening.questions import Question
from staff.web.fields import DateInput
from staff.web.places import PlaceChoiceField

ROWS_MAX = 60


class StartForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Area"))
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], years: list[int], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["coverage_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """From when on an open year is corrected, and why."""

    from_on = forms.DateField(
        label=lazy("Holds from"),
        widget=DateInput(),
        help_text=lazy("For payments, decisions and care from this day on; what was decided before stays."),
    )
    reason = forms.CharField(label=lazy("Reason"), max_length=300)
    redecides = forms.BooleanField(
        label=lazy("Decide again what stood since that day (only by order of two officers)"), required=False
    )


class DocumentOfYearForm(forms.Form):
    """Under which document a question is answered."""

    document_number = forms.CharField(label=lazy("Notice number"), max_length=100)
    document_title = forms.CharField(label=lazy("Title"), max_length=200, required=False)
    issued_on = forms.DateField(label=lazy("Issued on"), required=False, widget=DateInput())
    section = forms.CharField(
        label=lazy("Section of the document"),
        max_length=20,
        required=False,
        help_text=lazy("In digits, letters and points, as 3.2."),
    )
    scan = forms.FileField(
        label=lazy("Scan of the document"),
        required=False,
        help_text=lazy("JPEG, PNG or PDF. Once for each document."),
    )

    def clean_section(self) -> str:
        return self.cleaned_data["section"].strip() or NO_SECTION


class OpenForm(forms.Form):
    """Who could decide what is left open."""

    decided_by = forms.CharField(label=lazy("Who could decide it"), max_length=120, required=False)


class RowForm(forms.Form):
    """One row of the table of a question; which fields it has follows from the table."""

    asked: list[Asked] = []

    def __init__(
        self,
        *args: Any,
        question: Question,
        policy: Policy,
        kept: list[Row],
        row: Row,
        is_new: bool = False,
        **given: Any,
    ) -> None:
        self.asked, self.row = asked_of(question.model, policy, kept), row
        initial = {"section": row.get("section", ""), "holds": not is_new}
        for one in self.asked:
            initial |= one.show(row)
        super().__init__(*args, **{**given, "initial": initial})
        for one in self.asked:
            self.fields.update(one.fields)
        if not any(is_required(question.model, one.name) for one in self.asked):
            self.fields["holds"] = forms.BooleanField(
                label=lazy("This holds, even with nothing more filled in"), required=False
            )
        if self.asked:
            self.fields["section"] = forms.CharField(
                label=lazy("Section, if another than above"), max_length=20, required=False
            )

    def read(self) -> Row | None:
        """What was filled in, as a row, None for a row left blank; readings and whatever no field asks for stay as they were."""
        data = self.cleaned_data
        given = {one.name: value for one in self.asked if (value := one.read(data)) is not None}
        given = {name: value for name, value in given.items() if value is not False or name in self.row}
        if not given and not data.get("holds"):
            return None
        names = {one.name for one in self.asked}
        kept = {name: value for name, value in self.row.items() if name not in names and name != "section"}
        if data.get("section", "").strip():
            given["section"] = data["section"].strip()
        for name, value in list(
            given.items()
        ):  # what a nested table holds beside its fields, such as readings
            if isinstance(value, dict) and isinstance(self.row.get(name), dict):
                given[name] = {**self.row[name], **value}
        return {**kept, **given}

    def show_fault(self, name: str, text: str) -> None:
        """Put a fault at the field of a key, or at the row."""
        chief = name.partition(".")[0]
        at = next((one.shown_at for one in self.asked if one.name == chief), chief)
        self.add_error(at if at in self.fields else None, text)


def row_forms(
    question: Question,
    policy: Policy,
    rows: list[Row],
    template: Row,
    data: Any = None,
    *,
    count: int | None = None,
) -> list[RowForm]:
    """A form for each row, and blank ones after them; `template` gives a new row its readings."""
    wanted = min(ROWS_MAX, len(rows) + 1 if count is None else count)
    blank = {
        name: value for name, value in template.items() if name == "readings" or name.endswith("_reading")
    }
    forms_of = []
    for index in range(max(1, wanted)):
        row = rows[index] if index < len(rows) else blank
        forms_of.append(
            RowForm(
                data,
                prefix=f"row{index}",
                question=question,
                policy=policy,
                kept=rows,
                row=row,
                is_new=index >= len(rows),
            ),
        )
        if not forms_of[-1].asked:
            return forms_of[:1]
    return forms_of
