"""Which lists of refunds went to the tax bureau, and what became of their lines?"""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from enrollment.models import ListWithdrawal, RefundAnswer, RefundAnswerLine, RefundList
from enrollment.queries.refunds import READ
from intake.queries import sent_files
from staff import access
from staff.access import Permission
from staff.models import Officer


def visible_lists(officer: Officer, *, on: date, permission: Permission = READ) -> QuerySet[RefundList]:
    """The lists of the officer's divisions, the latest first."""
    rows = access.scope(RefundList.objects.all(), officer, permission, on=on, field="area")
    return rows.select_related("made_by").order_by("-pk")


def withdrawal_of(listed: RefundList) -> ListWithdrawal | None:
    """The last time that somebody asked to withdraw the list."""
    return listed.withdrawals.select_related("asked_by", "decided_by").order_by("-pk").first()


def answers_of(listed: RefundList, line_ids: list[int]) -> dict[int, RefundAnswerLine]:
    """Line of the list -> the last thing that the tax bureau said of it."""
    rows = RefundAnswerLine.objects.filter(answer__list=listed, list_line__in=line_ids).order_by("pk")
    return {row.list_line_id: row for row in rows}


def report(listed: RefundList, *, with_lines: bool = False) -> dict[str, Any]:
    """One list for programs; accounts masked."""
    told: dict[str, Any] = {
        "id": listed.pk,
        "number": listed.number,
        "division": listed.area,
        "made_on": listed.made_on,
        "line_count": listed.line_count,
        "amount_fen": listed.amount_fen,
        "digest": listed.digest,
        "made_by": listed.made_by.display_name,
        "withdrawal": (last := withdrawal_of(listed))
        and {
            "state": last.state,
            "because": last.because,
            "asked_by": last.asked_by.display_name,
            "decided_by": last.decided_by and last.decided_by.display_name,
        },
    }
    if not with_lines:
        return told
    lines = list(listed.lines.select_related("refund").order_by("number"))
    said = answers_of(listed, [line.pk for line in lines])
    told["lines"] = [
        {
            "number": line.number,
            "refund_id": line.refund_id,
            "ticket": line.ticket,
            "amount_fen": line.amount_fen,
            "to_person_fen": line.to_person_fen,
            "payee": line.payee,
            "account": line.account_masked,
            "state": line.refund.state,
            "answer": said[line.pk].outcome if line.pk in said else None,
            "refunded_on": said[line.pk].refunded_on if line.pk in said else None,
            "reason": said[line.pk].reason if line.pk in said else "",
        }
        for line in lines
    ]
    return told


def answer_report(answer: RefundAnswer) -> dict[str, Any]:
    """The answer to a list as a sent file, with its rows."""
    return sent_files.report(answer) | {
        "list": answer.list.number,
        "received_on": timezone.localdate(answer.uploaded_at),
        "rows": [
            {"row": row.row, "ticket": row.list_line.ticket, "outcome": row.outcome, "reason": row.reason}
            for row in answer.rows.select_related("list_line").order_by("row")
        ],
    }
