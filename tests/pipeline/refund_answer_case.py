"""What does a test need to break the work on an answer to a refund list (RF-1) off, and to compare the end?"""

import io
from typing import Any

from django.utils import timezone

from enrollment.models import PaymentLine, Refund, RefundAnswerLine
from enrollment.operations import refund_answers
from intake.models.jobs import SentFile
from intake.operations import jobs
from tests.enrollment import refund_desk
from tests.pipeline.doors import no_work_at_the_door
from tests.pipeline.layout_case import BYTES, NAMES, Case, Point, officer
from tests.pipeline.tax_desk import line


class RefundAnswerCase(Case):
    """RF-1."""

    code = "RF-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE enrollment_paymentline IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE enrollment_refundanswerline IN EXCLUSIVE MODE", "writing"),
        ),
    )

    def prepare(self) -> None:
        self.desk = refund_desk.RefundDesk(officer)
        people = [self.desk.tax.person(name) for name in NAMES[:6]]
        lines = [line(who) for who in people for _ in range(2)]
        jobs.work_on(self.desk.tax.receive(lines))
        for who in people:
            self.desk.approved(who, ticket=self.desk.ticket(who, 1))
        self.listed = self.desk.listed()
        self.content = refund_desk.answer_file(self.listed, returned={2: "账号有误"})

    def send(self) -> SentFile:
        with no_work_at_the_door():
            return refund_answers.receive(
                listed=self.listed, content=io.BytesIO(self.content), name="答复.csv", by=self.desk.tax.officer,
                at=timezone.now(),
            )  # fmt: skip

    def snapshot(self, file: Any) -> Any:
        rows = RefundAnswerLine.objects.order_by("row").values_list("row", "outcome", "amount_fen", "reason")
        back = PaymentLine.objects.filter(kind="refund").order_by("ticket").values_list("ticket", "outcome")
        return [
            [list(row) for row in rows],
            list(Refund.objects.order_by("ticket").values_list("state", flat=True)),
            [list(row) for row in back],
        ]
