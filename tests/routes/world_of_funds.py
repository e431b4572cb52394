"""Which years of the insurer, budgets of a fund and findings about care are there to ask for?"""

from datetime import date
from typing import Any

from claims.models import (
    CareFinding,
    FundBudget,
    FundWarning,
    InsurerPremium,
    InsurerYear,
    SupervisionEntry,
    WarningRecipient,
)


def funds(world: Any) -> None:
    """The rows, as attributes of the world."""
    world.insurer_year = world.row(InsurerYear, year=2021)
    world.premium = world.row(
        InsurerPremium,
        insurer_year=world.insurer_year,
        insurer="示例保险",
        amount_fen=1,
        document_number="拨1号",
    )
    world.fund_budget = world.row(
        FundBudget, year=2021, income_fen=[0] * 12, spending_fen=[1] * 12, document_number="预1号"
    )
    world.fund_warning = world.row(FundWarning, line="reserve", month=date(2021, 5, 1))
    world.warning_recipient = world.row(WarningRecipient)
    world.care_finding = world.row(
        CareFinding, rule="employed", person=world.person, provider=world.provider, bills=[world.bill.pk]
    )
    world.supervision_entry = world.row(
        SupervisionEntry, kind="inspection", with_whom="示例医院", outcome="无问题", document_number="查1号"
    )
