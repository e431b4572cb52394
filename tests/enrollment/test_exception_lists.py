"""Can many held lines be worked at once, each by its own operation, and does the list keep what was asked of it?"""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enrollment.models import LineAction, PaymentFile, PaymentLine
from enrollment.models.payments import LINES_PER_FILE_MAX
from enrollment.rules.payment_lines import Outcome
from enrollment.web.exception_bulk import ACTIONS
from enrollment.web.exception_lists import EXCEPTIONS
from staff.models import AuditEvent, Handover, Officer, SavedView
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
QUEUE, WORK = reverse("enrollment:exceptions"), reverse("enrollment:work_exceptions")
AT = datetime(2023, 1, 5, 2, 0, tzinfo=UTC)
Log = Callable[..., Client]


@pytest.fixture
def bureau(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def file(bureau: Officer) -> PaymentFile:
    return PaymentFile.objects.create(
        sha256="0" * 64,
        name="税票.csv",
        size_bytes=1,
        area=make.HEZE,
        uploaded_by=bureau,
        uploaded_at=AT,
        state="posted",
    )


def content_of(answer: Any) -> bytes:
    """What an answer that is a file sends."""
    return b"".join(answer.streaming_content)


def held(file: PaymentFile, number: int, outcome: Outcome = Outcome.OVERPAID, **given: Any) -> PaymentLine:
    """A line of which 10 yuan are held for each number, so that lines can be told apart by their money."""
    facts = {
        "ticket": f"T{number:03}",
        "kind": "payment",
        "amount_fen": number * 1000,
        "held_fen": number * 1000,
        "division_code": make.VILLAGE,
        "coverage_year": make.YEAR,
        "name": "曾小明",
        "paid_at": AT,
        "outcome": outcome,
        "is_open": True,
    }
    return PaymentLine.objects.create(
        pk=file.pk * LINES_PER_FILE_MAX + number, file=file, number=number, **facts | given
    )


def test_the_list_is_ordered_cut_to_columns_and_taken_away(
    bureau: Officer, file: PaymentFile, client_as: Log
) -> None:
    for number in (2, 9, 5):
        held(file, number)
    held(file, 7, Outcome.MALFORMED, name="=1+1")
    client = client_as(bureau, language="en")
    page = client.get(QUEUE, {"sort": "-held", "col": ["row", "held"]})
    assert [shown["row"].number for shown in page.context["rows"]] == [9, 7, 5, 2]
    text = page.content.decode()
    assert 'aria-sort="descending"' in text and ">90.00<" in text and ">T009<" not in text
    assert page.context["sums"][0][1] == 23_000

    answer = client.get(
        QUEUE, {"outcome": "overpaid", "sort": "held", "col": ["row", "name", "held"], "as": "csv"}
    )
    rows = list(csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig"))))
    assert rows[0] == ["Row", "Name", "Held"]
    assert [row[2] for row in rows[1:]] == ["20.00", "50.00", "90.00"]
    event = AuditEvent.objects.get(action="export_list")
    assert event.change["rows"] == 3 and "outcome=overpaid" in event.change["query"]
    risky = client.get(QUEUE, {"outcome": "malformed", "col": "name", "as": "csv"})
    assert b"'=1+1" in content_of(risky)
    book = client.get(QUEUE, {"as": "xlsx"})
    assert content_of(book)[:2] == b"PK"


def test_a_filter_without_a_hit_says_so_and_an_empty_list_says_what_it_means(
    bureau: Officer, client_as: Log
) -> None:
    client = client_as(bureau, language="en")
    assert "There is nothing to do" in client.get(QUEUE).content.decode()
    narrowed = client.get(QUEUE, {"ticket": "nowhere"}).content.decode()
    assert "Nothing matches the filter" in narrowed and "Clear the filter" in narrowed


def test_many_lines_are_put_down_for_refund_one_by_one(
    bureau: Officer, file: PaymentFile, client_as: Log
) -> None:
    for number in (1, 2, 3):
        held(file, number)
    other = held(file, 4, Outcome.REFUND_WITHOUT_ORIGINAL, kind="refund", held_fen=0)
    client = client_as(bureau, language="en")
    preview = client.post(WORK, {"step": "preview", "do": "hold_for_refund", "every": "yes"})
    assert len(preview.context["fitting"]) == 3 and preview.context["sums"][0][1] == 6_000
    assert [row for _cells, row in preview.context["others"]] == [other]
    assert not LineAction.objects.exists()
    rows = [row.pk for _cells, row, _plan in preview.context["fitting"]]

    assert (
        client.post(WORK, {"step": "do", "do": "hold_for_refund", "row": rows, "reason": ""}).status_code
        == 422
    )
    PaymentLine.objects.filter(pk=rows[0]).update(is_open=False)  # a colleague was faster
    done = client.post(WORK, {"step": "do", "do": "hold_for_refund", "row": rows, "reason": "paid twice"})
    assert done.context["done"] == 2 and done.context["gone"] == 1 and done.context["left"] == 1
    assert set(LineAction.objects.values_list("line_id", "reason")) == {(pk, "paid twice") for pk in rows[1:]}
    assert AuditEvent.objects.filter(action="line_hold_for_refund").count() == 2
    assert AuditEvent.objects.get(action="work_many").change["done"] == rows[1:]


def test_a_row_that_is_refused_is_named_and_the_others_go_on(
    bureau: Officer, file: PaymentFile, client_as: Log, make_officer: Callable[..., Officer]
) -> None:
    lines = [held(file, number) for number in (1, 2)]
    asker = client_as(bureau, language="en")
    keys = [line.pk for line in lines]
    asker.post(WORK, {"step": "do", "do": "reject", "row": keys[:1], "reason": "letter"})
    second = make_officer(Role.TOWNSHIP_CLERK, "371702001")
    client_as(second).post(WORK, {"step": "do", "do": "reject", "row": keys[1:], "reason": "letter"})
    both = asker.post(WORK, {"step": "do", "do": "confirm_reject", "row": keys, "reason": "agreed"})
    assert both.context["done"] == 1, both.context["refused"]
    [(_cells, row, why)] = both.context["refused"]
    assert row.pk == keys[0] and "cannot agree" in why
    assert PaymentLine.objects.filter(is_open=True).get().pk == keys[0]


def test_each_line_goes_to_the_only_person_of_its_name(
    bureau: Officer, file: PaymentFile, client_as: Log
) -> None:
    who = make.person(bureau, "曾小明")
    make.enrolled(who, bureau)
    make.person(bureau, "张伟")
    make.person(bureau, "张伟")
    alone = held(file, 32, Outcome.UNKNOWN_PERSON)
    held(file, 2, Outcome.UNKNOWN_PERSON, name="张伟")
    held(file, 3, Outcome.UNKNOWN_PERSON, name="无此人")
    client = client_as(bureau, language="en")
    preview = client.post(WORK, {"do": "attach_person", "every": "yes"})
    [(_cells, row, plan)] = preview.context["fitting"]
    assert row == alone and plan.key == str(who.pk) and who.document_masked in plan.words
    client.post(
        WORK,
        {
            "step": "do",
            "do": "attach_person",
            "row": row.pk,
            f"plan_{row.pk}": plan.key,
            "reason": "telephone",
        },
    )
    alone.refresh_from_db()
    assert alone.person_id == who.pk and alone.outcome != Outcome.UNKNOWN_PERSON


def test_lines_are_handed_to_a_township_or_a_colleague_and_taken_back(
    bureau: Officer, file: PaymentFile, client_as: Log, make_officer: Callable[..., Officer]
) -> None:
    line, elsewhere = held(file, 1), held(file, 2, division_code=make.MUDAN)
    township = make_officer(Role.TOWNSHIP_CLERK, "371702001")
    stranger = make_officer(Role.COUNTY_BUREAU, "622901")
    client = client_as(bureau, language="en")
    keys = [line.pk, elsewhere.pk]
    handed = client.post(WORK, {"step": "do", "do": "hand_township", "row": keys, "note": "ask at the door"})
    assert handed.context["done"] == 1 and len(handed.context["refused"]) == 1
    mine = client_as(township).get(QUEUE, {"whose": "mine"})
    assert [shown["row"].pk for shown in mine.context["rows"]] == [line.pk]
    assert "ask at the door" in client.get(QUEUE, {"whose": "handed"}).content.decode()
    assert [shown["row"].pk for shown in client.get(QUEUE, {"whose": "nobody"}).context["rows"]] == [
        elsewhere.pk
    ]

    form = client.post(WORK, {"do": "hand_colleague", "row": keys}).context["form"]
    assert str(stranger.pk) not in {str(value) for value, _label in form.fields["to_officer"].choices}
    told = client.post(
        WORK,
        {"step": "do", "do": "hand_colleague", "row": keys, "note": "please look", "to_officer": township.pk},
    )
    assert told.context["done"] == 1  # the township has no say where the line names only the county
    assert Handover.objects.get(ended_at=None).to_officer == township
    client.post(WORK, {"step": "do", "do": "take_back", "row": keys})
    assert not Handover.objects.filter(ended_at=None).exists()
    assert AuditEvent.objects.filter(action="hand_row").count() == 2


def test_nothing_is_done_by_who_may_only_read(
    file: PaymentFile, client_as: Log, make_officer: Callable[..., Officer]
) -> None:
    line = held(file, 1)
    reader = client_as(make_officer(Role.AUDITOR, make.HEZE))
    assert reader.get(QUEUE).context["bulk"] == []
    for action in ACTIONS:
        reader.post(
            WORK, {"step": "do", "do": action, "row": line.pk, "reason": "because", "note": "because"}
        )
    assert not LineAction.objects.exists() and not Handover.objects.exists()


def test_the_line_page_knows_its_neighbours_and_keeps_the_filter(
    bureau: Officer, file: PaymentFile, client_as: Log
) -> None:
    lines = [held(file, number) for number in (1, 2, 3)]
    held(file, 4, Outcome.MALFORMED)
    client = client_as(bureau)
    address = reverse("enrollment:exception", args=[lines[1].pk])
    query = "outcome=overpaid&sort=-held"
    beside = client.get(f"{address}?{query}").context["beside"]
    assert (
        str(lines[2].pk) in beside["before"]
        and str(lines[0].pk) in beside["after"]
        and beside["waiting"] == 3
    )
    assert beside["after"].endswith(f"?{query}")
    answer = client.post(f"{address}?{query}", {"do": "hold_for_refund", "reason": "paid twice"})
    assert answer.headers["Location"] == f"{address}?{query}"
    after = client.get(answer.headers["Location"]).context["beside"]
    assert (after["before"], after["after"], after["waiting"]) == (beside["before"], beside["after"], 2)


def test_a_view_is_kept_shared_inside_its_place_and_given_up(
    bureau: Officer, client_as: Log, make_officer: Callable[..., Officer]
) -> None:
    client = client_as(bureau, language="en")
    address = reverse("keep_view", args=[EXCEPTIONS.code])
    kept = client.get(QUEUE, {"outcome": "overpaid", "ticket": "T001", "sort": "-held"}).context["views"][
        "query"
    ]
    assert "ticket" not in kept  # it names a person
    client.post(address, {"name": "Twice paid", "shared": "yes", "query": kept})
    client.post(address, {"name": "Mine alone", "query": "sort=held"})
    assert client.post(address, {"name": " ", "query": ""}).status_code == 302
    assert SavedView.objects.count() == 2
    page = client.get(f"{QUEUE}?{kept}").content.decode()
    assert "Twice paid" in page and "Mine alone" in page
    township = client_as(make_officer(Role.TOWNSHIP_CLERK, "371702001"), language="en")
    seen = township.get(QUEUE).content.decode()
    assert "Twice paid" in seen and "Mine alone" not in seen
    far = client_as(make_officer(Role.COUNTY_BUREAU, "622901"), language="en")
    assert "Twice paid" not in far.get(QUEUE).content.decode()
    view = SavedView.objects.get(name="Twice paid")
    township.post(address, {"do": "remove", "view": view.pk})
    far.post(address, {"do": "remove", "view": view.pk})
    assert SavedView.objects.filter(pk=view.pk).exists()
    client.post(address, {"do": "remove", "view": view.pk})
    assert not SavedView.objects.filter(pk=view.pk).exists()
