"""Is the result of a large file written by a worker, kept encrypted, handed out, and forgotten in time?"""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from enrollment import result_workbooks, tasks
from enrollment.models import FileResult, PaymentFile
from enrollment.operations import file_results
from enrollment.rules.result_states import ResultMove
from intake.models import AnsweredRequest, StoredChunk
from intake.operations import leases, repeated_requests, stored_files
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
TOWN, OTHER_TOWN = "371702001001", "371702002001"


@pytest.fixture
def collector(make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.TAX_OFFICER, make.HEZE)


@pytest.fixture
def file(make_officer: Callable[..., Officer], collector: Officer) -> PaymentFile:
    make.places(TOWN, OTHER_TOWN)
    clerk = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    rows = []
    for number, village in enumerate((TOWN, TOWN, OTHER_TOWN)):
        who = make.person(clerk, f"曾小{'甲乙丙'[number]}", village=village)
        make.enrolled(who, clerk, village=village)
        rows.append(tax.row(who, f"T{number}"))
    return tax.posted(rows, collector)


@pytest.fixture
def only_by_worker(settings: Any) -> None:
    settings.RESULT_LINES_AT_ONCE = 1


def asked(file: PaymentFile, by: Officer, kind: str = "workbook", **given: Any) -> FileResult:
    return file_results.request(file=file, kind=kind, language="en", by=by, at=timezone.now(), **given)


def written(result: FileResult) -> FileResult:
    tasks.write_file_result(result_id=result.pk)
    result.refresh_from_db()
    return result


def test_a_worker_writes_the_same_workbook(file: PaymentFile, collector: Officer) -> None:
    made = written(asked(file, collector))
    assert (made.state, made.lines, made.lines_written, made.lease_until) == ("ready", 3, 3, None)
    assert made.as_of is not None and made.size_bytes > 0
    with translation.override("en"):
        at_once = load_workbook(result_workbooks.workbook(file, at=made.as_of))
    kept = load_workbook(io.BytesIO(file_results.open_result(made).read()))
    for sheet, other in zip(kept, at_once, strict=True):
        assert list(sheet.iter_rows(values_only=True)) == list(other.iter_rows(values_only=True))
    sealed = b"".join(bytes(chunk.sealed) for chunk in StoredChunk.objects.filter(sha256=made.sha256))
    assert sealed and b"PK\x03\x04" not in sealed


def test_a_worker_splits_by_township(file: PaymentFile, collector: Officer) -> None:
    made = written(asked(file, collector, "townships"))
    with zipfile.ZipFile(io.BytesIO(file_results.open_result(made).read())) as archive:
        assert [name[:9] for name in archive.namelist()] == ["371702001", "371702002"]
    one = written(asked(file, collector, division="371702002"))
    assert one.lines == one.lines_written == 1


def test_who_asks_while_it_is_written_gets_the_same(file: PaymentFile, collector: Officer) -> None:
    first = asked(file, collector)
    assert asked(file, collector).pk == first.pk
    assert asked(file, collector, "townships").pk != first.pk
    written(first)
    assert asked(file, collector).pk != first.pk
    assert AuditEvent.objects.filter(action="request_file_result").count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        FileResult.objects.create(
            file=file,
            kind="workbook",
            language="en",
            requested_by=collector,
            requested_at=timezone.now(),
            lines=1,
        )


