"""Which drafts of policy are there to ask for?"""

from typing import Any

from desk.whatif.models import Draft, DraftRun
from desk.whatif.rules.run_states import RunState
from desk.whatif.rules.tallies import Tally


def drafts(world: Any) -> None:
    """A draft with a run that is done, as attributes of the world."""
    world.draft = world.row(Draft, area=world.place["area"], name="试算", coverage_year=2022, bill_year=2022)
    nothing = {**Tally().as_json(), "examples": []}
    world.draft_run = world.row(
        DraftRun, draft=world.draft, given={}, draft_version=1, state=RunState.DONE.value,
        summary={"people": nothing, "bills": nothing}, finished_at=world.draft.made_at,
    )  # fmt: skip
