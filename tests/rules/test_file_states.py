"""Does a tax file move only along the allowed ways?"""

from enrollment.rules.file_states import MOVES, before
from intake.rules.file_states import FileState

STATES = {state.value for state in FileState}
ENDS = {"refused", "posted"}


def test_the_moves_name_known_states_and_say_what_happens() -> None:
    assert {move.before for move in MOVES} | {move.after for move in MOVES} == STATES
    assert all(move.what.zh and move.what.en for move in MOVES)
    assert len({(move.before, move.after) for move in MOVES}) == len(MOVES)


def test_every_state_is_reached_and_only_ends_are_left_by_nothing() -> None:
    reached, fresh = {"received"}, {"received"}
    while fresh:
        fresh = {move.after for move in MOVES if move.before in fresh} - reached
        reached |= fresh
    assert reached == STATES
    assert STATES - {move.before for move in MOVES} == ENDS


def test_nothing_is_posted_that_was_not_checked() -> None:
    assert before("posted") == ("posting",)
    assert before("posting") == ("ready",)
    assert before("ready") == ("checking",)
    assert before("refused") == ("checking",), (
        "once lines may be posted, the file as a whole cannot be refused"
    )


def test_whatever_failed_can_be_tried_again_by_an_officer() -> None:
    assert [(move.before, move.after) for move in MOVES if move.by_officer] == [("failed", "received")]
    assert set(before("failed")) == STATES - ENDS - {"failed"}
