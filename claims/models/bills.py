"""Which bills of care came in, of which lines do they consist, and how far is each?

A bill is written once and never changed in its facts; only its state moves (`claims.rules.bill_states`). What was paid
stands in statements, not here.
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from claims.models.providers import Provider
from claims.rules.bill_states import VOID, BillState
from claims.rules.item_classes import ItemClass
from enrollment.models import Person
from policy.care import Setting

STAYS = (Setting.INPATIENT.value, Setting.MATERNITY.value)
IN_PLACE = ~Q(state__in=[state.value for state in VOID])


class Bill(models.Model):
    """One bill of one person: total = eligible (compliant) + first-pay + non-covered; TCM is a part of the eligible cost.

    The null of a yes-no question means that it was not asked or is not known. `area` is the pooling area that insures the
    person on the day of discharge (or in the last year of the stay with an enrollment), `division_code` where the person is
    enrolled there: it decides who may see the bill.
    """

    provider = models.ForeignKey(Provider, models.RESTRICT, related_name="bills", db_index=False)
    number = models.CharField(max_length=40, db_collation="C")  # the provider's own
    invoice_number = models.CharField(max_length=40, blank=True, db_collation="C")
    person = models.ForeignKey(
        Person, models.RESTRICT, related_name="bills", db_index=False, db_constraint=False
    )  # decision 0029
    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")

    setting = models.CharField(
        max_length=12, choices=[(s.value, s.label.zh) for s in Setting], db_collation="C"
    )
    provider_tier = models.CharField(max_length=12, db_collation="C")  # on the day of discharge
    place = models.CharField(max_length=10, db_collation="C")  # of care, seen from the area
    admitted_on = models.DateField(null=True)  # of a stay
    discharged_on = models.DateField()  # or the day of the visit: its year and rules count (A32)
    diagnosis_code = models.CharField(max_length=12, db_collation="C")  # ICD-10
    diagnosis_name = models.CharField(max_length=100)
    major_disease = models.CharField(max_length=60, null=True, blank=True)  # "": none of the listed ones
    tiered_disease = models.BooleanField(null=True)
    chronic_disease = models.CharField(max_length=60, blank=True)
    two_diseases = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    is_pregnant = models.BooleanField(default=False)
    referral = models.BooleanField(null=True)  # 转诊手续 in order
    referral_document = models.CharField(max_length=60, blank=True)
    filed_out_of_area = models.BooleanField(null=True)  # 异地就医备案
    filing_document = models.CharField(max_length=60, blank=True)
    is_accident = models.BooleanField(default=False)
    third_party_liable = models.BooleanField(null=True)
    third_party_compensation = models.BooleanField(null=True)
    medical_risk = models.BooleanField(null=True)  # 因病返贫致贫风险认定 of a monitored household (A39)
    medical_risk_document = models.CharField(max_length=60, blank=True)
    facts = ArrayField(models.CharField(max_length=24), default=list, blank=True)  # named facts that hold
    facts_ruled_out = ArrayField(models.CharField(max_length=24), default=list, blank=True)  # that do not
    facts_document = models.CharField(max_length=60, blank=True)

    total_fen = models.BigIntegerField()
    eligible_fen = models.BigIntegerField()
    first_pay_fen = models.BigIntegerField(default=0)
    non_covered_fen = models.BigIntegerField(default=0)
    tcm_fen = models.BigIntegerField(default=0)
    special_subsidy_fen = models.BigIntegerField(default=0)  # received first (LX-4.9d)
    content_digest = models.CharField(max_length=64, db_collation="C")  # tells the same bill sent twice

    state = models.CharField(max_length=10, default=BillState.READY.value, db_collation="C")
    eligibility = models.CharField(max_length=16, db_collation="C")  # state on the day of service
    holds = models.JSONField(default=list)  # why it waits: [{"code", "text": {"zh", "en"}, "clause", ...}]
    source = models.CharField(max_length=30, db_collation="C")  # "desk", "api", "file:7"
    source_row = models.IntegerField(null=True)
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    withdrawn_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("bill")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "number"], condition=IN_PLACE, name="bill_number_once_per_provider"
            ),
            models.UniqueConstraint(
                fields=["invoice_number"], condition=IN_PLACE & ~Q(invoice_number=""), name="invoice_once"
            ),
            models.CheckConstraint(
                name="bill_parts_add_up",
                condition=Q(total_fen=F("eligible_fen") + F("first_pay_fen") + F("non_covered_fen")),
            ),
            models.CheckConstraint(
                name="bill_amounts_not_negative",
                condition=Q(
                    total_fen__gt=0,
                    eligible_fen__gte=0,
                    first_pay_fen__gte=0,
                    non_covered_fen__gte=0,
                    tcm_fen__gte=0,
                    tcm_fen__lte=F("eligible_fen"),
                    special_subsidy_fen__gte=0,
                    special_subsidy_fen__lte=F("total_fen"),
                ),
            ),
            models.CheckConstraint(
                name="bill_discharge_not_before_admission",
                condition=Q(admitted_on=None) | Q(discharged_on__gte=F("admitted_on")),
            ),
            models.CheckConstraint(
                name="stay_has_admission", condition=~Q(setting__in=STAYS) | Q(admitted_on__isnull=False)
            ),
            models.CheckConstraint(
                name="accident_answers_of_an_accident",
                condition=Q(is_accident=True)
                | Q(third_party_liable__isnull=True, third_party_compensation__isnull=True),
            ),
            models.CheckConstraint(
                name="medical_risk_has_document",
                condition=~Q(medical_risk=True) | ~Q(medical_risk_document=""),
            ),
            models.CheckConstraint(
                name="fact_holds_or_not", condition=~Q(facts__overlap=F("facts_ruled_out"))
            ),
            models.CheckConstraint(
                name="bill_state_known", condition=Q(state__in=[s.value for s in BillState])
            ),
            models.CheckConstraint(
                name="bill_setting_known", condition=Q(setting__in=[s.value for s in Setting])
            ),
            # Whoever lies in a hospital lies in one. The day of discharge is free again: a transfer is no overlap.
            ExclusionConstraint(
                name="stays_never_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            "admitted_on",
                            "discharged_on",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(setting__in=STAYS) & IN_PLACE,
            ),
        ]
        indexes = [
            models.Index(fields=["person", "discharged_on"], name="bill_by_person_and_day"),
            models.Index(fields=["division_code", "-discharged_on"], name="bill_by_place_and_day"),
            models.Index(fields=["provider", "discharged_on"], name="bill_by_provider_and_day"),
            models.Index(
                fields=["division_code", "state"],
                condition=Q(state__in=["held", "undecided"]),
                name="bill_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_stay(self) -> bool:
        """Whether the person lay in the hospital."""
        return self.setting in STAYS

    @property
    def first_day(self) -> date:
        """The first day on which cover counts: of admission, or of the visit; the last one is `discharged_on`."""
        return self.admitted_on or self.discharged_on

    @property
    def years(self) -> range:
        """Every year that the days of service touch, that of discharge last."""
        return range(self.first_day.year, self.discharged_on.year + 1)


class BillLine(models.Model):
    """One line of a bill; the lines of a bill add up to its amounts, each column by itself."""

    bill = models.ForeignKey(
        Bill, models.RESTRICT, related_name="lines", db_index=False, db_constraint=False
    )  # decision 0029
    number = models.IntegerField()
    item_class = models.CharField(max_length=5, db_collation="C")  # an `ItemClass`
    item_code = models.CharField(max_length=40, blank=True, db_collation="C")
    item_name = models.CharField(max_length=100, blank=True)
    total_fen = models.BigIntegerField()
    eligible_fen = models.BigIntegerField()
    first_pay_fen = models.BigIntegerField(default=0)
    non_covered_fen = models.BigIntegerField(default=0)
    tcm_fen = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("bill line")
        constraints = [
            models.UniqueConstraint(fields=["bill", "number"], name="bill_line_once"),
            models.CheckConstraint(
                name="bill_line_parts_add_up",
                condition=Q(total_fen=F("eligible_fen") + F("first_pay_fen") + F("non_covered_fen")),
            ),
            models.CheckConstraint(
                name="bill_line_not_negative",
                condition=Q(
                    eligible_fen__gte=0,
                    first_pay_fen__gte=0,
                    non_covered_fen__gte=0,
                    tcm_fen__gte=0,
                    tcm_fen__lte=F("eligible_fen"),
                ),
            ),
            models.CheckConstraint(
                name="class_c_is_not_covered",
                condition=~Q(item_class="C") | Q(eligible_fen=0, first_pay_fen=0),
            ),
            models.CheckConstraint(
                name="item_class_known", condition=Q(item_class__in=[each.value for each in ItemClass])
            ),
        ]

    @property
    def item_class_label(self) -> ItemClass:
        return ItemClass(self.item_class)
