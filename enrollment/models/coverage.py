"""From which day until which day is a person covered, and what shortens a waiting period?

Cover is derived from the entries of a due and can be rebuilt to the same rows. One row per person and coverage year
(the primary key) whose span lies inside that year (check): so no two covers of a person can overlap, anywhere in the country.
"""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from enrollment.models.dues import Due, DueDecision, Quotation
from enrollment.models.people import Person
from policy.terms import ExemptionReason


class YearEnd(Func):
    """The first day after a year given as a number: the `until` of its coverage year."""

    function = "make_date"
    output_field = models.DateField()

    def __init__(self, year: str) -> None:
        super().__init__(F(year) + Value(1), Value(1), Value(1))


class Coverage(models.Model):
    """The cover that a settled due gives: `cover` [from, until) and the waiting span before it, if any."""

    pk = models.CompositePrimaryKey("person_id", "coverage_year")  # the only index: cover never overlaps
    due = models.ForeignKey(
        Due, models.RESTRICT, related_name="coverage", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        Person, models.RESTRICT, related_name="coverages", db_constraint=False, db_index=False
    )
    coverage_year = models.SmallIntegerField()
    settled_on = models.DateField()  # the pay day that completed the due
    cover_from = models.DateField(
        null=True
    )  # null when the waiting period outlasts the year: no day of benefit is left
    cover_until = models.DateField(null=True)  # not included
    waiting_from = models.DateField(null=True)
    waiting_until = models.DateField(null=True)  # not included
    quotation = models.ForeignKey(
        Quotation, models.RESTRICT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    decision = models.ForeignKey(
        DueDecision, models.RESTRICT, null=True, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name = _("coverage")
        constraints = [
            models.CheckConstraint(
                name="coverage_inside_its_year",
                condition=Q(cover_from__isnull=True, cover_until__isnull=True)
                | Q(
                    cover_from__year=F("coverage_year"),
                    cover_until__gt=F("cover_from"),
                    cover_until__lte=YearEnd("coverage_year"),
                ),
            ),
            models.CheckConstraint(
                name="coverage_follows_quotation_or_decision",
                condition=Q(quotation__isnull=False) | Q(decision__isnull=False),
            ),
        ]


class WaitingExemption(models.Model):
    """A fact that frees a person from a waiting period or opens enrollment outside the window (SD-2j, HZ-2.2h, LZ-2d)."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="waiting_exemptions")
    coverage_year = models.SmallIntegerField()
    reason = models.CharField(max_length=24, choices=[(r.value, r.value) for r in ExemptionReason])
    # Of a special group: "discharged".
    event = models.CharField(max_length=40, blank=True, default="", db_default="", db_collation="C")
    fact_on = models.DateField(
        null=True, blank=True
    )  # last covered day of the employee scheme, day added to the list
    days = models.CharField(max_length=150, blank=True, db_collation="C")  # rules.held_days; empty: every day
    document_number = models.CharField(max_length=100)
    source = models.CharField(
        max_length=60, blank=True, db_collation="C"
    )  # empty: an officer recorded it here
    recorded_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("waiting exemption")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "coverage_year", "reason", "event"],
                condition=Q(ended_on__isnull=True),
                name="one_exemption_per_reason_and_year",
            ),
            models.CheckConstraint(
                name="event_of_special_group_only",
                condition=Q(reason=ExemptionReason.SPECIAL.value, fact_on__isnull=False) & ~Q(event="")
                | ~Q(reason=ExemptionReason.SPECIAL.value) & Q(event=""),
            ),
        ]
