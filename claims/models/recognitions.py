"""Which diseases are recognised for whom, from when until when, at which chosen providers, and who decided it?"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from claims.models.register_lists import RegisterList
from claims.rules.recognition_states import COUNTING, RECOGNITION, RecognitionState
from claims.rules.recognitions import SETTINGS
from enrollment.models import Person
from policy.care import Setting
from policy.terms import Text

_APPLIED, _REFUSED = RecognitionState.APPLIED.value, RecognitionState.REFUSED.value
_UNDECIDED = (_APPLIED, RecognitionState.WITHDRAWN.value)


class Recognition(models.Model):
    """One disease (门诊慢特病 or one of 两病) recognised over [from_on, until_on); figures are entered under the name `disease`.

    `area` is the pooling area, `division_code` where the person was enrolled when it was applied for: who may see it.
    `applied_through`: code of the provider that sent the application; "": the person came to the counter.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="recognitions")
    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    setting = models.CharField(max_length=12, db_collation="C")  # a `Setting`: chronic or two_diseases
    disease_code = models.CharField(
        max_length=12, blank=True, db_collation="C"
    )  # "": the national table has none
    disease = models.CharField(max_length=60)
    table_version = models.CharField(max_length=12, db_collation="C")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # not included; null: until further notice
    review_on = models.DateField(null=True, blank=True)  # on which it is to be looked at again
    providers = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # codes; empty: any
    proof = models.CharField(max_length=200)  # what was handed in
    renews = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="renewed_by")
    state = models.CharField(max_length=12, default=RECOGNITION.start.value, db_collation="C")
    source = models.CharField(max_length=30, db_collation="C")  # "desk", "api", "file:7"
    applied_through = models.CharField(max_length=20, blank=True, db_collation="C")
    applied_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    applied_at = models.DateTimeField()
    document_number = models.CharField(max_length=100, blank=True)  # of the decision
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)  # of a refusal, an end, an undoing
    closed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)  # withdrawn, ended or undone

    moves = RECOGNITION

    class Meta:
        verbose_name = _("recognition of a disease")
        constraints = [
            models.CheckConstraint(
                name="recognition_state_known",
                condition=Q(state__in=[state.value for state in RecognitionState]),
            ),
            models.CheckConstraint(
                name="recognition_setting_known",
                condition=Q(setting__in=[setting.value for setting in SETTINGS]),
            ),
            models.CheckConstraint(
                name="recognition_span_not_reversed",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="recognition_not_decided_by_applicant",
                condition=Q(decided_by=None) | ~Q(decided_by=F("applied_by")),
            ),
            models.CheckConstraint(
                name="recognition_decision_is_whole",
                condition=Q(state__in=_UNDECIDED, decided_by=None, decided_at=None)
                | (~Q(state__in=_UNDECIDED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="recognition_has_document",
                condition=Q(state__in=(*_UNDECIDED, _REFUSED)) | ~Q(document_number=""),
            ),
            models.CheckConstraint(
                name="recognition_turned_down_with_reason",
                condition=Q(state__in=(_APPLIED, RecognitionState.RECOGNIZED.value)) | ~Q(because=""),
            ),
            models.CheckConstraint(
                name="recognition_names_disease_and_proof", condition=~Q(disease="") & ~Q(proof="")
            ),
            models.UniqueConstraint(
                fields=["person", "setting", "disease"],
                condition=Q(state=_APPLIED),
                name="one_open_application_per_disease",
            ),
            ExclusionConstraint(
                name="recognitions_never_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("setting", RangeOperators.EQUAL),
                    ("disease", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=COUNTING),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-applied_at"], name="recognition_by_place"),
            models.Index(
                fields=["division_code", "applied_at"],
                condition=Q(state=_APPLIED),
                name="recognition_waiting",
            ),
            models.Index(
                fields=["division_code", "review_on"],
                condition=Q(state=RecognitionState.RECOGNIZED.value, review_on__isnull=False),
                name="recognition_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disease} {self.from_on}"

    @property
    def state_label(self) -> Text:
        return RecognitionState(self.state).label

    @property
    def setting_label(self) -> Text:
        return Setting(self.setting).label


class RecognitionList(RegisterList):
    """A list of recognitions that an area decided before (layout RG-1)."""

    class Meta(RegisterList.Meta):
        verbose_name = _("list of recognitions")
