"""Do two officers act on rows of a status list, each row by its own outcome, and can it be undone as if it had not been?"""

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from enrollment.models import (
    CoverEvidence,
    Enrollment,
    EnrollmentChange,
    Person,
    PrintedNotice,
    StatusList,
    StatusProposal,
    StatusRow,
    WaitingExemption,
)
from enrollment.operations import enrollment_states, evidence, notices, status_proposals
from enrollment.queries.enrollment_states import interruptions_of
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.evidence import EvidenceMove
from enrollment.rules.status_facts import StatusFact, StatusMatch
from enrollment.rules.status_proposals import Answer, ProposalMove
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
LISTED, MARCH = date(2022, 6, 1), date(2022, 3, 1)
M = ProposalMove


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def second(clerk: Officer, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN, login="second")


@pytest.fixture
def listed(clerk: Officer) -> StatusList:
    return StatusList.objects.create(
        sha256="a" * 64, name="名单.csv", area=make.MUDAN, uploaded_by=clerk, state="written",
        source="platform", listed_on=LISTED, size_bytes=1,
    )  # fmt: skip


def row(
    listed: StatusList, who: Person | None, fact: StatusFact, from_on: date = MARCH,
    match: StatusMatch = StatusMatch.NUMBER,
) -> StatusRow:  # fmt: skip
    return StatusRow.objects.create(
        list=listed, number=listed.rows.count() + 1, document_hash=who.document_hash if who else "0" * 32,
        document_masked="3717**", name=who.name if who else "无名", fact=fact.value, from_on=from_on,
        match=match.value, person=who,
    )  # fmt: skip


def insured(clerk: Officer, name: str = "张伟") -> Person:
    who = make.person(clerk, name)
    make.enrolled(who, clerk)
    return who


def acted(
    listed: StatusList, act: Answer | ProposalMove, by: Officer, rows: Sequence[int] = (1,), **given: str
) -> list[str]:
    outcomes = status_proposals.act(
        listed=listed, numbers=rows, act=act, by=by, at=timezone.now(),
        **{"document_number": "名单1号", "because": "核对无误", **given},
    )  # fmt: skip
    return [
        one.proposal.state if one.proposal else one.refusal.code if one.refusal else "" for one in outcomes
    ]


def states() -> list[str]:
    return list(Enrollment.objects.order_by("pk").values_list("state", flat=True))


def test_one_proposes_another_agrees_and_only_then_something_changes(
    listed: StatusList, clerk: Officer, second: Officer
) -> None:
    row(listed, insured(clerk), StatusFact.EMPLOYED, date(2020, 5, 1))
    assert acted(listed, Answer.SUGGESTED, clerk) == ["waiting"]
    assert states() == ["normal"] and acted(listed, Answer.SUGGESTED, second) == ["proposed_already"]
    assert acted(listed, M.AGREE, clerk) == ["not_by_maker"] and states() == ["normal"]
    assert acted(listed, M.AGREE, second) == ["done"] and states() == ["suspended"]
    change = EnrollmentChange.objects.get()
    assert (change.reason, change.from_on, change.document_number) == (
        "employed",
        date(2022, 1, 1),
        "名单1号",
    )
    assert change.proposal.made_by == clerk and change.entered_by == second
    assert acted(listed, M.AGREE, second) == ["proposal_state"]


def test_many_rows_end_each_by_itself(listed: StatusList, clerk: Officer, second: Officer) -> None:
    row(listed, insured(clerk, "王一"), StatusFact.EMPLOYED, date(2020, 5, 1))
    row(listed, insured(clerk, "王二"), StatusFact.IMPRISONED)
    row(listed, insured(clerk, "王三"), StatusFact.DIED)
    row(listed, insured(clerk, "王四"), StatusFact.DIED, match=StatusMatch.NAME_DIFFERS)
    row(listed, insured(clerk, "王五"), StatusFact.DIED, match=StatusMatch.PROPOSED)
    row(listed, None, StatusFact.DIED, match=StatusMatch.NOBODY)
    row(listed, insured(clerk, "王七"), StatusFact.INSURED_ELSEWHERE)
    every = range(1, 9)
    assert acted(listed, Answer.SUGGESTED, clerk, every) == [
        "waiting", "nothing_follows", "waiting", "not_sure", "not_sure", "nobody_meant", "waiting", "no_row",
    ]  # fmt: skip
    assert acted(listed, Answer.SUSPEND, clerk, (2, 7)) == ["waiting", "proposed_already"]
    agreed = acted(listed, M.AGREE, second, every)
    assert agreed == [
        "done", "done", "done", "proposal_state", "proposal_state", "proposal_state", "done", "no_row",
    ]  # fmt: skip
    assert states() == ["suspended", "suspended", "ended", "normal", "normal", "normal"]
    kept = StatusProposal.objects.get(row__number=7)
    assert kept.kind == "no_change" and kept.because
    dead = Person.objects.exclude(died_on=None)
    assert [one.name for one in dead] == ["王三"], "nobody ends by a list where number or name differ"


