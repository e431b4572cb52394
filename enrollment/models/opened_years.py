"""Which coverage years were opened for which area, by whom, with which answers and documents?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.rules.opened_years import OPENED_YEAR, YearState
from policy.opening.answers import How


class OpenedYear(models.Model):
    """A coverage year of a pooling area that is being opened, or is open.

    `files` holds the tables of the policy files of the year by file name, written when it is approved; the rules read them
    beside the policy book. Nothing of an open year changes any more (trigger `opened_year_is_final`): a correction is a further
    edition. It holds for payments, decisions and care from `from_on` on; its answers are those that it corrects.
    """

    area = models.CharField(max_length=6, db_collation="C")
    coverage_year = models.SmallIntegerField()
    edition = models.SmallIntegerField(default=1)  # 1 opens the year, the next ones correct it
    from_on = models.DateField(null=True, blank=True)  # of a correction only
    redecides = models.BooleanField(default=False)  # two officers order that what stood is decided again
    reason = models.CharField(max_length=300, blank=True)  # why the year is corrected
    state = models.CharField(max_length=10, default=OPENED_YEAR.start.value, db_collation="C")
    files = models.JSONField(default=dict)
    version = models.IntegerField(default=1)  # goes up with every change, so that a stale form is refused
    started_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    started_at = models.DateTimeField()
    proposed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, blank=True)  # why it was returned or withdrawn

    moves = OPENED_YEAR

    class Meta:
        verbose_name = _("opened year")
        constraints = [
            models.CheckConstraint(
                name="opened_year_state_known", condition=Q(state__in=[one.value for one in YearState])
            ),
            models.CheckConstraint(
                name="opened_year_not_approved_by_maker",
                condition=~Q(state=YearState.OPEN.value)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, proposed_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("started_by"))
                ),
            ),
            models.UniqueConstraint(
                fields=["area", "coverage_year", "edition"],
                condition=~Q(state=YearState.WITHDRAWN.value),
                name="year_opened_once",
            ),
            models.UniqueConstraint(
                fields=["area", "coverage_year"],
                condition=Q(state__in=[YearState.DRAFT.value, YearState.PROPOSED.value]),
                name="year_in_work_once",
            ),
            models.CheckConstraint(
                name="opened_year_correction_has_day",
                condition=Q(edition=1, from_on__isnull=True, redecides=False, reason="")
                | (Q(edition__gt=1, from_on__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.coverage_year}/{self.edition}"

    @property
    def is_correction(self) -> bool:
        """Whether it corrects a year that was opened before."""
        return self.edition > 1


class YearAnswer(models.Model):
    """The answer to one question of a year: rows as in the policy files, without years and clauses.

    `scan_sha256` names the kept bytes of the document, encrypted in `intake.models.StoredChunk`.
    """

    year = models.ForeignKey(OpenedYear, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60, db_collation="C")
    how = models.CharField(max_length=10, db_collation="C")
    rows = models.JSONField(default=list)
    also = models.JSONField(default=list)
    section = models.CharField(max_length=20, db_collation="C")
    decided_by_zh = models.CharField(max_length=120, blank=True)
    decided_by_en = models.CharField(max_length=200, blank=True)
    document_number = models.CharField(max_length=100)
    document_title = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    scan_name = models.CharField(max_length=130, blank=True)
    scan_type = models.CharField(max_length=20, blank=True, db_collation="C")
    scan_bytes = models.BigIntegerField(default=0)
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "question"], name="one_answer_per_question"),
            models.CheckConstraint(
                name="year_answer_kind_known",
                condition=Q(how__in=[How.ENTERED.value, How.CARRIED.value, How.UNDECIDED.value]),
            ),
            models.CheckConstraint(name="year_answer_has_document", condition=~Q(document_number="")),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.question}"
