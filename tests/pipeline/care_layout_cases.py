"""What does a test need of the layouts of care to send a file of them and break the work off?"""

import io
from typing import Any

from django.utils import timezone

from claims.models import Recognition
from claims.operations import recognition_lists
from enrollment.operations.people import document_number
from intake.models.jobs import SentFile
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.layout_case import BYTES, NAMES, Case, Point, officer


class RecognitionListCase(Case):
    """RG-1."""

    code = "RG-1"
    stages = (
        (Point(BYTES, "checking"),),
        (Point("LOCK TABLE claims_recognition IN EXCLUSIVE MODE", "writing", freezes=True),),
    )

    def prepare(self) -> None:
        make.places()
        self.bureau, self.other = (officer(Role.COUNTY_BUREAU, make.MUDAN) for _ in range(2))
        people = [make.person(self.bureau, name) for name in NAMES[:6]]
        rows = [f"{document_number(who)},{who.name},慢特病,冠心病,2021-02-11" for who in people]
        self.content = "\n".join(["证件号码,姓名,待遇类别,病种,起始日期", *rows, ""]).encode()

    def send(self) -> SentFile:
        return recognition_lists.receive(
            content=io.BytesIO(self.content), name="认定.csv", area=make.MUDAN, document_number="原登记", by=self.bureau,
            at=timezone.now(),
        )  # fmt: skip

    def next(self, file: Any, stage: int) -> None:
        recognition_lists.confirm(listed=file, by=self.other, at=timezone.now())

    def snapshot(self, file: Any) -> Any:
        rows = Recognition.objects.order_by("person__name").values_list(
            "person__name", "disease_code", "state"
        )
        return [list(row) for row in rows]
