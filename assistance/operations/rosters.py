"""How is a roster received, confirmed by a second person, discarded, tried again or undone?

The row in PostgreSQL is the truth; `roster_checks` reads it, `roster_jobs` writes and undoes it.
"""

from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from assistance.bulk import roster_writes
from assistance.models import Roster
from assistance.queries.rosters import last_written
from assistance.rules.roster_states import RosterKind, RosterState
from enrollment.operations.people import require_division, require_reason
from intake.operations import stored_files
from policy.terms import Category, Certifier, Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_human
from staff.models import Officer
from staff.refusals import Refusal

CHECK_ROSTER = "assistance.check_roster"
WRITE_ROSTER = "assistance.write_roster"
UNDO_ROSTER = "assistance.undo_roster"
CONTRADICTIONS_NAMED = 20
_OVER = (RosterState.REFUSED.value, RosterState.FAILED.value, RosterState.UNDONE.value)


class RosterReceivedBefore(Refusal):
    """The same bytes were received for this area, certifier, kind and month; `context["roster_id"]` is the first."""


class RosterNotReady(Refusal):
    """The roster is not in the state in which this can be done."""


class NotYours(Refusal):
    """Nobody confirms what they uploaded."""


class Contradicted(Refusal):
    """Later changes stand on what the roster wrote; `context["rows"]` names them."""


class Stale(Refusal):
    """Another list of the same kind was written since the preview."""


@transaction.atomic
def receive(
    *,
    content: BinaryIO,
    name: str,
    area: str,
    certifier: Certifier,
    kind: RosterKind,
    month: date,
    categories: list[Category],
    document_number: str = "",
    on: date,
    by: Officer,
) -> Roster:
    """Keep an uploaded roster (接收名单). The caller announces the check after the commit."""
    access.require(by, Permission.ROSTERS_UPLOAD, area, on=on)
    require_division(area, "area")
    month = month.replace(day=1)
    if month > on:
        raise _invalid("month", Text("名单月份晚于本月。", "The month of the list lies in the future."))
    if not categories:
        raise _invalid("categories", Text("未选择名单涉及的身份类别。", "No category is chosen."))
    if len(document_number.strip()) > 100:
        raise _invalid("document_number", Text("文号过长。", "The document number is too long."))
    sha256, size = stored_files.accepted_digest(
        content, remedy=Text("请改用 .csv，或按县区拆分。", "Use .csv, or split it by county.")
    )
    key = {"sha256": sha256, "area": area, "certifier": certifier.value, "kind": kind.value, "month": month}
    if first := find_received(**key):
        raise _received_before(first)
    stored_files.store(content, sha256)
    try:
        with transaction.atomic():
            roster = Roster.objects.create(
                **key,
                name=name[:200],
                size_bytes=size,
                categories=sorted({category.value for category in categories}),
                document_number=document_number.strip(),
                uploaded_by=by,
            )
    except IntegrityError:
        again = find_received(**key)
        raise _received_before(again) if again else _busy() from None
    audit.record(
        "receive_roster", by=by, about=roster, division_code=area,
        change={
            "name": roster.name, "sha256": sha256, "bytes": size, "certifier": certifier, "kind": kind, "month": month,
            "categories": roster.categories,
        },
    )  # fmt: skip
    return roster


def find_received(**key: Any) -> Roster | None:
    """The earlier receipt of the same bytes that is still standing."""
    return Roster.objects.filter(**key).exclude(state__in=_OVER).first()


@transaction.atomic
def confirm(*, roster: Roster, on: date, by: Officer, at: datetime) -> Roster:
    """A second person has seen the preview and lets it be written (确认写入). The caller announces the writing."""
    access.require(by, Permission.ROSTERS_CONFIRM, roster.area, on=on)
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != RosterState.READY.value:
        raise _not_ready(roster)
    if roster.uploaded_by_id == by.pk:
        raise NotYours(
            "not_by_maker",
            Text("报送人不能确认自己报送的名单。", "You uploaded this list, so you cannot confirm it."),
            Text("请由另一位工作人员确认。", "Ask another officer to confirm it."),
        )
    require_other_human(by, roster.uploaded_by_id)
    now_last = last_written(roster)
    if (now_last.pk if now_last else None) != roster.previous_id:
        raise Stale(
            "preview_stale",
            Text(
                "预览之后已写入另一份同类名单。",
                "Another list of the same kind was written since the preview.",
            ),
            Text("请放弃本次名单并重新上传，以便按最新情况核对。", "Discard this one and upload it again."),
        )
    roster.state = RosterState.WRITING.value
    roster.confirmed_by, roster.confirmed_at = by, at
    roster.lease_until, roster.attempts = None, 0
    roster.summary = {**roster.summary, "written_on": on.isoformat(), "slot": 0}
    roster.save(update_fields=["state", "confirmed_by", "confirmed_at", "lease_until", "attempts", "summary"])
    audit.record("confirm_roster", by=by, about=roster, division_code=roster.area, change=_told(roster))
    return roster


