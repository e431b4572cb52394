"""What does a test need of a layout to send a file of it, break the work off at its weak points, and compare the end?"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from enrollment.bulk.slots import _LOCK_CLASS as SLOT
from intake.models.jobs import SentFile
from intake.operations import following, jobs
from staff.models import Officer, RoleGrant
from staff.rules.roles import Role
from tests.made_once import made_once

FIRST_SLOT, LAST_SLOT = f"SELECT pg_advisory_lock({SLOT}, 0)", f"SELECT pg_advisory_lock({SLOT}, 255)"
BYTES = "LOCK TABLE intake_storedchunk IN ACCESS EXCLUSIVE MODE"
AUDIT = "LOCK TABLE staff_auditevent IN SHARE MODE"
NAMES = [family + given for given in "伟刚丽军" for family in "赵钱孙李周吴郑王冯陈"]


def officer(role: Role, division: str, login: str = "") -> Officer:
    """An officer of a division, with one role."""
    made = Officer(login=login or f"{role}-{Officer.objects.count()}", display_name=role.label.zh)
    made.set_unusable_password()
    made.save()
    RoleGrant.objects.create(officer=made, role=role, division_code=division, valid_from=date(2000, 1, 1))
    return made


def tried(file: Any) -> Any:
    """A file that is only tried, worked out to its end; a worker that is there may hold a part of it."""
    return following.follow(file, seconds=60, at_once=True)


def prepared(kind: "type[Case]") -> "Case":
    """A case of this layout, whose officers, people and content are made once for all tests that commit."""

    def make() -> Case:
        made = kind()
        made.prepare()
        return made

    return made_once(f"case of {kind.code}", make)


@dataclass(frozen=True)
class Point:
    """Where the work is broken off: the lock at which the worker is caught, and the state in which the file is then.

    `then`: a second lock, taken before the first is released: the worker gets on to there.
    """

    lock: str
    state: str
    then: str = ""
    freezes: bool = False  # stopped beyond its lease instead of killed


@dataclass
class Case:
    """One layout: `stages` are the points of each stretch of work between what officers do."""

    code: ClassVar[str]
    stages: ClassVar[tuple[tuple[Point, ...], ...]]
    content: bytes = field(init=False, default=b"")

    def prepare(self) -> None:
        """Make places, officers, people, and the content of the file."""

    def send(self) -> SentFile:
        """Send the file in."""
        raise NotImplementedError

    def next(self, file: Any, stage: int) -> None:
        """What an officer does after a stage."""

    def snapshot(self, file: Any) -> Any:
        """What came of the file, without numbers that differ from run to run; as JSON."""
        raise NotImplementedError

    def foretell(self) -> Any:
        """What an undisturbed run ends in; it is rolled back."""
        with transaction.atomic():
            file = self.send()
            for stage in range(len(self.stages)):
                jobs.work_on(file, on=self.day)
                if stage + 1 < len(self.stages):
                    self.next(file, stage)
                    file.refresh_from_db()
            told = self.snapshot(file)
            transaction.set_rollback(True)
        return told

    @property
    def day(self) -> date:
        return timezone.localdate()
