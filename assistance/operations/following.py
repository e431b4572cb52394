"""Which premium subsidies stand on a fact that changed, and what is to be done about each?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from assistance.bulk.changed_grants import changed_grants
from assistance.models import Grant, RecoveryClaim
from assistance.models.subsidies import LIVE_STATES
from assistance.rules.grant_states import GrantState
from enrollment.models import FollowUp
from enrollment.operations.follow_ups import Change, Touched
from enrollment.rules.follow_ups import Task
from staff.models import Officer

TASKS = {
    GrantState.CREDITED: Task.TAKE_BACK,
    GrantState.PAID: Task.RECOVER,
}  # all others: nothing has reached anybody


def concerned(person_ids: Sequence[int]) -> set[int]:
    """Who has a live grant, under this or a merged record."""
    rows = Grant.objects.filter(state__in=LIVE_STATES)
    own = rows.filter(person_id__in=person_ids).values_list("person_id", flat=True)
    merged = rows.filter(person__merged_into_id__in=person_ids).values_list(
        "person__merged_into_id", flat=True
    )
    return {*own.distinct(), *(kept for kept in merged.distinct() if kept is not None)}


def touched(changes: Sequence[Change], *, by: Officer | None, at: datetime) -> list[Touched]:
    """Each live grant whose ground fell away: it is not paid out any more, and waits for what is to be done about it."""
    on = timezone.localdate(at)
    wanted = concerned([change.person_id for change in changes])
    found: list[Touched] = []
    for change in changes:
        if change.person_id not in wanted:
            continue
        for grant, because in _without_ground(change, on):
            if not grant.review_because:
                Grant.objects.filter(pk=grant.pk).update(review_because=because)
            task = TASKS.get(GrantState(grant.state), Task.HOLD)
            found.append(Touched(change, f"grant:{grant.pk}", task, grant.coverage_year))
    return found


def settled(rows: Sequence[FollowUp], *, at: datetime) -> Collection[int]:
    """Grants that were taken back, cancelled or are claimed back; or whose ground is there again."""
    done = []
    for row in rows:
        kind, _, key = row.about.partition(":")
        grant = Grant.objects.filter(pk=key).select_related("person").first() if kind == "grant" else None
        if grant is None:
            continue
        claimed = RecoveryClaim.objects.filter(source=grant.source, rejected_by=None).exists()
        person_id = grant.person.merged_into_id or grant.person_id
        change = Change(person_id, grant.coverage_year, row.fact_term, row.cause)
        if (
            grant.state not in LIVE_STATES
            or claimed
            or row.task != TASKS.get(GrantState(grant.state), Task.HOLD).value
        ):
            done.append(row.pk)
        elif grant.pk not in {one.pk for one, _ in _without_ground(change, timezone.localdate(at))}:
            done.append(row.pk)
            Grant.objects.filter(pk=grant.pk).update(review_because="")
    return done


def _without_ground(change: Change, on: date) -> list[tuple[Grant, str]]:
    """The live grants of the person whose ground is another one now, each with the code of what changed."""
    rows = Grant.objects.filter(
        Q(person_id=change.person_id) | Q(person__merged_into_id=change.person_id), state__in=LIVE_STATES
    ).select_related("person")
    if change.coverage_year is not None:
        rows = rows.filter(coverage_year=change.coverage_year)
    found: list[tuple[Grant, str]] = []
    for grant in rows.order_by("pk"):
        died_on = grant.person.died_on
        if died_on is not None and died_on < date(grant.coverage_year, 1, 1):
            found.append((grant, "deceased"))
            continue
        gone = changed_grants(
            [grant.division_code], coverage_year=grant.coverage_year, on=on, grant_ids=[grant.pk]
        )
        found += [(grant, one.change.value) for one in gone]
    return found