@transaction.atomic
def discard(*, roster: Roster, on: date, by: Officer) -> Roster:
    """Somebody has seen the preview and does not want it (放弃); nothing was written."""
    if not access.may(by, Permission.ROSTERS_CONFIRM, roster.area, on=on):
        access.require(by, Permission.ROSTERS_UPLOAD, roster.area, on=on)
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != RosterState.READY.value:
        raise _not_ready(roster)
    roster.state = RosterState.REFUSED.value
    roster.summary = {**roster.summary, "discarded_on": on.isoformat()}
    roster.save(update_fields=["state", "summary"])
    audit.record("discard_roster", by=by, about=roster, division_code=roster.area)
    return roster


@transaction.atomic
def retry(*, roster: Roster, on: date, by: Officer) -> Roster:
    """Try a failed roster again, from its check or from its last checkpoint."""
    access.require(by, Permission.ROSTERS_UPLOAD, roster.area, on=on)
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != RosterState.FAILED.value:
        raise _not_ready(roster)
    if roster.undone_by_id:
        state = RosterState.UNDOING
    else:
        state = RosterState.WRITING if roster.confirmed_by_id else RosterState.RECEIVED
    roster.state, roster.attempts, roster.lease_until = state.value, 0, None
    roster.save(update_fields=["state", "attempts", "lease_until"])
    audit.record("retry_roster", by=by, about=roster, division_code=roster.area)
    return roster


@transaction.atomic
def ask_undo(*, roster: Roster, because: str, on: date, by: Officer) -> Roster:
    """Undo a written roster (撤销名单), unless later changes contradict it: those are named. The caller announces the work."""
    access.require(by, Permission.ROSTERS_CONFIRM, roster.area, on=on)
    require_reason(because, field="because")
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != RosterState.WRITTEN.value:
        raise _not_ready(roster)
    if found := roster_writes.contradicted(roster.pk, limit=CONTRADICTIONS_NAMED):
        raise _contradicted(found)
    roster.state, roster.undone_by, roster.undone_because = (
        RosterState.UNDOING.value,
        by,
        because.strip()[:200],
    )
    roster.lease_until, roster.attempts = None, 0
    roster.summary = {**roster.summary, "undone_on": on.isoformat(), "undo_slot": 0}
    roster.save(update_fields=["state", "undone_by", "undone_because", "lease_until", "attempts", "summary"])
    audit.record(
        "ask_undo_roster", by=by, about=roster, division_code=roster.area, change={"because": because}
    )
    return roster


def task_of(roster: Roster) -> str:
    """The task that takes a roster on from its state."""
    return {RosterState.WRITING.value: WRITE_ROSTER, RosterState.UNDOING.value: UNDO_ROSTER}.get(
        roster.state, CHECK_ROSTER
    )


def _contradicted(found: list[tuple[int, int | None, str, str, str, str]]) -> Contradicted:
    zh = "；".join(
        f"{name} {masked} {Category(category).label.zh if category else ''}".strip()
        for _, _, name, masked, category, _ in found[:5]
    )
    en = "; ".join(
        f"{name} {masked} {Category(category).label.en if category else ''}".strip()
        for _, _, name, masked, category, _ in found[:5]
    )
    many = "" if len(found) < CONTRADICTIONS_NAMED else "≥ "
    return Contradicted(
        "later_changes",
        Text(f"名单写入后，{many}{len(found)} 人的身份又有变动，不能撤销：{zh}{'等' if len(found) > 5 else ''}。",
             f"Since the list was written, the categories of {many}{len(found)} people changed again: {en}"
             f"{' and others' if len(found) > 5 else ''}."),
        Text("请先撤销之后的变动，或逐人更正。", "Undo the later changes first, or correct these people one by one."),
        rows=[
            {"row": number, "name": name, "document": masked, "category": category, "action": action}
            for _, number, name, masked, category, action in found
        ],
    )  # fmt: skip


def _told(roster: Roster) -> dict[str, Any]:
    return {
        key: roster.summary.get(key) for key in ("rows", "new", "changed", "ended", "unchanged", "unmatched")
    }


def _received_before(first: Roster) -> RosterReceivedBefore:
    return RosterReceivedBefore(
        "roster_received_before",
        Text(f"同一份名单已于 {timezone.localtime(first.uploaded_at):%Y-%m-%d %H:%M} 接收（第 {first.pk} 号）。",
             f"The same list was received on {timezone.localtime(first.uploaded_at):%Y-%m-%d %H:%M} (no. {first.pk})."),
        Text("请打开先前的名单；内容有更正的，上传更正后的文件。",
             "Open the earlier one; to correct it, upload the corrected file."),
        roster_id=first.pk,
    )  # fmt: skip


def _busy() -> RosterNotReady:
    return RosterNotReady("busy", Text("请重试。", "Try again."))


def _not_ready(roster: Roster) -> RosterNotReady:
    label = RosterState(roster.state).label
    return RosterNotReady(
        "roster_not_ready",
        Text(f"名单当前状态为“{label.zh}”，不能办理此操作。", f"The list is {label.en}, so this cannot be done."),
        Text("请刷新页面查看最新状态。", "Reload the page to see its state."),
        roster_id=roster.pk,
    )  # fmt: skip


def _invalid(field: str, text: Text) -> Refusal:
    return Refusal("invalid_roster", text, Text("请更正。", "Correct it."), field=field)
