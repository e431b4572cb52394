"""Which premium subsidies stand on a fact that changed, and what is to be done about each?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from assistance.subsidies.bulk.changed_grants import changed_grants
from assistance.subsidies.models import Grant, RecoveryClaim
from assistance.subsidies.models.subsidies import LIVE_STATES
from assistance.subsidies.operations import recoveries
from assistance.subsidies.rules.changed_grants import GroundChange
from assistance.subsidies.rules.grant_states import GrantState
from enrollment.models import FollowUp, RefundPart
from enrollment.operations import follow_ups
from enrollment.operations.follow_ups import Change, Touched
from enrollment.rules.follow_ups import Task
from enrollment.rules.refund_states import RefundState
from policy.terms import Text
from staff.models import Officer

TASKS = {
    GrantState.CREDITED: Task.TAKE_BACK,
    GrantState.PAID: Task.RECOVER,
}  # all others: nothing has reached anybody
REASONS = {
    **{one.value: f"资助依据消失：{one.label.zh}" for one in GroundChange},
    "deceased": "资助依据消失：年度开始前已死亡",
}


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
            task = _task(grant, because, at)
            found.append(Touched(change, f"grant:{grant.pk}", task, grant.coverage_year))
    return found


def standing(people: Any) -> Sequence[tuple[str, Text, int, int | None]]:
    """Live grants of these people: their ground is looked at again when cover changes."""
    rows = Grant.objects.filter(state__in=LIVE_STATES, person__in=people).aggregate(
        n=Count("pk"), fen=Sum("amount_fen")
    )
    text = Text(
        "这些人的参保资助将重新核对", "premium subsidies of these people, whose ground is looked at again"
    )
    return [("grants", text, rows["n"], rows["fen"] or 0)]


def settled(rows: Sequence[FollowUp], *, at: datetime) -> Collection[int]:
    """Grants that were taken back, cancelled or are claimed back; or whose ground is there again."""
    done = []
    for row in rows:
        kind, _, key = row.about.partition(":")
        grant = Grant.objects.filter(pk=key).select_related("person").first() if kind == "grant" else None
        if grant is None:
            continue
        claims = RecoveryClaim.objects.filter(source=grant.source, rejected_by=None)
        claimed = claims.filter(entered_by__isnull=False).exists()
        person_id = grant.person.merged_into_id or grant.person_id
        change = Change(person_id, grant.coverage_year, row.fact_term, row.cause)
        if grant.state not in LIVE_STATES or claimed:
            done.append(row.pk)
            continue
        gone = {one.pk: because for one, because in _without_ground(change, timezone.localdate(at))}
        if grant.pk not in gone:
            done.append(row.pk)
            Grant.objects.filter(pk=grant.pk).update(review_because="")
            recoveries.withdraw_draft(source=grant.source, at=at)
        elif row.task != (task := _task(grant, gone[grant.pk], at)).value:
            # It was paid, or came back, since: something else is to be done about it.
            FollowUp.objects.filter(pk=row.pk).update(task=task.value)
    return done


def _task(grant: Grant, because: str, at: datetime) -> Task:
    """What is to be done about a grant without ground; of one that reached the card the claim is drafted at once."""
    task = TASKS.get(GrantState(grant.state), Task.HOLD)
    if task is Task.RECOVER:
        recoveries.propose_claim(grant=grant, reason=REASONS.get(because, because), at=at)
    else:
        recoveries.withdraw_draft(source=grant.source, at=at)
    return task


def look_again(grant_ids: Collection[int], *, at: datetime) -> None:
    """The bank answered about these grants: of those without ground something else is to be done now."""
    flagged = Grant.objects.filter(pk__in=grant_ids).exclude(review_because="")
    about = [grant.source for grant in flagged]
    if about:
        follow_ups.close_settled(FollowUp.objects.filter(closed_at=None, about__in=about), at=at)


def _went_back(grant: Grant) -> bool:
    """Whether what reached the card went back to its giver by a refund of the tax bureau."""
    parts = RefundPart.objects.filter(
        source__in=list(grant.sources), refund__state=RefundState.REFUNDED.value
    )
    return bool(grant.amount_fen) and parts.aggregate(fen=Sum("amount_fen"))["fen"] == grant.amount_fen


def _without_ground(change: Change, on: date) -> list[tuple[Grant, str]]:
    """The live grants of the person whose ground is another one now, each with the code of what changed."""
    rows = Grant.objects.filter(
        Q(person_id=change.person_id) | Q(person__merged_into_id=change.person_id), state__in=LIVE_STATES
    ).select_related("person")
    if change.coverage_year is not None:
        rows = rows.filter(coverage_year=change.coverage_year)
    found: list[tuple[Grant, str]] = []
    for grant in rows.order_by("pk"):
        if _went_back(grant):
            continue
        died_on = grant.person.died_on
        if died_on is not None and died_on < date(grant.coverage_year, 1, 1):
            found.append((grant, "deceased"))
            continue
        gone = changed_grants(
            [grant.division_code], coverage_year=grant.coverage_year, on=on, grant_ids=[grant.pk]
        )
        found += [(grant, one.change.value) for one in gone]
    return found
