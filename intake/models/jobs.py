"""What does a row need that is a job: taken by one worker at a time, resumed after a crash? And one that is a sent file?"""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from intake.rules.file_states import Course, FileMove, FileState
from staff.rules.moves import Moves

BESIDES = (
    "besides"  # in the summary of a file that asks or is only tried: the cells that are wrong all the same
)


class LeasedJob(models.Model):
    """The lease of a job, its fence number, the attempts without progress, and what is told of it (`summary`).

    The model that inherits declares `state` again with its choices, `moves` (which states follow which) and `fails` (the move
    of a job that broke off too often); `intake.operations.leases` moves it.
    """

    moves: ClassVar[Moves[Any, Any]]
    fails: ClassVar[Any]

    state = models.CharField(max_length=10)
    lease_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)  # without progress
    failure = models.CharField(max_length=300, blank=True)  # why it broke off the last time
    summary = models.JSONField(default=dict)

    class Meta:
        abstract = True


class SentFile(LeasedJob):
    """A file that an office sent: the row is the truth about its job; the broker only carries a hint to look at it.

    The model that inherits declares its `course`; `intake.operations.jobs` works on it.
    """

    course: ClassVar[Course]
    fails: ClassVar[FileMove] = FileMove.FAIL

    sha256 = models.CharField(max_length=64, db_collation="C")
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    area = models.CharField(max_length=12, db_collation="C")  # division that the sender answers for
    uploaded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, default=FileState.RECEIVED.value)
    rows_read = models.IntegerField(default=0)
    stage_fence = models.IntegerField(default=0)  # of the check whose staged rows count
    refusal = models.JSONField(null=True)  # {"code", "text": {"zh", "en"}, "remedy", "problems": [...], ...}
    profile = models.ForeignKey("intake.SenderProfile", models.RESTRICT, null=True, related_name="+")
    read_as = models.JSONField(default=dict)  # the whole reading by which it was accepted, and its profile
    notices = models.JSONField(default=list)  # what the sender should know of a file that is read
    questions = models.JSONField(
        default=list
    )  # what only an officer can say; then it waits in state *asking*
    reading = models.JSONField(
        default=dict
    )  # the officer's answers: sheet, header_row, headings, words, units
    checked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)  # its writing
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def state_label(self) -> FileState:
        return FileState(self.state)

    def get_state_display(self) -> str:
        """The label of the state in the language spoken."""
        return self.state_label.label.in_language(get_language() or "zh")

    @property
    def is_tried_only(self) -> bool:
        """Worked out and told, nothing kept."""
        return False

    @property
    def is_at_rest(self) -> bool:
        """Nothing more happens to it by itself: it ended, or it waits for a person."""
        return self.finished_at is not None or self.state not in self.course.moving


class SentFilePart(models.Model):
    """A share of a file's rows, divided so that all rows of one person fall in the same part; written in one transaction.

    The model that inherits declares `file` with the related name `parts`.
    """

    number = models.SmallIntegerField()
    slot_from = models.SmallIntegerField()  # of the 256 slots given by the first byte of the document hash
    slot_until = models.SmallIntegerField()
    attempts = models.SmallIntegerField(default=0)  # begun, counted before the writing begins
    summary = models.JSONField(null=True)  # {outcome: [rows, fen, ...]}, written with the rows
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
