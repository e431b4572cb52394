"""Which posted bills stand on a fact that changed, and are their differences listed for somebody to confirm?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from claims.bulk.benefit_year_locks import lock_years
from claims.models import Bill, PlanLine, PlanReason, ResettlementPlan, Statement
from claims.operations.plans import keys_of, open_plans, plan_for
from claims.operations.waiting_bills import look_again
from claims.queries.benefit_years import BenefitYearKey
from claims.queries.year_changes import year_changes
from claims.rules.bill_states import BILL, Move
from claims.rules.insured_years import first_raise
from claims.rules.review_states import PLAN, PlanMove, PlanState
from enrollment.models import FollowUp
from enrollment.operations.follow_ups import Change, Touched
from enrollment.rules.follow_ups import Fact, Task
from policy.book import default_book
from policy.terms import Text
from staff.models import Officer


def concerned(person_ids: Sequence[int]) -> set[int]:
    """Who has a posted bill, or one that waits, under this or a merged record."""
    posted = Statement.objects.filter(state="posted")
    waiting = Bill.objects.filter(state__in=BILL.before(Move.LOOK_AGAIN))
    own, merged = Q(person_id__in=person_ids), Q(person__merged_into_id__in=person_ids)
    found = posted.filter(own).values_list("person_id", flat=True)
    found = found.union(waiting.filter(own).values_list("person_id", flat=True))
    for rows in (posted, waiting):
        found = found.union(rows.filter(merged).values_list("person__merged_into_id", flat=True))
    return set(found)


def touched(changes: Sequence[Change], *, by: Officer | None, at: datetime) -> list[Touched]:
    """List the differences of every benefit year that the changes reach; each bill of a list waits for its confirmation.

    A year whose list waits for a late bill or a reversal is looked at again once that list is dealt with.
    """
    _look_at_waiting(changes, by=by, at=at)
    people = [change.person_id for change in changes]
    planned = ResettlementPlan.objects.filter(person_id__in=people, state=PlanState.PROPOSED)
    wanted = concerned(people) | set(planned.values_list("person_id", flat=True))
    reached: dict[BenefitYearKey, list[Change]] = {}
    for change in changes:
        if change.person_id in wanted:
            for key in _years(change):
                reached.setdefault(key, []).append(change)
    if not reached:
        return []
    lock_years(reached)
    busy = keys_of(open_plans(reached).exclude(reason=PlanReason.CHANGED))
    found = [Touched(change, "plan", None) for key in busy & reached.keys() for change in reached[key]]
    free = [key for key in reached if key not in busy]
    found_in = year_changes(free) if free else {}
    for key in free:
        differences = found_in.get(key, [])
        listed = [one for one in differences if one.is_listed]
        if not listed:  # the fact is as it was again
            open_plans([key]).update(state=PLAN.end(PlanMove.SUPERSEDE))
            continue
        officer = by or Statement.objects.filter(bill=listed[0].bill, state="posted").latest("pk").settled_by
        note = reached[key][0].fact.label.zh
        plan_for(
            key, differences, on=timezone.localdate(at), by=officer, reason=PlanReason.CHANGED, note=note
        )
        found += [
            Touched(change, f"bill:{one.bill.pk}", Task.SETTLE_AGAIN, key[1])
            for change in reached[key]
            for one in listed
        ]
    return found


def _look_at_waiting(changes: Sequence[Change], *, by: Officer | None, at: datetime) -> None:
    """What the one record had in its registers counts for the bills of the other, or no longer."""
    joined = {change.person_id for change in changes if change.fact in (Fact.MERGED, Fact.UNMERGED)}
    if by is not None and joined:
        look_again(joined, on=timezone.localdate(at), by=by)


def standing(people: Any) -> Sequence[tuple[str, Text, int, int | None]]:
    """Posted bills of these people: lists of differences follow where they would come out otherwise."""
    bills = Statement.objects.filter(state="posted", person__in=people)
    text = Text("这些人已结算的账单将重新测算", "settled bills of these people, which are worked out again")
    return [("bills", text, bills.count(), None)]


def settled(rows: Sequence[FollowUp], *, at: datetime) -> Collection[int]:
    """Bills that no open list names: it was posted, rejected by a person, or nothing differs any more."""
    asked = [row for row in rows if row.task == Task.SETTLE_AGAIN.value]
    bills = [int(row.about.partition(":")[2]) for row in asked]
    lines = PlanLine.objects.filter(bill_id__in=bills, plan__state=PlanState.PROPOSED)
    waiting = set(lines.values_list("bill_id", flat=True))
    return [row.pk for row, bill in zip(asked, bills, strict=True) if bill not in waiting]


def _years(change: Change) -> list[BenefitYearKey]:
    rows = Statement.objects.filter(state="posted")
    rows = rows.filter(person_id=change.person_id) | rows.filter(person__merged_into_id=change.person_id)
    if change.fact is Fact.CLAIMS:
        return [(change.person_id, change.coverage_year)] if change.coverage_year is not None else []
    if change.coverage_year is not None:
        # A stay may reach into the next year; a break or its end changes the ceiling of every later year (N38-3a).
        raised = Q(year__gt=change.coverage_year, year__gte=first_raise(default_book()))
        rows = rows.filter(Q(year__in=(change.coverage_year, change.coverage_year + 1)) | raised)
    years = set(rows.values_list("year", flat=True))
    if (
        change.coverage_year is None
    ):  # records were joined or parted: a list may name bills that are another's now
        plans = ResettlementPlan.objects.filter(person_id=change.person_id, state=PlanState.PROPOSED)
        years |= set(plans.values_list("year", flat=True))
    return [(change.person_id, year) for year in sorted(years)]
