"""Who is granted which premium subsidy for which coverage year, decided in which run, and how far is it?

A run decides each distinct case once (`SubsidyDecision`) and applies it to everybody in that case (`Grant`). Grants are
only ever added; a correction is a new grant after the old one ended.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.subsidies.rules.grant_states import LIVE, RUN, GrantState, RunMove, RunState
from enrollment.models import Due, Person
from intake.models.jobs import LeasedJob
from policy.book import default_book
from policy.terms import Flow, Mode, SubsidyPayer, Text

LIVE_STATES = [state.value for state in LIVE]


class SubsidyRun(LeasedJob):
    """A batch of premium subsidies of a place for a year: proposed, reviewed and frozen, approved, paid.

    The inputs are those of `inputs_on`; `frozen_digest` is taken over every grant when the run is frozen, and the approver
    approves exactly that. `summary` holds the totals by township and category as they were frozen.
    """

    moves = RUN
    fails = RunMove.FAIL

    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.label.zh) for s in RunState], default=RunState.PROPOSED.value
    )
    inputs_on = models.DateField()
    policy_digest = models.CharField(max_length=64, db_collation="C")
    people = models.IntegerField(default=0)  # of the grants that count, once frozen
    amount_fen = models.BigIntegerField(default=0)
    frozen_digest = models.CharField(max_length=64, blank=True, db_collation="C")
    paid_to = models.BigIntegerField(default=0)  # the last grant that was dealt with while paying
    pay_on = models.DateField(null=True, blank=True)

    proposed_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    proposed_at = models.DateTimeField()
    frozen_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    cancelled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("subsidy run")
        constraints = [
            models.CheckConstraint(
                name="subsidy_run_state_known", condition=Q(state__in=[state.value for state in RunState])
            ),
            models.CheckConstraint(
                name="subsidy_run_not_approved_by_maker",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("proposed_by")) & (Q(frozen_by=None) | ~Q(approved_by=F("frozen_by")))),
            ),
            models.CheckConstraint(
                name="subsidy_run_approved_when_frozen",
                condition=Q(approved_by=None, approved_at=None)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(frozen_digest="")),
            ),
            models.CheckConstraint(
                name="subsidy_run_paid_after_approval",
                condition=~Q(state__in=["approved", "paying", "part_paid", "paid"])
                | Q(approved_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["division_code", "-proposed_at"], name="subsidy_run_by_place")]

    def __str__(self) -> str:
        return f"{self.division_code} {self.coverage_year} #{self.pk}"

    @property
    def state_label(self) -> RunState:
        return RunState(self.state)


class SubsidyDecision(models.Model):
    """What the rules answered for one distinct case of a run: these categories, this due, added on this day."""

    run = models.ForeignKey(SubsidyRun, models.RESTRICT, related_name="decisions")
    key = models.CharField(max_length=1000, db_collation="C")
    categories = ArrayField(models.CharField(max_length=32))
    due_fen = models.BigIntegerField(null=True)
    added_on = models.DateField(null=True)
    basis = models.CharField(max_length=32, blank=True, db_collation="C")
    mode = models.CharField(max_length=8, blank=True, choices=[(m.value, m.label.zh) for m in Mode])
    flow = models.CharField(max_length=12, blank=True, choices=[(f.value, f.label.zh) for f in Flow])
    amount_fen = models.BigIntegerField(null=True)
    clause = models.CharField(max_length=20, blank=True)
    booked_on = models.DateField(null=True)  # first day of the month in which the subsidy may be booked (A05)
    state = models.CharField(max_length=16, db_collation="C")  # in which its grants begin
    parts = models.JSONField(
        default=list
    )  # [{"payer", "fen", "clause"}]: what each payer gives, adding up to the amount
    steps = models.JSONField(default=list)
    missing = models.JSONField(default=list)

    class Meta:
        verbose_name = _("subsidy decision")
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="one_decision_per_case_of_a_run")]

    @property
    def part_labels(self) -> list[tuple[SubsidyPayer, int, str]]:
        """Payer, fen and clause of each part."""
        return [(SubsidyPayer(one["payer"]), one["fen"], one["clause"]) for one in self.parts]

    @property
    def category_labels(self) -> list[Text]:
        return [default_book().categories.label(code) for code in self.categories]


class Grant(models.Model):
    """The premium subsidy of one person for one coverage year (参保资助): on which due, by which decision, how far."""

    run = models.ForeignKey(SubsidyRun, models.RESTRICT, related_name="grants", db_index=False)
    decision = models.ForeignKey(SubsidyDecision, models.RESTRICT, related_name="grants")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="grants")
    due = models.ForeignKey(Due, models.RESTRICT, related_name="grants")
    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField()
    basis = models.CharField(max_length=32, db_collation="C")
    mode = models.CharField(max_length=8, blank=True, choices=[(m.value, m.label.zh) for m in Mode])
    flow = models.CharField(max_length=12, blank=True, choices=[(f.value, f.label.zh) for f in Flow])
    amount_fen = models.BigIntegerField(null=True)  # null where the documents do not state it
    due_fen = models.BigIntegerField(null=True)
    effective_on = models.DateField(null=True)  # from when it counts on the due; null: the day it is paid
    booked_on = models.DateField(null=True)
    was_paid = models.BooleanField(default=False)  # the person had paid the whole due before the proposal
    is_counted = models.BooleanField(default=False)  # part of what was frozen with the run
    state = models.CharField(
        max_length=16, db_collation="C", choices=[(s.value, s.label.zh) for s in GrantState]
    )
    state_since = models.DateTimeField()
    because = models.CharField(max_length=200, blank=True)  # code of why it is held, cancelled or not paid
    review_because = models.CharField(max_length=40, blank=True, db_collation="C")
    proposed_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+", db_index=False)
    approved_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("grant")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "coverage_year"],
                condition=Q(state__in=LIVE_STATES),
                name="one_live_grant_per_person_and_year",
            ),
            models.CheckConstraint(
                name="grant_within_due",
                condition=Q(amount_fen=None) | Q(amount_fen__gt=0, amount_fen__lte=F("due_fen")),
            ),
            models.CheckConstraint(
                name="grant_without_amount_is_not_paid",
                condition=Q(amount_fen__isnull=False) | ~Q(state__in=LIVE_STATES),
            ),
            models.CheckConstraint(
                name="grant_not_approved_by_maker",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="grant_paid_when_approved",
                condition=~Q(state__in=["approved", "credited", "listed", "paid", "returned"])
                | Q(approved_by__isnull=False, is_counted=True),
            ),
            models.CheckConstraint(
                name="grant_state_known", condition=Q(state__in=[state.value for state in GrantState])
            ),
            models.CheckConstraint(
                name="grant_paid_by_a_known_flow",
                condition=~Q(state__in=["credited", "listed", "paid", "returned"])
                | Q(flow__in=["paid_direct", "one_card"]),
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state", "id"], name="grant_by_run"),
            models.Index(fields=["coverage_year", "division_code"], name="grant_by_year_and_place"),
            models.Index(fields=["division_code"], condition=~Q(review_because=""), name="grant_to_review"),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @property
    def source(self) -> str:
        """How the due names the cause of its entry."""
        return f"grant:{self.pk}"

    @property
    def sources(self) -> dict[str, tuple[str, int]]:
        """How the due names each payer's part, with payer and fen: the first is that of the grant itself."""
        parts = [(one["payer"], one["fen"]) for one in self.decision.parts]
        parts = parts or [(SubsidyPayer.MEDICAL_ASSISTANCE.value, self.amount_fen or 0)]
        return {
            self.source if place == 0 else f"{self.source}-{payer}": (payer, fen)
            for place, (payer, fen) in enumerate(parts)
        }

    @property
    def basis_label(self) -> Text:
        return default_book().categories.label(self.basis)

    @property
    def state_label(self) -> GrantState:
        return GrantState(self.state)
