"""Which fields do the pages about files, exceptions, dues and extensions ask for, and what is checked at once?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from enrollment.rules import documents
from enrollment.rules.file_states import TAX_FILE
from enrollment.rules.payment_lines import Outcome
from staff.access import Permission
from staff.models import Officer
from staff.web.fields import (
    ANY,
    DateInput,
    DivisionCodeField,
    TableField,
    YuanField,
    areas_with_policy,
    own_divisions,
    term_choices,
)
from staff.web.places import PlaceChoiceField


class UploadForm(forms.Form):
    file = TableField("TB-1", label=lazy("Tax file"), more=lazy("ID cells of a workbook must be text."))
    area = PlaceChoiceField(label=lazy("Area you answer for"))
    expected_count = forms.IntegerField(
        label=lazy("Number of lines"),
        required=False,
        min_value=0,
        help_text=lazy("If you know it from elsewhere."),
    )
    expected_fen = YuanField(
        label=lazy("Sum in yuan"),
        required=False,
        help_text=lazy("If you know it from elsewhere. A difference refuses the file."),
    )
    check_only = forms.BooleanField(
        label=lazy("Check only: validate and report, post nothing"), required=False
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


class FileFilter(forms.Form):
    state = forms.ChoiceField(
        label=lazy("State"), required=False, choices=lambda: [*ANY, *term_choices(TAX_FILE.moves.states)]
    )
    area = forms.CharField(label=lazy("Division code"), required=False, max_length=12)
    since = forms.DateField(label=lazy("Uploaded since"), required=False, widget=DateInput())


class QueueFilter(forms.Form):
    outcome = forms.ChoiceField(
        label=lazy("Kind"), required=False, choices=lambda: [*ANY, *term_choices(Outcome)]
    )
    division = forms.CharField(label=lazy("Division code"), required=False, max_length=12)
    days = forms.TypedChoiceField(
        label=lazy("Age"), required=False, coerce=int,
        choices=[*ANY, (7, lazy("7 days or more")), (30, lazy("30 days or more")), (90, lazy("90 days or more"))],
    )  # fmt: skip
    whose = forms.ChoiceField(
        label=lazy("Handed to"),
        required=False,
        choices=[
            *ANY,
            ("mine", lazy("me or my township")),
            ("handed", lazy("somebody")),
            ("nobody", lazy("nobody")),
        ],
    )
    file = forms.IntegerField(label=lazy("File no."), required=False, min_value=1)
    ticket = forms.CharField(label=lazy("Ticket"), required=False, max_length=40)


class ActionForm(forms.Form):
    """What every action on a held line asks for."""

    reason = forms.CharField(
        label=lazy("Reason"),
        max_length=300,
        help_text=lazy("What you checked, and with whom."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AttachForm(ActionForm):
    number = forms.CharField(
        label=lazy("Document number of the right person"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person_id = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def clean_number(self) -> str:
        return documents.normal_form(self.cleaned_data["number"])


class MoveForm(ActionForm):
    coverage_year = forms.IntegerField(
        label=lazy("Coverage year"), required=False, min_value=2000, max_value=2100
    )
    division_code = DivisionCodeField(label=lazy("Division code"), required=False)


class DocumentForm(ActionForm):
    document_number = forms.CharField(label=lazy("Document number of the decision"), max_length=100)


class DecideForm(ActionForm):
    amount_fen = YuanField(label=lazy("Amount due in yuan"))
    cover_from = forms.DateField(label=lazy("Covered from"), widget=DateInput())
    cover_to = forms.DateField(label=lazy("Covered until, last day included"), widget=DateInput())
    document_number = forms.CharField(label=lazy("Document number of the decision"), max_length=100)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("cover_from") and data.get("cover_to") and data["cover_to"] < data["cover_from"]:
            self.add_error("cover_to", _("The last day lies before the first."))
        return data


class PayDayForm(forms.Form):
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)
    paid_on = forms.DateField(label=lazy("Pay day"), widget=DateInput())

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coverage_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class DueFilter(forms.Form):
    division = PlaceChoiceField(label=lazy("Division"), required=False)
    inside = forms.CharField(label=lazy("Or a division code"), required=False, max_length=12)
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int, required=False)
    state = forms.ChoiceField(
        label=lazy("State"), required=False,
        choices=[*ANY, *((code, lazy(code)) for code in ("unpaid", "short", "paid", "undecided"))],
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, divisions: list[tuple[str, str]], years: list[int], **kwargs: Any
    ) -> None:
        if data and data.get("inside", "").strip():  # the code says where: no other place may look chosen
            data, divisions = {**data.dict(), "division": ""}, [("", "—"), *divisions]
        super().__init__(data, **kwargs)
        self.fields["division"].choices = divisions  # type: ignore[attr-defined]
        self.fields["coverage_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    division = PlaceChoiceField(label=lazy("Division"))
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)

    def __init__(self, *args: Any, divisions: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = divisions  # type: ignore[attr-defined]
        self.fields["coverage_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class PolicyForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Area"))
    day = forms.DateField(label=lazy("Day"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas_with_policy()  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    area = PlaceChoiceField(label=lazy("Pooling area"))
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)
    last_day = forms.DateField(label=lazy("New last day of the window, included"), widget=DateInput())
    document_number = forms.CharField(label=lazy("Notice number"), max_length=100)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["coverage_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    since = forms.DateField(label=lazy("From treasury day"), widget=DateInput())
    until = forms.DateField(label=lazy("To treasury day"), widget=DateInput())
    area = forms.CharField(label=lazy("Division code"), required=False, max_length=12)


# -- what may be chosen ------------------------------------------------------------------------------------------


def upload_areas(officer: Officer, *, on: date) -> list[tuple[str, str]]:
    """Down to the county: a file is for an area, not for a township."""
    return [
        choice for choice in own_divisions(officer, Permission.PAYMENTS_UPLOAD, on=on) if len(choice[0]) == 6
    ]
