"""Is an open year corrected by two officers, and does what was decided before stay unless they order otherwise?"""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.models import Coverage, Due, DueEntry, OpenedYear, PaymentLine, Person
from enrollment.operations import dues, opened_years, quotes, year_corrections
from enrollment.operations.year_checks import InvalidYear, StaleYear
from enrollment.queries import clauses
from enrollment.queries.opened_years import overview
from enrollment.queries.policies import editions_of, policy_of
from enrollment.rules.opened_years import YearMove
from policy.opening.answers import How
from staff.identities import NotYours
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.enrollment.test_opened_years import enrolled_for_2027
from tests.enrollment.year_desk import WORD, answered, filled, moved
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, line

pytestmark = pytest.mark.django_db
EARLY = timezone.make_aware(datetime(2026, 10, 20, 10))
DAY = date(2026, 11, 10)
LATER = {"document_number": "示例医保发〔2026〕9号（演示）", "section": "1", "issued_on": date(2026, 10, 15)}
FOUR_FIFTY = {"question": "contribution.individual", "how": How.ENTERED, "rows": [{"amount": "450"}]}


def opened(city: Officer, second: Officer) -> OpenedYear:
    year = filled(city)
    window = {"opens": {"year": "before", "day": "09-01"}, "closes": {"year": "before", "day": "10-15"}}
    answered(year, city, question="window.regular", how=How.ENTERED, rows=[window])
    for question in ("newborn.within", "newborn.later", "newborn.next_year"):
        answered(year, city, question=question, how=How.CARRIED)
    return moved(moved(year, YearMove.PROPOSE, city, at=EARLY), YearMove.APPROVE, second, at=EARLY)


def corrected(
    year: OpenedYear,
    city: Officer,
    second: Officer,
    *,
    from_on: date = DAY,
    redecides: bool = False,
    **given: Any,
) -> OpenedYear:
    row = year_corrections.begin(
        year=year, from_on=from_on, reason="标准有误", redecides=redecides, by=city, at=EARLY
    )
    scan = opened_years.scan_of(io.BytesIO(png()), "更正.png")
    answered(row, city, scan=scan, **{**LATER, **FOUR_FIFTY, **given})
    return moved(moved(row, YearMove.PROPOSE, city, at=EARLY), YearMove.APPROVE, second, at=EARLY)


def child_of(clerk: Officer, name: str) -> Person:
    head = make.household(clerk, make.member("head", name, born_on=date(2026, 10, 2)), on=EARLY.date()).head
    assert head is not None
    return head


def test_new_decisions_go_by_the_correction_and_earlier_ones_stay(
    city: Officer, second: Officer, make_officer: Any
) -> None:
    year = opened(city, second)
    before = policy_of(make.HEZE, 2027, DAY).digest
    clerk = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    child = child_of(clerk, "张一")
    due = dues.issue_for(enrollment=enrolled_for_2027(child), on=EARLY.date(), by=clerk)
    later = corrected(year, city, second)
    assert (later.edition, later.state, later.from_on) == (2, "open", DAY)
    editions = editions_of(make.HEZE, 2027)
    assert editions.on(DAY - timedelta(1)).digest == before != editions.on(DAY).digest

    def price(day: date) -> tuple[int | None, str]:
        found = quotes.quote_for(person=child, coverage_year=2027, paid_on=day).quotation
        return found.due_fen, found.body["parts"][0]["clause"]

    assert price(DAY - timedelta(1)) == (42_000, "371700Y2027A-2")
    assert price(DAY) == (45_000, "371700Y2027B-1")
    dues.reprice(due=due, on=EARLY.date(), by=clerk)
    assert DueEntry.objects.get(due=due).amount_fen == 42_000, "it was issued before the correction holds"
    new = dues.issue_for(enrollment=enrolled_for_2027(child_of(clerk, "张二")), on=DAY, by=clerk)
    assert DueEntry.objects.get(due=new).amount_fen == 45_000, (
        "what is issued from its day on is charged by it"
    )
    found = clauses.opened("371700Y2027A-2", city, on=EARLY.date())
    assert found and [one.corrected and one.corrected.en for one in found.origins] == [
        "From 2026-11-10 on 371700Y2027B-1 holds instead: 标准有误",
        *[None] * 4,
    ]
    rows = {row.question.code: row for row in overview(later).rows}
    amount, window = rows["contribution.individual"], rows["window.regular"]
    assert amount.has_changed and amount.before and "420.00" in amount.before.lines[0].en
    assert not window.has_changed and window.now.clauses[0] == "371700Y2027A-2"


