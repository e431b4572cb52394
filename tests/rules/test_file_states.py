"""Do the courses of sent files promise what the machine relies on?"""

import pytest

from intake.layouts import layouts
from intake.rules.file_states import Course, FileMove, FileState

COURSES = {layout.code: layout.model.course for layout in layouts()}


@pytest.fixture(params=sorted(COURSES))
def course(request: pytest.FixtureRequest) -> Course:
    chosen: Course = COURSES[request.param]
    return chosen


def test_nothing_is_written_that_was_not_checked(course: Course) -> None:
    moves = course.moves
    into = {to.state: {state for (state, _), to in moves.table.items() if to.state == one} for one in moves.states
            for to in moves.table.values() if to.state == one}  # fmt: skip
    # What was written is written by the step before; a file that is kept after all comes back to it.
    assert into[course.written] - {FileState.UNDO_ASKED} == {course.writing}
    assert into[course.writing] - {course.writing, FileState.FAILED} == {FileState.READY}
    assert into[FileState.READY] == {FileState.CHECKING}


def test_once_rows_may_be_written_the_file_cannot_be_refused(course: Course) -> None:
    assert set(course.moves.before(FileMove.REFUSE)) == {FileState.CHECKING}
    assert set(course.moves.before(FileMove.DISCARD)) <= {FileState.READY, FileState.ASKING}


def test_whatever_failed_goes_on_where_it_stood_by_an_officer(course: Course) -> None:
    moves = course.moves
    out = {move: to for (state, move), to in moves.table.items() if state is FileState.FAILED}
    assert out and all(to.by for to in out.values())
    assert out[FileMove.RETRY].state is FileState.RECEIVED
    failing = set(moves.before(FileMove.FAIL))
    assert failing == set(course.moving), "whatever a worker works on can fail, and nothing else"


def test_a_file_that_asks_goes_back_to_the_check_by_the_answer(course: Course) -> None:
    assert course.moves.next(FileState.ASKING, FileMove.ANSWER) is FileState.RECEIVED
    assert FileState.ASKING not in course.moving
