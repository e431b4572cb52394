"""Which fields do the pages about files, exceptions, dues and extensions ask for, and what is checked at once?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from enrollment.models.payments import FileState, Outcome
from enrollment.rules import documents
from enrollment.web.registry_forms import DateInput
from policy.book import default_book
from policy.money import InexactAmount, format_yuan, yuan_to_fen
from staff.access import Permission, scope_prefixes
from staff.models import Division, Officer
from staff.queries import children_of
from staff.rules.divisions import Level, is_division_code

ANY = [("", lazy("All"))]


class YuanField(forms.CharField):
    """An amount in yuan with at most two decimals; its value is fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return format_yuan(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip().replace(",", "")
        if not text:
            return None
        try:
            fen = yuan_to_fen(text)
        except InexactAmount:
            fen = -1
        if fen < 0:
            raise forms.ValidationError(
                _("Write the amount in yuan with at most two decimals, as 280.00."), code="amount"
            )
        return fen


class DivisionCodeField(forms.CharField):
    """A division by its code; empty when not required."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"})
        super().__init__(max_length=12, widget=widget, **options)

    def clean(self, value: Any) -> str:
        code = str(super().clean(value)).strip()
        if code and not (is_division_code(code) and Division.objects.filter(pk=code).exists()):
            raise forms.ValidationError(
                _("There is no division with this code. It has 6, 9 or 12 digits."), code="division"
            )
        return code


class UploadForm(forms.Form):
    file = forms.FileField(
        label=lazy("Tax file"),
        help_text=lazy(
            ".csv (UTF-8 or GB18030; comma or tab) or .xlsx, layout TB-1. ID cells of a workbook must be text."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    area = forms.ChoiceField(label=lazy("Area you answer for"))
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
    state = forms.ChoiceField(label=lazy("State"), required=False, choices=[*ANY, *FileState.choices])
    area = forms.CharField(label=lazy("Division code"), required=False, max_length=12)
    since = forms.DateField(label=lazy("Uploaded since"), required=False, widget=DateInput())


class QueueFilter(forms.Form):
    outcome = forms.ChoiceField(label=lazy("Kind"), required=False, choices=[*ANY, *Outcome.choices])
    division = forms.CharField(label=lazy("Division code"), required=False, max_length=12)
    days = forms.TypedChoiceField(
        label=lazy("Age"), required=False, coerce=int,
        choices=[*ANY, (7, lazy("7 days or more")), (30, lazy("30 days or more")), (90, lazy("90 days or more"))],
    )  # fmt: skip
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
    division = forms.ChoiceField(label=lazy("Division"), required=False)
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
    division = forms.ChoiceField(label=lazy("Division"))
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)

    def __init__(self, *args: Any, divisions: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = divisions  # type: ignore[attr-defined]
        self.fields["coverage_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class PolicyForm(forms.Form):
    area = forms.ChoiceField(label=lazy("Area"))
    day = forms.DateField(label=lazy("Day"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas_with_policy()  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    area = forms.ChoiceField(label=lazy("Pooling area"))
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


def own_divisions(
    officer: Officer, permission: Permission, *, on: date, below: bool = True
) -> list[tuple[str, str]]:
    """The divisions the officer holds a permission for, and those directly inside them down to the township.

    For the whole country: the provinces for which rules are on file.
    """
    prefixes = scope_prefixes(officer, permission, on=on)
    if "" in prefixes:
        prefixes = tuple(sorted({area.code[:2] for area in default_book().areas()}))
    codes = [prefix.ljust(6, "0") for prefix in prefixes]
    offered = dict(Division.objects.filter(pk__in=codes).values_list("code", "name"))
    if below:
        for code in codes:
            offered.update(
                children_of(code).filter(level__lte=Level.TOWNSHIP).values_list("code", "name")[:200]
            )
    return [(code, f"{name} {code}") for code, name in sorted(offered.items())]


def upload_areas(officer: Officer, *, on: date) -> list[tuple[str, str]]:
    """Down to the county: a file is for an area, not for a township."""
    return [
        choice for choice in own_divisions(officer, Permission.PAYMENTS_UPLOAD, on=on) if len(choice[0]) == 6
    ]


def pooling_areas(officer: Officer, permission: Permission, *, on: date) -> list[tuple[str, str]]:
    """The pooling areas of the officer's divisions."""
    codes = {default_book().pooling_area(code) for code, _name in own_divisions(officer, permission, on=on)}
    known = {code for code in codes if code}
    return [
        (code, f"{name} {code}")
        for code, name in Division.objects.filter(pk__in=known).order_by("pk").values_list("pk", "name")
    ]


def areas_with_policy() -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(area.code, f"{area.name.in_language(language)} {area.code}") for area in default_book().areas()]


FIRST_YEAR = 2018  # the earliest coverage year that any notice prices


def years_around(on: date) -> list[int]:
    """The coverage years that can matter, the usual one first: from September on, the next."""
    usual = on.year + 1 if on.month >= 9 else on.year
    return [usual, *(year for year in range(on.year + 1, FIRST_YEAR - 1, -1) if year != usual)]
