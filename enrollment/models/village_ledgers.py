"""What was heard of people who should be insured, which sheets of it went out and came back, and how did each morning stand?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.people import Person
from enrollment.rules.base_answers import Heard
from enrollment.rules.sheet_rows import CONFLICT, LEDGER_SHEET, ConflictState, RowOutcome
from intake.models.jobs import SentFile

PROMISE_HAS_ITS_DAY = Q(heard=Heard.PROMISED.value, promise_on__isnull=False) | ~Q(
    heard=Heard.PROMISED.value
) & Q(promise_on__isnull=True)


class Said(models.Model):
    """What an officer heard for a coverage year, under a version number. Only ever added; the last one counts."""

    coverage_year = models.SmallIntegerField()
    version = models.IntegerField()  # 1, 2, ... of the person and year
    heard = models.CharField(max_length=16, db_collation="C")
    contacted_on = models.DateField()
    promise_on = models.DateField(null=True)
    next_visit_on = models.DateField(null=True)
    died_on = models.DateField(null=True)  # as it was told
    remark = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=40, blank=True, db_collation="C")  # empty: the page; "MB-1:7"
    said_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def heard_label(self) -> Heard:
        return Heard(self.heard)


class BaseAnswer(Said):
    """What was heard of a registered person."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="base_answers", db_index=False)

    class Meta:
        verbose_name = _("answer of somebody who should be insured")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "coverage_year", "version"], name="base_answer_version_once"
            ),
            models.CheckConstraint(
                name="base_answer_known", condition=Q(heard__in=[one.value for one in Heard])
            ),
            models.CheckConstraint(name="promise_has_its_day", condition=PROMISE_HAS_ITS_DAY),
        ]


class ListedAnswer(Said):
    """What was heard of somebody whom only lists name. `key`: digest of masked number and name, which hold lists together."""

    key = models.CharField(max_length=32, db_collation="C")
    name = models.CharField(max_length=100)
    document_masked = models.CharField(max_length=40)
    division_code = models.CharField(max_length=12, db_collation="C")  # as near as the list says

    class Meta:
        verbose_name = _("answer of somebody whom a list names")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "coverage_year", "version"], name="listed_answer_version_once"
            ),
            models.CheckConstraint(
                name="listed_answer_known", condition=Q(heard__in=[one.value for one in Heard])
            ),
            models.CheckConstraint(name="listed_promise_has_its_day", condition=PROMISE_HAS_ITS_DAY),
        ]


class LedgerSheet(models.Model):
    """A village's ledger that went out as a sheet: `versions` is {person: version of the answer it shows, 0 for none}."""

    division_code = models.CharField(max_length=12, db_collation="C")  # village
    coverage_year = models.SmallIntegerField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    versions = models.JSONField()

    class Meta:
        verbose_name = _("village ledger that went out")


class ReturnedSheet(SentFile):
    """Such a sheet that came back (layout MB-1)."""

    course = LEDGER_SHEET
    moves = LEDGER_SHEET.moves

    sheet = models.ForeignKey(LedgerSheet, models.RESTRICT, null=True, related_name="returns")
    problems = models.JSONField(default=list)
    problem_count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("village ledger that came back")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area"], condition=~Q(state="refused"), name="returned_sheet_once"
            ),
            models.CheckConstraint(
                name="returned_sheet_state_known",
                condition=Q(state__in=[state.value for state in LEDGER_SHEET.moves.states]),
            ),
        ]


class SheetRow(models.Model):
    """How one row of a returned sheet ended; `number` None: a person of the sheet whose row is gone.

    `given`: what the row says, as texts by field. `against`: the answer it met, `written`: the one it became. `state` is empty
    unless the row is a conflict.
    """

    file = models.ForeignKey(ReturnedSheet, models.RESTRICT, related_name="rows")
    number = models.IntegerField(null=True)
    person = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    outcome = models.CharField(max_length=16, db_collation="C")
    given = models.JSONField(default=dict)
    against = models.ForeignKey(BaseAnswer, models.RESTRICT, null=True, related_name="+")
    written = models.ForeignKey(BaseAnswer, models.RESTRICT, null=True, related_name="+")
    state = models.CharField(max_length=10, blank=True, db_collation="C")
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    moves = CONFLICT

    class Meta:
        verbose_name = _("row of a village ledger that came back")
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="sheet_row_once"),
            models.CheckConstraint(
                name="sheet_row_outcome_known",
                condition=Q(outcome__in=[one.value for one in RowOutcome]),
            ),
            models.CheckConstraint(
                name="sheet_row_state_of_conflicts_only",
                condition=Q(outcome=RowOutcome.CONFLICT.value, state__in=[one.value for one in ConflictState])
                | ~Q(outcome=RowOutcome.CONFLICT.value) & Q(state=""),
            ),
            models.CheckConstraint(
                name="changed_row_is_written",
                condition=Q(outcome=RowOutcome.CHANGED.value, written__isnull=False)
                | ~Q(outcome=RowOutcome.CHANGED.value),
            ),
        ]
        indexes = [
            models.Index(
                fields=["file"], condition=Q(state=ConflictState.OPEN.value), name="sheet_conflict_open"
            )
        ]

    @property
    def outcome_label(self) -> RowOutcome:
        return RowOutcome(self.outcome)

    @property
    def state_label(self) -> ConflictState | None:
        return ConflictState(self.state) if self.state else None


class BasePicture(models.Model):
    """How the base of a pooling area stood on the morning of a day; next year's rate is held against it."""

    area = models.CharField(max_length=6, db_collation="C")
    coverage_year = models.SmallIntegerField()
    day = models.DateField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("morning's picture of the base")
        constraints = [
            models.UniqueConstraint(fields=["area", "coverage_year", "day"], name="base_picture_once")
        ]


class BasePicturePlace(models.Model):
    """A village in such a picture: how many of its people should be insured, how many are, and everybody by class.

    `classes`: [[class, by a fact, people], ...].
    """

    picture = models.ForeignKey(BasePicture, models.CASCADE, related_name="places", db_index=False)
    division_code = models.CharField(max_length=12, db_collation="C")
    should = models.IntegerField()
    insured = models.IntegerField()
    classes = models.JSONField()

    class Meta:
        verbose_name = _("village in a picture of the base")
        constraints = [
            models.UniqueConstraint(fields=["picture", "division_code"], name="base_picture_place_once"),
            models.CheckConstraint(
                name="base_picture_counts_fit", condition=Q(insured__gte=0, insured__lte=F("should"))
            ),
        ]
