"""Whatever is paid, asked for, approved, listed, answered and refunded, in any order: is every yuan on its due, held, or given back?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from enrollment.bulk import settling
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.quotations import Quotations
from enrollment.models import Due, PaymentFile, PaymentLine, Person, Refund, RefundList
from enrollment.models.payments import LINES_PER_FILE_MAX
from enrollment.operations import refund_checks
from enrollment.operations.ledger_checks import INVARIANTS
from enrollment.queries.dues import balances
from enrollment.rules.payment_entries import Act
from enrollment.rules.refund_states import RefundGround, RefundMove, RefundState
from staff.models import Officer
from staff.refusals import Refusal
from tests import factories as make
from tests.enrollment.refund_desk import ACCOUNT, RefundDesk
from tests.pipeline.tax_desk import ticket

HELD_TO = [
    *refund_checks.INVARIANTS.values(),
    *(INVARIANTS[name] for name in (
        "posted_lines_stand_in_the_ledger", "refunds_stand_in_the_ledger", "no_money_of_a_line_is_lost", "no_due_over_credited",
        "settled_dues_are_covered",
    )),
]  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["pay", "pay", "apply", "apply", "approve", "approve", "list", "answer", "send_back", "refund", "undo", "withdraw", "reject", "aside"]
        ),
        st.integers(0, 3),
        st.sampled_from([32_000, 32_000, 10_000, 40_000]),
    ),
    min_size=4,
    max_size=14,
)  # fmt: skip

WHOLE = [("pay", 0, 32_000), ("pay", 0, 40_000), ("apply", 1, 40_000), ("approve", 0, 0), ("list", 0, 0), ("answer", 0, 0),
         ("refund", 0, 32_000), ("undo", 0, 0), ("pay", 0, 10_000)]  # fmt: skip


class Year:
    """One person's year as it is paid for and given back; what cannot be done is refused and changes nothing."""

    def __init__(self, desk: RefundDesk) -> None:
        self.desk, self.who = desk, desk.tax.person()
        self.due = Due.objects.get(person=self.who)
        self.file = PaymentFile.objects.create(
            sha256=ticket(),
            name="缴费",
            size_bytes=1,
            area=make.HEZE,
            uploaded_by=desk.clerk,
            state="posted",
            finished_at=desk.now,
        )
        self.number = 0

    def line(self, kind: str, fen: int, original: str = "") -> None:
        self.number += 1
        act = Act.PAYMENT if kind == "payment" else Act(kind)
        person: Person = self.who
        day = timezone.localtime().replace(year=2021, month=10, day=10) + timedelta(days=self.number)
        settling.post(
            [
                NewLine(
                    id=self.file.pk * LINES_PER_FILE_MAX + self.number, file_id=self.file.pk, number=self.number, ticket=ticket(),
                    kind=kind, act=act, original_ticket=original, amount_fen=fen, paid_at=day, treasury_on=None,
                    division_code=person.division_code, coverage_year=2022, channel="", person_id=person.pk,
                    due_id=self.due.pk if kind == "payment" else None, document_hash=person.document_hash, name=person.name,
                    document_sealed=b"", document_masked="",
                )
            ],
            quotations=Quotations(), at=timezone.now(),
        )  # fmt: skip

    def step(self, what: str, which: int, fen: int) -> None:
        paid = list(PaymentLine.objects.filter(person=self.who, kind="payment").order_by("pk"))
        refunds = list(Refund.objects.filter(person=self.who).order_by("pk"))
        if what == "pay":
            self.line("payment", fen)
        elif what in ("refund", "apply") and paid:
            chosen = paid[which % len(paid)]
            if what == "refund":
                self.line("refund", fen, chosen.ticket)
            else:
                ground = RefundGround.PAID_TWICE if which % 2 else RefundGround.ERROR
                refund = self.desk.apply(self.who, ground, fen, ticket=chosen.ticket, payee_account=ACCOUNT)
                self.desk.attach(refund)
        elif what == "undo":
            back = list(PaymentLine.objects.filter(person=self.who, kind="refund").order_by("pk"))
            if back:
                chosen = back[which % len(back)]
                self.line("reversal", chosen.amount_fen, chosen.ticket)
        elif what == "list":
            self.desk.listed()
        elif what in ("answer", "send_back"):
            for listed in RefundList.objects.order_by("-pk")[:1]:
                returned = (
                    {line.number: "户名不符" for line in listed.lines.all()} if what == "send_back" else None
                )
                self.desk.answer(listed, returned=returned)
        elif refunds:
            made = {
                "approve": RefundMove.APPROVE, "withdraw": RefundMove.WITHDRAW, "reject": RefundMove.REJECT,
                "aside": RefundMove.SET_ASIDE,
            }[what]  # fmt: skip
            document = "菏医保〔2022〕9号" if made is RefundMove.APPROVE else ""
            self.desk.move(refunds[which % len(refunds)], made, because="理由", document_number=document)

    def holds(self) -> None:
        with connection.cursor() as cursor:
            for statement in HELD_TO:
                cursor.execute(statement)
                assert cursor.fetchall() == [], statement
        lines = list(PaymentLine.objects.filter(person=self.who))
        came = sum(line.amount_fen for line in lines if line.kind == "payment")
        went = sum(
            line.amount_fen for line in lines if line.kind == "refund" and line.outcome == "refund_posted"
        )
        held = sum(line.held_fen for line in lines)
        assert came == went + held + balances([self.due.pk])[self.due.pk][1]
        asked = Refund.objects.filter(person=self.who, state=RefundState.REFUNDED.value)
        assert sum(refund.amount_fen for refund in asked) <= went


@pytest.mark.django_db
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
@example(steps=WHOLE)
def test_every_yuan_is_on_its_due_or_held_or_given_back(
    make_officer: Callable[..., Officer], steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        year = Year(RefundDesk(make_officer))
        for what, which, fen in steps:
            try:
                with transaction.atomic():
                    year.step(what, which, fen)
            except Refusal:
                pass
            year.holds()
        transaction.set_rollback(True)
