"""Is a premium subsidy on a due never more than the due, entered once, followed by cover, and order without meaning?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrollment.models import Coverage, Due, DueEntry, Person
from enrollment.operations import coverage, due_credits, exemptions
from enrollment.operations.due_credits import NotCredited
from enrollment.rules.entries import Payer
from policy.terms import ExemptionReason
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import (
    TaxDesk,
    assert_ledger_holds,
    cover,
    due_of,
    entries,
    ledger_rows,
    line,
    money,
    of_ticket,
    outcome,
    refund_of,
)

MOMENT = datetime.fromisoformat("2022-03-10T10:00:00+08:00")
MARCH = date(2022, 3, 10)
DECEMBER = date(2021, 12, 6)


@dataclass
class FinanceDesk:
    """An officer of finance who credits subsidies, beside the tax desk."""

    tax: TaxDesk
    officer: Officer

    def credit(self, who: Person, fen: int, on: date = MARCH, source: str = "scheme:1") -> DueEntry:
        return due_credits.credit(
            due=due_of(who), payer=Payer.MEDICAL_ASSISTANCE, amount_fen=fen, source=source, effective_on=on,
            by=self.officer, at=timezone.now(),
        )  # fmt: skip

    def take_back(self, who: Person, source: str = "scheme:1") -> None:
        due_credits.take_back_credit(
            due=due_of(who),
            source=source,
            effective_on=MARCH,
            reason="认定有误",
            by=self.officer,
            at=timezone.now(),
        )

    def hardship(self, who: Person) -> None:
        exemptions.record_exemption(
            person=who, coverage_year=2022, reason=ExemptionReason.HARDSHIP, fact_on=None,
            document_number="示例〔2022〕1号", on=date(2022, 1, 5), by=self.tax.clerk,
        )  # fmt: skip


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> FinanceDesk:
    make.places()
    tax = TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))
    return FinanceDesk(tax, make_officer(Role.FINANCE, make.MUDAN))


def test_a_full_subsidy_settles_the_due_and_cover_follows(desk: FinanceDesk) -> None:
    who = desk.tax.person()
    desk.credit(who, 32_000, on=DECEMBER)
    assert money(who) == (32_000, 32_000)
    assert cover(who) == ("2022-01-01", "2023-01-01")
    assert Coverage.objects.get(person=who).settled_on == DECEMBER
    paid = line(who)
    desk.tax.upload([paid])
    assert outcome(paid) == "already_settled" and of_ticket(paid).held_fen == 32_000
    assert of_ticket(paid).is_open, "somebody has to have it refunded"
    assert money(who) == (32_000, 32_000)


def test_a_hardship_person_is_covered_from_the_day_of_the_subsidy(desk: FinanceDesk) -> None:
    who = desk.tax.person()
    desk.hardship(who)
    desk.credit(who, 32_000)
    assert cover(who) == ("2022-03-10", "2023-01-01")


def test_a_partial_subsidy_settles_together_with_the_payment(desk: FinanceDesk) -> None:
    before, after = desk.tax.person(), desk.tax.person()
    desk.credit(before, 9_600)
    desk.tax.upload([line(before, "224.00"), line(after, "224.00")])
    assert cover(before) == ("2022-01-01", "2023-01-01") and cover(after) is None
    desk.credit(after, 9_600, source="scheme:2")
    for who in (before, after):
        assert money(who) == (32_000, 32_000)
        assert Coverage.objects.get(person=who).settled_on == date(2021, 10, 25), (
            "the day of the payment (A51)"
        )
    assert_ledger_holds()


def test_what_was_paid_beyond_the_own_share_is_held_for_refund(desk: FinanceDesk) -> None:
    whole, part = desk.tax.person(), desk.tax.person()
    first, second = line(whole), line(part)
    desk.tax.upload([first, second])
    desk.credit(whole, 32_000)
    desk.credit(part, 9_600, source="scheme:2")
    assert (of_ticket(first).outcome, of_ticket(first).held_fen) == ("already_settled", 32_000)
    assert (of_ticket(second).outcome, of_ticket(second).held_fen) == ("overpaid", 9_600)
    assert of_ticket(first).is_open and of_ticket(second).is_open
    for who in (whole, part):
        assert money(who) == (32_000, 32_000) and cover(who) == ("2022-01-01", "2023-01-01")
    april = "2022-04-01 10:00:00"
    desk.tax.upload([refund_of(first, paid_at=april), refund_of(second, "96.00", april)])
    for who in (whole, part):
        assert money(who) == (32_000, 32_000)
        assert cover(who) == ("2022-01-01", "2023-01-01"), (
            "giving the surplus back costs nobody a day of cover"
        )
    before = ledger_rows()
    coverage.rebuild(due_ids=Due.objects.values_list("pk", flat=True), at=timezone.now())
    assert ledger_rows() == before


def test_twice_is_once_and_taking_back_is_an_entry_of_its_own(desk: FinanceDesk) -> None:
    who = desk.tax.person()
    assert desk.credit(who, 32_000, on=DECEMBER) == desk.credit(who, 32_000, on=DECEMBER)
    desk.take_back(who)
    desk.take_back(who)
    assert sorted(entries(who)) == [("charge", 32_000), ("reversal", 32_000), ("subsidy", 32_000)]
    assert money(who) == (32_000, 0) and cover(who) is None
    paid = line(who)
    desk.tax.upload([paid])
    assert outcome(paid) == "posted_in_full"
    actions = AuditEvent.objects.filter(about_kind="due", about_id=due_of(who).pk).values_list(
        "action", flat=True
    )
    assert list(actions).count("credit_due") == 1 and list(actions).count("take_back_credit") == 1


@pytest.mark.parametrize(
    ("fen", "on", "why"),
    [(32_001, DECEMBER, "above_due"), (32_000, date(2023, 2, 1), "no_rule")],
)
def test_what_does_not_fit_is_refused(desk: FinanceDesk, fen: int, on: date, why: str) -> None:
    who = desk.tax.person()
    with pytest.raises(NotCredited) as refusal:
        desk.credit(who, fen, on=on)
    assert refusal.value.context["why"] == why
    assert money(who) == (32_000, 0)


def test_only_who_pays_subsidies_may(desk: FinanceDesk, make_officer: Callable[..., Officer]) -> None:
    who = desk.tax.person()
    for officer in (desk.tax.officer, make_officer(Role.FINANCE, "622901")):
        with pytest.raises(NotAllowed):
            due_credits.credit(
                due=due_of(who), payer=Payer.MEDICAL_ASSISTANCE, amount_fen=1, source="scheme:1",
                effective_on=MARCH, by=officer, at=MOMENT,
            )  # fmt: skip


def test_the_database_refuses_a_subsidy_above_its_due(desk: FinanceDesk) -> None:
    who = desk.tax.person()
    due = due_of(who)
    with pytest.raises(IntegrityError, match="do not fit"), transaction.atomic():
        DueEntry.objects.create(
            source="scheme:9", due=due, kind="subsidy", payer="area", amount_fen=32_001, effective_on=MARCH
        )
    desk.tax.upload([line(who)])
    with pytest.raises(IntegrityError), transaction.atomic():
        DueEntry.objects.create(
            source="scheme:9", due=due, kind="subsidy", payer="area", amount_fen=1, effective_on=MARCH
        )


def test_a_lower_price_leaves_less_room_for_the_subsidy(desk: FinanceDesk) -> None:
    """Who is re-priced keeps a subsidy within the due: the rest stands as displaced, and comes back with the price."""
    who = desk.tax.person()
    desk.credit(who, 32_000, on=DECEMBER)
    due = due_of(who)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)"
            " VALUES ('reprice:x', %s, 'waiver', 'person', 2000, '2022-01-01', now())", [due.pk],
        )  # fmt: skip
        coverage.rebuild(due_ids=[due.pk], at=timezone.now())
    charged, credited = money(who)
    assert charged == credited
    assert_ledger_holds()


STEPS = st.lists(
    st.sampled_from(["scheme:1", "scheme:2", "back:1", "back:2", "pay", "pay_part", "refund"]), max_size=5
)


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS, st.booleans())
def test_any_interleaving_keeps_the_ledger_and_sorted_order_agrees(
    desk: FinanceDesk, steps: list[str], hardship: bool
) -> None:
    """The same subsidies, payments and refunds in another order leave the same money, cover and held lines."""
    first, twin = desk.tax.person(), desk.tax.person()
    order = sorted(steps, key=["pay", "pay_part", "refund", "scheme:1", "scheme:2", "back:1", "back:2"].index)
    for who, sequence in ((first, _possible(steps)), (twin, _possible(order))):
        if hardship:
            desk.hardship(who)
        paid: list[dict[str, str]] = []
        for step in sequence:
            _do(desk, who, step, paid)
            assert_ledger_holds()
    if set(_possible(steps)) == set(_possible(order)) and len(_possible(steps)) == len(_possible(order)):
        assert (money(first), cover(first)) == (money(twin), cover(twin)), steps
    before = ledger_rows()
    coverage.rebuild(due_ids=Due.objects.values_list("pk", flat=True), at=timezone.now())
    assert ledger_rows() == before


def _possible(steps: list[str]) -> list[str]:
    """Each subsidy once; taken back only after it was credited; a refund only after a payment."""
    done: list[str] = []
    for step in steps:
        if step.startswith("back") and (step.replace("back", "scheme") not in done or step in done):
            continue
        if step.startswith("scheme") and step in done:
            continue
        if step in done and not step.startswith(("scheme", "back")):
            continue
        if step == "refund" and "pay" not in done:
            continue
        done.append(step)
    return done


def _do(desk: FinanceDesk, who: Person, step: str, paid: list[dict[str, str]]) -> None:
    kind, _, number = step.partition(":")
    source = f"scheme:{number}-{who.pk}"
    if kind == "scheme":
        desk.credit(who, 9_600 if number == "1" else 22_400, on=DECEMBER, source=source)
    elif kind == "back":
        desk.take_back(who, source)
    elif kind == "refund":
        desk.tax.upload([refund_of(paid[0], "10.00")])
    else:
        cells = line(
            who,
            "320.00" if kind == "pay" else "100.00",
            "2021-11-01 09:00:00" if kind == "pay" else "2021-11-02 09:00:00",
        )
        paid.insert(0 if kind == "pay" else len(paid), cells)
        desk.tax.upload([cells])
