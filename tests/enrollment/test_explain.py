"""Does the command explain what is due, paid, covered and undecided, by a present or a former number?"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from enrollment.operations import document_numbers, people
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
LANZHOU_VILLAGE = "620102001001"


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places(make.VILLAGE, LANZHOU_VILLAGE)
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    return make_officer(Role.TAX_OFFICER, make.HEZE, login="tax")


def said(command: str, *words: str, code: int = 0) -> Any:
    """What a command prints as JSON; it ends with `code`."""
    out = io.StringIO()
    ended = 0
    try:
        call_command(command, *words, "--json", stdout=out)
    except SystemExit as end:
        ended = int(end.code or 0)
    assert ended == code
    return json.loads(out.getvalue())


def test_a_late_payer_reads_charge_payment_waiting_and_cover(clerk: Officer, collector: Officer) -> None:
    number = make.resident_number()
    who = make.person(clerk, document_number=number)
    make.enrolled(who, clerk)
    tax.posted(
        [tax.row(who, "T1", amount="900.00", paid="2022-07-10 10:00:00", treasury="2022-07-12")], collector
    )
    told = said("explain", "--id", number, "--year", "2022")
    assert told["due"] | {"charged_fen": 90000, "credited_fen": 90000, "outstanding_fen": 0} == told["due"]
    assert told["cover"] == {"from": "2022-08-11", "to": "2022-12-31", "until": "2023-01-01"}
    assert told["waiting"] == {"from": "2022-07-11", "to": "2022-08-10", "until": "2022-08-11"}
    payment = next(entry for entry in told["entries"] if entry["kind"] == "payment")
    assert (payment["ticket"], payment["effective_on"], payment["treasury_on"]) == (
        "T1",
        "2022-07-10",
        "2022-07-12",
    )
    assert {"HZ-1a", "HZ-2.2d"} <= {entry["clause"] for entry in told["entries"]}
    assert all(step["text"]["zh"] and step["text"]["en"] for step in told["steps"])
    assert number not in json.dumps(told) and told["person"]["document_masked"] == who.document_masked
    assert AuditEvent.objects.filter(action="explain_due", about_id=str(who.pk)).exists()


def test_a_former_number_finds_the_person_and_an_unpaid_one_gets_a_quote(clerk: Officer) -> None:
    old = make.resident_number()
    who = make.person(clerk, document_number=old)
    make.enrolled(who, clerk)
    document_numbers.replace_document(
        person=who,
        document_kind="resident_id",
        document_number=make.resident_number(),
        reason="公安更正",
        on=make.DAY,
        by=clerk,
    )
    told = said("explain", "--id", old, "--year", "2022", "--on", "2022-03-10")
    assert told["person"]["id"] == who.pk and told["state"] == "unpaid"
    assert told["quote"]["due_fen"] == 32000 and told["quote"]["waiting"]["from"] == "2022-03-11"


def test_where_the_rules_are_silent_it_says_so_and_who_decides(make_officer) -> None:  # type: ignore[no-untyped-def]
    make.places(LANZHOU_VILLAGE)
    bureau = make_officer(Role.COUNTY_BUREAU, "620102")
    who = make.person(bureau, village=LANZHOU_VILLAGE)
    make.enrolled(who, bureau, village=LANZHOU_VILLAGE)
    tax.posted(
        [tax.row(who, "T1", paid="2022-03-01")], make_officer(Role.TAX_OFFICER, "620100"), area="620100"
    )
    told = said("explain", "--id", people.document_number(who), "--year", "2022")
    assert told["state"] == "undecided" and told["cover"] is None and told["due"]["outstanding_fen"] is None
    assert told["missing"][0]["decided_by"]["zh"]
    assert told["lines"][0]["outcome"] == "no_rule" and told["lines"][0]["paid_on"] == "2022-03-01"


def test_a_reversal_takes_the_cover_back(clerk: Officer, collector: Officer) -> None:
    who = make.person(clerk)
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1")], collector)
    tax.posted([tax.row(who, "T2", kind="撤销", original="T1", paid="2021-11-05")], collector)
    told = said("explain", "--id", people.document_number(who), "--year", "2022")
    assert told["cover"] is None and told["due"]["outstanding_fen"] == 32000
    assert [(entry["kind"], entry["signed_fen"]) for entry in told["entries"]] == [
        ("charge", 32000), ("payment", 32000), ("reversal", -32000),
    ]  # fmt: skip
    taken = told["entries"][-1]
    assert taken["original_ticket"] == "T1" and taken["readings"] == ["A51"]
    assert taken["text"]["zh"] == "原税票 T1 的缴费于 2021-11-05 撤销，待遇随之取消。"
    (change,) = told["changes"]
    assert change["before"]["cover"]["from"] == "2022-01-01" and change["after"] is None
    assert [(line["ticket"], line["original_ticket"]) for line in change["because"]] == [("T2", "T1")]
    assert "T1" in change["text"]["en"] and "撤销" in change["text"]["zh"]


def test_a_refund_names_its_amount_and_the_original_ticket(
    clerk: Officer, collector: Officer, client_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1")], collector)
    tax.posted(
        [tax.row(who, "T2", kind="退费", original="T1", amount="120.00", paid="2021-11-05")], collector
    )
    told = said("explain", "--id", people.document_number(who), "--year", "2022")
    taken = told["entries"][-1]
    assert taken["kind"] == "refund" and taken["original_ticket"] == "T1"
    assert taken["text"]["zh"] == "原税票 T1 的缴费于 2021-11-05 退费 120.00 元，待遇随之取消。"
    page = client_as(clerk, language="en").get(f"/people/{who.pk}/").content.decode()
    assert "120.00 yuan of ticket T1 were refunded on 2021-11-05" in page and "A51" in page
    assert 'data-testid="changes"' in page
    out = io.StringIO()
    call_command("explain", "--id", people.document_number(who), "--year", "2022", stdout=out)
    assert taken["text"]["zh"] in out.getvalue()


def test_an_earlier_payment_that_displaces_a_later_one_is_told(clerk: Officer, collector: Officer) -> None:
    who = make.person(clerk)
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1", amount="900.00", paid="2022-07-05 10:00:00")], collector)
    tax.posted([tax.row(who, "T2", paid="2021-12-01 10:00:00")], collector)
    told = said("explain", "--id", people.document_number(who), "--year", "2022")
    (change,) = told["changes"]
    assert change["after"]["cover"]["from"] == "2022-01-01" and change["before"]["waiting"]
    assert [line["ticket"] for line in change["because"]] == ["T2"]
    displaced = next(entry for entry in told["entries"] if entry["kind"] == "reversal")
    assert displaced["original_ticket"] == "T1" and "T2" in displaced["text"]["zh"]


def test_lines_under_an_unknown_number_are_shown(clerk: Officer, collector: Officer) -> None:
    number = make.resident_number()
    tax.posted([tax.row(make.person(clerk), "T1", number=number)], collector)
    told = said("explain", "--id", number, "--year", "2022", code=1)
    assert told["person"] is None and told["lines"][0]["ticket"] == "T1" and number not in json.dumps(told)


def test_a_file_goes_in_by_command_and_only_once(clerk: Officer, collector: Officer, tmp_path: Path) -> None:
    who = make.person(clerk)
    make.enrolled(who, clerk)
    file = tmp_path / "税票.csv"
    file.write_bytes(tax.content([tax.row(who, "T1"), tax.row(who, "T2", amount="1.00")]))
    send = ("upload_tax_file", str(file), "--area", make.HEZE, "--by", "tax", "--expected-sum", "321.00")
    checked = said(*send, "--check-only", "--wait")
    assert checked["state"] == "ready" and checked["outcomes"]["posted_in_full"]["count"] == 1
    told = said(*send, "--wait")
    assert told["state"] == "posted" and told["control_totals"]["agree"] is True
    assert told["control_totals"]["lines"] == 2 and told["control_totals"]["amount_fen"] == 32100
    again = said(*send, "--wait", code=1)
    assert again["refusal"]["code"] == "same_file_received" and again["file_id"] == told["file_id"]
    wrong = tmp_path / "错.csv"
    wrong.write_bytes(tax.content([tax.row(who, "T3")]))
    refused = said(
        "upload_tax_file",
        str(wrong),
        "--area",
        make.HEZE,
        "--by",
        "tax",
        "--expected-count",
        "2",
        "--wait",
        code=1,
    )
    assert refused["state"] == "refused" and refused["refusal"]["code"] == "control_totals_differ"
    assert said("check_ledger") == {"ok": True, "checked": said("check_ledger")["checked"], "violations": []}
