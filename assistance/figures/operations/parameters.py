"""How is a figure that the notices leave open entered under its document, agreed to by another officer, or turned down?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistance.figures.models import EnteredParameter
from assistance.figures.operations.bounds import require_in_bounds
from assistance.figures.rules.parameters import work_fund_range
from policy.book import default_book
from policy.entered import NotAValue, key_of, shown, value_of
from policy.terms import Text
from policy.topics import KINDS, Topic, ValueKind
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Division, Officer
from staff.refusals import Refusal
from staff.rules.divisions import contains


class InvalidParameter(Refusal):
    """The figure cannot be entered as it is; `context["field"]` names the field."""


class AlreadyDecided(Refusal):
    """The entry was approved or turned down before."""

    status = 409


@transaction.atomic
def enter(
    *,
    area: str,
    topic: str,
    value: Any,
    from_on: date,
    document_number: str,
    by: Officer,
    at: datetime,
    key: str = "",
    until_on: date | None = None,
    reason: str = "",
) -> EnteredParameter:
    """Enter a figure or list for an area under its document. The rules do not see it until a second officer approves."""
    access.require(by, Permission.PARAMETERS_ENTER, area, on=timezone.localdate(at))
    if topic not in KINDS or not (len(area) == 6 and Division.objects.filter(pk=area).exists()):
        raise _invalid(
            "topic" if topic not in KINDS else "area", Text("没有这一项目或地区。", "No such topic or area.")
        )
    named = Topic(topic)
    try:
        kept_key = key_of(named, area, key, default_book().categories_at(area))
    except NotAValue as fault:
        raise _invalid("key", fault.text, fault.remedy) from None
    try:
        kept = value_of(named, value)
    except NotAValue as fault:
        raise _invalid("value", fault.text, fault.remedy) from None
    if KINDS[named] is ValueKind.DIVISIONS:
        _require_divisions(kept, area)
    if named is Topic.WORK_FUND_RATE:
        _require_in_range(kept, area)
    if not document_number.strip():
        raise _invalid(
            "document_number",
            Text("录入参数必须注明文号。", "An entered figure must name its document."),
            Text("请填写文号。", "Enter the document number."),
        )
    if until_on is not None and until_on <= from_on:
        raise _invalid(
            "until_on", Text("终止日早于起始日。", "It would end before it begins."),
            Text("请核对日期。", "Check the days."),
        )  # fmt: skip
    departs = require_in_bounds(
        area=area, topic=named, key=kept_key, value=kept, on=from_on, reason=reason, is_approved=False
    )
    entry = EnteredParameter.objects.create(
        area=area, topic=named.value, key=kept_key, value=kept, from_on=from_on, until_on=until_on,
        document_number=document_number.strip(), reason=reason.strip(), entered_by=by, entered_at=at,
    )  # fmt: skip
    change = _told(entry) | ({"departs_from": departs} if departs else {})
    audit.record("enter_parameter", by=by, about=entry, division_code=area, at=at, change=change)
    return entry


@transaction.atomic
def approve(*, entry: EnteredParameter, by: Officer, at: datetime) -> EnteredParameter:
    """Put an entry in force from its own first day on; an earlier one yields to it from that day."""
    entry = _open_entry(entry, by, at)
    require_in_bounds(
        area=entry.area, topic=Topic(entry.topic), key=entry.key, value=entry.value, on=entry.from_on,
        reason=entry.reason, is_approved=True,
    )  # fmt: skip
    entry.approve(by=by, at=at)
    audit.record(
        "approve_parameter", by=by, about=entry, division_code=entry.area, at=at, change=_told(entry)
    )
    return entry


@transaction.atomic
def reject(*, entry: EnteredParameter, because: str, by: Officer, at: datetime) -> EnteredParameter:
    """Turn an entry down, with the reason; it never takes effect. It may be entered anew."""
    if not because.strip():
        raise _invalid(
            "because", Text("驳回须写明理由。", "Say why it is turned down."),
            Text("请填写理由。", "Enter the reason."),
        )  # fmt: skip
    entry = _open_entry(entry, by, at)
    entry.reject(because=because, by=by, at=at)
    audit.record(
        "reject_parameter", by=by, about=entry, division_code=entry.area, at=at,
        change=_told(entry) | {"because": entry.rejected_because},
    )  # fmt: skip
    return entry


def _open_entry(entry: EnteredParameter, by: Officer, at: datetime) -> EnteredParameter:
    """The row, locked, if it waits for a decision and somebody else entered it."""
    locked = EnteredParameter.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    access.require(by, Permission.PARAMETERS_APPROVE, locked.area, on=timezone.localdate(at))
    if locked.standing != "waits":
        raise AlreadyDecided(
            "already_decided", Text("该项已经批准或驳回。", "This entry was approved or turned down before.")
        )
    require_other_hands(
        by,
        locked.entered_by_id,
        what=Text("录入人不能审批自己录入的参数。", "You entered this figure, so you cannot decide on it."),
    )
    return locked


def _require_divisions(codes: list[str], area: str) -> None:
    known = set(Division.objects.filter(pk__in=codes).values_list("pk", flat=True))
    strangers = [code for code in codes if code not in known or not contains(area, code)]
    if strangers:
        listed = "、".join(strangers)
        raise _invalid(
            "value",
            Text(
                f"区划 {listed} 不存在或不在本地区。", f"Not a division of this area: {', '.join(strangers)}."
            ),
            Text("请核对区划代码。", "Check the codes."),
        )


def _require_in_range(yuan: str, area: str) -> None:
    """A county's work funds stay within the range that the text allows (LX-5.3b)."""
    allowed = work_fund_range(default_book().policy(area))
    if allowed is None or not allowed.least <= Decimal(yuan) <= allowed.most:
        said = f"{allowed.least}–{allowed.most}" if allowed else "–"
        raise _invalid(
            "value",
            Text(
                f"工作经费标准须在文件规定的范围内（{said} 元）。",
                f"The text allows work funds of {said} yuan a head.",
            ),
            Text("请核对标准。", "Check the figure."),
        )


def _invalid(field: str, text: Text, remedy: Text | None = None) -> InvalidParameter:
    return InvalidParameter(f"invalid_{field}", text, remedy, field=field)


def _told(entry: EnteredParameter) -> dict[str, Any]:
    return {
        "topic": entry.topic,
        "key": entry.key,
        "value": shown(Topic(entry.topic), entry.value).zh,
        "from_on": entry.from_on,
        "document": entry.document_number,
    }
