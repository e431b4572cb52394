"""Which documents speak of cover that this database does not know: elsewhere, in the employee scheme, or of none?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.enrollments import EnrollmentChange
from enrollment.models.people import Person
from enrollment.rules.evidence import EVIDENCE, EvidenceState, Scheme


class CoverEvidence(models.Model):
    """A document on the days [from_on, until_on): where the person was insured on them. Without an end it goes on.

    One officer enters it, another decides; rules see it once it is confirmed. `change`: the suspension or resuming of an
    enrollment that brought it. `closes`: the document that went on, whose last day this one states.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="cover_evidence")
    scheme = models.CharField(max_length=10, db_collation="C")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # not included
    document_number = models.CharField(max_length=100)
    state = models.CharField(max_length=10, default=EVIDENCE.start.value, db_collation="C")
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, blank=True)
    change = models.ForeignKey(EnrollmentChange, models.RESTRICT, null=True, related_name="evidence")
    closes = models.ForeignKey("self", models.RESTRICT, null=True, related_name="closed_by")

    moves = EVIDENCE

    class Meta:
        verbose_name = _("evidence of cover")
        constraints = [
            models.CheckConstraint(
                name="evidence_state_known", condition=Q(state__in=[one.value for one in EvidenceState])
            ),
            models.CheckConstraint(
                name="evidence_scheme_known", condition=Q(scheme__in=[one.value for one in Scheme])
            ),
            models.CheckConstraint(name="evidence_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="evidence_span_not_reversed",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
            ),
            models.CheckConstraint(
                name="no_insurance_is_said_of_ended_years",
                condition=~Q(scheme=Scheme.NOWHERE.value) | Q(until_on__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_not_decided_by_maker",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="evidence_decision_is_whole",
                condition=Q(state=EVIDENCE.start.value, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=EVIDENCE.start.value) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="evidence_turned_down_with_reason",
                condition=~Q(state__in=[EvidenceState.REJECTED.value, EvidenceState.WITHDRAWN.value])
                | ~Q(because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="evidence_of_person"),
            models.Index(
                fields=["entered_at"], condition=Q(state=EVIDENCE.start.value), name="evidence_that_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.from_on} {self.document_number}"
