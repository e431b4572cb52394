"""Which lists of aided people came in, what does each row say and do, and what did the townships answer?"""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.categories.models.categories import PersonCategory
from assistance.categories.rules.not_insured import REASONS_OF_A_PART
from assistance.categories.rules.roster_states import ROSTER, PartState, RosterKind, RowAction, Unmatched
from enrollment.models import Person
from intake.models.jobs import SentFile
from policy.terms import Certifier, Term


def _codes(terms: Iterable[Term]) -> list[tuple[str, str]]:
    return [(term.value, term.label.zh) for term in terms]


class Roster(SentFile):
    """A certifier's list of an area for a month (layout RS-1): `area` is the division whose people it is about."""

    course = ROSTER
    moves = ROSTER.moves

    certifier = models.CharField(max_length=24, choices=_codes(Certifier), db_collation="C")
    kind = models.CharField(max_length=8, choices=_codes(RosterKind), db_collation="C")
    month = models.DateField()  # its first day
    categories = ArrayField(models.CharField(max_length=32, db_collation="C"))  # what the list is about
    document_number = models.CharField(max_length=100, blank=True)
    confirmed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    undone_because = models.CharField(max_length=200, blank=True)
    previous = models.ForeignKey(
        "self", models.RESTRICT, null=True, related_name="+"
    )  # last list of the same kind
    problems = models.JSONField(default=list)  # the first thousand, each with cell, message, remedy
    problem_count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("roster")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area", "certifier", "kind", "month"],
                condition=~Q(state__in=["refused", "failed", "undone"]),
                name="roster_once",
            ),
            models.CheckConstraint(
                name="roster_not_confirmed_by_maker",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="written_roster_was_confirmed",
                condition=~Q(state__in=["writing", "written", "undoing", "undone"])
                | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="roster_state_known",
                condition=Q(state__in=[state.value for state in ROSTER.moves.states]),
            ),
            models.CheckConstraint(name="roster_month_is_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(name="roster_names_categories", condition=~Q(categories=[])),
        ]
        indexes = [models.Index(fields=["area", "-month"], name="roster_by_place_and_month")]

    def __str__(self) -> str:
        return f"{self.name} {self.month:%Y-%m}"


class RosterRow(models.Model):
    """One row of a roster and what it does; a row without a number is somebody who does not stand in a full list."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="listed", db_index=False)
    number = models.IntegerField(null=True)  # as in the file, the header being row 1
    slot = models.SmallIntegerField(default=0)  # of the person's document: rows are written slot by slot
    person = models.ForeignKey(
        Person, models.RESTRICT, null=True, related_name="+", db_constraint=False
    )  # the kept record; no triggers for a hundred thousand rows (decision 0004)
    document_masked = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    division_code = models.CharField(
        max_length=12, db_collation="C"
    )  # residence, else as listed, else the area
    place = models.CharField(max_length=60, blank=True)  # as listed
    category_name = models.CharField(max_length=60)  # as listed: what is not known is kept and shown
    category = models.CharField(max_length=32, blank=True, db_collation="C")
    grade = models.CharField(max_length=20, blank=True)
    certified_on = models.DateField(null=True)
    document_number = models.CharField(max_length=100)
    remark = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=10, choices=_codes(RowAction), db_collation="C")
    why = models.CharField(max_length=20, choices=_codes(Unmatched), blank=True, db_collation="C")
    begins_on = models.DateField(null=True)  # the new span
    until_on = models.DateField(null=True)
    ends = models.ForeignKey(
        PersonCategory, models.RESTRICT, null=True, related_name="+", db_index=False, db_constraint=False
    )  # the span that ends, and when
    ends_on = models.DateField(null=True)
    ends_before = models.DateField(null=True)  # until when it would have held
    span = models.ForeignKey(
        PersonCategory, models.RESTRICT, null=True, related_name="+", db_index=False, db_constraint=False
    )  # made or, of an unchanged row, found
    ended_as = models.CharField(  # how the category ends, as the rules of the place name it
        max_length=16, blank=True, db_default="", db_collation="C"
    )
    follows = models.CharField(  # the category that follows by the rule of that end, from when and until when
        max_length=32, blank=True, db_default="", db_collation="C"
    )
    follows_from = models.DateField(null=True)
    follows_until = models.DateField(null=True)
    followed = models.ForeignKey(
        PersonCategory, models.RESTRICT, null=True, related_name="+", db_index=False, db_constraint=False
    )  # the span of the category that followed
    restored = models.ForeignKey(
        PersonCategory, models.RESTRICT, null=True, related_name="+", db_index=False, db_constraint=False
    )  # made by undoing
    was_written = models.BooleanField(null=True)  # false: the record had changed since the preview

    class Meta:
        verbose_name = _("row of a roster")
        constraints = [
            models.UniqueConstraint(fields=["roster", "number"], name="roster_row_once"),
            models.CheckConstraint(
                name="unmatched_row_says_why",
                condition=Q(action="unmatched") & ~Q(why="") | ~Q(action="unmatched") & Q(why=""),
            ),
            models.CheckConstraint(
                name="acting_row_has_person", condition=Q(action="unmatched") | Q(person__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["roster", "slot"], name="roster_row_by_slot"),
            models.Index(fields=["roster", "division_code", "action"], name="roster_row_by_place"),
        ]


class RosterPart(models.Model):
    """A township's people of a roster, handed down to it to be filled, returned, and taken back (下放、收回)."""

    roster = models.ForeignKey(Roster, models.RESTRICT, related_name="parts")
    division_code = models.CharField(max_length=9, db_collation="C")  # township
    coverage_year = models.SmallIntegerField()  # insured or not in which year
    state = models.CharField(max_length=12, choices=_codes(PartState), db_collation="C")
    note = models.CharField(max_length=200, blank=True)
    handed_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    handed_at = models.DateTimeField()
    returned_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("part of a roster")
        constraints = [
            models.UniqueConstraint(fields=["roster", "division_code"], name="part_once_per_township"),
        ]


class RosterAnswer(models.Model):
    """What a township says of one row: insured or not, why not, remarks."""

    part = models.ForeignKey(RosterPart, models.RESTRICT, related_name="answers")
    row = models.OneToOneField(RosterRow, models.RESTRICT, related_name="answer")
    is_insured = models.BooleanField()
    reason = models.CharField(max_length=20, choices=_codes(REASONS_OF_A_PART), blank=True, db_collation="C")
    remark = models.CharField(max_length=200, blank=True)
    filled_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    filled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="not_insured_has_reason",
                condition=Q(is_insured=True, reason="") | Q(is_insured=False) & ~Q(reason=""),
            ),
        ]
