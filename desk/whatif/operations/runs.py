"""How is a draft run over everybody in the background, resumed after a crash, and kept from touching anything real?

What is worked out is read in transactions that the database itself keeps from writing; only the run's own row is written, slice
after slice under its lease.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from desk.whatif.models import Draft, DraftRun
from desk.whatif.operations import bills, people
from desk.whatif.operations.drafts import ENTER, InvalidDraft
from desk.whatif.queries.bills import patients
from desk.whatif.queries.drafts import given_of
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.run_states import MOVING, RUN, RunMove
from enrollment.operations.year_checks import unsound
from intake.bulk.cycles import no_search_for_cycles
from intake.operations import leases
from intake.operations.wakes import wake_after_commit
from policy.terms import Text
from staff import access, audit
from staff.models import Officer

RUN_DRAFT: Final = "desk.run_draft"
SLICE = 2_000  # people whose bills are worked out in one step
PATIENCE = timedelta(seconds=5)
ONE_AT_A_TIME = "what_if"


@transaction.atomic
def ask(*, draft: Draft, by: Officer, at: datetime) -> DraftRun:
    """Have a worker run the draft as it is now; who asks while it runs gets the run under way.

    Refused while the draft contradicts itself.
    """
    row = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    access.require(by, ENTER, row.area, on=timezone.localdate(at))
    moving = row.runs.filter(state__in=[state.value for state in MOVING]).first()
    if moving is not None:
        return moving
    given = given_of(row)
    if wrong := DraftPolicies.of(row, given).faults():
        raise unsound(wrong)
    run = DraftRun.objects.create(draft=row, given=given, draft_version=row.version, asked_by=by, asked_at=at)
    audit.record(
        "run_draft", by=by, about=row, division_code=row.area, at=at,
        change={"run": run.pk, "questions": sorted(given)},
    )  # fmt: skip
    wake_after_commit(RUN_DRAFT, run_id=run.pk)
    return run


@transaction.atomic
def retry(*, run: DraftRun, by: Officer, at: datetime) -> DraftRun:
    """Try a run again that failed; it goes on where it was."""
    row = DraftRun.objects.select_for_update(of=("self",)).select_related("draft").get(pk=run.pk)
    access.require(by, ENTER, row.draft.area, on=timezone.localdate(at))
    if not RUN.allows(row.state, RunMove.RETRY):
        raise InvalidDraft(
            "run_not_failed",
            Text("只有失败的试算可以重试。", "Only a run that failed can be tried again."),
            Text("请重新试算。", "Run the draft anew."),
        )
    row.state = RUN.next(row.state, RunMove.RETRY).value
    row.attempts, row.failure, row.lease_until = 0, "", None
    row.save()
    audit.record("retry_draft_run", by=by, about=row.draft, division_code=row.draft.area, at=at)
    wake_after_commit(RUN_DRAFT, run_id=row.pk)
    return row


def work(run_id: int) -> None:
    """Work a run out. Safe to call at any time: only who gets the lease works."""
    fence = leases.take(DraftRun, run_id, RunMove.WORK)
    if fence is None:
        return
    with leases.attempt(DraftRun, run_id, fence):
        run = DraftRun.objects.select_related("draft").get(pk=run_id)
        _run(run, fence, on=timezone.localdate(run.asked_at))


def due_for_work(*, now: datetime) -> list[int]:
    """Those that nobody works on: the message was lost, or the worker died."""
    waiting = Q(lease_until=None, asked_at__lt=now - PATIENCE) | Q(lease_until__lt=now)
    rows = DraftRun.objects.filter(waiting, state__in=[state.value for state in MOVING])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _run(run: DraftRun, fence: int, *, on: date) -> None:
    policies, summary = DraftPolicies.of(run.draft, run.given), run.summary
    if "people" not in summary:
        with only_reading():
            found = people.count(policies, on=on)
        _keep(run, fence, summary, people=found)
    with only_reading():
        ill = patients(policies.area, policies.bill_year)
    at = bisect_right(ill, summary.get("after", 0))
    while at < len(ill):
        slice_of = ill[at : at + SLICE]
        with only_reading():
            found = bills.count(slice_of, policies, summary.get("bills"))
        _keep(run, fence, summary, bills=found, after=slice_of[-1])
        at += SLICE
    if "bills" not in summary:
        _keep(run, fence, summary, bills=bills.count([], policies))
    with transaction.atomic():
        leases.finish(DraftRun, run.pk, fence, RunMove.FINISH, finished_at=timezone.now())


def _keep(run: DraftRun, fence: int, summary: dict[str, Any], **found: Any) -> None:
    with leases.checkpointed(DraftRun, run.pk, fence, summary, one_at_a_time=ONE_AT_A_TIME) as done:
        done.update(found)


@contextmanager
def only_reading() -> Iterator[None]:
    """A transaction in which the database refuses every change, and sees everything as of one moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        with no_search_for_cycles():
            yield
