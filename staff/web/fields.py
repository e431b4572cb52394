"""Which form fields do all pages share: amounts, days, divisions, the divisions and years that an officer may choose?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from policy.book import default_book
from policy.money import InexactAmount, format_yuan, yuan_to_fen
from policy.terms import Term
from staff.access import Permission, may, scope_prefixes
from staff.models import Division, Officer
from staff.queries import children_of
from staff.refusals import spoken
from staff.rules.divisions import Level, is_division_code

ANY = [("", lazy("All"))]
READABLE = ".csv,.txt,.xlsx,.xlsb,.xls,.ods,.html,.htm,.xml"  # tables that can be sent
VILLAGES_SHOWN = 400
BLANK: list[tuple[str, Any]] = [("", "—")]
FIRST_YEAR = 2018  # the earliest coverage year that any notice prices


def readable(layout: str) -> str:
    """Which files of a layout may be sent, as pages and descriptions of the API tell it: .csv, .txt ... (TB-1)."""
    return f"{READABLE.replace(',', ', ')} ({layout})"


class TableField(forms.FileField):
    """A file of a layout; more is said behind the kinds that may be sent."""

    def __init__(self, layout: str, *, more: Any = "", **options: Any) -> None:
        told = format_lazy(
            "{kinds}{more}", kinds=readable(layout), more=format_lazy(". {}", more) if more else ""
        )
        widget = forms.FileInput(attrs={"accept": READABLE})
        super().__init__(help_text=told, widget=widget, **options)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


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


class DivisionField(forms.CharField):
    """A division by its code, or by its name when that is unmistakable in the villages offered."""

    default_error_messages = {
        "unknown": gettext_lazy(
            "There is no such division. Enter the 12-digit code, or the exact name of a village of yours."
        )
    }

    def __init__(self, *, villages_only: bool = True, **options: Any) -> None:
        super().__init__(
            max_length=60,
            widget=forms.TextInput(attrs={"list": "villages", "autocomplete": "off"}),
            **options,
        )
        self.villages_only = villages_only
        self.prefixes: tuple[str, ...] = ()

    def clean(self, value: Any) -> str:
        text: str = super().clean(value).strip()
        if not text:
            return ""
        lengths = (12,) if self.villages_only else (6, 9, 12)
        if text.isascii() and text.isdigit() and len(text) in lengths:
            if Division.objects.filter(pk=text).exists():
                return text
        elif not text.isascii():
            inside = Q()
            for prefix in self.prefixes:
                inside |= Q(code__startswith=prefix)
            found = list(Division.objects.filter(inside, name=text, level=5).values_list("pk", flat=True)[:2])
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(self.error_messages["unknown"], code="unknown")


def term_choices(terms: Iterable[Term]) -> list[tuple[str, str]]:
    """Codes with their labels in the language of the page."""
    return [(term.value, spoken(term.label)) for term in terms]


def set_choices(form: forms.Form, name: str, choices: Any) -> None:
    """Offer other choices than the class of the form does."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def offer_places(form: forms.Form, name: str, prefixes: tuple[str, ...]) -> None:
    """Let a division field also take the name of a village in these places."""
    cast(DivisionField, form.fields[name]).prefixes = prefixes


def villages_of(prefixes: tuple[str, ...]) -> list[tuple[str, str]]:
    """The villages an officer works in, when they are few enough to be offered."""
    if not prefixes or "" in prefixes:
        return []
    inside = Q()
    for prefix in prefixes:
        inside |= Q(code__startswith=prefix)
    found = list(
        Division.objects.filter(inside, level=5)
        .order_by("code")
        .values_list("code", "name")[: VILLAGES_SHOWN + 1]
    )
    return found if len(found) <= VILLAGES_SHOWN else []


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
    own = _working_place(officer, permission, offered, on=on)
    return own + [(code, f"{name} {code}") for code, name in sorted(offered.items())]


def _working_place(
    officer: Officer, permission: Permission, offered: dict[str, str], *, on: date
) -> list[tuple[str, str]]:
    """The place that the officer works in, taken out of those offered to stand before them; none where it may not be."""
    code = officer.working_place
    if not code or not may(officer, permission, code, on=on):
        return []
    name = offered.pop(code, "") or Division.objects.filter(pk=code).values_list("name", flat=True).first()
    return [(code, f"{name} {code}")] if name else []


def pooling_areas(officer: Officer, permission: Permission, *, on: date) -> list[tuple[str, str]]:
    """The pooling areas of the officer's divisions."""
    codes = {default_book().pooling_area(code) for code, _name in own_divisions(officer, permission, on=on)}
    known = {code for code in codes if code}
    first = default_book().pooling_area(officer.working_place) if officer.working_place else None
    found = Division.objects.filter(pk__in=known).order_by("pk").values_list("pk", "name")
    return [
        (code, f"{name} {code}") for code, name in sorted(found, key=lambda row: (row[0] != first, row[0]))
    ]


def areas_with_policy() -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(area.code, f"{area.name.in_language(language)} {area.code}") for area in default_book().areas()]


def working_years(officer: Officer, on: date) -> list[int]:
    """The same, the year that the officer works in before them."""
    years = years_around(on)
    return sorted(years, key=lambda year: year != officer.working_year) if officer.working_year else years


def years_around(on: date) -> list[int]:
    """The coverage years that can matter, the usual one first: from September on, the next."""
    usual = on.year + 1 if on.month >= 9 else on.year
    return [usual, *(year for year in range(on.year + 1, FIRST_YEAR - 1, -1) if year != usual)]


def said(fault: Any) -> str:
    """What is wrong and what to do, in the language of the page."""
    return f"{spoken(fault.text)} {spoken(fault.remedy)}"
