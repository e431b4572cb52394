"""Does a case of a category that looks back show what the person bore in those months, over two years and two records?"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import cases
from assistance.cases.operations.cases import CaseFacts
from assistance.cases.queries.case_reports import report
from assistance.cases.queries.look_backs import looked_at
from assistance.cases.rules.case_reasons import CaseKind
from claims.models import Statement
from claims.operations import settlement
from claims.queries.own_costs import own_costs
from enrollment.models import Person
from policy.periods import Span
from policy.terms import Category, Certifier
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def heze_looks_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the whole country does from 2025 on, in a year of which bills can be settled."""
    (tmp_path / "371700").mkdir()
    (tmp_path / "371700" / "category.toml").write_text(
        '[[category]]\ncategory = "impoverished_by_illness"\nlooks_back_months = 12\nfrom_on = 2022-01-01\nclause = "HZ-3.2b"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


@pytest.fixture
def paid(clerk: Officer, who: Person) -> int:
    """Two bills of 2022; what the person bore of the first, which alone is settled."""
    bills = [
        visit(who, clerk, number, 30_000, day)
        for number, day in (("B1", date(2022, 5, 10)), ("B2", date(2022, 6, 1)))
    ]
    settlement.settle(bill=bills[0], on=care.ON, by=clerk)
    return Statement.objects.get(bill=bills[0]).person_fen


def test_bills_count_on_their_day_and_one_that_is_not_settled_is_open(who: Person, paid: int) -> None:
    assert paid > 0
    spans = {
        Span(date(2022, 5, 10), date(2022, 6, 2)): [(date(2022, 5, 10), paid), (date(2022, 6, 1), None)],
        Span(date(2022, 5, 11), date(2022, 6, 1)): [],
    }
    for span, found in spans.items():
        assert [tuple(one) for one in own_costs([who.pk], span)[who.pk]] == found


def test_the_case_shows_the_sum_to_who_may_read_bills(
    who: Person, paid: int, clerk: Officer, client_as: Callable[..., Client], make_officer: Callable[..., Officer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    at = datetime(2022, 6, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    facts = CaseFacts(
        category=Category("impoverished_by_illness"), certifier=Certifier.CIVIL_AFFAIRS, document_number="示例",
        from_on=at.date(), coverage_year=2022, reason="因病致贫申请",
    )  # fmt: skip
    entering = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    bureau = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    case = cases.open_case(kind=CaseKind.APPLICATION, person=who, facts=facts, by=entering, at=at)
    ((_, found),) = looked_at(case, list(case.members.select_related("person")))
    assert (found.fen, found.bills, found.clause) == (paid, 1, "HZ-3.2b")
    assert (found.span.start, found.span.until) == (date(2021, 6, 1), date(2022, 6, 1))
    told = report(case, reader=bureau, on=at.date())["own_costs"]
    assert [(one["fen"], one["clause"]) for one in told] == [(paid, "HZ-3.2b")]
    assert report(case, reader=None, on=at.date())["own_costs"] == []
    page = client_as(bureau, language="en").get(reverse("assistance:case", args=[case.pk])).content.decode()
    assert "Own cost in the 12 months before" in page and "2021-06-01 to 2022-05-31, 1 bill" in page
    AssistanceCase.objects.filter(pk=case.pk).update(category="tekun")
    assert looked_at(AssistanceCase.objects.get(pk=case.pk), list(case.members.all())) == []
