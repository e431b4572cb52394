"""How is a township's part of a roster handed down, filled, returned and taken back (下放、填报、上报、收回)?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from assistance.categories.models import Roster, RosterAnswer, RosterPart
from assistance.categories.queries.roster_parts import people_of, rows_to_fill, townships_of
from assistance.categories.rules.not_insured import REASONS_OF_A_PART, NotInsuredReason
from assistance.categories.rules.roster_states import ROSTER_PART, PartMove, PartState
from intake.rules.file_states import FileState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

REMARK_MAX = 200


class PartNotOpen(Refusal):
    """The part is not in the state in which this can be done."""


class InvalidAnswer(Refusal):
    """An answer cannot be accepted; `context["row"]` is its row."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a township says of one row."""

    row_id: int
    is_insured: bool
    reason: NotInsuredReason | None = None
    remark: str = ""


def answers_from(given: Any) -> list[Answer]:
    """Answers out of a list of objects with row_id, is_insured, reason and remark; InvalidAnswer names the first faulty one."""
    if not isinstance(given, list):
        raise InvalidAnswer(
            "answers_are_a_list",
            Text("填报内容不是列表。", "The answers are not a list."),
            Text("请以列表形式逐人给出。", "Give a list with one object for each person."),
        )
    answers = []
    for number, each in enumerate(given, start=1):
        facts = each if isinstance(each, dict) else {}
        row, insured, remark = facts.get("row_id"), facts.get("is_insured"), facts.get("remark", "")
        reason = facts.get("reason") or None
        known = reason is None or reason in [one.value for one in REASONS_OF_A_PART]
        if type(row) is not int or type(insured) is not bool or type(remark) is not str or not known:
            raise InvalidAnswer(
                "answer_unreadable",
                Text(f"第 {number} 项无法识别。", f"Answer {number} cannot be read."),
                Text("row_id 为整数，is_insured 为 true 或 false，reason 用固定原因的代码，remark 为文字。",
                     "row_id is a whole number, is_insured true or false, reason a code of the fixed list, remark a text."),
                row=row,
            )  # fmt: skip
        answers.append(Answer(row, insured, NotInsuredReason(reason) if reason else None, remark))
    return answers


@transaction.atomic
def hand_down(
    *,
    roster: Roster,
    townships: Sequence[str],
    coverage_year: int,
    note: str = "",
    on: date,
    by: Officer,
    at: datetime,
) -> list[RosterPart]:
    """Hand the people of some townships down to them (下放); one taken back before is handed down again with its answers."""
    access.require(by, Permission.ROSTERS_CONFIRM, roster.area, on=on)
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != FileState.WRITTEN:
        raise PartNotOpen(
            "roster_not_written",
            Text("名单尚未写入，不能下放。", "The roster is not written yet, so it cannot be handed down."),
            Text("请先确认写入。", "Confirm it first."),
        )
    offered = townships_of(roster)
    if strange := [code for code in townships if code not in offered]:
        raise PartNotOpen(
            "township_without_rows",
            Text(f"名单中没有乡镇 {strange[0]} 的人员。", f"The roster has nobody in township {strange[0]}."),
            Text("请从列表中选择乡镇。", "Choose townships of the list."),
        )
    parts = []
    for code in townships:
        part, is_new = RosterPart.objects.get_or_create(
            roster=roster,
            division_code=code,
            defaults={
                "coverage_year": coverage_year, "state": ROSTER_PART.start, "note": note[:200],
                "handed_by": by, "handed_at": at,
            },
        )  # fmt: skip
        if not is_new and ROSTER_PART.allows(part.state, PartMove.HAND_DOWN):
            part.state = ROSTER_PART.next(part.state, PartMove.HAND_DOWN)
            part.note, part.handed_by, part.handed_at = note[:200], by, at
            part.save(update_fields=["state", "note", "handed_by", "handed_at"])
        parts.append(part)
        audit.record(
            "hand_down_roster", by=by, about=part, division_code=code,
            change={"roster": roster.pk, "rows": offered[code], "coverage_year": part.coverage_year},
        )  # fmt: skip
    return parts


