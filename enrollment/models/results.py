"""Which result workbooks were asked for, how far is each, and where do its bytes lie?"""

from django.db import models
from django.db.models import Q

from enrollment.models.payments import PaymentFile
from enrollment.rules.payment_lines import ResultKind
from enrollment.rules.result_states import RESULT, ResultMove, ResultState
from intake.models.jobs import LeasedJob


class FileResult(LeasedJob):
    """A workbook of a large tax file, written by a worker; its bytes are kept encrypted as those of uploads are."""

    moves = RESULT
    fails = ResultMove.FAIL

    file = models.ForeignKey(PaymentFile, models.RESTRICT, related_name="results")
    kind = models.CharField(max_length=10)  # a `ResultKind`
    division = models.CharField(max_length=12, blank=True, db_collation="C")  # only its lines; empty: all
    language = models.CharField(max_length=10)
    requested_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=ResultState.WAITING.value)
    lines = models.IntegerField()
    lines_written = models.IntegerField(default=0)
    as_of = models.DateTimeField(null=True)  # the moment whose outcomes it tells
    sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    size_bytes = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind", "division", "language"],
                condition=Q(state__in=["waiting", "writing"]),
                name="result_written_once_at_a_time",
            ),
            models.CheckConstraint(
                name="ready_result_has_bytes", condition=~Q(state="ready") | Q(size_bytes__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.kind}"

    @property
    def is_moving(self) -> bool:
        return self.state in (ResultState.WAITING, ResultState.WRITING)

    @property
    def name(self) -> str:
        """What the download is called."""
        if self.kind == ResultKind.TOWNSHIPS:
            return f"result-{self.file_id}-townships.zip"
        return f"result-{self.file_id}{self.division and '-'}{self.division}.xlsx"
