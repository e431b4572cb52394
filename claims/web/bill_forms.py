"""Which fields do the pages about bills and providers ask for, and what is checked at once?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from claims.queries import diagnoses
from claims.queries.tiers import every_tier, tiers_in
from claims.rules.bill_entry import BillEntry, LineEntry
from claims.rules.bill_states import BillState
from claims.rules.diagnoses import tidy_code
from claims.rules.item_classes import ItemClass
from policy.care import Setting, TwoDisease
from policy.terms import Text
from staff.refusals import spoken
from staff.web.fields import DateInput, DivisionCodeField, YuanField, set_choices, term_choices

ANY: list[tuple[str, Any]] = [("", _("All"))]
UNKNOWN: list[tuple[str, Any]] = [("", _("not asked")), ("yes", _("yes")), ("no", _("no"))]
LINES_AT_FIRST, LINES_MAX = 5, 200


def yes_no(label: Any, **options: Any) -> forms.TypedChoiceField:
    """A question that may also be left open."""
    return forms.TypedChoiceField(
        label=label, required=False, choices=UNKNOWN, empty_value=None, coerce=lambda text: text == "yes", **options
    )  # fmt: skip


class BillForm(forms.Form):
    """The head of a bill."""

    document_number = forms.CharField(
        label=_("Document number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    provider_code = forms.CharField(
        label=_("Provider's code"),
        max_length=20,
        widget=forms.TextInput(attrs={"list": "providers", "autocomplete": "off", "class": "code"}),
    )
    number = forms.CharField(label=_("Bill number"), max_length=40)
    invoice_number = forms.CharField(label=_("Invoice number"), max_length=40, required=False)
    setting = forms.ChoiceField(label=_("Setting"))
    admitted_on = forms.DateField(label=_("Admitted on"), required=False, widget=DateInput())
    discharged_on = forms.DateField(label=_("Discharged on, or day of the visit"), widget=DateInput())
    diagnosis_code = forms.CharField(
        label=_("Diagnosis code (ICD-10)"),
        max_length=20,
        widget=forms.TextInput(attrs={"list": "diagnoses", "autocomplete": "off", "class": "code"}),
    )
    diagnosis_name = forms.CharField(
        label=_("Diagnosis"), max_length=100, required=False, help_text=_("May stay blank for a code of the list.")
    )  # fmt: skip
    bill_total = YuanField(label=_("Total of the bill in yuan"))
    special_subsidy = YuanField(
        label=_("Special subsidies received first, in yuan"), required=False,
        help_text=_("They come off before insurance pays."),
    )  # fmt: skip
    referral = yes_no(_("Referral in order?"))
    referral_document = forms.CharField(label=_("Referral number"), max_length=60, required=False)
    filed_out_of_area = yes_no(_("Out-of-area care registered before?"))
    filing_document = forms.CharField(label=_("Registration number"), max_length=60, required=False)
    is_accident = forms.BooleanField(label=_("Accidental injury"), required=False)
    third_party_liable = yes_no(_("Is a third party liable?"))
    third_party_compensation = yes_no(_("Did a third party compensate?"))
    is_pregnant = forms.BooleanField(label=_("Pregnant or lying in"), required=False)
    tiered_disease = forms.BooleanField(label=_("Disease of the tiered-referral list"), required=False)
    major_disease = forms.CharField(
        label=_("Major disease (one of the 50)"), max_length=60, required=False,
        help_text=_("Its name when the stay is billed under the scheme of major diseases."),
    )  # fmt: skip
    chronic_disease = forms.CharField(label=_("Recognised chronic disease"), max_length=60, required=False)
    medical_risk = yes_no(
        _("Recorded finding of medical risk?"),
        help_text=_(
            "Asked for a monitored household: the certifying body's finding that illness may make it poor."
        ),
    )
    medical_risk_document = forms.CharField(label=_("Document of the finding"), max_length=60, required=False)
    two_diseases = forms.MultipleChoiceField(
        label=_("Of the two diseases"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    facts_document = forms.CharField(
        label=_("Document of these facts"), max_length=60, required=False,
        help_text=_("A contract, a certificate or a report, where there is one."),
    )  # fmt: skip

    def __init__(self, *args: Any, facts: Mapping[str, Text], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fact_codes = {f"fact_{code}": code for code in facts}
        for name, code in self.fact_codes.items():
            self.fields[name] = yes_no(spoken(facts[code]))
        set_choices(self, "setting", term_choices(Setting))
        set_choices(self, "two_diseases", term_choices(TwoDisease))

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The questions about named facts of the officer's areas."""
        return [self[name] for name in self.fact_codes]

    def _facts(self, answer: bool) -> tuple[str, ...]:
        codes = [code for name, code in self.fact_codes.items() if self.cleaned_data[name] is answer]
        return tuple(sorted(codes))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        code = tidy_code(data.get("diagnosis_code", ""))
        data["diagnosis_code"] = code
        if not data.get("diagnosis_name") and (known := diagnoses.name_of(code)):
            data["diagnosis_name"] = spoken(known)
        return data

    def entry(self, lines: tuple[LineEntry, ...]) -> BillEntry:
        """The bill as it was written."""
        data = self.cleaned_data
        setting = Setting(data["setting"])
        return BillEntry(
            provider_code=data["provider_code"].strip().upper(),
            number=data["number"].strip(),
            invoice_number=data["invoice_number"].strip(),
            setting=setting,
            admitted_on=data["admitted_on"],
            discharged_on=data["discharged_on"],
            diagnosis_code=data["diagnosis_code"],
            diagnosis_name=data["diagnosis_name"].strip(),
            total_fen=data["bill_total"] or 0,
            lines=lines,
            special_subsidy_fen=data["special_subsidy"] or 0,
            two_diseases=tuple(data["two_diseases"]),
            facts=self._facts(True),
            facts_ruled_out=self._facts(False),
            facts_document=data["facts_document"].strip(),
            **{
                name: data[name]
                for name in (
                    "referral", "referral_document", "filed_out_of_area", "filing_document", "is_accident",
                    "third_party_liable", "third_party_compensation", "is_pregnant", "tiered_disease", "major_disease",
                    "chronic_disease", "medical_risk", "medical_risk_document",
                )
            },
        )  # fmt: skip