def test_where_number_or_name_differ_one_officer_says_why_it_is_the_same_person(
    listed: StatusList, clerk: Officer, second: Officer
) -> None:
    row(listed, insured(clerk), StatusFact.DIED, match=StatusMatch.PROPOSED)
    row(listed, insured(clerk), StatusFact.DIED)
    assert acted(listed, Answer.DEATH, clerk, because=" ") == ["not_sure"]
    assert acted(listed, Answer.DEATH, clerk, (1, 2), because="户口簿") == ["not_sure", "waiting"]
    assert acted(listed, Answer.DEATH, clerk, because="户口簿载明曾用证件号") == ["waiting"]
    assert Person.objects.filter(died_on=None).count() == 2
    assert acted(listed, M.REJECT, second, because=" ") == ["reason_required"]
    assert acted(listed, M.REJECT, second) == ["rejected"] and states() == ["normal", "normal"]
    assert acted(listed, Answer.NO_CHANGE, second, because=" ") == ["not_sure"]
    assert acted(listed, Answer.NO_CHANGE, second) == ["waiting"]


def test_no_document_and_no_right_are_refused(
    listed: StatusList, clerk: Officer, make_officer: Callable[..., Officer]
) -> None:
    row(listed, insured(clerk), StatusFact.EMPLOYED, date(2020, 5, 1))
    assert acted(listed, Answer.SUSPEND, clerk, document_number=" ") == ["reason_required"]
    assert acted(listed, Answer.DEATH, clerk) == ["nothing_follows"]
    assert acted(listed, Answer.RESUME, clerk) == ["nothing_follows"]
    with pytest.raises(status_proposals.ProposalRefused):
        acted(listed, Answer.SUSPEND, clerk, ())
    with pytest.raises(NotAllowed):
        acted(listed, Answer.SUSPEND, make_officer(Role.COUNTY_BUREAU, "371703"))
    assert not StatusProposal.objects.exists()


@pytest.mark.parametrize(
    ("fact", "answer", "first"),
    [
        (StatusFact.EMPLOYED, Answer.SUSPEND, None),
        (StatusFact.IMPRISONED, Answer.END, None),
        (StatusFact.MOVED_ABROAD, Answer.END, (EnrollmentMove.SUSPEND, StateReason.IMPRISONED)),
        (StatusFact.EMPLOYMENT_ENDED, Answer.SUGGESTED, (EnrollmentMove.SUSPEND, StateReason.EMPLOYED)),
        (StatusFact.RELEASED, Answer.SUGGESTED, (EnrollmentMove.END, StateReason.IMPRISONED)),
        (StatusFact.DIED, Answer.SUGGESTED, None),
    ],
)
def test_two_officers_undo_it_as_if_it_had_never_been(
    listed: StatusList, clerk: Officer, second: Officer, fact: StatusFact, answer: Answer, first: Any
) -> None:
    who = insured(clerk)
    enrollment = Enrollment.objects.get()
    if first is not None:
        enrollment_states.move(
            enrollment=enrollment, made=first[0], reason=first[1], from_on=date(2022, 2, 1), document_number="d",
            by=clerk, at=timezone.now(),
        )  # fmt: skip

    def as_it_is() -> tuple[Any, ...]:
        enrollment.refresh_from_db()
        days = {
            day: any(one.span.contains(day) for one in interruptions_of(enrollment))
            for day in (date(2022, 1, 31), date(2022, 2, 1), MARCH, date(2022, 6, 1))
        }
        counted = CoverEvidence.objects.filter(state__in=["waiting", "confirmed"])
        freed = WaitingExemption.objects.filter(ended_on=None).count()
        spans = list(counted.values_list("from_on", "until_on"))
        return enrollment.state, days, Person.objects.get(pk=who.pk).died_on, spans, freed

    before = as_it_is()
    row(listed, who, fact)
    assert acted(listed, answer, clerk) == ["waiting"] and acted(listed, M.AGREE, second) == ["done"]
    assert as_it_is() != before
    assert acted(listed, M.ASK_UNDO, second) == ["undoing"]
    assert acted(listed, M.UNDO, second) == ["not_by_maker"] and acted(listed, M.KEEP, clerk) == ["done"]
    assert acted(listed, M.ASK_UNDO, clerk) == ["undoing"] and acted(listed, M.UNDO, second) == ["undone"]
    assert as_it_is() == before
    assert acted(listed, answer, clerk) == ["waiting"], "it may be proposed again"


def test_who_is_enrolled_for_the_next_year_too_is_acted_on_for_each_and_undone_from_the_last(
    listed: StatusList, clerk: Officer, second: Officer, time_machine: Any
) -> None:
    time_machine.move_to("2022-11-20T10:00:00+08:00")
    who = insured(clerk)
    make.enrolled(who, clerk, year=2023, on=date(2022, 11, 1))
    row(listed, who, StatusFact.EMPLOYED, date(2021, 5, 1))
    for _ in range(2):
        assert acted(listed, Answer.SUGGESTED, clerk) == ["waiting"]
        assert acted(listed, M.AGREE, second) == ["done"]
    assert states() == ["suspended", "ended"], "in the year suspended, before it begins ended (N33-a)"
    assert acted(listed, Answer.SUGGESTED, clerk) == ["proposed_already"]
    for after in (["suspended", "normal"], ["normal", "normal"]):
        acted(listed, M.ASK_UNDO, clerk)
        assert acted(listed, M.UNDO, second) == ["undone"] and states() == after


