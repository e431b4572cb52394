"""What does a test need of lists of who is paid for (PL-1) and treasury statements (TS-1) to break off the work on them?"""

import io
from typing import Any

from django.utils import timezone

from enrollment.operations import sponsor_lists, treasury_statements
from intake.models.jobs import SentFile
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline import sponsor_desk
from tests.pipeline.layout_case import AUDIT, BYTES, NAMES, Case, Point, officer
from tests.pipeline.tax_desk import TaxDesk


class SponsorListCase(Case):
    """PL-1."""

    code = "PL-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE enrollment_sponsorrow IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE enrollment_sponsorrow IN EXCLUSIVE MODE", "writing", then=AUDIT),
        ),
    )

    def prepare(self) -> None:
        make.places()
        self.bureau = officer(Role.COUNTY_BUREAU, make.MUDAN)
        desk = sponsor_desk.SponsorDesk(TaxDesk(self.bureau, self.bureau), self.bureau)
        self.school = desk.school()
        people = [make.person(self.bureau, name) for name in NAMES[:6]]
        rows = [sponsor_desk.row(who) for who in people]
        self.content = "\n".join([sponsor_desk.HEAD, *rows, ""]).encode()

    def send(self) -> SentFile:
        return sponsor_lists.receive(
            sponsor=self.school, coverage_year=2022, content=io.BytesIO(self.content), name="名单.csv", is_full=True,
            by=self.bureau, at=timezone.now(),
        )  # fmt: skip

    def snapshot(self, file: Any) -> Any:
        return [list(row) for row in file.rows.order_by("number").values_list("number", "name", "attendance")]


class TreasuryStatementCase(Case):
    """TS-1."""

    code = "TS-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE enrollment_treasuryreceipt IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE enrollment_treasuryreceipt IN EXCLUSIVE MODE", "writing", then=AUDIT),
        ),
    )

    def prepare(self) -> None:
        make.places()
        self.finance = officer(Role.FINANCE, make.MUDAN)
        self.content = "入库日期,金额\n2021-11-15,320.00\n2021-11-16,640.00\n".encode()

    def send(self) -> SentFile:
        return treasury_statements.receive(
            content=io.BytesIO(self.content),
            name="国库.csv",
            area=make.MUDAN,
            by=self.finance,
            at=timezone.now(),
        )

    def snapshot(self, file: Any) -> Any:
        rows = file.receipts.order_by("number").values_list("number", "received_on", "amount_fen")
        return [[number, str(on), fen] for number, on, fen in rows]
