"""How does a tax file come in, and who may send it?"""

from datetime import datetime
from typing import BinaryIO

from django.utils import timezone

from enrollment.models import PaymentFile
from enrollment.operations.reconciliation import TAX_FILES
from intake.operations import receiving
from policy.book import default_book
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class AreaHasNoPolicy(Refusal):
    """No rules are entered for the area, so nothing in the file could be decided."""


def receive_file(
    *,
    content: BinaryIO,
    name: str,
    area: str,
    by: Officer,
    at: datetime,
    expected_count: int | None = None,
    expected_fen: int | None = None,
    check_only: bool = False,
) -> PaymentFile:
    """Keep the bytes of a tax file and have a worker look at it (layout TB-1).

    `area` is the division that the uploader answers for; `expected_count` and `expected_fen` are control totals known from
    elsewhere. Raises `NotAllowed`, `stored_files.FileTooLarge`, `AreaHasNoPolicy` or
    `receiving.SameFileReceived`; then nothing is kept.
    """
    access.require(by, Permission.PAYMENTS_UPLOAD, area, on=timezone.localdate(at))
    if not any(default_book().pooling_area(code) for code in {area, area[:4] + "00"}) and not _covers_an_area(
        area
    ):
        raise AreaHasNoPolicy(
            "no_policy",
            Text(
                f"区划 {area} 没有已录入的参保政策。",
                f"No enrollment rules have been entered for division {area}.",
            ),
            Text("请联系市级医保局录入该地政策。", "Ask the city bureau to enter the notice of that place."),
        )
    return receiving.receive(
        TAX_FILES, content=content, name=name, area=area, by=by, at=at,
        remedy=Text("请按乡镇拆分后分别上传。", "Split it by township and upload the parts."),
        told={"check_only": check_only},
        is_check_only=check_only, expected_count=expected_count, expected_fen=expected_fen,
    )  # fmt: skip


def _covers_an_area(area: str) -> bool:
    """A province has no pooling area of its own, but its cities may."""
    return area.endswith("0000") and default_book().pooling_area(area[:2] + "0100") is not None
