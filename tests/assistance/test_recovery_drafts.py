"""Is a recovery drafted in the transaction in which a paid subsidy loses its ground, and what becomes of the draft?"""

from datetime import date

import pytest
from django.utils import timezone

from assistance.categories.operations import categories
from assistance.subsidies.models import RecoveryClaim
from assistance.subsidies.operations import recoveries
from enrollment.models import FollowUp, Person
from enrollment.operations import follow_ups, ledger_checks
from enrollment.operations.people import InvalidFact
from policy.terms import Category
from staff.rules.roles import Role
from tests.assistance.subsidy_desk import DECEMBER, SubsidyDesk, bank_file, bank_rows, grant_of

pytestmark = pytest.mark.django_db(transaction=True)  # a tax file is staged by a second connection
DOCUMENT = "兰医保追〔2020〕1号"


@pytest.fixture
def desk(make_officer) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def ended(desk: SubsidyDesk, who: Person, on: date = date(2020, 1, 2)) -> None:
    span = who.categories.get(category=Category("registered_poor"))
    categories.end_category(span=span, until_on=on, because="认定有误", on=DECEMBER, by=desk.civil)


def tasks(who: Person) -> list[str]:
    rows = FollowUp.objects.filter(person=who, closed_at=None, about__startswith="grant:")
    return [row.task for row in rows.order_by("pk")]


def test_from_the_draft_to_the_claim(desk: SubsidyDesk, make_officer, client_as) -> None:
    who, listed, back = (desk.person(Category("registered_poor")) for _ in range(3))
    desk.pays(who, listed, back)
    batch = desk.payout_list(desk.paid())
    ended(desk, listed)  # the list is at the bank
    assert tasks(listed) == ["hold"] and not RecoveryClaim.objects.exists()
    desk.bank_says(batch, bank_file(bank_rows(batch)))
    assert tasks(listed) == ["recover"], "the bank paid it: something else is to be done now"
    assert RecoveryClaim.objects.get().source == grant_of(listed).source
    ended(desk, who)
    assert tasks(who) == ["recover"]
    draft = RecoveryClaim.objects.get(person=who)
    assert (draft.state, draft.amount_fen, draft.entered_by, draft.document_number) == (
        "draft",
        10_000,
        None,
        "",
    )
    assert ledger_checks.run(at=timezone.now()) == []

    county = make_officer(Role.COUNTY_BUREAU, desk.area)
    facts = {"claim": draft, "reason": "名单有误", "by": county, "at": timezone.now()}
    with pytest.raises(recoveries.ClaimDecided) as refused:
        recoveries.approve_claim(claim=draft, by=desk.civil, at=timezone.now())
    assert refused.value.code == "claim_is_a_draft"
    with pytest.raises(InvalidFact):
        recoveries.enter_draft(amount_fen=10_001, document_number=DOCUMENT, **facts)
    page = client_as(county, language="en").get(f"/recoveries/{draft.pk}/").content.decode()
    assert "Enter the draft" in page and "by the system, as its ground fell away" in page
    claim = recoveries.enter_draft(amount_fen=10_000, document_number=DOCUMENT, **facts)
    with pytest.raises(recoveries.ClaimDecided):
        recoveries.enter_draft(amount_fen=10_000, document_number=DOCUMENT, **facts)
    assert claim.state == "waits"
    assert recoveries.approve_claim(claim=claim, by=desk.civil, at=timezone.now()).state == "approved"
    follow_ups.sweep(at=timezone.now())
    assert tasks(who) == [] and ledger_checks.run(at=timezone.now()) == []


def test_a_draft_goes_with_its_cause(desk: SubsidyDesk) -> None:
    who = desk.person(Category("registered_poor"))
    desk.pays(who)
    batch = desk.payout_list(desk.paid())
    desk.bank_says(batch, bank_file(bank_rows(batch)))
    ended(desk, who)
    desk.certify(who, Category("registered_poor"), date(2020, 1, 2), on=DECEMBER)
    assert RecoveryClaim.objects.get().state == "withdrawn" and tasks(who) == []
    ended_again = who.categories.get(category=Category("registered_poor"), from_on=date(2020, 1, 2))
    categories.end_category(
        span=ended_again, until_on=date(2020, 1, 3), because="误", on=DECEMBER, by=desk.civil
    )
    assert sorted(claim.state for claim in RecoveryClaim.objects.all()) == ["draft", "withdrawn"]
    assert ledger_checks.run(at=timezone.now()) == []
