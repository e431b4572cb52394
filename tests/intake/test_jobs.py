"""Does the one machine of sent files refuse, ask, retry and fence as it promises, for every layout?"""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now

from intake import layouts as registry
from intake.layouts import Checking, layout_named
from intake.models.jobs import SentFile
from intake.operations import jobs, leases
from intake.operations.jobs import NotPossibleNow
from intake.operations.opening import Asking
from intake.rules.file_states import FileMove, FileState
from staff.models import AuditEvent
from tests.pipeline.layout_case import Case, prepared
from tests.pipeline.layout_cases import CASES

QUESTION = {"code": "heading", "text": {"zh": "“实缴（元）”是哪一列", "en": "which column is “实缴（元）”"}}


@pytest.fixture(params=sorted(CASES))
def case(request: pytest.FixtureRequest, transactional_db: None) -> Case:
    return prepared(CASES[request.param])


@pytest.fixture
def checks_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Any], None]:
    """`checks_by("TB-1", check)`: that layout is checked by another function."""

    def replace(code: str, check: Any) -> None:
        others = tuple(
            dataclasses.replace(layout, check=check) if layout.code == code else layout
            for layout in registry.layouts()
        )
        monkeypatch.setattr(registry, "layouts", lambda: others)

    return replace


def told_of(file: SentFile) -> list[str]:
    events = AuditEvent.objects.filter(about_kind=file._meta.model_name, about_id=str(file.pk))
    return list(events.order_by("pk").values_list("action", flat=True))


def test_only_what_failed_is_tried_again(case: Case) -> None:
    """Somebody presses the button in a stale tab: nothing is done, and nothing is said to have been done."""
    file: Any = case.send()
    states = [state for state in file.course.moves.states if state is not FileState.FAILED]
    if case.code == "RS-1":  # no roster is written that nobody confirmed: the database says so
        file.confirmed_by = case.desk.checker  # type: ignore[attr-defined]
        file.save()
    if case.code == "OW-1":  # nor do answers take effect
        file.confirmed_by, file.confirmed_at = case.rural, now()  # type: ignore[attr-defined]
        file.save()
    if case.code == "TB-1":  # nor is a tax file taken back by one officer alone
        file.undo_asked_by, file.undo_asked_at = case.desk.clerk, now()  # type: ignore[attr-defined]
        file.undone_by, file.undo_agreed_at = file.uploaded_by, now()
        file.save()
    for state in states:
        type(file)._default_manager.filter(pk=file.pk).update(state=state)
        before = told_of(file)
        with pytest.raises(NotPossibleNow) as refused:
            jobs.retry(file=file, by=file.uploaded_by, on=case.day)
        assert state.label.zh in refused.value.text.zh and refused.value.remedy.zh and refused.value.remedy.en
        assert refused.value.context["state"] == state
        file.refresh_from_db()
        assert file.state == state and told_of(file) == before


def test_a_file_with_questions_waits_for_the_answer_and_is_then_read_that_way(
    case: Case, checks_by: Callable[[str, Any], None]
) -> None:
    check = layout_named(case.code).check

    def asking(checking: Checking[Any]) -> Any:
        if not checking.file.reading:
            raise Asking([QUESTION])
        return check(checking)

    expected = case.foretell()
    checks_by(case.code, asking)
    file: Any = case.send()
    jobs.work_on(file, on=case.day)
    assert (file.state, file.is_at_rest, file.finished_at) == ("asking", True, None)
    assert file.questions == [QUESTION]
    assert file.pk not in jobs.due_for_work(layout_named(case.code)), "no worker asks again by itself"
    jobs.answer(file=file, reading={"header_row": 1}, by=file.uploaded_by, on=case.day)
    file.refresh_from_db()
    assert (file.state, file.questions) == ("received", [])
    for stage in range(len(case.stages)):
        jobs.work_on(file, on=case.day)
        if stage + 1 < len(case.stages):
            case.next(file, stage)
            file.refresh_from_db()
    assert case.snapshot(file) == expected
    noun = layout_named(case.code).noun
    assert [action for action in told_of(file) if "about" in action] == [
        f"ask_about_{noun}",
        f"answer_about_{noun}",
    ]
    with pytest.raises(NotPossibleNow):
        jobs.answer(file=file, reading={}, by=file.uploaded_by, on=case.day)


def test_a_file_with_questions_can_be_discarded(case: Case, checks_by: Callable[[str, Any], None]) -> None:
    def asking(checking: Checking[Any]) -> Any:
        raise Asking([QUESTION])

    checks_by(case.code, asking)
    file: Any = case.send()
    jobs.work_on(file, on=case.day)
    assert jobs.discard(file=file, by=file.uploaded_by, on=case.day).state == "refused"
    again: Any = case.send()  # the same bytes may come again
    assert again.pk != file.pk


def test_a_check_that_breaks_off_again_and_again_fails_and_is_taken_up_by_an_officer(
    case: Case, checks_by: Callable[[str, Any], None]
) -> None:
    check = layout_named(case.code).check

    def broken(checking: Checking[Any]) -> Any:
        raise OSError("disk full")

    checks_by(case.code, broken)
    file: Any = case.send()
    for _ in range(leases.ATTEMPTS_MAX):
        with pytest.raises(OSError, match="disk full"):
            jobs.work_on(file, on=case.day)
    file.refresh_from_db()
    assert (file.state, file.failure, file.is_at_rest) == ("failed", "OSError", True)
    checks_by(case.code, check)
    jobs.work_on(file, on=case.day)
    assert file.state == "failed", "nobody takes it up by itself"
    jobs.retry(file=file, by=file.uploaded_by, on=case.day)
    jobs.work_on(file, on=case.day)
    assert file.state not in ("failed", "received", "checking") and file.failure == ""


def test_a_check_that_kills_its_workers_fails(case: Case) -> None:
    file: Any = case.send()
    model, table = type(file), type(file)._default_manager
    for _ in range(leases.ATTEMPTS_MAX):
        assert leases.take(model, file.pk, FileMove.CHECK) is not None
        table.filter(pk=file.pk).update(lease_until="2020-01-01 00:00:00+08:00")
    jobs.work_on(file, on=case.day)
    assert (file.state, file.failure) == ("failed", leases.NO_PROGRESS)
    assert f"fail_{layout_named(case.code).noun}" in told_of(file)


def test_who_lost_the_file_notes_nothing_on_it(case: Case) -> None:
    file: Any = case.send()
    model, table = type(file), type(file)._default_manager
    first = leases.take(model, file.pk, FileMove.CHECK)
    assert first is not None and leases.take(model, file.pk, FileMove.CHECK) is None, "it is held"
    table.filter(pk=file.pk).update(lease_until="2020-01-01 00:00:00+08:00")
    second = leases.take(model, file.pk, FileMove.CHECK)
    assert second == first + 1
    before = table.values().get(pk=file.pk)
    with pytest.raises(ZeroDivisionError), leases.attempt(model, file.pk, first):
        1 / 0  # noqa: B018
    for late in (
        lambda: leases.beat(model, file.pk, first, rows_read=7),
        lambda: leases.finish(model, file.pk, first, FileMove.ACCEPT),
    ):
        with pytest.raises(leases.LeaseLost):
            late()
    leases.fail(model, file.pk, first, "late")
    assert table.values().get(pk=file.pk) == before
