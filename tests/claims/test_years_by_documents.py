"""Do documents on cover elsewhere count for the ceiling, and is a posted bill settled anew when one comes later?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistance.figures.models import EnteredParameter
from claims.models import ResettlementPlan
from claims.operations import settlement
from claims.queries.insured_years import insured_years
from claims.rules.insured_years import InsuredYears, is_filled
from enrollment.models import CoverEvidence, FollowUp, Person
from enrollment.operations import evidence
from enrollment.rules.evidence import EvidenceMove, Scheme
from policy.care import Outcome, Tier
from policy.periods import Span
from policy.topics import Topic
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.claims.test_ceiling_years import HEZE, ON, confirm, cover_of_2023, critical, visit

pytestmark = pytest.mark.django_db(transaction=True)
UNBROKEN = HEZE.replace('counts = "years_without_claims"\n', 'counts = "unbroken_years"\nafter = 2\n')


@pytest.fixture(autouse=True)
def heze_counts_unbroken_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heze pays at most 10,000 yuan a year of critical illness, 1,000 more for each unbroken year beyond two."""
    assert UNBROKEN != HEZE
    (tmp_path / "371700").mkdir()
    for file in Path("policy/data/371700").glob("*.toml"):
        own = file.read_text(encoding="utf-8") + (UNBROKEN if file.name == "benefit.toml" else "")
        (tmp_path / "371700" / file.name).write_text(own, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


@pytest.fixture
def shown(
    who: Person, clerk: Officer, second: Officer, make_officer: Callable[..., Officer]
) -> Callable[..., CoverEvidence]:
    """A document about the person, entered by one officer and confirmed by another; years count from 2020 on."""
    EnteredParameter.objects.create(
        area=make.HEZE, topic=Topic.CEILING_YEARS_FROM, key="unbroken_years", value=2020, document_number="示例〔2023〕1号",
        from_on=date(2020, 1, 1), entered_by=clerk, entered_at=care.AT, approved_by=second, approved_at=care.AT,
    )  # fmt: skip
    maker, checker = (make_officer(Role.COUNTY_BUREAU, "370000") for _ in range(2))

    def document(scheme: Scheme, first: date, last: date) -> CoverEvidence:
        row = evidence.enter(
            person=who, scheme=scheme, from_on=first, last_day=last, document_number="示例证", by=maker, at=AT
        )
        return evidence.move(evidence=row, move=EvidenceMove.CONFIRM, by=checker, at=AT)

    document.checker = checker  # type: ignore[attr-defined]
    return document


AT = care.AT.replace(year=2023, month=11, day=1)


def test_a_posted_bill_gets_its_difference_when_a_document_comes_later(
    clerk: Officer, second: Officer, who: Person, shown: Callable[..., CoverEvidence]
) -> None:
    cover_of_2023(who)
    bill = visit(who, clerk, "B23", date(2023, 5, 10))
    unknown = settlement.preview(bill=bill, on=ON, by=clerk).tier(Tier.CRITICAL_ILLNESS)
    assert unknown.outcome is Outcome.UNDECIDED, "2021 and 2020 may have been insured elsewhere"
    wrong = shown(Scheme.NOWHERE, date(2021, 1, 1), date(2021, 12, 31))
    assert settlement.settle(bill=bill, on=ON, by=clerk).state.value == "settled"
    assert critical(bill) == 1_000_000, "two unbroken years and no more: 2021 was insured nowhere"

    evidence.move(
        evidence=wrong, move=EvidenceMove.WITHDRAW, because="误录", by=shown.checker, at=AT  # type: ignore[attr-defined]
    )  # fmt: skip
    shown(Scheme.NOWHERE, date(2020, 1, 1), date(2020, 12, 31))
    shown(Scheme.RESIDENT, date(2021, 1, 1), date(2021, 12, 31))
    years = insured_years([who.pk])[who.pk]
    assert (years.whole, years.elsewhere, years.nowhere) == (
        frozenset({2022, 2023}), frozenset({2021, 2022, 2023}), frozenset({2020}),
    )  # fmt: skip
    assert ("evidence", "settle_again", f"bill:{bill.pk}") in set(
        FollowUp.objects.filter(closed_at=None).values_list("fact", "task", "about")
    )
    assert critical(bill) == 1_000_000, "nothing is posted before another officer confirms"
    assert confirm(second) == 100_000 and critical(bill) == 1_100_000
    assert not ResettlementPlan.objects.filter(state="proposed").exists()


def test_days_here_and_elsewhere_fill_a_year_together_and_the_employee_scheme_does_not(
    who: Person, shown: Callable[..., CoverEvidence]
) -> None:
    cover_of_2023(who)
    here = who.coverages.get(coverage_year=2022)  # type: ignore[attr-defined]
    type(here).objects.filter(pk=here.pk).update(cover_from=date(2022, 7, 1))
    assert insured_years([who.pk])[who.pk].whole == {2023}
    shown(Scheme.EMPLOYEE, date(2021, 1, 1), date(2021, 12, 31))
    assert insured_years([who.pk])[who.pk].elsewhere == frozenset()
    shown(Scheme.RESIDENT, date(2022, 1, 1), date(2022, 6, 30))
    assert insured_years([who.pk])[who.pk].elsewhere == {2022, 2023}


def test_a_year_is_filled_by_spans_without_a_gap() -> None:
    halves = [Span(date(2022, 7, 1), date(2023, 1, 1)), Span(date(2022, 1, 1), date(2022, 7, 1))]
    assert is_filled(halves, 2022, None) and not is_filled(halves[:1], 2022, None)
    assert is_filled(halves[:1], 2022, date(2022, 8, 1)), "from birth in the year of birth"
    assert not is_filled([halves[0], Span(date(2022, 1, 1), date(2022, 6, 30))], 2022, None), (
        "one day between"
    )
    assert is_filled([Span(date(2020, 3, 1))], 2021, None) and not is_filled(
        [Span(date(2020, 3, 1))], 2020, None
    )
    assert InsuredYears().elsewhere == frozenset()