class LineForm(forms.Form):
    """One line of a bill; its total is what its parts add up to unless it is written as well."""

    item_class = forms.ChoiceField(label=_("Class"), required=False)
    item_code = forms.CharField(label=_("Item code"), max_length=40, required=False)
    item_name = forms.CharField(label=_("Item"), max_length=100, required=False)
    total_fen = YuanField(label=_("Total"), required=False)
    eligible_fen = YuanField(label=_("Eligible"), required=False)
    first_pay_fen = YuanField(label=_("First-pay"), required=False)
    non_covered_fen = YuanField(label=_("Own"), required=False)
    tcm_fen = YuanField(label=_("of it TCM"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "item_class", [("", "—"), *term_choices(ItemClass)])

    @property
    def is_filled(self) -> bool:
        return any(
            self.cleaned_data.get(name) not in (None, "")
            for name in ("item_name", "item_code", "total_fen", "eligible_fen", "first_pay_fen", "non_covered_fen")
        )  # fmt: skip

    def entry(self) -> LineEntry:
        data = self.cleaned_data
        parts = {
            name: data[name] or 0 for name in ("eligible_fen", "first_pay_fen", "non_covered_fen", "tcm_fen")
        }
        total = data["total_fen"]
        if total is None:
            total = parts["eligible_fen"] + parts["first_pay_fen"] + parts["non_covered_fen"]
        return LineEntry(
            item_class=data["item_class"] or ItemClass.WHOLE.value, item_code=data["item_code"].strip(),
            item_name=data["item_name"].strip(), total_fen=total, **parts,
        )  # fmt: skip


def line_formset(data: Any = None, *, rows: int = LINES_AT_FIRST) -> "BaseFormSet[LineForm]":
    """The lines of a bill as rows of a table."""
    made = formset_factory(LineForm, extra=rows, max_num=LINES_MAX, absolute_max=LINES_MAX)
    return made(data, prefix="line")


class BillFilterForm(forms.Form):
    """Which bills of the list."""

    state = forms.ChoiceField(label=_("State"), required=False)
    setting = forms.ChoiceField(label=_("Setting"), required=False)
    provider = forms.CharField(label=_("Provider's code"), max_length=20, required=False)
    number = forms.CharField(label=_("Bill number"), max_length=40, required=False)
    since = forms.DateField(label=_("Discharged from"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Discharged to"), required=False, widget=DateInput())
    inside = DivisionCodeField(label=_("Division"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "state", [*ANY, *term_choices(BillState)])
        set_choices(self, "setting", [*ANY, *term_choices(Setting)])


def _named(levels: Mapping[str, Text]) -> list[tuple[str, str]]:
    return [(code, spoken(label)) for code, label in levels.items()]


class ProviderFilterForm(forms.Form):
    """Which providers of the list."""

    text = forms.CharField(label=_("Name or code"), max_length=60, required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    inside = DivisionCodeField(label=_("Division"), required=False)
    day = forms.DateField(label=_("Designated on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "tier", [*ANY, *_named(every_tier())])


class DesignationForm(forms.Form):
    """A designation: tier, span, document."""

    tier = forms.ChoiceField(label=_("Tier"))
    from_on = forms.DateField(label=_("First day"), widget=DateInput())
    until_on = forms.DateField(
        label=_("Ends before"),
        required=False,
        widget=DateInput(),
        help_text=_("Blank: until further notice."),
    )
    document_number = forms.CharField(label=_("Designation document"), max_length=100)

    def __init__(self, *args: Any, levels: Mapping[str, Text], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "tier", _named(levels))


class ProviderForm(DesignationForm):
    """A new provider with its first designation."""

    code = forms.CharField(label=_("Provider's code"), max_length=20)
    name = forms.CharField(label=_("Name of the provider"), max_length=100)
    division_code = DivisionCodeField(label=_("Where it stands (division)"))
    kept_by = forms.ChoiceField(label=_("Kept by"))
    field_order = ("code", "name", "division_code", "kept_by")

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        levels = tiers_in(code for code, _ in areas)
        super().__init__(*args, levels=levels, **options)
        set_choices(self, "kept_by", areas)


class EndForm(forms.Form):
    """The end of a designation."""

    until_on = forms.DateField(label=_("Ends before"), widget=DateInput())
    because = forms.CharField(label=_("Reason or document"), max_length=200)
