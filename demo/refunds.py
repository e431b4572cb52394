"""Which refunds does the demo show: proposed, waiting for another officer, on a list, refunded, sent back by the tax bureau?"""

import io
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from demo.assistance_and_care import officer
from enrollment.models import Refund, RefundList
from enrollment.operations import refund_answers, refund_lists, refunds
from enrollment.operations.refund_sheets import list_rows
from enrollment.operations.refunds import Asked
from enrollment.refund_layout import LIST_HEADINGS
from enrollment.rules.refund_states import RefundGround, RefundMove, RefundState
from intake.operations import following
from intake.workbooks import as_csv

HEZE = "371700"
ASKED_FOR = 6  # of the proposals; the others stay as the system made them
PATIENCE_SECONDS = 120


def refund_heze() -> Iterator[str]:
    """Some of the payments that came twice go back: each step by the officer whose step it is."""
    if RefundList.objects.exists():
        return
    clerk, city, at = officer("demo-county"), officer("demo-city"), timezone.now()
    proposed = Refund.objects.filter(
        state=RefundState.PROPOSED.value,
        ground=RefundGround.PAID_TWICE.value,
        division_code__startswith=HEZE[:4],
    )
    rows = list(proposed.select_related("person").order_by("pk")[:ASKED_FOR])
    asked = []
    for place, row in enumerate(rows):
        told = Asked(
            ticket=row.ticket, ground=RefundGround.PAID_TWICE, amount_fen=row.amount_fen,
            received_on=timezone.localdate(at) - timedelta(days=place), payee=row.person.name,
            payee_account=f"62170000000{row.pk:08d}", payer=row.person.name,
        )  # fmt: skip
        asked.append(refunds.apply(asked=told, by=clerk, at=at))
    for row in asked[:-1]:
        refunds.move(refund=row, made=RefundMove.APPROVE, by=city, at=at)
    if len(asked) < ASKED_FOR:
        yield f"Heze: {len(asked)} refunds asked for"
        return
    refunds.move(refund=asked[-2], made=RefundMove.WITHDRAW, because="示例：本人要求暂缓", by=clerk, at=at)
    listed = refund_lists.make_list(area=HEZE, by=city, at=at)
    answer = refund_answers.receive(
        listed=listed,
        content=io.BytesIO(_answer(listed)),
        name="税务退费答复.csv",
        by=officer("demo-tax"),
        at=at,
    )
    following.follow(answer, seconds=PATIENCE_SECONDS, at_once=True)
    states = Refund.objects.values_list("state", flat=True)
    counted = {state.label.en: sum(one == state.value for one in states) for state in RefundState}
    yield "Heze refunds: " + ", ".join(f"{count} {label}" for label, count in counted.items() if count)


def _answer(listed: RefundList) -> bytes:
    """What the tax bureau says: the last line is sent back, of the one before nothing is said yet."""
    rows = []
    for cells in list(list_rows(listed)):
        number = int(str(cells[1]))
        if number == listed.line_count - 1:
            continue
        if number == listed.line_count:
            cells[13:] = ["退回", None, None, "账号与户名不符"]
        else:
            cells[13:] = ["已退费", listed.made_on.isoformat(), f"DEMO-TF-{number:06d}", None]
        rows.append(cells)
    return as_csv(LIST_HEADINGS, rows).read()
