"""How does a division that the bundled list does not know get into the list: entered under its document, agreed to by another?"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.bulk import name_successor
from staff.identities import require_other_hands
from staff.models import Division, DivisionEntry, Officer
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code, level_of, parent_of

_CHECK = Text("请对照批复文件核对。", "Check it with the document.")


class InvalidDivision(Refusal):
    """The division cannot be entered as it is; `context["field"]` names the field."""


class DivisionWaits(Refusal):
    """An entry of this code waits for the second officer."""

    status = 409


class EntryDecided(Refusal):
    """The entry was approved or turned down before."""

    status = 409


@transaction.atomic
def enter(
    *,
    code: str,
    name: str,
    valid_from: date,
    document_number: str,
    replaces: list[str],
    by: Officer,
    at: datetime,
) -> DivisionEntry:
    """Enter a division that was founded, or renamed, under its document; another officer puts it into the list.

    `replaces`: codes of divisions of its level that are part of it from `valid_from` on. Raises `InvalidDivision` and
    `DivisionWaits`.
    """
    parent = _parent(code)
    access.require(by, Permission.PARAMETERS_ENTER, parent, on=timezone.localdate(at))
    name, document = name.strip(), document_number.strip()
    if not name or len(name) > 60:
        raise _invalid("name", Text("名称须为 1 至 60 个字。", "A name has 1 to 60 characters."))
    if not document:
        raise _invalid("document_number", Text("须注明批复文号。", "It must name its document."))
    known = Division.objects.filter(pk=code).first()
    if known is not None and known.name == name:
        raise _invalid(
            "code",
            Text(f"{code} 已在区划表中，名称也是“{name}”。", f"{code} is in the list already, as {name}."),
        )
    _require_replaced(code, replaces)
    if DivisionEntry.objects.filter(code=code, approved_by=None, rejected_by=None).exists():
        raise DivisionWaits(
            "division_waits",
            Text(f"{code} 已有一条待审批的录入。", f"An entry of {code} waits for its second officer."),
            Text("请先审批或驳回该条。", "Decide on that one first."),
        )
    entry = DivisionEntry.objects.create(
        code=code, name=name, valid_from=valid_from, replaces=replaces, document_number=document,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    _audited("enter_division", entry, by, at)
    return entry


@transaction.atomic
def approve(*, entry: DivisionEntry, by: Officer, at: datetime) -> DivisionEntry:
    """Put the division into the list. Who holds the code of one that it replaces keeps it."""
    entry = _open_entry(entry, by, at)
    _parent(entry.code)
    entry.approve(by=by, at=at)
    Division.objects.update_or_create(
        pk=entry.code,
        defaults={"name": entry.name},
        create_defaults={
            "name": entry.name,
            "level": level_of(entry.code),
            "parent_id": parent_of(entry.code),
            "valid_from": entry.valid_from,
        },
    )
    name_successor(entry.replaces, entry.code, since=entry.valid_from)
    _audited("approve_division", entry, by, at)
    return entry


@transaction.atomic
def reject(*, entry: DivisionEntry, because: str, by: Officer, at: datetime) -> DivisionEntry:
    """Turn an entry down, with the reason. It may be entered anew."""
    if not (reason := because.strip()):
        raise _invalid("because", Text("驳回须写明理由。", "Say why it is turned down."))
    entry = _open_entry(entry, by, at)
    entry.reject(because=reason, by=by, at=at)
    _audited("reject_division", entry, by, at, because=reason)
    return entry


def visible(officer: Officer, *, on: date) -> QuerySet[DivisionEntry]:
    """Entries of the officer's divisions: those that wait first, then the newest."""
    rows = access.scope(DivisionEntry.objects.all(), officer, Permission.PARAMETERS_READ, on=on, field="code")
    return rows.select_related("entered_by", "approved_by", "rejected_by").order_by(
        "approved_at", "rejected_at", "-pk"
    )


def as_json(entry: DivisionEntry) -> dict[str, Any]:
    """An entry as programs get it."""
    return {
        "id": entry.pk, "code": entry.code, "name": entry.name, "valid_from": entry.valid_from, "replaces": entry.replaces,
        "document_number": entry.document_number, "state": entry.standing, "entered_by": entry.entered_by.login,
        "entered_at": entry.entered_at, "approved_at": entry.approved_at, "rejected_because": entry.rejected_because,
    }  # fmt: skip


def _parent(code: str) -> str:
    """The division it lies in. Raises `InvalidDivision` when the code cannot be one, or lies in none."""
    if not is_division_code(code):
        raise _invalid(
            "code", Text("区划代码为 6、9 或 12 位数字。", "A division code has 6, 9 or 12 digits.")
        )
    parent = parent_of(code)
    if parent is None:
        raise _invalid("code", Text("不能录入省级区划。", "A province cannot be entered."))
    if not Division.objects.filter(pk=parent).exists():
        raise _invalid(
            "code",
            Text(f"上级区划 {parent} 不在区划表中。", f"The division that it lies in, {parent}, is not in the list."),
            Text("请核对代码，或先录入上级区划。", "Check the code, or enter that division first."),
        )  # fmt: skip
    return parent


def _require_replaced(code: str, replaces: list[str]) -> None:
    known = set(Division.objects.filter(pk__in=replaces).values_list("pk", flat=True))
    wrong = [one for one in replaces if one not in known or one == code or level_of(one) != level_of(code)]
    if wrong:
        listed = "、".join(wrong)
        raise _invalid(
            "replaces",
            Text(
                f"{listed} 不是同级的已有区划。", f"Not a division of the same level in the list: {listed}."
            ),
        )


def _open_entry(entry: DivisionEntry, by: Officer, at: datetime) -> DivisionEntry:
    """The row, locked, if it waits for a decision and somebody else entered it."""
    locked = DivisionEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    access.require(by, Permission.PARAMETERS_APPROVE, parent_of(locked.code) or "", on=timezone.localdate(at))
    if locked.standing != "waits":
        raise EntryDecided(
            "already_decided",
            Text("该条已经批准或驳回。", "This entry was approved or turned down before."),
            Text("请刷新页面查看结果。", "Open the page again to see how."),
        )
    require_other_hands(
        by,
        locked.entered_by_id,
        what=Text("录入人不能审批自己录入的区划。", "You entered this division, so you cannot decide on it."),
    )
    return locked


def _invalid(field: str, text: Text, remedy: Text = _CHECK) -> InvalidDivision:
    return InvalidDivision(f"invalid_division_{field}", text, remedy, field=field)


def _audited(action: str, entry: DivisionEntry, by: Officer, at: datetime, **more: Any) -> None:
    change = {"code": entry.code, "name": entry.name, "document": entry.document_number, **more}
    audit.record(action, by=by, about=entry, division_code=entry.code, at=at, change=change)
