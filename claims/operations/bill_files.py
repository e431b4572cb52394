"""How does a file of bills come in, and who may send it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone

from claims.models import BillFile
from claims.operations.bill_file_jobs import BILL_FILES
from intake.operations import receiving
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

ENTER, SETTLE = Permission.CLAIMS_ENTER, Permission.CLAIMS_SETTLE


@dataclass(frozen=True, slots=True)
class Expected:
    """What the sender knows of the file from elsewhere."""

    count: int | None = None
    fen: int | None = None


def receive_file(
    *,
    content: BinaryIO,
    name: str,
    area: str,
    at: datetime,
    by: Officer,
    provider_code: str = "",
    expected: Expected | None = None,
    is_preview: bool = False,
) -> BillFile:
    """Keep an uploaded file of bills (接收账单文件) and tell a worker. `is_preview`: worked out, nothing kept."""
    on = timezone.localdate(at)
    access.require(by, ENTER, area, on=on)
    access.require(by, SETTLE, area, on=on)
    expected = expected or Expected()
    return receiving.receive(
        BILL_FILES, content=content, name=name, area=area, by=by, at=at,
        remedy=Text("请拆分后上传，或改用 .csv。", "Split it, or use .csv."), told={"preview": is_preview},
        provider_code=provider_code.strip().upper(), is_preview=is_preview, expected_count=expected.count,
        expected_fen=expected.fen,
    )  # fmt: skip