def test_two_officers_correct_and_only_ahead(city: Officer, second: Officer) -> None:
    year = opened(city, second)
    for from_on, reason, field in (
        (EARLY.date(), "标准有误", "from_on"),
        (DAY, " ", "reason"),
        (date(2028, 1, 1), "x", "from_on"),
    ):
        with pytest.raises(InvalidYear) as refused:
            year_corrections.begin(year=year, from_on=from_on, reason=reason, by=city, at=EARLY)
        assert refused.value.context["field"] == field
    row = year_corrections.begin(year=year, from_on=DAY, reason="标准有误", by=city, at=EARLY)
    with pytest.raises(StaleYear):
        year_corrections.begin(year=year, from_on=DAY, reason="标准有误", by=city, at=EARLY)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenedYear.objects.create(
            area=make.HEZE,
            coverage_year=2027,
            edition=3,
            from_on=DAY,
            reason="x",
            started_by=city,
            started_at=EARLY,
        )
    with pytest.raises(InvalidYear) as empty:
        moved(row, YearMove.PROPOSE, city, at=EARLY)
    assert empty.value.code == "nothing_corrected"
    with pytest.raises(InvalidYear) as same:
        answered(row, city, **{**WORD, **FOUR_FIFTY})
    assert same.value.context["field"] == "document_number"
    answered(row, city, scan=opened_years.scan_of(io.BytesIO(png()), "a.png"), **{**LATER, **FOUR_FIFTY})
    moved(row, YearMove.PROPOSE, city, at=EARLY)
    with pytest.raises(NotYours):
        moved(row, YearMove.APPROVE, city, at=EARLY)
    late = timezone.make_aware(datetime(2026, 11, 10, 9))
    with pytest.raises(InvalidYear) as over:
        opened_years.move(year=row, version=None, made=YearMove.APPROVE, by=second, at=late)
    assert over.value.code == "correction_too_late" and OpenedYear.objects.filter(state="open").count() == 1
    moved(row, YearMove.APPROVE, second, at=EARLY)
    with pytest.raises(StaleYear):
        year_corrections.redecide(year=row, by=city, at=EARLY)
    row.refresh_from_db()
    with pytest.raises(InvalidYear) as earlier:
        year_corrections.begin(year=row, from_on=DAY, reason="x", by=city, at=EARLY)
    assert earlier.value.code == "day_before_correction"


@pytest.mark.django_db(transaction=True)
def test_what_was_paid_stays_until_two_officers_order_to_decide_again(
    city: Officer, second: Officer, make_officer: Callable[..., Officer]
) -> None:
    desk = TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.HEZE))
    year = opened(city, second)
    paid, unpaid = child_of(desk.clerk, "张一"), child_of(desk.clerk, "张二")
    issued = {
        child.pk: dues.issue_for(enrollment=enrolled_for_2027(child), on=EARLY.date(), by=desk.clerk)
        for child in (paid, unpaid)
    }
    desk.upload([line(paid, "420.00", "2026-10-25 09:00:00", year="2027")])

    def stands() -> tuple[Any, ...]:
        entries = DueEntry.objects.order_by("source").values_list("source", "kind", "amount_fen")
        cover = Coverage.objects.values_list("due", "cover_from", "cover_until", "settled_on")
        return (
            list(entries),
            list(cover),
            list(Due.objects.order_by("pk").values_list("quotation_id", flat=True)),
        )

    before = stands()
    assert len(before[1]) == 1, list(
        PaymentLine.objects.values_list("outcome", "held_fen", "quotation__body")
    )
    ahead = corrected(year, city, second)
    dues.issue(area=make.HEZE, coverage_year=2027, on=EARLY.date(), by=city)
    with transaction.atomic():
        dues.reprice_many([due.pk for due in issued.values()], on=EARLY.date(), by=city)
    assert stands() == before, "a correction ahead changes nothing that was decided"
    desk.upload([line(unpaid, "420.00", "2026-11-20 09:00:00", year="2027")])
    short = PaymentLine.objects.get(due=issued[unpaid.pk])
    assert (
        short.outcome == "posted_in_part"
        and short.quotation is not None
        and short.quotation.due_fen == 45_000
    )
    assert_ledger_holds()

    back = corrected(
        ahead, city, second, from_on=date(2026, 11, 11), redecides=True, rows=[{"amount": "420"}],
        document_number="示例医保发〔2026〕10号（演示）", issued_on=date(2026, 11, 28),
    )  # fmt: skip
    short.refresh_from_db()
    assert short.outcome == "posted_in_part", "an order is carried out by somebody, not by itself"
    assert year_corrections.redecide(year=back, by=city, at=EARLY) == 1
    short.refresh_from_db()
    assert short.outcome == "posted_in_full" and Coverage.objects.count() == 2
    after = stands()
    assert [row for row in after[0] if row in before[0]] == before[0], "what was paid before the day stays"
    year_corrections.redecide(year=back, by=city, at=EARLY)
    assert stands() == after, "decided again, it comes out the same"
    assert_ledger_holds()


