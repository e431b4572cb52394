"""How is a draft of policy made, named, filled in and put away? Shared by the city's officers; nothing real is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from desk.whatif.models import Draft, DraftRows
from desk.whatif.queries.bills import last_bill_year
from desk.whatif.queries.drafts import given_of, last_due_year
from desk.whatif.queries.policies import DraftPolicies
from enrollment.operations.year_checks import unsound
from enrollment.queries.policies import is_open
from policy.book import default_book
from policy.opening.answers import Row
from policy.opening.questions import Question, questions
from policy.opening.what_if import can_be_tried
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

ENTER = Permission.PARAMETERS_ENTER
NAME_MAX = 80


class InvalidDraft(Refusal):
    """What is asked of a draft cannot be; `context` may name the field."""


class StaleDraft(Refusal):
    """The draft was changed by somebody else since it was looked at."""

    status = 409


@dataclass(frozen=True, slots=True)
class Years:
    """Of which year the people and dues are, and of which the bills."""

    coverage_year: int
    bill_year: int


def years_of(area: str) -> Years | None:
    """The years that a draft of an area begins with: the newest with dues and the newest with settled bills."""
    year = last_due_year(area)
    return None if year is None else Years(year, last_bill_year(area) or year)


@transaction.atomic
def start(
    *,
    area: str,
    name: str,
    by: Officer,
    at: datetime,
    coverage_year: int | None = None,
    bill_year: int | None = None,
) -> Draft:
    """Copy the policy in force in a pooling area into a draft with a name; it differs in nothing yet."""
    access.require(by, ENTER, area, on=timezone.localdate(at))
    if default_book().pooling_area(area) != area:
        raise _refused("not_a_pooling_area", f"{area} 不是统筹区。", f"{area} is not a pooling area.", "area")
    name = name.strip()
    if not name or len(name) > NAME_MAX:
        raise _refused(
            "name_required", "请填写名称，至多 80 字。", "Give a name of at most 80 characters.", "name"
        )
    usual = years_of(area)
    year = coverage_year or (usual.coverage_year if usual else None)
    if year is None:
        raise _refused(
            "nobody_has_dues", "该地区还没有应缴记录，无可试算。", "Nobody has a due here yet.", "area"
        )
    if not is_open(area, year):
        raise _refused(
            "year_not_open", f"{year} 年度尚未开放，没有可复制的政策。",
            f"Coverage {year} is not open: there is no policy to copy.", "coverage_year",
        )  # fmt: skip
    if Draft.objects.filter(area=area, name=name).exists():
        raise _refused("name_taken", "已有同名的草案。", "There is a draft of this name.", "name")
    draft = Draft.objects.create(
        area=area, name=name, coverage_year=year, bill_year=bill_year or (usual.bill_year if usual else year),
        made_by=by, made_at=at,
    )  # fmt: skip
    audit.record(
        "start_draft", by=by, about=draft, division_code=area, at=at,
        change={"name": name, "coverage_year": year, "bill_year": draft.bill_year},
    )  # fmt: skip
    return draft


@transaction.atomic
def answer(
    *, draft: Draft, version: int | None, question: str, rows: Sequence[Row], by: Officer, at: datetime
) -> Draft:
    """Say what the draft says to one question. Refused with row and field by the checks of a real year; nothing is then kept.

    The rows in force, given unchanged, take the question out of the draft.
    """
    row = _locked(draft, version, by, at)
    asked = question_named(question)
    given = given_of(row)
    policies = DraftPolicies.of(row, {**given, question: list(rows)})
    if list(rows) == [dict(one) for one in policies.rows_today(asked)]:
        return clear(draft=row, version=None, question=question, by=by, at=at)
    if wrong := [one for one in policies.faults() if one.question in (question, "")]:
        raise unsound(wrong)
    DraftRows.objects.update_or_create(
        draft=row, question=question, defaults={"rows": list(rows), "entered_by": by, "entered_at": at}
    )
    _touch(row)
    audit.record(
        "answer_draft", by=by, about=row, division_code=row.area, at=at,
        change={"question": question, "rows": list(rows)},
    )  # fmt: skip
    return row


@transaction.atomic
def clear(*, draft: Draft, version: int | None, question: str, by: Officer, at: datetime) -> Draft:
    """Take a question out of the draft: what is in force holds again."""
    row = _locked(draft, version, by, at)
    question_named(question)
    if row.given.filter(question=question).delete()[0]:
        _touch(row)
        audit.record(
            "clear_draft", by=by, about=row, division_code=row.area, at=at, change={"question": question}
        )
    return row


@transaction.atomic
def remove(*, draft: Draft, by: Officer, at: datetime) -> None:
    """Put a draft away with its runs; what it said stays in the audit trail."""
    row = _locked(draft, None, by, at)
    audit.record(
        "remove_draft", by=by, about=row, division_code=row.area, at=at,
        change={"name": row.name, "given": given_of(row)},
    )  # fmt: skip
    row.delete()


def question_named(code: str) -> Question:
    """A question that a draft may answer. Raises `InvalidDraft`."""
    asked = questions().get(code)
    if asked is None or not can_be_tried(asked):
        raise _refused("unknown_question", "没有这一事项。", "There is no such question.", "question")
    return asked


def _locked(draft: Draft, version: int | None, by: Officer, at: datetime) -> Draft:
    row = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    access.require(by, ENTER, row.area, on=timezone.localdate(at))
    if version is not None and version != row.version:
        raise StaleDraft(
            "stale_draft",
            Text(
                "草案已被他人更改，本次没有保存。",
                "The draft was changed by somebody else; nothing was saved.",
            ),
            Text("请查看现在的内容后重试。", "Look at it as it is now, then try again."),
        )
    return row


def _touch(row: Draft) -> None:
    row.version += 1
    row.save(update_fields=["version"])


def _refused(code: str, zh: str, en: str, field: str, **context: Any) -> InvalidDraft:
    return InvalidDraft(
        code, Text(zh, en), Text("请更正后重试。", "Correct it and try again."), field=field, **context
    )
