"""How is the carry-over of one township taken back by two officers, as long as nothing was built on it?

Enrollments of the new year are cancelled and their dues withdrawn, all of the township in one transaction. Who was enrolled by
hand stays enrolled. The people may be carried over again: they count as not enrolled, not as cancelled.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.bulk import carry_backs as bulk
from enrollment.bulk.carry_backs import Meant
from enrollment.bulk.slots import lock_slots
from enrollment.models import CarryBack, CarryOver, PrintedNotice
from enrollment.operations import follow_ups
from enrollment.operations.carry_overs import NotPossibleNow
from enrollment.operations.follow_ups import Change
from enrollment.operations.people import require_reason
from enrollment.rules.carry_overs import CARRY_BACK, BackMove, CarryState
from enrollment.rules.follow_ups import Fact
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer

ISSUE = Permission.DUES_ISSUE


@transaction.atomic
def ask(*, carry_over: CarryOver, township: str, because: str, by: Officer, at: datetime) -> CarryBack:
    """Propose to take back what was carried over in a township (撤回结转).

    Raises `NotAllowed`, `InvalidFact` without a reason, or `NotPossibleNow`: not carried over, something was built on it, asked
    already.
    """
    access.require(by, ISSUE, carry_over.division_code, on=timezone.localdate(at))
    require_reason(because, field="because")
    if carry_over.state != CarryState.DONE.value or township not in carry_over.summary.get("carried", {}):
        raise _refused(
            "not_carried_over",
            f"{township[:12]} 不在已办结的结转中。",
            f"{township[:12]} was not carried over by this one.",
        )
    _require_nothing_built(_meant(carry_over, township))
    try:
        with transaction.atomic():
            row = CarryBack.objects.create(
                carry_over=carry_over,
                township=township,
                because=because.strip()[:200],
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError:
        raise _refused(
            "asked_already", "该乡镇的撤回申请正等待复核。", "Taking it back was asked for and waits."
        ) from None
    _record("ask_carry_back", row, by=by, at=at)
    return row


@transaction.atomic
def move(*, back: CarryBack, made: BackMove, by: Officer, at: datetime) -> CarryBack:
    """Agree, as another officer than who asked, or drop it; agreed to, the township is taken back at once."""
    row = CarryBack.objects.select_for_update(of=("self",)).select_related("carry_over").get(pk=back.pk)
    access.require(by, ISSUE, row.carry_over.division_code, on=timezone.localdate(at))
    if not CARRY_BACK.allows(row.state, made):
        state = row.state_label.label
        raise _refused(
            "carry_back_state",
            f"撤回申请当前为“{state.zh}”，不能“{made.label.zh}”。",
            f"It is “{state.en}”: “{made.label.en}” is not possible.",
        )
    if made is BackMove.AGREE:
        what = Text("申请撤回的人不能自己同意。", "Whoever asked to take it back cannot agree to it.")
        require_other_hands(by, row.asked_by_id, what=what)
        row.people = _take_back(row, by=by, at=at)
    row.state = CARRY_BACK.next(row.state, made).value
    row.decided_by, row.decided_at = by, at
    row.save()
    _record(f"{made.value}_carry_back", row, by=by, at=at)
    return row


def _take_back(row: CarryBack, *, by: Officer, at: datetime) -> int:
    meant = _meant(row.carry_over, row.township)
    lock_slots(bulk.slots_of(meant))  # no payment is posted to these dues meanwhile
    _require_nothing_built(meant)
    because = f"撤回结转（第{row.carry_over_id}号）：{row.because}"[:200]
    people, dues = bulk.take_back(meant, on=timezone.localdate(at), because=because)
    _follow(dues, meant.coverage_year, by=by, at=at)
    return people


def _follow(dues: list[tuple[int, int]], coverage_year: int, *, by: Officer, at: datetime) -> None:
    """Of a whole township only those on whose due something could stand: a proposed subsidy, a printed notice."""
    ids = [person for person, _ in dues]
    others = follow_ups.followers()[1:]
    found = set().union(*(follower.concerned(ids) for follower in others)) if ids else set()
    told = PrintedNotice.objects.filter(person__in=ids, coverage_year=coverage_year, superseded_at=None)
    found |= set(told.values_list("person", flat=True))
    follow_ups.changed(
        [
            Change(person, coverage_year, Fact.ENROLLMENT, f"due:{due}")
            for person, due in dues
            if person in found
        ],
        by=by,
        at=at,
    )


def _meant(carry_over: CarryOver, township: str) -> Meant:
    """Where only a village was carried over, the village and not its whole township."""
    place = max(township, carry_over.division_code, key=len)
    return Meant(carry_over.pk, carry_over.coverage_year, place)


def _require_nothing_built(meant: Meant) -> None:
    built = bulk.built_on(meant)
    if built:
        raise NotPossibleNow(
            "built_on",
            Text(
                f"其中 {built} 人的参保已有缴费、资助、决定或状态变更，不能整体撤回。",
                f"Money, a subsidy, a decision or a change of state stands on {built} of the enrollments: "
                "they cannot be taken back as a whole.",
            ),
            Text(
                "请先办理退费，或逐人取消参保登记。",
                "Refund the money first, or cancel enrollments one by one.",
            ),
            people=built,
        )


def _refused(code: str, zh: str, en: str) -> NotPossibleNow:
    return NotPossibleNow(
        code, Text(zh, en), Text("请刷新页面查看最新状态。", "Reload the page to see its state.")
    )


def _record(action: str, row: CarryBack, *, by: Officer, at: datetime) -> None:
    audit.record(
        action, by=by, about=row.carry_over, division_code=row.township, at=at,
        change={"carry_back": row.pk, "township": row.township, "coverage_year": row.carry_over.coverage_year,
                "because": row.because, "people": row.people, "state": row.state},
    )  # fmt: skip
