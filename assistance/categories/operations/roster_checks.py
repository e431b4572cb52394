"""What would a roster change, and what is wrong with it: read, held against the record, and kept as a preview?

A wrong or partial list ends nobody's category: any fault refuses the whole list, and so does a drop of people above the
share that the area allows.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from assistance.categories.bulk import rosters as bulk
from assistance.categories.bulk.roster_rows import RosterReader
from assistance.categories.bulk.roster_terms import RowTerms
from assistance.categories.layouts.rosters import table_of
from assistance.categories.models import Roster
from assistance.categories.queries.category_list import policy_at
from assistance.categories.queries.category_names import names_on
from assistance.categories.queries.rosters import last_written
from assistance.categories.rules.roster_states import RosterKind
from assistance.figures.queries.parameters import entered
from enrollment.bulk.registered_places import registered_places
from intake.layouts import Checked, Checking
from intake.operations.elsewhere import ask_if_elsewhere
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from policy.book import default_book
from policy.switches import SWITCHES
from policy.terms import Category, Certifier, Text
from policy.topics import Topic
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

TOLD = ("rows", "new", "changed", "ended", "unchanged", "unmatched")  # counted by township and in sum
TOWNSHIP_MISSING_FROM = 5  # a township of so many people that is missing as a whole stops the list


class Shrunk(Refusal):
    """So many people are missing that the list is taken for partial."""


def check(checking: Checking[Roster]) -> Checked:
    """Read the whole list, name everything that is wrong, and keep what each row would do; writes no category."""
    stage = bulk.Stage(checking.file.pk, checking.fence)
    try:
        return _read(checking, stage)
    finally:
        bulk.drop_stages(
            checking.file.pk
        )  # what each row does is kept; the rows themselves are not needed again


def _read(checking: Checking[Roster], stage: bulk.Stage) -> Checked:
    roster, on = checking.file, checking.on
    kind, previous = RosterKind(roster.kind), last_written(roster)
    if previous is not None and kind is RosterKind.FULL and previous.month > roster.month:
        raise Refusal(
            "later_list_written",
            Text(f"{previous.month:%Y-%m} 的全量名单（第 {previous.pk} 号）已经写入，不能再用更早月份的名单。",
                 f"The full list of {previous.month:%Y-%m} (no. {previous.pk}) was written; an earlier month cannot follow it."),
            Text("请核对名单月份。", "Check the month of the list."),
        )  # fmt: skip
    table = opened(roster, table_of(is_full=kind is RosterKind.FULL))
    reader = RosterReader(
        columns=table.places, kind=kind, month=roster.month,
        stated=frozenset(Category(code) for code in roster.categories),
        category_names=names_on(roster.area, roster.month), today=on,
        day_required=kind is RosterKind.FULL and previous is None,
        default_document=roster.document_number or _own_name(roster),
        terms=RowTerms(policy_at(roster.area), Certifier(roster.certifier)),
    )  # fmt: skip
    stage.create()
    for block in table.blocks():
        stage.copy(reader.lines(block))
        require_rows_within_limit(reader.rows)
        checking.beat(reader.rows)
    table.finish(reader.problems.as_json(), count=reader.problems.count)
    terms = _terms(roster)
    found, count = bulk.twice(stage, reader.columns["number"])
    reader.problems.extend(found, count=count)
    if reader.problems.count:
        fields = {
            **kept_of(table),
            "rows_read": reader.rows,
            "problems": reader.problems.as_json(),
            "problem_count": reader.problems.count,
        }
        return Checked(fields, {"problems": reader.problems.count}, is_refused=True)
    if reader.rows == 0 and kind is RosterKind.CHANGES:
        raise no_rows()
    ask_if_elsewhere(roster, registered_places(stage.rows))
    with transaction.atomic():
        bulk.decide(stage, terms)
        if kind is RosterKind.FULL:
            _refuse_a_drop(roster, terms, reader.rows, on=on)
    summary = _preview(roster, previous, on=on)
    told = {key: summary[key] for key in TOLD}
    return Checked(
        {**kept_of(table), "rows_read": reader.rows, "previous": previous, "summary": summary}, told
    )


def _preview(roster: Roster, previous: Roster | None, *, on: date) -> dict[str, Any]:
    townships = bulk.counts(roster.pk)
    before = {
        each["code"]: each["rows"] for each in (previous.summary if previous else {}).get("townships", [])
    }
    for township in townships:
        township["before"] = before.pop(township["code"], 0) if previous else None
    names = path_names(before)
    for code, rows in sorted(before.items()):
        empty = dict.fromkeys(TOLD, 0)
        townships.append({"code": code, "name": names.get(code, ""), **empty, "before": rows})
    totals = {action: sum(township[action] for township in townships) for action in TOLD}
    return {
        **totals,
        "townships": townships,
        "unmatched_by": bulk.unmatched_counts(roster.pk),
        "checked_on": on.isoformat(),
    }


def drop_share(area: str, on: date) -> tuple[Decimal, str]:
    """The share of people by which a full list of an area may shrink, and the document behind it (empty: the default)."""
    entry = entered(area, Topic.ROSTER_DROP_SHARE.value, on)
    if entry is not None:
        return Decimal(str(entry.value)), entry.document_number
    return Decimal(settings.ROSTER_DROP_PERCENT) / 100, ""


def _refuse_a_drop(roster: Roster, terms: bulk.Terms, rows: int, *, on: date) -> None:
    """A list in which too many people are missing is taken for partial: it stops, with the figures by township."""
    missing = bulk.missing_people(terms)
    held, gone = sum(each[1] for each in missing), sum(each[2] for each in missing)
    share, document = drop_share(roster.area, on)
    lost = [code for code, people, absent in missing if people == absent >= TOWNSHIP_MISSING_FROM]
    if rows and gone <= share * held and not lost:
        return
    names = path_names(code for code, _, _ in missing)
    figures = {
        "held": held,
        "missing": gone,
        "share_allowed": str(share),
        "document": document,
        "townships": [
            {"code": code, "name": names.get(code, ""), "held": people, "missing": absent}
            for code, people, absent in missing
            if absent
        ],
    }
    allowed = f"{(share * 100).normalize():f}"
    percent = f"{gone * 100 / held:.1f}" if held else "0"
    if not rows:
        what = Text("名单是空的", "The list is empty")
    elif lost:
        what = Text(f"{len(lost)} 个乡镇的人员全部缺失", f"All people of {len(lost)} townships are missing")
    else:
        what = Text("名单人数减少过多", "Too many people are missing from the list")
    raise Shrunk(
        "list_shrunk",
        Text(f"{what.zh}：原有 {held} 人，名单中缺 {gone} 人（{percent}%），允许 {allowed}%。未终止任何人的身份。",
             f"{what.en}: {held} people held these categories, {gone} of them are missing ({percent} %); "
             f"{allowed} % are allowed. Nobody's category was ended."),
        Text("请核对名单是否完整。确系大量退出的，由两名工作人员在“录入参数”中登记本地区允许比例及文号后重新上传；"
             "或改用变更名单逐人取消。",
             "Check whether the list is complete. If so many really left, let two officers enter the share allowed here with its "
             "document under “Entered figures” and upload again, or cancel people one by one with a list of changes."),
        figures=figures,
        rows=rows,
    )  # fmt: skip


def _terms(roster: Roster) -> bulk.Terms:
    return bulk.Terms(
        roster.pk, RosterKind(roster.kind), roster.area, scope_prefix(roster.area), roster.certifier, roster.month,
        list(roster.categories), _back_from(roster.area),
    )  # fmt: skip


def _back_from(area: str) -> str:
    """From which day somebody who returns to the list holds the category again, as the area reads it (A57)."""
    book = default_book()
    read = book.policy(area).reading("A57") if book.chain(area) else ""
    return read or SWITCHES["A57"][0]


def _own_name(roster: Roster) -> str:
    return f"{Certifier(roster.certifier).label.zh}{roster.month:%Y-%m}名单（第{roster.pk}号）"
