"""Which findings about settled care wait for a person, what was decided, and which inspections and exchanges were held?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.providers import Provider
from claims.rules.care_findings import CLAUSES, FindingRule, FindingState
from claims.rules.supervision import LogKind
from enrollment.models import Person


class CareFinding(models.Model):
    """Something about care that a settlement never saw; never deleted. A reversal of one of its bills marks it.

    `key` names the cause once within its rule; `funds_fen` is what the funds paid on its bills when it was found.
    """

    rule = models.CharField(max_length=14, db_collation="C")
    key = models.CharField(max_length=120, db_collation="C")
    person = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="care_findings")
    provider = models.ForeignKey(Provider, models.RESTRICT, null=True, related_name="care_findings")
    division_code = models.CharField(max_length=12, db_collation="C")
    bills = ArrayField(models.BigIntegerField(), default=list)
    service_on = models.DateField()
    funds_fen = models.BigIntegerField()
    text_zh = models.CharField(max_length=400)
    text_en = models.CharField(max_length=400)
    found_on = models.DateField()
    fallen_on = models.DateField(null=True)  # when a bill of it was seen to stand no longer
    state = models.CharField(max_length=17, default=FindingState.OPEN.value, db_collation="C")
    because = models.CharField(max_length=300, blank=True)
    recovery_fen = models.BigIntegerField(null=True)
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("finding about care")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "key"], condition=Q(fallen_on=None), name="care_finding_stands_once"
            ),
            models.CheckConstraint(
                name="care_finding_rule_known", condition=Q(rule__in=[rule.value for rule in FindingRule])
            ),
            models.CheckConstraint(
                name="care_finding_state_known",
                condition=Q(state__in=[state.value for state in FindingState]),
            ),
            models.CheckConstraint(
                name="care_finding_decision_is_whole",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | ~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(because=""),
            ),
            models.CheckConstraint(
                name="care_finding_recovery_has_amount",
                condition=Q(state="recovery_proposed", recovery_fen__gt=0)
                | ~Q(state="recovery_proposed") & Q(recovery_fen=None),
            ),
        ]
        indexes = [models.Index(fields=["division_code", "-found_on"], name="care_finding_by_place")]

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"

    @property
    def rule_label(self) -> FindingRule:
        return FindingRule(self.rule)

    @property
    def state_label(self) -> FindingState:
        return FindingState(self.state)

    @property
    def clause(self) -> str:
        """The clause that asks to look at this."""
        return CLAUSES[self.rule_label]


class SupervisionEntry(models.Model):
    """An inspection of a provider or an insurer, or an exchange of data with another office, as it was written down."""

    kind = models.CharField(max_length=10, db_collation="C")
    area = models.CharField(max_length=6, db_collation="C")
    held_on = models.DateField()
    with_whom = models.CharField(max_length=100)  # who was inspected, or with whom data were exchanged
    outcome = models.CharField(max_length=500)
    document_number = models.CharField(max_length=100)
    recorded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_back_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    taken_back_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("entry of the log of supervision")
        constraints = [
            models.CheckConstraint(
                name="supervision_kind_known", condition=Q(kind__in=[kind.value for kind in LogKind])
            ),
            models.CheckConstraint(
                name="supervision_told_whole",
                condition=~Q(with_whom="") & ~Q(outcome="") & ~Q(document_number=""),
            ),
            models.CheckConstraint(
                name="supervision_taking_back_is_whole",
                condition=Q(taken_back_by=None, taken_back_because="")
                | Q(taken_back_by__isnull=False) & ~Q(taken_back_because=""),
            ),
            models.UniqueConstraint(
                fields=["kind", "area", "held_on", "with_whom", "document_number"],
                condition=Q(taken_back_by=None),
                name="supervision_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on}"

    @property
    def kind_label(self) -> LogKind:
        return LogKind(self.kind)
