"""How do approved refunds go to the tax bureau: on a list that is frozen under a digest, with the original tickets?"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enrollment.models import Refund, RefundList, RefundListLine, RefundPart
from enrollment.operations.refunds import payee_account
from enrollment.rules.refund_states import REFUND, RefundMove
from enrollment.rules.refunds import PAYER_SELF
from intake import vault
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

DECIDE = Permission.EXCEPTIONS_DECIDE


class NothingToList(Refusal):
    """No approved refund waits to be put on a list."""


class ListChanged(Refusal):
    """The rows are no longer what the digest was taken of."""

    status = 409


@transaction.atomic
def make_list(*, area: str, by: Officer, at: datetime) -> RefundList:
    """Put every approved refund of a division on a list for the tax bureau (退费清单); each then waits for its answer."""
    access.require(by, DECIDE, area, on=timezone.localdate(at))
    waiting = Refund.objects.filter(division_code__startswith=scope_prefix(area))
    rows = list(
        waiting.filter(state__in=[state.value for state in REFUND.before(RefundMove.LIST)])
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not rows:
        raise NothingToList(
            "nothing_to_list",
            Text("没有已复核待报送的退费。", "No approved refund waits for a list."),
            Text("请先复核退费申请。", "Approve applications first."),
        )
    numbered = [(number, row, payee_account(row)) for number, row in enumerate(rows, 1)]
    own = dict(
        RefundPart.objects.filter(refund__in=rows, payee=PAYER_SELF).values_list("refund", "amount_fen")
    )
    listed = RefundList.objects.create(
        area=area, made_on=timezone.localdate(at), line_count=len(rows), amount_fen=sum(row.amount_fen for row in rows),
        digest=digest_of_rows(
            (number, row.ticket, row.amount_fen, own.get(row.pk, 0), row.payee, account) for number, row, account in numbered
        ),
        made_by=by, made_at=at,
    )  # fmt: skip
    for number, row, account in numbered:
        line = RefundListLine.objects.create(
            list=listed, number=number, refund=row, ticket=row.ticket, amount_fen=row.amount_fen,
            to_person_fen=own.get(row.pk, 0), payee=row.payee,
            account_sealed=vault.seal(account, bound_to=f"refund:{row.ticket}"), account_masked=row.payee_account_masked,
        )  # fmt: skip
        row.state, row.since, row.listed_as = REFUND.next(row.state, RefundMove.LIST).value, at, line
        row.save(update_fields=["state", "since", "listed_as"])
    audit.record(
        "make_refund_list", by=by, about=listed, division_code=area, at=at,
        change={"lines": listed.line_count, "fen": listed.amount_fen, "digest": listed.digest},
    )  # fmt: skip
    return listed


def release(*, listed: RefundList, by: Officer, at: datetime) -> RefundList:
    """Let the list go out with numbers and accounts in clear, to who decides on refunds.

    Raises `ListChanged` when a row is not what was frozen.
    """
    access.require(by, DECIDE, listed.area, on=timezone.localdate(at))
    require_frozen(listed)
    read_people(listed.line_count, by=by, division_code=listed.area, what="refund_list")
    audit.record(
        "download_refund_list", by=by, about=listed, division_code=listed.area, at=at,
        change={"lines": listed.line_count},
    )  # fmt: skip
    return listed


def require_frozen(listed: RefundList) -> None:
    """Raise `ListChanged` when the rows do not give the digest under which they went out."""
    rows = (
        (line.number, line.ticket, line.amount_fen, line.to_person_fen, line.payee, account_number(line))
        for line in listed.lines.order_by("number")
    )
    if digest_of_rows(rows) != listed.digest:
        raise ListChanged(
            "list_changed",
            Text(
                "清单内容与定稿时的摘要不符。", "The rows of the list are not what its digest was taken of."
            ),
            Text("不要使用该清单，请报告系统管理员。", "Do not use it; tell the system administrator."),
            list_id=listed.pk,
        )


def account_number(line: RefundListLine) -> str:
    """The account in clear, for the list that goes to the tax bureau; the caller has shown the right to see it."""
    return vault.unseal(bytes(line.account_sealed), bound_to=f"refund:{line.ticket}")


def digest_of_rows(rows: Iterable[tuple[int, str, int, int, str, str]]) -> str:
    """The digest of number, ticket, amount, the payer's part, owner and account of every row."""
    content = json.dumps([list(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