def test_what_was_built_on_cannot_be_undone(listed: StatusList, clerk: Officer, second: Officer) -> None:
    row(listed, insured(clerk), StatusFact.EMPLOYED, date(2020, 5, 1))
    acted(listed, Answer.SUSPEND, clerk), acted(listed, M.AGREE, second)
    acted(listed, M.ASK_UNDO, clerk)
    brought = CoverEvidence.objects.get()
    evidence.move(evidence=brought, move=EvidenceMove.CONFIRM, by=clerk, at=timezone.now())
    assert acted(listed, M.UNDO, second) == ["evidence_confirmed"] and states() == ["suspended"]
    enrollment_states.move(
        enrollment=Enrollment.objects.get(), made=EnrollmentMove.END, reason=StateReason.MOVED_ABROAD,
        from_on=date(2022, 5, 1), document_number="d", by=clerk, at=timezone.now(),
    )  # fmt: skip
    assert acted(listed, M.UNDO, second) == ["changed_again"] and states() == ["ended"]


def test_the_letter_says_the_state_with_its_clause_and_is_superseded_when_it_changes(
    listed: StatusList, clerk: Officer, second: Officer, client_as: Callable[..., Client]
) -> None:
    row(listed, insured(clerk), StatusFact.EMPLOYED, date(2020, 5, 1))
    acted(listed, Answer.SUSPEND, clerk), acted(listed, M.AGREE, second)
    enrollment = Enrollment.objects.get()
    client = client_as(clerk, language="zh-hans")
    page = client.get(reverse("enrollment:state_letter", args=[enrollment.pk])).content.decode()
    for said in (
        "暂停参保",
        "2022-01-01",
        "参加职工医保",
        "N33-a",
        "医保发〔2020〕33号",
        "名单1号",
        "恢复参保",
    ):
        assert said in page, said
    [letter] = PrintedNotice.objects.all()
    assert (letter.kind, letter.state) == ("state", "holds")
    notices.keep(person=enrollment.person, coverage_year=2022, paid_on=MARCH, by=clerk, at=timezone.now())
    assert PrintedNotice.objects.filter(replaced_by=None).count() == 2, "a notice to pay replaces no letter"
    acted(listed, M.ASK_UNDO, clerk), acted(listed, M.UNDO, second)
    letter.refresh_from_db()
    assert (letter.state, letter.fact) == ("superseded", "state")
    assert (
        reverse("enrollment:state_letter", args=[enrollment.pk]) in client.get("/notices/").content.decode()
    )


def test_page_program_and_command_act_alike(
    listed: StatusList, clerk: Officer, second: Officer, client_as: Callable[..., Client],
    api_as: Callable[..., APIClient],
) -> None:  # fmt: skip
    for name in ("王一", "王二", "王三"):
        row(listed, insured(clerk, name), StatusFact.EMPLOYED, date(2020, 5, 1))
    client, address = client_as(clerk, language="en"), reverse("enrollment:status_act", args=[listed.pk])
    sent = {"act": "suggested", "document_number": "d1", "row": ["1", "2", "3"]}
    page = client.post(address, sent).content.decode()
    assert "3 rows done" in page and page.count("waits for another officer") >= 3
    assert client.post(address, {"act": "suggested"}).status_code == 422
    own = client.post(address, {"act": "agree", "row": ["1"]}).content.decode()
    assert "Whoever made the proposal cannot decide on it" in own
    api = api_as(second)
    body = {"rows": [1, 9], "act": "agree"}
    told = api.post(
        f"/api/v1/status-lists/{listed.pk}/act", body, format="json", headers={"Idempotency-Key": "1"}
    )
    assert told.status_code == 200, told.json()
    assert [(one["row"], one["done"], one.get("code")) for one in told.json()["outcomes"]] == [
        (1, True, None),
        (9, False, "no_row"),
    ]
    rows = api.get(f"/api/v1/status-lists/{listed.pk}/rows", {"proposal": "done"}).json()["results"]
    assert [(one["number"], [p["state"] for p in one["proposals"]]) for one in rows] == [(1, ["done"])]
    out = io.StringIO()
    given = {"because": "有误", "by": second.login, "json": True}
    call_command("act_on_status_rows", listed.pk, "reject", rows="2", stdout=out, **given)
    assert json.loads(out.getvalue())["outcomes"][0]["state"] == "rejected"
    assert states() == ["suspended", "normal", "normal"]
    seen = client.get(
        reverse("enrollment:status_rows", args=[listed.pk]) + "?proposal=waiting"
    ).content.decode()
    assert 'data-row="3"' in seen and 'data-row="1"' not in seen
