"""Whose care outside the pooling area is filed, of which kind, where to, from when until when, and who decided it when?"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from claims.models.register_lists import RegisterList
from claims.rules.filing_states import FILING, LIVE, FilingState
from enrollment.models import Person
from policy.care import FilingKind
from policy.terms import Text

_SUBMITTED = FilingState.SUBMITTED.value
_UNDECIDED = (_SUBMITTED, FilingState.WITHDRAWN.value)


class Filing(models.Model):
    """One filing (异地就医备案) over [from_on, until_on) for places inside `destination`, a province, city or county.

    `area` is the pooling area that insures, `division_code` where the person was enrolled when it was submitted: it decides
    who may see it. `submitted_through`: code of the provider that sent it; "": the person came to the counter.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="filings")
    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    kind = models.CharField(max_length=12, db_collation="C")  # a `FilingKind`
    destination = models.CharField(max_length=12, db_collation="C")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # not included; null: until further notice
    proof = models.CharField(max_length=200)  # what was handed in
    state = models.CharField(max_length=12, default=FILING.start.value, db_collation="C")
    source = models.CharField(max_length=30, db_collation="C")  # "desk", "api"
    submitted_through = models.CharField(max_length=20, blank=True, db_collation="C")
    submitted_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    submitted_at = models.DateTimeField()
    document_number = models.CharField(max_length=100, blank=True)  # of the decision
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)  # of a refusal, an end, an undoing
    closed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)  # withdrawn, ended or undone

    moves = FILING

    class Meta:
        verbose_name = _("filing of care elsewhere")
        constraints = [
            models.CheckConstraint(
                name="filing_state_known", condition=Q(state__in=[state.value for state in FilingState])
            ),
            models.CheckConstraint(
                name="filing_kind_known", condition=Q(kind__in=[kind.value for kind in FilingKind])
            ),
            models.CheckConstraint(
                name="filing_span_not_reversed", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="filing_not_decided_by_submitter",
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="filing_decision_is_whole",
                condition=Q(state__in=_UNDECIDED, decided_by=None, decided_at=None)
                | (~Q(state__in=_UNDECIDED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="filing_turned_down_with_reason",
                condition=Q(state__in=(_SUBMITTED, FilingState.FILED.value)) | ~Q(because=""),
            ),
            models.CheckConstraint(
                name="filing_names_place_and_proof", condition=~Q(destination="") & ~Q(proof="")
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state=_SUBMITTED), name="one_open_filing_per_kind"
            ),
            ExclusionConstraint(
                name="filings_never_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=LIVE),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-submitted_at"], name="filing_by_place"),
            models.Index(
                fields=["division_code", "submitted_at"], condition=Q(state=_SUBMITTED), name="filing_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"

    @property
    def state_label(self) -> Text:
        return FilingState(self.state).label

    @property
    def kind_label(self) -> Text:
        return FilingKind(self.kind).label


class FilingList(RegisterList):
    """A list of filings that an area decided before (layout FL-1)."""

    class Meta(RegisterList.Meta):
        verbose_name = _("list of filings")
