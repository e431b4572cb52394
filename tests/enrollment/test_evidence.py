"""What do documents on earlier cover change, who may enter and decide them, and what is refused?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from enrollment.bulk import settling
from enrollment.bulk.standings import standing_sql
from enrollment.models import Coverage, CoverEvidence, Due, Person
from enrollment.operations import dues, evidence, exemptions, merges, people, quotes
from enrollment.operations.enrollments import InsuredElsewhere, NoSuchTier
from enrollment.operations.evidence import EvidenceDecided, EvidenceRefused
from enrollment.operations.households import MemberFacts
from enrollment.operations.people import InvalidFact
from enrollment.rules.evidence import EvidenceMove, Scheme
from enrollment.rules.standing import Standing
from policy.terms import ExemptionReason
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment import later_years as late

PAY_DAY = date(2027, 3, 15)


@pytest.fixture
def clerk(make_officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> Officer:
    late.lay_over(monkeypatch)
    make.places(late.HEZE, late.BINZHOU, late.LIAOCHENG)
    return make_officer(Role.COUNTY_BUREAU, "370000")


@pytest.fixture
def other(clerk: Officer, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, "370000")


def standing(who: Person, year: int = late.YEAR) -> str:
    due = Due.objects.get(person=who, coverage_year=year, withdrawn_on=None)
    assert Standing.parse(due.standing).key() == due.standing, "the text of SQL is the key of the rule"
    return due.standing


def test_unknown_years_stay_unknown_until_a_document_is_confirmed(clerk: Officer, other: Officer) -> None:
    who = late.somebody(clerk)
    assert standing(who) == "adult"
    asked = quotes.quote_for(person=who, coverage_year=late.YEAR, paid_on=PAY_DAY)
    assert asked.outstanding_fen is None
    assert "须凭参保凭证" in asked.quotation.body["missing"][0]["zh"]
    row = late.missed(who, 2024, 2026, by=clerk, confirmed_by=None)
    assert standing(who) == "adult", "nothing follows before another officer confirms"
    evidence.move(evidence=row, move=EvidenceMove.CONFIRM, by=other, at=late.AT)
    assert standing(who) == "adult+missed:2024,2025,2026"
    row.refresh_from_db()
    evidence.move(evidence=row, move=EvidenceMove.WITHDRAW, because="凭证有误", by=other, at=late.AT)
    assert standing(who) == "adult"
    told = AuditEvent.objects.filter(action__endswith="_evidence").order_by("pk")
    assert [event.action for event in told] == ["enter_evidence", "confirm_evidence", "withdraw_evidence"]


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ([(Scheme.RESIDENT, date(2026, 1, 1), date(2026, 12, 31))], "adult+missed:none"),
        ([(Scheme.RESIDENT, date(2025, 1, 1), date(2025, 12, 31))], "adult"),
        (
            [(Scheme.RESIDENT, date(2024, 1, 1), date(2024, 12, 31)), (Scheme.NOWHERE, date(2025, 1, 1), date(2026, 12, 31))],
            "adult+missed:2025,2026",
        ),
        (
            [(Scheme.NOWHERE, date(2025, 1, 1), date(2025, 12, 31)), (Scheme.RESIDENT, date(2026, 1, 1), date(2026, 12, 31))],
            "adult+missed:none",
        ),
        ([(Scheme.EMPLOYEE, date(2020, 5, 1), date(2026, 8, 31))], "adult+employee:2026-08-31+missed:none"),
        ([(Scheme.EMPLOYEE, date(2020, 5, 1), None)], "adult+missed:none+elsewhere:employee"),
        ([(Scheme.RESIDENT, date(2026, 1, 1), None)], "adult+missed:none+elsewhere:resident"),
        ([(Scheme.NOWHERE, date(2019, 1, 1), date(2023, 12, 31))], "adult"),
    ],
    ids=["insured last year", "last year unknown", "since the last insured year", "a break that was over", "employee", "still employee",
         "insured elsewhere", "before the first year that counts"],
)  # fmt: skip
def test_what_documents_say_becomes_the_standing(
    clerk: Officer, other: Officer, facts: list[tuple[Scheme, date, date | None]], key: str
) -> None:
    who = late.somebody(clerk)
    for number, (scheme, first, last) in enumerate(facts):
        late.shown(who, scheme, first, last, by=clerk, confirmed_by=other, number=f"示例证{number}号")
    assert standing(who) == key
    known = evidence.history_asked(who, "371700", late.YEAR)
    assert known is not None and Standing.parse(key).missed_years == known.missed, (
        "the statement for a million is held to the rule"
    )


def test_years_before_birth_are_not_asked(clerk: Officer, other: Officer) -> None:
    member = make.member("head", "周小树", village=late.HEZE, born_on=date(2025, 3, 5))
    child = make.household(clerk, member, village=late.HEZE, on=date(2025, 6, 1)).head
    assert child is not None
    late.enroll(child, clerk)
    late.missed(child, 2025, 2025, by=clerk, confirmed_by=None)
    assert standing(child) == "minor"
    late.shown(child, Scheme.RESIDENT, date(2026, 1, 1), date(2026, 12, 31), by=clerk, confirmed_by=other)
    assert standing(child) == "minor+missed:none"


def test_of_a_closed_year_nothing_is_asked_again(clerk: Officer, other: Officer) -> None:
    who = late.somebody(clerk, year=2022)
    before = Due.objects.get(person=who).quotation_id
    late.missed(who, 2019, 2021, by=clerk, confirmed_by=other)
    assert (standing(who, 2022), Due.objects.get(person=who).quotation_id) == ("adult", before)


@pytest.mark.parametrize(
    ("scheme", "first", "last", "code"),
    [
        (Scheme.NOWHERE, date(2025, 3, 1), date(2025, 12, 31), "whole_years"),
        (Scheme.NOWHERE, date(2027, 1, 1), date(2027, 12, 31), "whole_years"),
        (Scheme.NOWHERE, date(2025, 1, 1), None, "whole_years"),
        (Scheme.RESIDENT, date(2026, 5, 1), date(2026, 4, 1), "days_reversed"),
        (Scheme.RESIDENT, date(1980, 1, 1), None, "first_day"),
        (Scheme.EMPLOYEE, date(2028, 1, 1), None, "first_day"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    clerk: Officer, scheme: Scheme, first: date, last: date | None, code: str
) -> None:
    who = late.somebody(clerk)
    with pytest.raises(EvidenceRefused) as refused:
        late.shown(who, scheme, first, last, by=clerk, confirmed_by=None)
    assert (refused.value.code, refused.value.context["field"]) == (
        code,
        "from_on" if code == "first_day" else "last_day",
    )
    assert not CoverEvidence.objects.exists()


def test_a_document_that_overlaps_another_is_refused_naming_it(clerk: Officer, other: Officer) -> None:
    who = late.somebody(clerk)
    late.missed(who, 2024, 2025, by=clerk, confirmed_by=other)
    with pytest.raises(EvidenceRefused, match="示例证〔2027〕1号"):
        late.shown(who, Scheme.EMPLOYEE, date(2025, 7, 1), date(2026, 6, 30), by=clerk, confirmed_by=None)


def test_nobody_decides_on_their_own_document_and_nobody_twice(clerk: Officer, other: Officer) -> None:
    who = late.somebody(clerk)
    row = late.missed(who, 2024, 2026, by=clerk, confirmed_by=None)
    with pytest.raises(NotYours):
        evidence.move(evidence=row, move=EvidenceMove.CONFIRM, by=clerk, at=late.AT)
    with pytest.raises(InvalidFact):
        evidence.move(evidence=row, move=EvidenceMove.REJECT, by=other, at=late.AT)
    evidence.move(evidence=row, move=EvidenceMove.REJECT, because="字迹不清", by=other, at=late.AT)
    with pytest.raises(EvidenceDecided):
        evidence.move(evidence=row, move=EvidenceMove.CONFIRM, by=other, at=late.AT)


def test_who_is_insured_elsewhere_is_refused_at_enrollment_and_payment(
    clerk: Officer, other: Officer
) -> None:
    who = late.somebody(clerk)
    late.shown(who, Scheme.EMPLOYEE, date(2020, 1, 1), None, by=clerk, confirmed_by=other)
    asked = quotes.quote_for(person=who, coverage_year=late.YEAR, paid_on=PAY_DAY)
    assert asked.quotation.decision == "not_taken" and asked.outstanding_fen is None
    assert "N33-a" in {step["clause"] for step in asked.quotation.body["steps"]}
    newcomer = make.person(clerk, "冯志远", village=late.HEZE)
    late.shown(newcomer, Scheme.RESIDENT, date(2026, 1, 1), None, by=clerk, confirmed_by=other)
    with pytest.raises(InsuredElsewhere, match="N33-a") as refused:
        late.enroll(newcomer, clerk)
    assert refused.value.code == "stop_elsewhere_first"


def test_events_of_one_year_stand_side_by_side(clerk: Officer, other: Officer) -> None:
    who = late.somebody(clerk)
    late.missed(who, 2024, 2026, by=clerk, confirmed_by=other)
    for event, day in (("released", date(2027, 2, 20)), ("discharged", date(2026, 12, 15))):
        exemptions.record_exemption(
            person=who, coverage_year=late.YEAR, reason=ExemptionReason.SPECIAL, event=event, fact_on=day,
            document_number="示例", on=PAY_DAY, by=clerk,
        )  # fmt: skip
    assert standing(who).endswith("+event:discharged:2026-12-15+event:released:2027-02-20")
    # 90 days from 12-15 end on 03-15, that day included: no wait (HZ25-8).
    asked = quotes.quote_for(person=who, coverage_year=late.YEAR, paid_on=PAY_DAY)
    assert asked.quotation.cover_from == PAY_DAY
    with pytest.raises(InvalidFact):
        exemptions.record_exemption(
            person=who, coverage_year=late.YEAR, reason=ExemptionReason.SPECIAL, fact_on=PAY_DAY,
            document_number="示例", on=PAY_DAY, by=clerk,
        )  # fmt: skip


def test_evidence_moves_with_a_merged_record_and_back(clerk: Officer, other: Officer) -> None:
    kept, absorbed = late.somebody(clerk), make.person(clerk, "周桂兰", village=late.HEZE)
    late.missed(absorbed, 2024, 2026, by=clerk, confirmed_by=other)
    merge = merges.merge_people(kept=kept, absorbed=absorbed, reason="同一人", on=PAY_DAY, by=clerk)
    assert standing(kept) == "adult+missed:2024,2025,2026"
    merges.undo_merge(merge=merge, reason="不是同一人", on=PAY_DAY, by=clerk)
    assert standing(kept) == "adult"


def test_amounts_follow_the_facts_of_the_person(clerk: Officer) -> None:
    def owed(**given: Any) -> int | None:
        tier = given.pop("tier", "")
        who = make.person(clerk, "孙秀英", village=late.LIAOCHENG, **given)
        late.enroll(who, clerk, village=late.LIAOCHENG, tier=tier)
        return Due.objects.get(person=who).quotation.due_fen

    assert owed(born_on=date(1975, 1, 1), male=True, tier="first") == 50000, "52 years old, first tier (LC-1)"
    assert owed(born_on=date(1975, 1, 1), male=True, tier="second") == 80000, "second tier (LC-1)"
    assert owed(born_on=date(1971, 1, 1), male=False) == 42000, "a woman of 56 on 1 January (LC-2)"
    assert owed(born_on=date(1972, 1, 2), male=False) is None, "54: nobody chose a tier (LC-1)"
    assert owed(born_on=date(1966, 6, 1), male=True) == 42000, "a man of 60 (LC-2)"
    with pytest.raises(NoSuchTier, match="可选：一档、二档"):
        owed(tier="third")


def test_a_newborn_pays_nothing_once_a_parent_is_insured_here(clerk: Officer, other: Officer) -> None:
    day = date(2027, 2, 1)
    mother = MemberFacts(
        relationship="head",
        facts=make.facts("孙秀英", village=late.LIAOCHENG, born_on=date(1971, 1, 1), male=False),
    )
    child = MemberFacts(
        relationship="daughter",
        facts=make.facts("孙小满", village=late.LIAOCHENG, born_on=date(2027, 1, 5), male=False),
    )
    household = make.household(clerk, mother, child, village=late.LIAOCHENG, on=day)
    head = household.head
    assert head is not None
    born = household.memberships.get(relationship="daughter").person
    for who in (head, born):
        late.enroll(who, clerk, village=late.LIAOCHENG)
    assert standing(born).endswith("+age:0+sex:female+basis:hukou+parent:not")
    late.shown_insured(head, 2026, by=clerk, confirmed_by=other)
    due = Due.objects.get(person=head)
    Coverage.objects.create(
        due=due, person=head, coverage_year=late.YEAR, settled_on=day, cover_from=day, cover_until=date(2028, 1, 1),
        quotation_id=due.quotation_id,
    )  # fmt: skip
    settling.follow({(head.pk, late.YEAR)}, at=late.AT)
    assert standing(born).endswith("+parent:insured")
    assert Due.objects.get(person=born).quotation.due_fen == 0, "zero while a parent is insured here (LC-5)"


def test_issued_by_the_thousand_dues_carry_the_same_standing(clerk: Officer, other: Officer) -> None:
    people_ = [make.person(clerk, "钱进", village=late.HEZE) for _ in range(3)]
    late.missed(people_[0], 2024, 2026, by=clerk, confirmed_by=other)
    late.shown_insured(people_[1], 2026, by=clerk, confirmed_by=other)
    for who in people_:
        late.enroll(who, clerk)
    single = [standing(who) for who in people_]
    Due.objects.all().update(standing="adult")
    made = standing_sql("371700", late.YEAR)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {made.expression} FROM enrollment_enrollment e {made.joins} ORDER BY e.id")
        assert [row[0] for row in cursor.fetchall()] == single
    assert single == ["adult+missed:2024,2025,2026", "adult+missed:none", "adult"]
    changed = dues.reprice_many([due.pk for due in Due.objects.all()], on=PAY_DAY, by=clerk)
    assert changed == 2 and [standing(who) for who in people_] == single


# -- doors -------------------------------------------------------------------------------------------------------


def test_the_page_takes_a_document_and_shows_both_ways_to_pay(
    clerk: Officer, other: Officer, client_as: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    who = late.somebody(clerk)
    client = client_as(clerk)
    form = {
        "scheme": "nowhere",
        "from_on": "2024-01-01",
        "last_day": "2025-12-30",
        "document_number": "示例证9号",
    }
    new = reverse("enrollment:enter_evidence", args=[who.pk])
    assert client.get(new).status_code == 200
    refused = client.post(new, form)
    assert refused.status_code == 422 and "自1月1日至12月31日" in refused.content.decode()
    form |= {"last_day": "2025-12-31"}
    assert client.post(new, form).status_code == 302
    row = CoverEvidence.objects.get()
    decide = reverse("enrollment:decide_evidence", args=[row.pk])
    assert (
        client.post(decide, {"move": "confirm"}, follow=True).content.decode().count("不能处理自己录入") == 1
    )
    second = client_as(other, language="en")
    assert "示例证9号" in second.get(reverse("enrollment:waiting_evidence")).content.decode()
    assert second.post(decide, {"move": "confirm"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "confirmed"
    with django_assert_max_num_queries(16):
        page = second.get(reverse("enrollment:person_evidence", args=[who.pk])).content.decode()
    assert "示例证9号" in page and "confirmed" in page and "2026: unknown: a document is needed" in page


def test_both_ways_to_pay_stand_on_the_page_and_the_printed_notice(
    clerk: Officer, other: Officer, client_as: Callable[..., Client]
) -> None:
    who = late.somebody(clerk)
    late.missed(who, 2024, 2026, by=clerk, confirmed_by=other)
    client = client_as(clerk, language="en")
    for name in ("enrollment:person_dues", "enrollment:notice"):
        page = client.get(
            reverse(name, args=[who.pk]), {"coverage_year": 2027, "paid_on": "2027-03-15"}
        ).content.decode()
        ways = page[page.index('data-testid="ways"') :]
        assert all(told in ways for told in ("430.00", "2027-08-16", "860.00", "2027-07-16")), name


def test_out_of_scope_there_is_no_document(
    clerk: Officer, make_officer: Callable[..., Officer], api_as: Callable[[Officer], APIClient]
) -> None:
    who = late.somebody(clerk)
    row = late.missed(who, 2024, 2025, by=clerk, confirmed_by=None)
    stranger = api_as(make_officer(Role.COUNTY_BUREAU, make.MUDAN.replace("1702", "1602")))
    assert stranger.get(reverse("api_person_evidence", args=[who.pk])).status_code == 404
    assert (
        stranger.post(reverse("api_decide_evidence", args=[row.pk]), {"move": "confirm"}).status_code == 404
    )


def test_programs_enter_and_confirm_and_read_the_ways(
    clerk: Officer, other: Officer, api_as: Callable[[Officer], APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = late.somebody(clerk)
    mine, theirs = api_as(clerk), api_as(other)
    url = reverse("api_person_evidence", args=[who.pk])
    late.missed(who, 2024, 2026, by=clerk, confirmed_by=other)
    refused = mine.post(url, {"scheme": "resident", "from_on": "2025-05-01", "document_number": "示例证8号"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "evidence_overlaps")
    made = mine.post(
        url,
        {
            "scheme": "resident",
            "from_on": "2023-01-01",
            "last_day": "2023-12-31",
            "document_number": "示例证8号",
        },
    )
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    moved = theirs.post(
        reverse("api_decide_evidence", args=[made.json()["id"]]), {"move": "reject", "because": "无公章"}
    )
    assert (moved.status_code, moved.json()["state"]) == (200, "rejected")
    quote = mine.post(
        reverse("api_quote"), {"person_id": who.pk, "coverage_year": 2027, "paid_on": "2027-03-15"}
    ).json()
    assert [(way["repaired_years"], way["due_fen"], way["cover_from"]) for way in quote["ways"]] == [
        ([], 43000, "2027-08-16"),
        ([2026], 86000, "2027-07-16"),
    ]


def test_the_command_and_explain_tell_the_same(
    clerk: Officer, other: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    who = late.somebody(clerk)
    number = people.document_number(who)
    call_command("cover_evidence", number=number, by=clerk.login, enter="nowhere", from_on=date(2024, 1, 1),
                 last_day=date(2025, 12, 31), document="示例证7号", json=True)  # fmt: skip
    row = CoverEvidence.objects.get()
    with pytest.raises(SystemExit):
        call_command(
            "cover_evidence", number=number, by=clerk.login, move="confirm", evidence=row.pk, json=True
        )
    call_command("cover_evidence", number=number, by=other.login, move="confirm", evidence=row.pk, json=True)
    late.missed(who, 2026, 2026, by=clerk, confirmed_by=other)
    capsys.readouterr()
    call_command("explain", number=number, year=late.YEAR, on=PAY_DAY, language="en")
    told = capsys.readouterr().out
    assert (
        "for coverage 2027 only, pay 430.00 yuan" in told.lower()
        or "For coverage 2027 only, pay 430.00 yuan" in told
    )
    assert "repairing 2026, pay 860.00 yuan in all" in told.lower()
