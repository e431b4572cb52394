"""How is an inspection or an exchange of data written down, and a wrong entry taken back?"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from claims.models import SupervisionEntry
from claims.rules.supervision import LogKind
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

WRITE = Permission.CLAIMS_REVIEW


class SupervisionRefused(Refusal):
    """The entry cannot stand; `context["field"]` names the field, if it is one."""


@transaction.atomic
def write_down(
    *,
    kind: LogKind,
    area: str,
    held_on: date,
    with_whom: str,
    outcome: str,
    document_number: str,
    by: Officer,
    at: datetime,
) -> SupervisionEntry:
    """Write down what was held, with whom, with what outcome and under which document."""
    on = timezone.localdate(at)
    access.require(by, WRITE, area, on=on)
    if default_book().pooling_area(area) is None:
        raise _refused(
            "area",
            Text(f"没有 {area} 的政策。", f"There are no rules for {area}."),
            Text("请填写统筹区或县（区）的六位代码。", "Give the six digits of a pooling area or county."),
        )
    if held_on > on:
        raise _refused(
            "held_on",
            Text(f"{held_on} 还没有到。", f"{held_on} is still to come."),
            Text("请填写实际日期。", "Give the day on which it was held."),
        )
    facts = {
        "with_whom": with_whom.strip()[:100],
        "outcome": outcome.strip()[:500],
        "document_number": document_number.strip()[:100],
    }
    for field, text in facts.items():
        if not text:
            raise _refused(field, Text("此项必填。", "This is needed."), Text("请填写。", "Enter it."))
    lock_text(f"supervision:{area}")
    same = SupervisionEntry.objects.filter(
        kind=kind.value,
        area=area,
        held_on=held_on,
        with_whom=facts["with_whom"],
        document_number=facts["document_number"],
        taken_back_by=None,
    )
    if same.exists():
        raise _refused(
            "",
            Text("同样的记录已经登记。", "This was written down before."),
            Text("请查看已有记录。", "Look at what is there."),
            code="same_entry",
        )
    made = SupervisionEntry.objects.create(
        kind=kind.value, area=area, held_on=held_on, recorded_by=by, recorded_at=at, **facts
    )
    audit.record(
        "write_supervision",
        by=by,
        about=made,
        division_code=area,
        at=at,
        change={"kind": made.kind, "held_on": held_on, **facts},
    )
    return made


@transaction.atomic
def take_back(*, entry: SupervisionEntry, because: str, by: Officer, at: datetime) -> SupervisionEntry:
    """A wrong entry no longer counts; it stays readable with the reason."""
    row = SupervisionEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    access.require(by, WRITE, row.area, on=timezone.localdate(at))
    if row.taken_back_by_id is not None:
        raise _refused(
            "",
            Text("该记录已撤销。", "This entry was taken back before."),
            Text("请刷新页面查看。", "Load the page again to see it."),
            code="already_taken_back",
        )
    if not because.strip():
        raise _refused("because", Text("须写明理由。", "Say why."), Text("请填写理由。", "Enter the reason."))
    row.taken_back_by, row.taken_back_because = by, because.strip()[:300]
    row.save(update_fields=["taken_back_by", "taken_back_because"])
    audit.record(
        "take_back_supervision",
        by=by,
        about=row,
        division_code=row.area,
        at=at,
        change={"kind": row.kind, "because": row.taken_back_because},
    )
    return row


def _refused(field: str, text: Text, remedy: Text, *, code: str = "") -> SupervisionRefused:
    return SupervisionRefused(
        code or f"supervision_{field}", text, remedy, **({"field": field} if field else {})
    )
