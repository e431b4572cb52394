"""Which status lists of other offices came in, and what does each row state of whom?"""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.people import Person
from enrollment.rules.status_facts import STATUS_LIST, StatusFact, StatusMatch, StatusSource
from intake.models.jobs import SentFile
from policy.terms import Term


class StatusList(SentFile):
    """A list of another office about people of an area (layout ST-1), as it was on one day."""

    course = STATUS_LIST
    moves = STATUS_LIST.moves

    source = models.CharField(max_length=20, db_collation="C")
    listed_on = models.DateField()  # the day on which the office made the list
    document_number = models.CharField(max_length=100, blank=True)
    problems = models.JSONField(default=list)
    problem_count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("status list")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area", "source", "listed_on"],
                condition=~Q(state="refused"),
                name="status_list_once",
            ),
            models.CheckConstraint(
                name="status_list_state_known",
                condition=Q(state__in=[state.value for state in STATUS_LIST.moves.states]),
            ),
            models.CheckConstraint(
                name="status_list_source_known",
                condition=Q(source__in=[source.value for source in StatusSource]),
            ),
        ]
        indexes = [models.Index(fields=["area", "source", "-listed_on"], name="status_list_by_day")]


def _one_of(field: str, terms: type[Term]) -> Q:
    return Q(**{f"{field}__in": [term.value for term in terms]})


class StatusRow(models.Model):
    """One row: a fact about a person from a day on, until (not including) another. It changes nothing by itself."""

    list = models.ForeignKey(StatusList, models.RESTRICT, related_name="rows")
    number = models.IntegerField()  # of the row in the file
    document_hash = models.UUIDField()
    document_masked = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    fact = models.CharField(max_length=20, db_collation="C")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    match = models.CharField(max_length=12, db_collation="C")
    person = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="status_rows")

    class Meta:
        verbose_name = _("row of a status list")
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="status_row_once"),
            models.CheckConstraint(name="status_row_fact_known", condition=_one_of("fact", StatusFact)),
            models.CheckConstraint(name="status_row_match_known", condition=_one_of("match", StatusMatch)),
            models.CheckConstraint(
                name="status_row_person_as_matched",
                condition=Q(person=None, match__in=["elsewhere", "nobody"])
                | Q(person__isnull=False, match__in=["number", "name_differs", "proposed"]),
            ),
        ]
        indexes = [models.Index(fields=["list", "match"], name="status_row_by_match")]

    @property
    def last_day(self) -> date | None:
        """The last day of the fact, None while it goes on."""
        return self.until_on and self.until_on - timedelta(days=1)
