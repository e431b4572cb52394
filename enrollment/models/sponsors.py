"""Who pays for others, for whom and how much, and which part of which payment became whose?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.payments import PaymentLine
from enrollment.models.people import Person
from enrollment.rules.sponsors import SPONSOR_LIST, Attendance, SchoolOwner
from intake.models.jobs import SentFile
from policy.terms import SponsorKind


class Sponsor(models.Model):
    """A village collective, employer, school or relative (代缴方). Of a school the level that runs it, too.

    `division_code` is its site.
    """

    kind = models.CharField(max_length=12, db_collation="C")
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100, db_collation="C")
    document_hash = models.UUIDField()  # of the unified social credit code; of a relative the own document
    document_sealed = models.BinaryField()
    document_masked = models.CharField(max_length=24)
    division_code = models.CharField(max_length=12, db_collation="C")
    owner_level = models.CharField(max_length=12, blank=True, db_collation="C")
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()

    SEALED = {"document_sealed": "{document_hash}"}

    class Meta:
        verbose_name = _("sponsor")
        constraints = [
            models.UniqueConstraint(fields=["document_hash"], name="sponsor_number_once"),
            models.CheckConstraint(
                name="sponsor_kind_known", condition=Q(kind__in=[kind.value for kind in SponsorKind])
            ),
            models.CheckConstraint(
                name="school_has_its_owner",
                condition=Q(kind="school", owner_level__in=[level.value for level in SchoolOwner])
                | ~Q(kind="school") & Q(owner_level=""),
            ),
        ]
        indexes = [models.Index(fields=["division_code"], name="sponsor_by_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> SponsorKind:
        return SponsorKind(self.kind)

    @property
    def owner_label(self) -> SchoolOwner | None:
        return SchoolOwner(self.owner_level) if self.owner_level else None


class SponsorList(SentFile):
    """A list of who is paid for (layout PL-1). A full one replaces what was sent for its year before; another adds to it."""

    course = SPONSOR_LIST
    moves = SPONSOR_LIST.moves

    sponsor = models.ForeignKey(Sponsor, models.RESTRICT, related_name="lists")
    coverage_year = models.SmallIntegerField()
    is_full = models.BooleanField()
    document_number = models.CharField(
        max_length=100, blank=True
    )  # of what an office decided about the order
    problems = models.JSONField(default=list)
    problem_count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("list of who is paid for")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "sponsor", "coverage_year"],
                condition=~Q(state="refused"),
                name="sponsor_list_once",
            ),
            models.CheckConstraint(
                name="sponsor_list_state_known",
                condition=Q(state__in=[state.value for state in SPONSOR_LIST.moves.states]),
            ),
        ]
        indexes = [models.Index(fields=["sponsor", "coverage_year"], name="sponsor_list_by_year")]


class SponsorRow(models.Model):
    """One person of a list; `amount_fen` null is whatever the person owes."""

    list = models.ForeignKey(SponsorList, models.RESTRICT, related_name="rows")
    number = models.IntegerField()  # of the row in the file
    document_hash = models.UUIDField()
    document_masked = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100, db_collation="C")
    amount_fen = models.BigIntegerField(null=True)
    grade = models.CharField(max_length=40, blank=True)
    class_name = models.CharField(max_length=40, blank=True)
    attendance = models.CharField(max_length=8, db_collation="C")
    left_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("row of a list of who is paid for")
        constraints = [
            models.UniqueConstraint(fields=["list", "document_hash"], name="sponsor_row_once_per_list"),
            models.CheckConstraint(
                name="sponsor_row_amount_positive", condition=Q(amount_fen=None) | Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="sponsor_row_attendance_known",
                condition=Q(attendance__in=[one.value for one in Attendance]),
            ),
        ]


class SponsorPart(models.Model):
    """One person's part of a sponsor's payment. `line` is a line of its own; `of_line` the payment as the tax bureau sent it.

    A part that was given back (`returned_at`) is money of the payment again.
    """

    line = models.OneToOneField(
        PaymentLine, models.RESTRICT, primary_key=True, related_name="sponsor_part", db_constraint=False
    )
    of_line = models.ForeignKey(PaymentLine, models.RESTRICT, related_name="parts", db_constraint=False)
    sponsor = models.ForeignKey(Sponsor, models.RESTRICT, related_name="parts")
    row = models.ForeignKey(SponsorRow, models.RESTRICT, related_name="parts")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="sponsor_parts", db_constraint=False)
    coverage_year = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()
    returned_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("part of a sponsor's payment")
        constraints = [
            models.UniqueConstraint(
                fields=["sponsor", "person", "coverage_year"],
                condition=Q(returned_at=None),
                name="paid_for_once_by_sponsor_and_year",
            ),
            models.CheckConstraint(name="sponsor_part_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(name="sponsor_part_is_another_line", condition=~Q(line=F("of_line"))),
            models.CheckConstraint(
                name="sponsor_part_returned_with_reason",
                condition=Q(returned_at=None, returned_by=None)
                | Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(returned_because=""),
            ),
        ]
