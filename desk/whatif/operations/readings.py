"""Who read how a draft came out? Each look is written down: the examples are people."""

from datetime import datetime

from django.utils import timezone

from desk.whatif.models import DraftRun
from desk.whatif.queries.results import Result, result_of
from staff import audit
from staff.models import Officer


def opened(run: DraftRun, by: Officer, *, at: datetime) -> Result:
    """The run in the officer's places, with an event that names the people of its examples."""
    found = result_of(run, by, on=timezone.localdate(at))
    people = sorted({one["person"] for one in found.examples})
    audit.record(
        "read_draft_run", by=by, about=run.draft, division_code=run.draft.area, at=at,
        change={"run": run.pk, "people": people},
    )  # fmt: skip
    return found