def test_a_worker_that_lost_the_lease_writes_nothing(
    file: PaymentFile, collector: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frozen in the middle, taken over by another: the late one leaves no bytes and no word."""
    result, whole = asked(file, collector), result_workbooks.workbook
    monkeypatch.setattr(file_results, "BEAT_SECONDS", 0.0)

    def overtaken(*given: Any, **options: Any) -> Any:
        monkeypatch.setattr(result_workbooks, "workbook", whole)
        FileResult.objects.filter(pk=result.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert file_results.due_for_work(now=timezone.now()) == [result.pk]
        file_results.write(result.pk)
        return whole(*given, **options)

    monkeypatch.setattr(result_workbooks, "workbook", overtaken)
    file_results.write(result.pk)
    result.refresh_from_db()
    assert (result.state, result.fence) == ("ready", 2)
    assert set(StoredChunk.objects.values_list("sha256", flat=True)) == {file.sha256, result.sha256}


def test_a_lost_message_and_a_dead_worker_are_swept_up(
    file: PaymentFile, collector: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(tasks, "wake", lambda task, result_id: woken.append(result_id))
    result = asked(file, collector)
    tasks.sweep_file_results()
    assert woken == []  # its message may still be on the way
    FileResult.objects.update(requested_at=timezone.now() - timedelta(seconds=6))
    tasks.sweep_file_results()
    assert woken == [result.pk]
    assert leases.take(FileResult, result.pk, ResultMove.WRITE) == 1
    tasks.sweep_file_results()
    assert woken == [result.pk]  # somebody holds it
    FileResult.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.sweep_file_results()
    assert woken == [result.pk] * 2
    assert written(result).state == "ready"


def test_one_that_kills_its_workers_fails(file: PaymentFile, collector: Officer) -> None:
    result = asked(file, collector)
    for _ in range(leases.ATTEMPTS_MAX):
        assert leases.take(FileResult, result.pk, ResultMove.WRITE) is not None
        FileResult.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert written(result).state == "failed"
    with pytest.raises(file_results.ResultNotReady):
        file_results.open_result(result)
    assert written(asked(file, collector)).state == "ready"  # asked for again, it begins anew


def test_results_and_answers_are_forgotten_in_time(
    file: PaymentFile, collector: Officer, settings: Any
) -> None:
    made = written(asked(file, collector))
    now = timezone.now()
    AnsweredRequest.objects.create(
        officer=collector, operation="x", key="old", body_digest="0", answered_at=now - timedelta(days=31)
    )
    AnsweredRequest.objects.create(
        officer=collector, operation="x", key="new", body_digest="0", answered_at=now - timedelta(days=29)
    )
    tasks.prune()
    assert list(AnsweredRequest.objects.values_list("key", flat=True)) == ["new"]
    assert FileResult.objects.count() == 1
    assert file_results.prune(now=now + timedelta(days=settings.RESULT_DAYS, minutes=1)) == 1
    assert not FileResult.objects.exists() and not StoredChunk.objects.filter(sha256=made.sha256).exists()
    assert stored_files.open_stored(file.sha256, file.size_bytes).read()  # the upload stays
    assert repeated_requests.prune(now=now) == 0


def test_who_may_not_read_the_file_has_nothing_written(
    file: PaymentFile, make_officer: Callable[..., Officer]
) -> None:
    with pytest.raises(NotAllowed):
        asked(file, make_officer(Role.TAX_OFFICER, "620100"))


# -- the page --------------------------------------------------------------------------------------------------
def test_a_small_result_is_answered_at_once(file: PaymentFile, collector: Officer, client_as: Any) -> None:
    client = client_as(collector)
    page = client.get(reverse("enrollment:payment_file", args=[file.pk])).content.decode()
    assert "result.xlsx" in page and 'id="results"' not in page
    assert client.get(reverse("enrollment:payment_file_result", args=[file.pk])).getvalue()[:2] == b"PK"


def test_the_page_of_a_large_file_leads_to_the_written_result(
    file: PaymentFile,
    collector: Officer,
    client_as: Any,
    make_officer: Any,
    only_by_worker: None,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_as(collector, language="en")
    address = reverse("enrollment:payment_file", args=[file.pk])
    moved = client.get(reverse("enrollment:payment_file_result", args=[file.pk]))
    assert (moved.status_code, moved["Location"]) == (302, f"{address}#results")
    with django_assert_max_num_queries(20):
        assert "Not prepared yet" in client.get(address).content.decode()
    ask = reverse("enrollment:payment_file_results_request", args=[file.pk])
    assert client.post(ask, {"kind": "workbook"}).status_code == 302
    assert client.post(ask, {"kind": "nonsense"}).status_code == 302 and FileResult.objects.count() == 1
    part = reverse("enrollment:payment_file_results", args=[file.pk])
    assert 'hx-trigger="every 2s"' in client.get(part).content.decode()
    made = FileResult.objects.get()
    take = reverse("enrollment:payment_file_written", args=[file.pk, made.pk])
    assert client.get(take).status_code == 302  # not there yet
    written(made)
    ready = client.get(part).content.decode()
    assert take in ready and "hx-trigger" not in ready
    assert client.get(take).getvalue()[:2] == b"PK"
    assert AuditEvent.objects.filter(action="download_file_result", change__result=made.pk).exists()
    stranger = client_as(make_officer(Role.TAX_OFFICER, "620100"))
    assert stranger.get(take).status_code == stranger.get(part).status_code == 404
    assert stranger.post(ask, {"kind": "workbook"}).status_code == 404


def test_a_division_of_a_large_file_is_answered_at_once_when_it_is_small(
    file: PaymentFile, collector: Officer, client_as: Any, only_by_worker: None
) -> None:
    client, address = client_as(collector), reverse("enrollment:payment_file_result", args=[file.pk])
    assert client.get(address, {"division": "371702002"}).getvalue()[:2] == b"PK"
    moved = client.get(address, {"division": "371702001"})
    assert moved["Location"].endswith("?division=371702001#results")
    assert 'value="371702001"' in client.get(moved["Location"].partition("#")[0]).content.decode()


# -- the API ---------------------------------------------------------------------------------------------------
def test_a_program_is_told_where_to_ask(
    file: PaymentFile, collector: Officer, api_as: Any, only_by_worker: None
) -> None:
    client = api_as(collector)
    address = f"/api/v1/tax-files/{file.pk}/result"
    told = client.get(address)
    assert (told.status_code, told.json()["state"], told["Location"]) == (202, "waiting", told.json()["url"])
    assert client.get(address).json()["id"] == told.json()["id"]
    assert client.get(told["Location"]).status_code == 202
    written(FileResult.objects.get())
    for place in (told["Location"], address):
        ready = client.get(place)
        assert ready.status_code == 200 and b"".join(ready.streaming_content)[:2] == b"PK"
    assert client.get(address, {"kind": "townships"}).status_code == 202
    assert client.get(address, {"kind": "x"}).status_code == 400
    assert client.post(address).json()["id"] != told.json()["id"]  # anew
    FileResult.objects.update(state="failed")
    failed = client.get(told["Location"])
    assert failed.status_code == 409 and failed.json()["errors"][0]["code"] == "result_not_ready"