def test_pages_programs_and_the_command_correct_alike(
    city: Officer, second: Officer, client_as: Any, api_as: Any, capsys: Any
) -> None:
    year = opened(city, second)
    client, other = client_as(city, language="en"), client_as(second, language="en")
    assert f"/years/{year.pk}/correct" in client.get(f"/years/{year.pk}/").content.decode()
    given = {"from_on": "2020-01-01", "reason": "标准有误"}
    refused = client.post(f"/years/{year.pk}/correct", given)
    assert refused.status_code == 422 and "must lie between" in refused.content.decode()
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    if not "2026-01-01" <= tomorrow <= "2027-12-31":
        tomorrow = "2027-06-01"
    sent = {"from_on": tomorrow, "reason": "标准有误", "redecides": "on"}
    made = client.post(f"/years/{year.pk}/correct", sent)
    row = OpenedYear.objects.get(edition=2)
    assert made.status_code == 302 and row.redecides
    page = client.get(f"/years/{row.pk}/").content.decode()
    assert "edition 2" in page and "is decided again" in page and "420.00" in page
    form = client.get(f"/years/{row.pk}/questions/contribution.individual").content.decode()
    assert 'value="carried"' not in form and 'value="undecided"' not in form and "420" in form
    scan = io.BytesIO(png())
    scan.name = "notice.png"
    data = {
        "version": row.version, "rows": 1, "how": "entered", "document_number": LATER["document_number"], "section": "1",
        "issued_on": "2026-10-25", "row0-amount": "450", "scan": scan,
    }  # fmt: skip
    assert client.post(f"/years/{row.pk}/questions/contribution.individual", data).status_code == 302
    for who, move in ((client, "propose"), (other, "approve")):
        row.refresh_from_db()
        assert who.post(f"/years/{row.pk}/", {"move": move, "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.state == "open" and client.get(f"/years/{row.pk}/folder.zip").status_code == 200
    assert client.post(f"/years/{row.pk}/decide-again").status_code == 302
    assert f'href="/years/{row.pk}/"' in client.get(f"/years/{year.pk}/").content.decode(), (
        "the corrected one leads on"
    )
    assert f'href="/years/{year.pk}/"' in client.get(f"/years/{row.pk}/").content.decode(), (
        "and the correction back"
    )
    api = api_as(city)
    asked = {"from_on": "2027-07-01", "reason": "again"}
    told = api.post(
        f"/api/v1/opened-years/{row.pk}/corrections", asked, format="json", headers={"Idempotency-Key": "c1"}
    )
    assert told.status_code == 201 and (told.json()["edition"], told.json()["from_on"]) == (3, "2027-07-01")
    third = OpenedYear.objects.get(edition=3)
    moved(third, YearMove.WITHDRAW, city, "不再需要")
    assert api.post(f"/api/v1/opened-years/{third.pk}/decide-again").status_code == 409
    capsys.readouterr()
    call_command(
        "open_year", "--area", make.HEZE, "--year", "2027", "--by", city.login, "--correct", "--from-on", "2027-08-01",
        "--because", "再更正",
    )  # fmt: skip
    assert OpenedYear.objects.get(edition=3, state="draft").reason == "再更正"
