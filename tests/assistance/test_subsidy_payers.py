"""Do tables by county, months of inclusion and payment, and several payers reach the grants and the ledger?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistance.subsidies.bulk.changed_grants import changed_grants
from assistance.subsidies.models import Grant
from assistance.subsidies.operations import subsidy_payments
from assistance.subsidies.queries.subsidies import payer_sums
from assistance.subsidies.queries.subsidy_reports import grant_report, run_report
from enrollment.models import DueEntry
from policy.terms import Category
from staff.models import Officer
from tests.assistance.subsidy_desk import DECEMBER, NOVEMBER, SubsidyDesk, grant_of, moment
from tests.pipeline.tax_desk import assert_ledger_holds

RULES = """
[[rule]]
categories = ["low_income"]
mode = "share"
share = 0.50
least = 120
divisions = ["620102"]
payer = "civil_affairs"
from_coverage_year = 2021
clause = "LZ-2e"
[[rule]]
categories = ["low_income"]
mode = "fixed"
amount = 60
payer = "rural_affairs"
beside = true
from_coverage_year = 2021
clause = "LZ-2e"
[[rule]]
categories = ["severely_disabled"]
mode = "fixed"
amount = 40
payer = "disabled_federation"
beside = true
from_coverage_year = 2021
clause = "LZ-2e"
[[flow]]
mode = "share"
flow = "paid_direct"
clause = "LZ-2e"
[[flow]]
mode = "fixed"
flow = "paid_direct"
categories = ["severely_disabled"]
clause = "LZ-2e"
[[inclusion]]
categories = ["low_income"]
certified_by = { year = "before", day = "10-31", clause = "LZ-2e" }
paid_from = { year = "before", day = "12-01", clause = "LZ-2e" }
clause = "LZ-2e"
"""


@pytest.fixture
def desk(
    transactional_db: None,
    make_officer: Callable[..., Officer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> SubsidyDesk:
    folder = tmp_path / "620100"
    folder.mkdir()
    for file in Path("policy/data/620100").glob("*.toml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    own = (folder / "subsidy.toml").read_text(encoding="utf-8")
    (folder / "subsidy.toml").write_text(own + RULES, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))
    return SubsidyDesk(make_officer)


def entries(grant: Grant) -> list[tuple[str, str, int]]:
    rows = DueEntry.objects.filter(due=grant.due, source__startswith="grant:").order_by("source")
    return list(rows.values_list("kind", "payer", "amount_fen"))


def test_two_payers_share_a_due_and_both_parts_are_taken_back(desk: SubsidyDesk) -> None:
    here = desk.person(Category("low_income"))
    late = desk.person(Category("low_income"), since=NOVEMBER)
    alone = desk.person(Category("severely_disabled"))
    run = desk.propose()
    grant = grant_of(here)
    assert (grant.amount_fen, grant.state, grant.because) == (20_000, "held", "month_not_come")
    assert grant.decision.booked_on == DECEMBER
    assert not Grant.objects.filter(person=late).exists()  # certified after 31 October
    assert grant_of(alone).decision.parts == [
        {"payer": "disabled_federation", "fen": 4_000, "clause": "LZ-2e"}
    ]
    assert not [one for one in changed_grants(["6201"], coverage_year=2021, on=NOVEMBER)]
    assert run.summary["proposed"] == 2
    run = desk.paid(DECEMBER)
    grant = grant_of(here)
    assert [(one["payer"], one["fen"]) for one in grant.decision.parts] == [
        ("civil_affairs", 14_000), ("rural_affairs", 6_000),
    ]  # fmt: skip
    assert entries(grant) == [("subsidy", "civil_affairs", 14_000), ("subsidy", "rural_affairs", 6_000)]
    assert run_report(run)["payers"] == payer_sums(run.grants.all())
    assert {one["payer"]: one["fen"] for one in run_report(run)["payers"]}["civil_affairs"] == 14_000
    assert len(grant_report(grant)["parts"]) == 2
    subsidy_payments.take_back(
        grant=grant, reason="身份有误", on=DECEMBER, by=desk.finance, at=moment(DECEMBER)
    )
    assert_ledger_holds()
    assert sum(fen for kind, _, fen in entries(grant) if kind == "reversal") == 20_000


def test_a_county_that_the_table_does_not_name_is_open(desk: SubsidyDesk) -> None:
    other = SubsidyDesk(desk.make_officer, village="620103001001")
    who = other.person(Category("low_income"), since=date(2020, 1, 1))
    other.propose()
    grant = grant_of(who)
    assert (grant.amount_fen, grant.state) == (None, "undecided")
    [missing] = grant.decision.missing
    assert "没有列出" in missing["zh"] and missing["clause"] == "LZ-2e"
