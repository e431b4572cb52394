"""How does a test ask for a refund, have it approved and listed, and answer for the tax bureau?"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from enrollment.models import PaymentFile, PaymentLine, Person, Refund, RefundAnswer, RefundList
from enrollment.operations import ledger_checks, refund_answers, refund_lists, refunds, taking_back
from enrollment.operations.deaths import record_death
from enrollment.operations.refund_sheets import list_rows
from enrollment.operations.refunds import Asked
from enrollment.refund_layout import LIST_HEADINGS
from enrollment.rules.refund_states import RefundGround, RefundMove
from intake.operations import jobs
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.pipeline.tax_desk import TaxDesk, line

ACCOUNT = "6217 0000 1234 5678 901"


@dataclass
class RefundDesk:
    """A clerk who asks, an officer who approves, and the tax bureau, all of Heze."""

    make_officer: Callable[..., Officer]
    clerk: Officer = field(init=False)
    chief: Officer = field(init=False)
    tax: TaxDesk = field(init=False)

    def __post_init__(self) -> None:
        make.places()
        self.clerk = self.make_officer(Role.COUNTY_BUREAU, make.HEZE)
        self.chief = self.make_officer(Role.COUNTY_BUREAU, make.HEZE)
        self.tax = TaxDesk(self.make_officer(Role.TAX_OFFICER, make.HEZE), self.clerk)

    @property
    def now(self) -> datetime:
        return timezone.now()

    def paid(self, *amounts: object, name: str = "张伟", **given: Any) -> Person:
        """Somebody who paid these amounts for 2022, each under a ticket of its own."""
        who = self.tax.person(name)
        self.tax.upload([line(who, amount, **given) for amount in amounts or ("320.00",)])
        return who

    def died(self, who: Person, on: date = date(2021, 11, 30)) -> None:
        record_death(person=who, died_on=on, document="死亡证明1号", on=timezone.localdate(), by=self.clerk)
        who.refresh_from_db()

    def ticket(self, who: Person, number: int = 0) -> str:
        """The ticket of one of the person's payments, in the order of the file."""
        lines = PaymentLine.objects.filter(person=who, kind="payment").order_by("pk")
        return lines[number].ticket

    def asked(
        self, who: Person, ground: RefundGround = RefundGround.PAID_TWICE, fen: int = 32_000, **given: Any
    ) -> Asked:
        told: dict[str, Any] = {
            "ticket": self.ticket(who), "ground": ground, "amount_fen": fen, "received_on": timezone.localdate(),
            "payee": who.name, "payee_account": ACCOUNT,
        }  # fmt: skip
        return Asked(**(told | given))

    def apply(
        self, who: Person, ground: RefundGround = RefundGround.PAID_TWICE, fen: int = 32_000, **given: Any
    ) -> Refund:
        by = given.pop("by", self.clerk)
        return refunds.apply(asked=self.asked(who, ground, fen, **given), by=by, at=self.now)

    def move(self, refund: Refund, made: RefundMove, **given: Any) -> Refund:
        by = given.pop("by", self.chief)
        return refunds.move(refund=refund, made=made, by=by, at=self.now, **given)

    def approved(
        self, who: Person, ground: RefundGround = RefundGround.PAID_TWICE, fen: int = 32_000, **given: Any
    ) -> Refund:
        """Asked for and approved, under a document where one is given."""
        document = given.pop("document_number", "")
        refund = self.apply(who, ground, fen, **given)
        return self.move(refund, RefundMove.APPROVE, document_number=document)

    def attach(self, refund: Refund, title: str = "证明") -> None:
        refunds.attach(
            refund=refund,
            content=io.BytesIO(png(note=title.encode())),
            name="证明.png",
            title=title,
            by=self.clerk,
            at=self.now,
        )

    def listed(self) -> RefundList:
        return refund_lists.make_list(area=make.HEZE, by=self.chief, at=self.now)

    def take_back(self, file: PaymentFile) -> None:
        """A tax file is taken back as a whole."""
        taking_back.ask(file=file, because="发错地区", by=self.tax.officer, at=self.now)
        jobs.work_on(taking_back.agree(file=file, by=self.chief, at=self.now))

    def answer(self, listed: RefundList, content: bytes | None = None, **results: Any) -> RefundAnswer:
        """The tax bureau's file about a list, worked off."""
        answer = refund_answers.receive(
            listed=listed, content=io.BytesIO(content or answer_file(listed, **results)), name="答复.csv",
            by=self.tax.officer, at=self.now,
        )  # fmt: skip
        assert answer.state == "written", (answer.state, answer.questions, answer.failure)
        return answer


def answer_rows(
    listed: RefundList, *, returned: dict[int, str] | None = None, day: date | None = None
) -> list[dict[str, str]]:
    """The list as it comes back: everything refunded today, but for the lines that are sent back with a reason."""
    rows = []
    for cells in list_rows(listed):
        row = {
            heading: "" if cell is None else str(cell)
            for heading, cell in zip(LIST_HEADINGS, cells, strict=True)
        }
        why = (returned or {}).get(int(row["序号"]))
        if why is not None:
            row |= {"处理结果": "退回", "退回原因": why}
        else:
            refunded = (day or timezone.localdate()).isoformat()
            row |= {
                "处理结果": "已退费",
                "退库日期": refunded,
                "退费税票号码": f"TF{listed.pk:06d}{row['序号']:>04}",
            }
        rows.append(row)
    return rows


def answer_file(listed: RefundList, **results: Any) -> bytes:
    return written(answer_rows(listed, **results))


def written(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, LIST_HEADINGS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def no_faults() -> None:
    """Every invariant of the ledger holds."""
    assert ledger_checks.run(at=timezone.now()) == []


def hundred_by_card(person_id: int, coverage_year: int) -> list[tuple[str, int, str]]:
    """As if the fund had paid 100.00 yuan of the contribution to the person's card."""
    return [("medical_assistance", 10_000, "grant:1")]


def refused_by(call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused, transaction.atomic():
        call()
    assert (
        refused.value.text.zh
        and refused.value.text.en
        and refused.value.remedy.zh
        and refused.value.remedy.en
    )
    return refused.value
