"""Does the ledger of who must be insured hold each person once, with money, cover and benefits, and stay as it was frozen?"""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from assistance.categories.models import PersonCategory
from claims.models import PersonLedgerLine, Statement
from claims.operations import person_ledgers
from claims.operations.person_ledgers import LedgerRefused
from claims.queries.person_ledgers import LedgerPlace, lines_now, list_of
from enrollment.models import Coverage, DueEntry, Person
from policy.periods import first_of_month_after
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

AT = timezone.now()
TODAY = timezone.localdate(AT)
MONTH = TODAY.replace(day=1)
YEAR = make.YEAR
ADDRESS = {"division": make.MUDAN, "coverage_year": str(YEAR)}


@pytest.fixture
def bureau(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.HEZE)  # type: ignore[no-any-return]


@pytest.fixture
def helped(bureau: Officer) -> Person:
    """Tekun, subsidised, covered, with a bill; beside somebody of no category."""
    make.person(bureau, "李无关")
    who = make.person(bureau, "马玉莲")
    hold(who, bureau)
    due = make.enrolled(who, bureau).due
    entries = (("subsidy", "grant:1", 20_000), ("payment", "line:1", 12_000))
    for kind, source, fen in entries:
        DueEntry.objects.create(
            source=source, due=due, kind=kind, payer="person", amount_fen=fen, effective_on=make.DAY
        )
    Coverage.objects.create(
        due=due,
        person=who,
        coverage_year=YEAR,
        settled_on=make.DAY,
        quotation=due.quotation,
        cover_from=date(YEAR, 1, 1),
        cover_until=date(YEAR + 1, 1, 1),
    )
    Statement.objects.create(
        bill_id=1,
        person=who,
        year=YEAR,
        service_on=date(YEAR, 5, 10),
        division_code=make.VILLAGE,
        policy_digest="x",
        total_fen=600_000,
        basic_fen=450_000,
        top_up_fen=60_000,
        person_fen=90_000,
        eligible_fen=600_000,
        body={},
        settled_on=date(YEAR, 5, 12),
        settled_by=bureau,
    )
    return who


def hold(who: Person, by: Officer) -> None:
    PersonCategory.objects.create(
        person=who,
        category="tekun",
        certifier="civil_affairs",
        document_number="菏民〔2021〕1号",
        from_on=date(2021, 9, 1),
        source="desk",
        recorded_by=by,
    )


def place() -> LedgerPlace:
    entry = list_of(make.HEZE, YEAR)
    assert entry is not None and "SD-1h" in entry.also
    return LedgerPlace(make.HEZE, make.HEZE, YEAR, date(YEAR, 12, 31), entry)


def test_a_line_says_money_cover_and_benefits(helped: Person) -> None:
    [line] = lines_now(place())
    assert (line.name, line.category, line.enrolled_in, line.state) == (
        "马玉莲",
        "tekun",
        make.VILLAGE,
        "normal",
    )
    assert (line.charged_fen, line.paid_fen, line.subsidised_fen, line.card_fen) == (
        32_000,
        12_000,
        20_000,
        0,
    )
    assert (line.cover_from, line.cover_until) == (date(YEAR, 1, 1), date(YEAR + 1, 1, 1))
    assert (line.bills, line.benefits_fen, line.own_fen) == (1, 510_000, 90_000)


def test_a_frozen_month_stays_as_it_was(helped: Person, bureau: Officer, make_officer: Any) -> None:
    month = person_ledgers.freeze(area=make.HEZE, coverage_year=YEAR, month=MONTH, by=bureau, at=AT)
    hold(make.person(bureau, "后来"), bureau)
    again = person_ledgers.freeze(area=make.HEZE, coverage_year=YEAR, month=MONTH, by=bureau, at=AT)
    assert (again.pk, again.people, len(lines_now(place()))) == (month.pk, 1, 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        PersonLedgerLine.objects.update(paid_fen=0)
    with pytest.raises(LedgerRefused):
        old = first_of_month_after(MONTH, -2)
        person_ledgers.freeze(area=make.HEZE, coverage_year=YEAR, month=old, by=bureau, at=AT)
    with pytest.raises(NotAllowed):
        clerk = make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9])
        person_ledgers.freeze(area=make.HEZE, coverage_year=YEAR, month=MONTH, by=clerk, at=AT)


def test_page_sheet_api_and_command_tell_the_same(
    helped: Person, bureau: Officer, client_as: Callable[..., Client], api_as: Callable[[Officer], APIClient]
) -> None:
    client = client_as(bureau, language="en")
    frozen = client.post("/claims/ledger/freeze", ADDRESS)
    assert frozen.status_code == 302 and f"month={MONTH:%Y-%m}" in frozen["Location"]
    for address in ("/claims/ledger/", f"/claims/ledger/people/{helped.pk}/"):
        text = client.get(address, ADDRESS).content.decode()
        assert helped.name in text and "5100.00" in text.replace(",", "") and "SD-1h" in text
    out = client.get("/claims/ledger/sheet.xlsx", ADDRESS | {"month": f"{MONTH:%Y-%m}"})
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(out.streaming_content))).active.values)  # type: ignore[attr-defined]
    assert len(rows) == 2 and rows[1][1] == helped.name and float(rows[1][14]) == 5100
    told = api_as(bureau).get("/api/v1/person-ledger", ADDRESS | {"month": f"{MONTH:%Y-%m}"}).json()
    assert [one["benefits_fen"] for one in told["people"]] == [510_000] and told["month"]["people"] == 1
    printed = io.StringIO()
    call_command(
        "person_ledger",
        "--division",
        make.MUDAN,
        "--year",
        str(YEAR),
        "--month",
        f"{MONTH:%Y-%m}",
        "--by",
        bureau.login,
        "--json",
        stdout=printed,
    )
    assert json.loads(printed.getvalue())["people"] == told["people"]
    assert client.get("/claims/ledger/", ADDRESS | {"month": "2020-01"}).status_code == 200
