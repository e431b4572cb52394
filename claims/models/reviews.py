"""What did two officers decide about a bill that could not settle by itself?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.bills import Bill
from claims.rules.review_states import PlanState, ReviewAnswer, ReviewState


class BillReview(models.Model):
    """One officer proposes, another agrees or sends it back; amounts by tier for what no document decides."""

    bill = models.ForeignKey(Bill, models.RESTRICT, related_name="reviews")
    answer = models.CharField(max_length=8)  # a `ReviewAnswer`
    state = models.CharField(max_length=8, default=ReviewState.PROPOSED.value)
    amounts = models.JSONField(default=dict)  # {"critical_illness": 60000}: fen that a tier pays
    holds = models.JSONField(
        null=True
    )  # why the bill waited: what is let through; null: not kept then, everything
    document_number = models.CharField(max_length=100)
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    proposed_on = models.DateField()
    checked_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    checked_on = models.DateField(null=True, blank=True)
    rejected_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("bill review")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="proposed"), name="one_open_review_per_bill"
            ),
            models.CheckConstraint(
                name="review_not_checked_by_maker",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="review_check_is_whole",
                condition=Q(state="proposed", checked_by=None, checked_on=None, rejected_because="")
                | Q(state="approved", checked_by__isnull=False, checked_on__isnull=False, rejected_because="")
                | (
                    Q(state="rejected", checked_by__isnull=False, checked_on__isnull=False)
                    & ~Q(rejected_because="")
                ),
            ),
            models.CheckConstraint(name="review_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(name="review_has_reason", condition=~Q(reason="")),
        ]

    @property
    def state_label(self) -> ReviewState:
        return ReviewState(self.state)

    @property
    def answer_label(self) -> ReviewAnswer:
        return ReviewAnswer(self.answer)


class ResettlementPlan(models.Model):
    """Which settled bills of a person's year come out differently now; shown first, then posted by a second officer."""

    person = models.ForeignKey("enrollment.Person", models.RESTRICT, related_name="resettlement_plans")
    year = models.SmallIntegerField()
    division_code = models.CharField(max_length=12, db_collation="C")
    reason = models.CharField(max_length=12)  # a `PlanReason`
    bill = models.ForeignKey(
        Bill, models.RESTRICT, null=True, blank=True, related_name="plans"
    )  # the late or reversed one
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=PlanState.PROPOSED.value)
    difference_fen = models.BigIntegerField()  # what the funds pay more (or less) in all
    proposed_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    proposed_on = models.DateField()
    checked_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    checked_on = models.DateField(null=True, blank=True)
    rejected_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("re-settlement plan")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=Q(state="proposed"),
                name="one_open_plan_per_benefit_year",
            ),
            models.CheckConstraint(
                name="plan_not_posted_by_maker",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="plan_check_is_whole",
                condition=Q(state__in=["proposed", "superseded"], checked_by=None, checked_on=None)
                | Q(state__in=["posted", "rejected"], checked_by__isnull=False, checked_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["division_code", "proposed_on"], condition=Q(state="proposed"), name="plan_waiting"
            )
        ]


class PlanLine(models.Model):
    """One bill of a plan: what each payer bears by the posted statement, and what would be borne now.

    `why`: the posted bill could not be posted today, and for which reasons (in the form of `Bill.holds`). It keeps its amounts
    unless somebody takes it back; whoever posts the plan says in `kept_because` why it is kept.
    """

    plan = models.ForeignKey(ResettlementPlan, models.CASCADE, related_name="lines")
    bill = models.ForeignKey(Bill, models.RESTRICT, related_name="+", db_index=False)
    number = models.SmallIntegerField()  # in the order of service
    before = models.JSONField(null=True)  # payer column -> fen; null: not settled before
    after = models.JSONField(null=True)  # null: taken back
    why = models.JSONField(default=list)
    kept_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "bill"], name="plan_line_once")]
