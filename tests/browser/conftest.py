"""With which people, files and lines are the pages looked at?"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from enrollment.models import PaymentLine
from enrollment.operations import households
from enrollment.rules.payment_lines import Outcome
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, line, reversal_of

YEAR = f"coverage_year={make.YEAR}"


@dataclass(frozen=True)
class Pages:
    """The addresses of the pages that officers look at most, and an officer who may see all of them."""

    officer: Officer
    tax_officer: Officer
    addresses: dict[str, str]


@pytest.fixture
def pages(transactional_db: None, make_officer: Callable[..., Officer]) -> Pages:
    """A household of which one paid late, one never, one was reversed; a file with held lines of several kinds."""
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    desk = TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), bureau)
    late = desk.person("欧阳建国")
    members = make.member("spouse", "阿依古丽·买买提", male=False), make.member("son", "欧阳𠮷")
    household = late.memberships.get().household
    spouse, son = (
        households.add_member(household=household, member=member, on=make.DAY, by=bureau)
        for member in members
    )
    make.enrolled(spouse, bureau)
    make.enrolled(son, bureau)
    paid = line(spouse)
    file = desk.upload(
        [
            line(late, "900.00", "2022-07-05 10:00:00"),
            paid,
            reversal_of(paid),
            line(son, paid_at="2023-01-05 10:00:00"),
            line(make.resident_number()),
            line(desk.person(), name="张玮"),
            line(desk.person(), "100.00"),
            line(desk.person(), "500.00"),
            line(desk.person(), paid_at="2022-02-30"),
        ]
    )
    held = {held.outcome: held.pk for held in PaymentLine.objects.filter(is_open=True)}
    person = f"/people/{late.pk}/"
    return Pages(
        bureau,
        desk.officer,
        {
            "start": "/",
            "figures": f"/home/figures?place={make.HEZE}&year={make.YEAR}",
            "coverage": f"/reports/coverage?division={make.HEZE}&{YEAR}",
            "missing": f"/base/?inside={make.MUDAN}&{YEAR}",
            "missing by name": f"/base/?inside={make.MUDAN}&{YEAR}&who=open",
            "ledger": f"/base/?inside={make.VILLAGE}&{YEAR}",
            "ledger person": f"/base/people/{son.pk}/?{YEAR}",
            "ledgers back": "/base/sheets/",
            "search": "/people/?name=欧阳",
            "person": person,
            "enroll": f"{person}enroll",
            "replace number": f"{person}document",
            "notice": f"{person}notice?{YEAR}",
            "household": f"/households/{household.pk}/?year={make.YEAR}",
            "newborn": f"/households/{household.pk}/newborn",
            "register": "/households/new",
            "lists": "/household-lists/",
            "dues": f"/dues/?division={make.HEZE}&{YEAR}",
            "unpaid": f"/dues/unpaid?inside={make.VILLAGE}&{YEAR}",
            "extensions": "/dues/extensions",
            "files": "/files/",
            "file": f"/files/{file.pk}/",
            "lines": f"/files/{file.pk}/lines",
            "queue": "/exceptions/",
            "queue without a hit": "/exceptions/?ticket=nowhere",
            "unknown person": f"/exceptions/{held[Outcome.UNKNOWN_PERSON]}/",
            "name differs": f"/exceptions/{held[Outcome.NAME_DIFFERS]}/",
            "undecided": f"/exceptions/{held[Outcome.NO_RULE]}/",
            "policy": f"/policy/?area={make.HEZE}&day=2022-03-15",
            "fund report": "/reports/fund?since=2021-10-01&until=2022-12-31",
        },
    )
