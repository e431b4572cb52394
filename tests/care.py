"""How do tests get designated providers, bills and people who are covered? Everything is made up."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from claims.models import Bill, Provider
from claims.operations import bills, providers
from claims.rules.bill_entry import BillEntry, LineEntry
from enrollment.models import Person
from enrollment.operations.people import document_number
from policy.care import ProviderTier, Setting
from staff.models import Officer
from tests import factories as make
from tests import tax_files as tax

ON = date(2022, 12, 31)
AT = datetime(2022, 12, 31, 2, 0, tzinfo=UTC)
HOSPITAL = "H37170200101"


def provider(
    by: Officer,
    code: str = HOSPITAL,
    *,
    tier: ProviderTier = ProviderTier.COUNTY,
    division: str = make.MUDAN,
    kept_by: str = make.MUDAN,
    from_on: date = date(2015, 1, 1),
    until_on: date | None = None,
) -> Provider:
    return providers.register_provider(
        code=code, name=f"定点医院{code[-4:]}", division_code=division, kept_by=kept_by, tier=tier, from_on=from_on,
        until_on=until_on, document_number="医保定点〔2015〕1号", on=date(2022, 1, 1), by=by,
    )  # fmt: skip


def covered(
    clerk: Officer, collector: Officer, name: str = "张伟", *, paid: str = "2021-10-25", **given: Any
) -> Person:
    """A person of Heze who is covered for the whole of 2022."""
    return all_covered(clerk, collector, [name], paid=paid, **given)[0]


def all_covered(
    clerk: Officer, collector: Officer, names: Iterable[str], *, paid: str = "2021-10-25", **given: Any
) -> list[Person]:
    """The same of many, whose payments come in one file."""
    people = [make.person(clerk, name, **given) for name in names]
    for who in people:
        make.enrolled(who, clerk, village=given.get("village", make.VILLAGE))
    tax.posted([tax.row(who, f"K{who.pk}", paid=f"{paid} 09:00:00") for who in people], collector)
    return people


def line(eligible: int = 450000, first_pay: int = 20000, own: int = 30000, **given: Any) -> LineEntry:
    shape: dict[str, Any] = {"item_class": "B" if first_pay else "A", "item_name": "治疗费", **given}
    return LineEntry(
        total_fen=eligible + first_pay + own, eligible_fen=eligible, first_pay_fen=first_pay,
        non_covered_fen=own, **shape,
    )  # fmt: skip


def entry(number: str = "B1", *lines: LineEntry, **given: Any) -> BillEntry:
    """An inpatient bill of May 2022 of 5,000 yuan, unless said otherwise."""
    lines = lines or (line(),)
    shape: dict[str, Any] = {
        "provider_code": HOSPITAL, "setting": Setting.INPATIENT, "admitted_on": date(2022, 5, 3),
        "discharged_on": date(2022, 5, 10), "total_fen": sum(each.total_fen for each in lines),
        "diagnosis_code": "K35.900", "diagnosis_name": "急性阑尾炎", **given,
    }  # fmt: skip
    if shape["setting"] not in (Setting.INPATIENT, Setting.MATERNITY) and "admitted_on" not in given:
        shape["admitted_on"] = None
    return BillEntry(number=number, lines=lines, **shape)


def enter(
    who: Person, by: Officer, number: str = "B1", *lines: LineEntry, on: date = ON, **given: Any
) -> Bill:
    return bills.enter_bill(
        entry=entry(number, *lines, **given), document_number=document_number(who), on=on, at=AT, by=by,
        source="desk",
    )  # fmt: skip
