"""How is everybody who was insured in a place carried over into the next coverage year, and who agrees to it?

It is counted, a second officer agrees, and a worker enrolls township by township. Each township is one transaction with its
checkpoint, so a worker that dies loses at most one; who is enrolled already is left alone, so twice is once. Nobody owes anything
by it: dues are issued once the year is open (decision 0060).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from enrollment.bulk import carry_overs as bulk
from enrollment.models import CarryOver
from enrollment.operations.enrollments import pooling_area, require_coverage_year
from enrollment.operations.task_names import CARRY
from enrollment.queries import carried_people
from enrollment.queries.carried_people import Place
from enrollment.rules.carry_overs import CARRY_OVER, MOVING, OPEN, CarryMove, CarryState
from intake.operations import leases
from intake.operations.locks import lock_text
from intake.operations.wakes import wake_after_commit
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

ISSUE = Permission.DUES_ISSUE
PATIENCE = timedelta(seconds=5)
ONE_AT_A_TIME = "carry_over"
_M = CarryMove


class NotPossibleNow(Refusal):
    """The carry-over is not in the state in which this can be done."""

    status = 409


@transaction.atomic
def ask(*, division_code: str, coverage_year: int, by: Officer, at: datetime) -> CarryOver:
    """Begin a carry-over of an area or a place in it into `coverage_year`; whoever begins it twice gets the one that is open.

    Raises `NotAllowed`, `NoPolicy` or `NoCoverageYear`.
    """
    access.require(by, ISSUE, division_code, on=timezone.localdate(at))
    require_coverage_year(coverage_year)
    area = pooling_area(division_code)
    lock_text(f"carry_over:{division_code}:{coverage_year}")
    states = [state.value for state in OPEN]
    first = CarryOver.objects.filter(
        division_code=division_code, coverage_year=coverage_year, state__in=states
    ).first()
    if first is not None:
        return first
    row = CarryOver.objects.create(
        area=area, division_code=division_code, coverage_year=coverage_year, asked_by=by, asked_at=at
    )
    audit.record(
        "ask_carry_over", by=by, about=row, division_code=division_code, at=at,
        change={"coverage_year": coverage_year},
    )  # fmt: skip
    wake_after_commit(CARRY, carry_over_id=row.pk)
    return row


@transaction.atomic
def move(*, carry_over: CarryOver, made: CarryMove, by: Officer, at: datetime) -> CarryOver:
    """Agree to what was counted, as another officer than who began it; drop it; count it again; try it again.

    Raises `NotAllowed`, `NotPossibleNow`, `NotYours` or `SameHuman`.
    """
    row = CarryOver.objects.select_for_update(of=("self",)).get(pk=carry_over.pk)
    access.require(by, ISSUE, row.division_code, on=timezone.localdate(at))
    step = CARRY_OVER.step(row.state, made)
    if step is None or not step.by:
        raise _not_possible(row, made)
    if made is _M.AGREE:
        require_other_hands(
            by, row.asked_by_id, carry_over_id=row.pk,
            what=Text("发起结转的人不能自己复核。", "Whoever began the carry-over cannot agree to it."),
        )  # fmt: skip
        row.agreed_by, row.agreed_at = by, at
    else:
        row.agreed_by, row.agreed_at = None, None
    row.state = CARRY_OVER.next(row.state, made).value
    row.attempts, row.lease_until, row.failure = 0, None, ""
    row.finished_at = at if row.state == CarryState.DROPPED else None
    row.save()
    audit.record(
        f"{made.value}_carry_over", by=by, about=row, division_code=row.division_code, at=at,
        change={"coverage_year": row.coverage_year, "state": row.state},
    )  # fmt: skip
    if row.state in MOVING:
        wake_after_commit(CARRY, carry_over_id=row.pk)
    return row


def work(carry_over_id: int) -> None:
    """Count, or carry over, what is to be done now. Safe to call at any time: only who gets the lease works."""
    for made, act in ((_M.COUNT, _count), (_M.RUN, _run)):
        fence = leases.take(CarryOver, carry_over_id, made)
        if fence is None:
            continue
        with leases.attempt(CarryOver, carry_over_id, fence):
            act(CarryOver.objects.select_related("agreed_by").get(pk=carry_over_id), fence)
        return


def due_for_work(*, now: datetime) -> list[int]:
    """Those that nobody works on: the message was lost, or the worker died."""
    waiting = Q(lease_until=None, asked_at__lt=now - PATIENCE) | Q(lease_until__lt=now)
    states = [state.value for state in MOVING]
    rows = CarryOver.objects.filter(waiting, state__in=states)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _count(row: CarryOver, fence: int) -> None:
    counted = carried_people.count(place_of(row))
    told: dict[str, Any] = {"counted": counted, "carried": {}}
    with transaction.atomic():
        leases.finish(CarryOver, row.pk, fence, _M.PROPOSE, summary=told, counted_at=timezone.now())
        audit.record(
            "count_carry_over", by=None, about=row, division_code=row.division_code,
            change={"coverage_year": row.coverage_year, "townships": len(counted)},
        )  # fmt: skip


def _run(row: CarryOver, fence: int) -> None:
    assert row.agreed_by_id is not None
    summary = row.summary
    on = timezone.localdate(row.agreed_at)
    for township in summary["counted"]:
        if township in summary["carried"]:
            continue
        # Where only a village was asked for, the village and not its whole township.
        place = Place(row.area, max(township, row.division_code, key=len), row.coverage_year)
        with leases.checkpointed(CarryOver, row.pk, fence, summary, one_at_a_time=ONE_AT_A_TIME) as done:
            people = bulk.carry(place, on=on, officer_id=row.agreed_by_id, carry_over_id=row.pk)
            done["carried"] = {**summary["carried"], township: people}
            audit.record(
                "carry_over_township", by=row.agreed_by, about=row, division_code=township,
                change={"coverage_year": row.coverage_year, "people": people},
            )  # fmt: skip
    with transaction.atomic():
        leases.finish(CarryOver, row.pk, fence, _M.FINISH, finished_at=timezone.now())
        audit.record(
            "finish_carry_over", by=row.agreed_by, about=row, division_code=row.division_code,
            change={"coverage_year": row.coverage_year, "people": sum(summary["carried"].values())},
        )  # fmt: skip


def place_of(row: CarryOver) -> Place:
    """The place whose people are carried over."""
    return Place(row.area, row.division_code, row.coverage_year)


def _not_possible(row: CarryOver, made: CarryMove) -> NotPossibleNow:
    state = row.state_label.label
    return NotPossibleNow(
        "carry_over_state",
        Text(
            f"结转当前状态为“{state.zh}”，不能“{made.label.zh}”。",
            f"The carry-over is “{state.en}”: “{made.label.en}” is not possible.",
        ),
        Text("请刷新页面查看最新状态。", "Reload the page to see its state."),
        carry_over_id=row.pk,
        state=row.state,
    )
