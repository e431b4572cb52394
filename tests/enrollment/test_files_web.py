"""Can a tax officer upload a file in the browser, follow it, and does nobody else see it?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from enrollment.models import PaymentFile
from intake.operations import jobs
from intake.rules.file_states import FileState
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    return make_officer(Role.TAX_OFFICER, make.HEZE)


def send(client: Client, rows: list[list[str]], **given: str):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile("税票.csv", tax.content(rows), content_type="text/csv")
    return client.post(reverse("enrollment:upload_payment_file"), {"file": file, "area": make.HEZE, **given})


def test_an_uploaded_file_is_followed_to_its_end(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    client = client_as(collector, language="en")
    answer = send(
        client,
        [tax.row(who, "T1"), tax.row(who, "T2", name="曾大明")],
        expected_count="2",
        expected_fen="640.00",
    )
    file = PaymentFile.objects.get()
    address = reverse("enrollment:payment_file", args=[file.pk])
    assert answer.status_code == 302 and answer["Location"] == address

    moving = client.get(address, headers={"HX-Request": "true"})
    assert b"every 1s" in moving.content and "HX-Refresh" not in moving
    jobs.work_on(file)
    ended = client.get(address, headers={"HX-Request": "true"})
    assert ended["HX-Refresh"] == "true" and b"every 1s" not in ended.content

    page = client.get(address).content.decode()
    assert 'data-outcome="posted_in_full"' in page and 'data-outcome="name_differs"' in page
    assert "agree" in page and "640.00" in page
    held = client.get(
        reverse("enrollment:payment_file_lines", args=[file.pk]), {"outcome": "name_differs"}
    ).content.decode()
    assert "曾大明" in held and "T2" in held and "T1<" not in held


def test_the_same_bytes_lead_to_the_first_file(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    client = client_as(collector)
    send(client, [tax.row(who, "T1")])
    first = PaymentFile.objects.get()
    again = send(client, [tax.row(who, "T1")])
    assert again.status_code == 422
    assert reverse("enrollment:payment_file", args=[first.pk]) in again.content.decode()
    assert PaymentFile.objects.count() == 1


def test_a_refused_file_names_cell_and_remedy(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    file = tax.posted([tax.row(who, "T1", amount="32O.00")], collector)
    assert file.state == FileState.REFUSED
    page = (
        client_as(collector, language="en")
        .get(reverse("enrollment:payment_file", args=[file.pk]))
        .content.decode()
    )
    assert "F2" in page and "write 280" in page and "differ or unproved" in page


def test_files_of_other_divisions_do_not_exist(
    clerk: Officer, collector: Officer, make_officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    file = tax.posted([tax.row(who, "T1")], collector)
    stranger = client_as(make_officer(Role.TAX_OFFICER, "620100"))
    for name in ("payment_file", "payment_file_lines", "payment_file_result", "payment_file_townships"):
        assert stranger.get(reverse(f"enrollment:{name}", args=[file.pk])).status_code == 404
    assert "税票明细" not in stranger.get(reverse("enrollment:payment_files")).content.decode()
    assert client_as(clerk).get(reverse("enrollment:upload_payment_file")).status_code == 403


def test_an_area_outside_is_refused_and_nothing_is_kept(
    clerk: Officer, collector: Officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    answer = send(client_as(collector), [tax.row(who, "T1")], area="620100")
    assert answer.status_code == 422 and not PaymentFile.objects.exists()


def test_a_failed_file_is_tried_again(clerk: Officer, collector: Officer, client_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    file = tax.received([tax.row(who, "T1")], collector)
    PaymentFile.objects.filter(pk=file.pk).update(state=FileState.FAILED, failure="OSError", attempts=6)
    client = client_as(collector)
    assert "OSError" in client.get(reverse("enrollment:payment_file", args=[file.pk])).content.decode()
    client.post(reverse("enrollment:retry_payment_file", args=[file.pk]))
    file.refresh_from_db()
    assert file.state == FileState.RECEIVED and file.attempts == 0
    assert AuditEvent.objects.filter(action="retry_tax_file").exists()


def test_pages_ask_no_more_queries_for_more_rows(
    clerk: Officer, collector: Officer, client_as, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    for turn in range(5):
        tax.posted([tax.row(who, f"T{turn}-{place}", amount="1.00") for place in range(4)], collector)
    client = client_as(collector)
    with django_assert_max_num_queries(14):
        client.get(reverse("enrollment:payment_files"))
    with django_assert_max_num_queries(18):
        client.get(reverse("enrollment:payment_file", args=[PaymentFile.objects.latest("pk").pk]))