@transaction.atomic
def fill(*, part: RosterPart, answers: Sequence[Answer], on: date, by: Officer, at: datetime) -> RosterPart:
    """Write down what the township says of some of its rows (填报); an answer given before is replaced."""
    part = _open(part)
    mine = set(
        rows_to_fill(part, by, on=on)
        .filter(pk__in=[answer.row_id for answer in answers])
        .values_list("pk", flat=True)
    )
    for answer in answers:
        if answer.row_id not in mine:
            raise access.NotAllowed(
                Text("该行不在您的辖区内。", "This row does not lie in your division."),
                Text("请由其所在村（社区）填报。", "Its own village fills it."),
            )
        if not answer.is_insured and answer.reason not in REASONS_OF_A_PART:
            raise InvalidAnswer(
                "reason_required",
                Text("未参保的须选择原因。", "A reason must be chosen for who is not insured."),
                Text("请从固定原因中选择。", "Choose one of the fixed reasons."),
                row=answer.row_id,
            )
        if len(answer.remark) > REMARK_MAX:
            raise InvalidAnswer(
                "remark_too_long",
                Text(f"备注超过 {REMARK_MAX} 个字符。", f"The remark has more than {REMARK_MAX} characters."),
                row=answer.row_id,
            )
    RosterAnswer.objects.bulk_create(
        [
            RosterAnswer(
                part=part, row_id=answer.row_id, is_insured=answer.is_insured,
                reason="" if answer.is_insured or answer.reason is None else answer.reason.value,
                remark=answer.remark.strip(), filled_by=by, filled_at=at,
            )
            for answer in answers
        ],
        update_conflicts=True,
        unique_fields=["row"],
        update_fields=["is_insured", "reason", "remark", "filled_by", "filled_at"],
    )  # fmt: skip
    audit.record(
        "fill_roster_part", by=by, about=part, division_code=part.division_code, change={"rows": len(answers)}
    )
    return part


@transaction.atomic
def return_part(*, part: RosterPart, on: date, by: Officer, at: datetime) -> RosterPart:
    """The township has answered every row and returns its part (上报)."""
    access.require(by, Permission.ROSTERS_FILL, part.division_code, on=on)
    part = _open(part)
    left = people_of(part.roster, part.division_code).filter(answer=None).count()
    if left:
        raise PartNotOpen(
            "rows_unanswered",
            Text(f"还有 {left} 人未填报。", f"{left} people are not answered yet."),
            Text("请填完后上报。", "Answer them before returning the part."),
        )
    part.state = ROSTER_PART.next(part.state, PartMove.RETURN)
    part.returned_by, part.returned_at = by, at
    part.save(update_fields=["state", "returned_by", "returned_at"])
    audit.record("return_roster_part", by=by, about=part, division_code=part.division_code)
    return part


@transaction.atomic
def take_back(*, part: RosterPart, on: date, by: Officer, at: datetime) -> RosterPart:
    """The bureau takes a part back, returned or not (收回); its answers stay."""
    access.require(by, Permission.ROSTERS_CONFIRM, part.roster.area, on=on)
    part = RosterPart.objects.select_for_update(of=("self",)).select_related("roster").get(pk=part.pk)
    if not ROSTER_PART.allows(part.state, PartMove.TAKE_BACK):
        return part
    part.state = ROSTER_PART.next(part.state, PartMove.TAKE_BACK)
    part.taken_back_by, part.taken_back_at = by, at
    part.save(update_fields=["state", "taken_back_by", "taken_back_at"])
    audit.record("take_back_roster_part", by=by, about=part, division_code=part.division_code)
    return part


def _open(part: RosterPart) -> RosterPart:
    part = RosterPart.objects.select_for_update(of=("self",)).select_related("roster").get(pk=part.pk)
    if part.state != PartState.HANDED_DOWN.value:
        label = PartState(part.state).label
        raise PartNotOpen(
            "part_not_open",
            Text(f"该部分{label.zh}，不能再填报。", f"This part is {label.en}; nothing can be filled in."),
            Text("需要更正的，请医保局重新下放。", "To correct it, ask the bureau to hand it down again."),
        )
    return part
