"""Whatever happens around a sponsor's payment: is what it gives to dues and what is held the payment, and no due above its amount?"""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrollment.models import SponsorPart
from enrollment.operations import due_credits, sponsor_payments
from enrollment.operations.due_credits import NotCredited
from enrollment.operations.sponsor_payments import NotDivided
from enrollment.rules.entries import Payer
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.sponsor_desk import PAID_ON, SponsorDesk, credit_code, row
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, due_of, line, money

WHO = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pays"), WHO, st.sampled_from(["50.00", "320.00", "400.00"])),
        st.tuples(st.just("subsidy"), WHO, st.sampled_from(["96.00", "320.00"])),
        st.tuples(st.just("divide"), WHO, st.just("")),
        st.tuples(st.just("back"), WHO, st.just("")),
    ),
    min_size=3,
    max_size=6,
)
_turns = itertools.count(100)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SponsorDesk:
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    return SponsorDesk(TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), bureau), bureau)


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    paid=st.sampled_from(["200.00", "640.00", "1000.00"]),
    wanted=st.sampled_from(["", "100.00", "320.00"]),
    steps=STEPS,
)
def test_dues_and_held_money_are_the_payment(
    desk: SponsorDesk,
    make_officer: Callable[..., Officer],
    paid: str,
    wanted: str,
    steps: list[tuple[str, int, str]],
) -> None:
    turn = next(_turns)
    school, finance = desk.school(f"学校{chr(0x4E00 + turn)}", turn), make_officer(Role.FINANCE, make.MUDAN)
    people = [desk.tax.person(f"学生{one}") for one in "甲乙丙"]
    listed = desk.send(school, *(row(who, wanted) for who in people))
    payment = desk.paid(school, credit_code(turn), paid)
    written = payment.amount_fen
    at = timezone.now()
    for step, (what, whose, amount) in enumerate([*steps, ("divide", 0, "")]):
        who, at = people[whose], at + timedelta(seconds=1)
        try:
            if what == "pays":
                desk.tax.upload([line(who, amount)])
            elif what == "subsidy":
                due_credits.credit(
                    due=due_of(who), payer=Payer.MEDICAL_ASSISTANCE, amount_fen=int(amount[:-3]) * 100,
                    source=f"scheme:{turn}{step}", effective_on=PAID_ON, by=finance, at=at,
                )  # fmt: skip
            elif what == "divide":
                desk.divide(payment, school, rows=[row.pk for row in listed.rows.filter(name=who.name)])
            elif part := SponsorPart.objects.filter(person=who, sponsor=school, returned_at=None).first():
                sponsor_payments.give_back(part=part, because="更正", by=desk.bureau, at=at)
        except (NotDivided, NotCredited):
            pass  # refused: nothing happened
        payment.refresh_from_db()
        parts = [part.line for part in SponsorPart.objects.filter(of_line=payment).select_related("line")]
        assert written == payment.held_fen + sum(one.posted_fen + one.held_fen for one in parts)
        for one in people:
            charged, credited = money(one)
            assert 0 <= credited <= charged == 32_000
    assert_ledger_holds()
