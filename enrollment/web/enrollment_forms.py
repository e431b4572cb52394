"""Which fields do enrollments, facts that free from waiting, and uploaded lists ask for?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.rules.tiers import tier_label
from enrollment.web.registry_forms import ReasonForm
from policy.terms import Basis, ExemptionReason, Group
from staff.refusals import spoken
from staff.web.fields import BLANK, DateInput, DivisionField, TableField, set_choices, term_choices
from staff.web.places import PlaceChoiceField


class EnrollForm(forms.Form):
    coverage_year = forms.TypedChoiceField(label=gettext_lazy("Coverage year"), coerce=int)
    division_code = DivisionField(label=gettext_lazy("Village or community that enrolls"))
    basis = forms.ChoiceField(label=gettext_lazy("Ground"))
    group = forms.ChoiceField(
        label=gettext_lazy("Group"), required=False, help_text=gettext_lazy("Empty: by age and school.")
    )
    school = forms.CharField(label=gettext_lazy("School"), max_length=100, required=False)
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"),
        required=False,
        help_text=gettext_lazy("Where the area has several amounts to choose."),
    )

    def __init__(self, *args: Any, years: list[int], tiers: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "coverage_year", [(year, str(year)) for year in years])
        set_choices(self, "basis", term_choices(Basis))
        set_choices(self, "group", BLANK + term_choices(Group))
        set_choices(self, "tier", BLANK + [(tier, spoken(tier_label(tier))) for tier in tiers])
        if not tiers:
            del self.fields["tier"]


class TransferForm(ReasonForm):
    to_division = DivisionField(label=gettext_lazy("Village or community to enroll in instead"))
    basis = forms.ChoiceField(label=gettext_lazy("Ground"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "basis", term_choices(Basis))


class ExemptionForm(forms.Form):
    coverage_year = forms.TypedChoiceField(label=gettext_lazy("Coverage year"), coerce=int)
    reason = forms.ChoiceField(label=gettext_lazy("Fact"))
    fact_on = forms.DateField(
        label=gettext_lazy("Day of the fact"), required=False, widget=DateInput(),
        help_text=gettext_lazy("Employee scheme: last covered day. Newly added poor: day added to the list."),
    )  # fmt: skip
    event = forms.ChoiceField(
        label=gettext_lazy("Event"), required=False, help_text=gettext_lazy("Of a special group only.")
    )
    document_number = forms.CharField(label=gettext_lazy("Certifying document"), max_length=100)

    def __init__(
        self, *args: Any, years: list[int], events: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        recorded: tuple[ExemptionReason, ...] = (
            ExemptionReason.HARDSHIP,
            ExemptionReason.EMPLOYEE_SCHEME,
            ExemptionReason.NEWLY_ADDED_POOR,
        )
        if events:
            recorded = (*recorded, ExemptionReason.SPECIAL)
        else:
            del self.fields["event"]
        set_choices(self, "coverage_year", [(year, str(year)) for year in years])
        set_choices(self, "reason", term_choices(recorded))
        if events:
            set_choices(self, "event", BLANK + list(events))


class UploadListForm(forms.Form):
    file = TableField("HH-1", label=gettext_lazy("Household list"))
    area = PlaceChoiceField(label=gettext_lazy("Division whose list this is"))
    coverage_year = forms.TypedChoiceField(
        label=gettext_lazy("Enroll for"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)
        set_choices(
            self, "coverage_year", [("", _("Nobody: register only")), *[(year, str(year)) for year in years]]
        )
        self.fields["coverage_year"].initial = years[0] if years else ""
