"""How is a roster received, confirmed by a second person, and how is its undoing asked for?

`roster_checks` reads it, `roster_jobs` writes and undoes it; the machine of all sent files does the rest.
"""

from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from assistance.categories.bulk import roster_writes
from assistance.categories.bulk import rosters as bulk
from assistance.categories.layouts.rosters import ROSTER_TABLE
from assistance.categories.models import Roster
from assistance.categories.operations import roster_checks, roster_jobs
from assistance.categories.queries.category_list import category_label, require_known
from assistance.categories.queries.rosters import last_written
from assistance.categories.rules.roster_states import RosterKind
from enrollment.operations.people import require_division, require_reason
from intake.bulk.staged_tables import drop_tables, forgotten_tables
from intake.layouts import Before, Layout
from intake.operations import jobs, receiving
from intake.rules.file_states import FileMove
from policy.terms import Category, Certifier, Text
from staff import access
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

CONTRADICTIONS_NAMED = 20


class Contradicted(Refusal):
    """Later changes stand on what the roster wrote; `context["rows"]` names them."""


class Stale(Refusal):
    """Another list of the same kind was written since the preview."""


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
    """Keep an uploaded roster (接收名单) and have a worker check it."""
    access.require(by, Permission.ROSTERS_UPLOAD, area, on=on)
    require_division(area, "area")
    month = month.replace(day=1)
    if month > on:
        raise _invalid("month", Text("名单月份晚于本月。", "The month of the list lies in the future."))
    if not categories:
        raise _invalid("categories", Text("未选择名单涉及的身份类别。", "No category is chosen."))
    require_known(categories, area, "categories")
    if len(document_number.strip()) > 100:
        raise _invalid("document_number", Text("文号过长。", "The document number is too long."))
    facts: dict[str, Any] = {
        "certifier": certifier.value, "kind": kind.value, "month": month,
        "categories": sorted(set(categories)),
    }  # fmt: skip
    return receiving.receive(
        ROSTERS, content=content, name=name, area=area, by=by, at=timezone.now(),
        remedy=Text("请改用 .csv，或按县区拆分。", "Use .csv, or split it by county."),
        told=facts, document_number=document_number.strip(), **facts,
    )  # fmt: skip


@transaction.atomic
def confirm(*, roster: Roster, on: date, by: Officer, at: datetime) -> Roster:
    """A second person has seen the preview and lets it be written (确认写入)."""
    roster = jobs.locked(roster, FileMove.CONFIRM, by=by, on=on)
    require_other_hands(
        by,
        roster.uploaded_by_id,
        what=Text("报送人不能确认自己报送的名单。", "You uploaded this list, so you cannot confirm it."),
    )
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
    summary = {**roster.summary, "written_on": on.isoformat(), "slot": 0}
    told = {key: summary.get(key) for key in roster_checks.TOLD}
    return jobs.moved(
        roster, FileMove.CONFIRM, by=by, at=at, told=told, confirmed_by=by, confirmed_at=at, summary=summary
    )


@transaction.atomic
def ask_undo(*, roster: Roster, because: str, on: date, by: Officer) -> Roster:
    """Undo a written roster (撤销名单), unless later changes contradict it: those are named."""
    require_reason(because, field="because")
    roster = jobs.locked(roster, FileMove.UNDO, by=by, on=on)
    if rows := roster_writes.contradicted(roster.pk, limit=CONTRADICTIONS_NAMED):
        raise _contradicted(rows)
    summary = {**roster.summary, "undone_on": on.isoformat(), "undo_slot": 0}
    return jobs.moved(
        roster, FileMove.UNDO, by=by, told={"because": because}, undone_by=by, undone_because=because.strip()[:200],
        summary=summary, finished_at=None,
    )  # fmt: skip


def _contradicted(found: list[tuple[int, int | None, str, str, str, str]]) -> Contradicted:
    zh = "；".join(
        f"{name} {masked} {category_label(category).zh if category else ''}".strip()
        for _, _, name, masked, category, _ in found[:5]
    )
    en = "; ".join(
        f"{name} {masked} {category_label(category).en if category else ''}".strip()
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


def _invalid(field: str, text: Text) -> Refusal:
    return Refusal("invalid_roster", text, Text("请更正。", "Correct it."), field=field)


ROSTERS = Layout(
    code="RS-1",
    name=Text("救助对象名单", "roster of aided people"),
    noun="roster",
    model=Roster,
    table=ROSTER_TABLE,
    before=Before(
        "roster_received_before", "roster_id", same=("sha256", "area", "certifier", "kind", "month"),
        after=("refused", "failed", "undone"), noun=Text("名单", "list"),
    ),
    page="assistance:roster",
    reads=Permission.CATEGORIES_READ,
    check=roster_checks.check,
    write=roster_jobs.write,
    undo=roster_jobs.undo,
    by_others=(FileMove.CONFIRM,),
    acts={
        FileMove.CONFIRM: lambda roster, who: confirm(roster=roster, on=who.on, by=who.by, at=who.at),
        FileMove.UNDO: lambda roster, who: ask_undo(roster=roster, because=who.because, on=who.on, by=who.by),
    },
    drop_stages=lambda roster: bulk.drop_stages(roster.pk),
    sweep=lambda: drop_tables(forgotten_tables("roster_stage", Roster)),
)  # fmt: skip
