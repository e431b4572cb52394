"""Which fields do the pages about people, households and enrollments ask for, and what is checked at once?"""

from datetime import date
from functools import partial
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.operations.households import MemberFacts
from enrollment.operations.people import PersonFacts
from enrollment.rules import documents, names
from enrollment.rules.relationships import Relationship
from policy.terms import Sex
from staff.web.fields import BLANK, DateInput, DivisionField, said, set_choices, term_choices


class FindByNumberForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Document number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Resident ID, birth certificate or any other number; a former number finds the person too."
        ),
    )

    def clean_number(self) -> str:
        return documents.normal_form(self.cleaned_data["number"])


class FindForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name or pinyin initials"), max_length=60, required=False)
    household = forms.CharField(label=gettext_lazy("Household number"), max_length=40, required=False)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if name and (len(names.name_key(name)) < 1 or (name.isascii() and len(name) < 2)):
            raise forms.ValidationError(_("Enter at least two letters, or one character of the name."))
        return name


class PersonForm(forms.Form):
    """Who somebody is. Sex and birth date may be left to a resident ID; what is given is held against it."""

    document_kind = forms.ChoiceField(
        label=gettext_lazy("Document"),
        choices=partial(term_choices, documents.Kind),
        initial=documents.Kind.RESIDENT_ID.value,
    )
    document_number = forms.CharField(
        label=gettext_lazy("Document number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"class": "rare"})
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=lambda: [*BLANK, *term_choices(Sex)],
        required=False,
        help_text=gettext_lazy("Empty: as the ID number says."),
    )
    born_on = forms.DateField(
        label=gettext_lazy("Birth date"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("Empty: as the ID number says."),
    )
    hukou_division = DivisionField(label=gettext_lazy("Place of hukou"), required=False, villages_only=False)
    residence_permit = forms.CharField(
        label=gettext_lazy("Residence permit number"), max_length=30, required=False
    )
    permit_last_day = forms.DateField(
        label=gettext_lazy("Residence permit valid until (included)"), required=False, widget=DateInput()
    )
    school = forms.CharField(label=gettext_lazy("School"), max_length=100, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    one_card_account = forms.CharField(label=gettext_lazy("One-Card account"), max_length=30, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "document_number" in data and "document_kind" in data:
            found = documents.faults(
                data["document_kind"], data["document_number"], born_on=data.get("born_on"), sex=data.get("sex") or None,
                today=self.today,
            )  # fmt: skip
            for fault in found:
                field = {"birth_date_contradicts": "born_on", "sex_contradicts": "sex"}.get(
                    fault.code, "document_number"
                )
                self.add_error(field, said(fault))
            if data["document_kind"] != documents.Kind.RESIDENT_ID:
                for field in ("born_on", "sex"):
                    if not data.get(field) and field not in self.errors:
                        self.add_error(
                            field, _("This document does not state it: enter it from the document.")
                        )
        for wrong in names.display_faults(data["name"]) if "name" in data else ():
            self.add_error("name", said(wrong))
        return data

    def facts(self, division_code: str) -> PersonFacts:
        data = self.cleaned_data
        wanted = {
            field: data.get(field) or ""
            for field in ("sex", "hukou_division", "residence_permit", "school", "phone")
        }
        return PersonFacts(
            document_kind=data["document_kind"], document_number=data["document_number"], name=data["name"],
            born_on=data.get("born_on"), permit_last_day=data.get("permit_last_day"), division_code=division_code,
            one_card_account=data.get("one_card_account") or "",
            one_card_owner=data["name"] if data.get("one_card_account") else "", **wanted,
        )  # fmt: skip


class MemberForm(PersonForm):
    relationship = forms.ChoiceField(
        label=gettext_lazy("Relationship to head"), choices=lambda: [*BLANK, *term_choices(Relationship)]
    )
    field_order: Any = ("relationship", "name", "document_kind", "document_number")

    def member(self, division_code: str) -> MemberFacts:
        return MemberFacts(relationship=self.cleaned_data["relationship"], facts=self.facts(division_code))


class NewbornForm(MemberForm):
    mother_number = forms.CharField(
        label=gettext_lazy("Mother's document number"), max_length=40, required=False,
        help_text=gettext_lazy("The mother may belong to another household. Leave it empty only when she is unknown."),
    )  # fmt: skip
    field_order: Any = (
        "relationship",
        "name",
        "document_kind",
        "document_number",
        "born_on",
        "sex",
        "mother_number",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self,
            "document_kind",
            term_choices((documents.Kind.RESIDENT_ID, documents.Kind.BIRTH_CERTIFICATE)),
        )
        self.fields["document_kind"].initial = documents.Kind.BIRTH_CERTIFICATE.value
        for unused in ("residence_permit", "permit_last_day", "school", "one_card_account", "phone"):
            del self.fields[unused]
        self.fields["born_on"].help_text = self.fields["sex"].help_text = ""


class HouseholdForm(forms.Form):
    division_code = DivisionField(label=gettext_lazy("Village or community of residence"))
    number = forms.CharField(
        label=gettext_lazy("Household number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty: the next free number of the village."),
    )


class BaseMemberFormSet(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The rows of a new household; rows left empty do not count."""

    def initial_form_count(self) -> int:
        """Rows sent back may all be empty, whatever was filled in for them at first."""
        return 0 if self.is_bound else super().initial_form_count()

    def filled(self) -> list[tuple[int, MemberForm]]:
        return [(place, form) for place, form in enumerate(self.forms) if form.has_changed()]

    def clean(self) -> None:
        numbers: dict[str, int] = {}
        for place, form in self.filled():
            number = (
                documents.normal_form(form.cleaned_data.get("document_number", "")) if form.is_valid() else ""
            )
            if number and number in numbers:
                form.add_error(
                    "document_number",
                    _("The same number stands in row %(row)d.") % {"row": numbers[number] + 1},
                )
            numbers.setdefault(number, place)


MemberFormSet = formset_factory(MemberForm, formset=BaseMemberFormSet, extra=0, max_num=30)


class ReasonForm(forms.Form):
    """Any change that only needs a reason; `reason` comes last in the forms built on it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason or document"),
        max_length=200,
        help_text=gettext_lazy("For example the number of the certificate."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])


class CorrectForm(ReasonForm):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"class": "rare"})
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=partial(term_choices, Sex))
    born_on = forms.DateField(label=gettext_lazy("Birth date"), widget=DateInput())
    hukou_division = DivisionField(label=gettext_lazy("Place of hukou"), required=False, villages_only=False)
    residence_permit = forms.CharField(
        label=gettext_lazy("Residence permit number"), max_length=30, required=False
    )
    permit_last_day = forms.DateField(
        label=gettext_lazy("Residence permit valid until (included)"), required=False, widget=DateInput()
    )
    school = forms.CharField(label=gettext_lazy("School"), max_length=100, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=20, required=False)


class OneCardForm(ReasonForm):
    account = forms.CharField(
        label=gettext_lazy("One-Card account"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = forms.CharField(label=gettext_lazy("Account owner"), max_length=100, required=False)


class ResidenceForm(ReasonForm):
    division_code = DivisionField(label=gettext_lazy("New village or community"))


class ReplaceDocumentForm(ReasonForm):
    document_kind = forms.ChoiceField(
        label=gettext_lazy("New document"),
        choices=partial(term_choices, documents.Kind),
        initial=documents.Kind.RESIDENT_ID.value,
    )
    document_number = forms.CharField(
        label=gettext_lazy("New number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MemberChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """One of the people of a household."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person.name} {person.document_masked}"


class NewHeadMixin(forms.Form):
    """Asks who follows as head, when the head leaves others behind."""

    def offer_heads(self, heads: Any, *, required: bool) -> None:
        self.fields["new_head"] = MemberChoiceField(
            queryset=heads, label=_("New head of household"), required=required
        )
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])


class DeathForm(NewHeadMixin):
    died_on = forms.DateField(label=gettext_lazy("Date of death"), widget=DateInput())
    document = forms.CharField(label=gettext_lazy("Certificate or source"), max_length=100)


class MoveForm(NewHeadMixin, ReasonForm):
    household_number = forms.CharField(label=gettext_lazy("Number of the other household"), max_length=40)
    division_code = DivisionField(label=gettext_lazy("Village of the other household"))
    relationship = forms.ChoiceField(
        label=gettext_lazy("Relationship to its head"), choices=lambda: [*BLANK, *term_choices(Relationship)]
    )
    move_residence = forms.BooleanField(
        label=gettext_lazy("The person lives there now"), required=False, initial=True
    )


class ChangeHeadForm(ReasonForm):
    new_head = MemberChoiceField(queryset=None, label=gettext_lazy("New head of household"))

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MemberChoiceField, self.fields["new_head"]).queryset = members


class MergeForm(ReasonForm):
    number = forms.CharField(
        label=gettext_lazy("Document number of the other record"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
