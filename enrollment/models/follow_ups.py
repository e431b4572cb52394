"""What followed from a change, and which of it still waits for somebody?

A row is written in the transaction of the change itself. First it says only that a person has to be looked at (`look`); looking
adds a row for each thing that stood on the changed fact. A row is closed once the thing no longer stands on it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.people import Person
from enrollment.rules.follow_ups import Fact, Task
from policy.terms import Text


class FollowUp(models.Model):
    """One thing that a change touched: `cause` names the change ("due:7", "death:3"), `about` the thing ("bill:5")."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="follow_ups", db_index=False)
    division_code = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField(null=True)  # null: every year
    fact = models.CharField(max_length=16, db_collation="C", choices=[(f.value, f.label.zh) for f in Fact])
    cause = models.CharField(max_length=60, db_collation="C")
    task = models.CharField(max_length=16, db_collation="C", choices=[(t.value, t.label.zh) for t in Task])
    about = models.CharField(max_length=60, db_collation="C")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("what followed from a change")
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "about", "task"], condition=Q(closed_at=None), name="follow_up_open_once"
            ),
            models.CheckConstraint(name="follow_up_names_its_cause", condition=~Q(cause="") & ~Q(about="")),
        ]
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="follow_up_by_person"),
            models.Index(
                fields=["division_code"], condition=Q(closed_at=None), name="follow_up_open_by_place"
            ),
            models.Index(fields=["about"], condition=Q(closed_at=None), name="follow_up_open_by_thing"),
        ]

    @property
    def fact_term(self) -> Fact:
        return Fact(self.fact)

    @property
    def fact_label(self) -> Text:
        return self.fact_term.label

    @property
    def task_label(self) -> Text:
        return Task(self.task).label
