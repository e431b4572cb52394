"""Do two bills of one person at the same moment pay exactly to the limit, and does nobody wait in a circle?"""

import threading
from datetime import date

import pytest
from django.db import connection

from claims.models import Statement
from claims.operations import settlement
from enrollment.operations import ledger_checks
from policy.care import Setting
from staff.rules.roles import Role
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}


def at_once(*acts) -> list[BaseException]:
    """Run in real threads, each with a connection of its own, started together."""
    gate, faults = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            gate.wait(timeout=20)
            act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return faults


def test_two_bills_at_once_pay_exactly_to_the_yearly_limit(make_officer) -> None:
    make.places()
    clerk, collector = make_officer(Role.COUNTY_BUREAU, make.MUDAN), make_officer(Role.TAX_OFFICER, make.HEZE)
    care.provider(clerk)
    who = care.covered(clerk, collector)
    bills = [
        care.enter(who, clerk, f"V{n}", care.line(30_000, 0, 0), discharged_on=date(2022, 5, 10), **VISIT)
        for n in range(4)
    ]
    faults = at_once(
        *(lambda bill=bill: settlement.settle(bill=bill, on=care.ON, by=clerk) for bill in bills)
    )
    assert faults == []
    paid = [statement.basic_fen for statement in Statement.objects.filter(state="posted")]
    assert sorted(paid, reverse=True) == [15_000, 5_000, 0, 0]
    assert ledger_checks.run(at=care.AT) == []


def test_batches_with_the_same_people_in_other_orders_do_not_wait_in_a_circle(make_officer) -> None:
    make.places()
    clerk, collector = make_officer(Role.COUNTY_BUREAU, make.MUDAN), make_officer(Role.TAX_OFFICER, make.HEZE)
    care.provider(clerk)
    people = care.all_covered(clerk, collector, ("赵一", "钱二", "孙三"))
    bills = [
        [
            care.enter(
                one,
                clerk,
                f"{batch}-{one.pk}",
                care.line(30_000, 0, 0),
                discharged_on=date(2022, 5, 10),
                **VISIT,
            )
            for one in (people if batch else reversed(people))
        ]
        for batch in range(2)
    ]
    faults = at_once(
        *(
            lambda batch=batch: settlement.settle_batch([bill.pk for bill in batch], on=care.ON, by=clerk)
            for batch in bills
        )
    )
    assert faults == []
    assert sum(Statement.objects.filter(state="posted").values_list("basic_fen", flat=True)) <= 3 * 20_000
    assert ledger_checks.run(at=care.AT) == []
