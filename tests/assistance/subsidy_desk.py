"""How does a test give people categories, run their subsidies through, and answer for the bank?"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistance.categories.operations import categories
from assistance.subsidies.layouts.bank_return import COLUMNS
from assistance.subsidies.models import BankReturn, Grant, PayoutBatch, PayoutLine, SubsidyRun
from assistance.subsidies.operations import bank_returns, payouts, subsidy_payments, subsidy_runs
from enrollment.models import Person
from enrollment.operations import people
from policy.terms import Category, Certifier
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, line

LANZHOU, CHENGGUAN, VILLAGE = "620100", "620102", "620102001001"
YEAR = 2021
OCTOBER, NOVEMBER, DECEMBER = date(2020, 10, 20), date(2020, 11, 10), date(2020, 12, 1)
CHINA = ZoneInfo("Asia/Shanghai")


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=CHINA)


@dataclass
class SubsidyDesk:
    """The offices that a premium subsidy passes through, in Lanzhou for coverage 2021 unless told otherwise."""

    make_officer: Callable[..., Officer]
    area: str = LANZHOU
    village: str = VILLAGE
    year: int = YEAR
    tax: TaxDesk = field(init=False)

    def __post_init__(self) -> None:
        make.places(make.VILLAGE, make.OTHER_VILLAGE, make.LINXIA_VILLAGE, self.village)
        county = self.village[:6]
        self.tax = TaxDesk(
            self.make_officer(Role.TAX_OFFICER, self.area),
            self.make_officer(Role.COUNTY_BUREAU, county),
            self.area,
        )
        self.civil = self.make_officer(Role.CIVIL_AFFAIRS, self.area)
        self.approver = self.make_officer(Role.CITY_BUREAU, self.area)
        self.finance = self.make_officer(Role.FINANCE, self.area)

    # -- people ---------------------------------------------------------------------------------------------------

    def person(
        self, *held: Category, name: str = "张伟", since: date = date(2020, 1, 1), card: bool = True
    ) -> Person:
        who = self.tax.person(name, year=self.year, village=self.village)
        if card:
            self.give_card(who)
        for category in held:
            self.certify(who, category, since)
        return who

    def give_card(self, who: Person, account: str = "", owner: str = "") -> None:
        people.set_one_card(
            person=who, account=account or f"6217{who.pk:012d}", owner=owner or who.name, reason="发卡",
            on=OCTOBER, by=self.tax.clerk,
        )  # fmt: skip

    def certify(self, who: Person, category: Category, since: date, on: date | None = None) -> None:
        categories.record_category(
            person=who, category=category, certifier=Certifier.CIVIL_AFFAIRS, document_number="兰民〔2020〕5号",
            from_on=since, source="desk", on=on or max(since, OCTOBER), by=self.civil,
        )  # fmt: skip

    def pays(self, *people: Person, yuan: str = "280.00", paid_at: str = "2020-10-25 09:30:00") -> None:
        self.tax.upload(
            [line(who, yuan, paid_at, division=self.village[:6], year=str(self.year)) for who in people]
        )

    # -- runs -----------------------------------------------------------------------------------------------------

    def propose(self, on: date = NOVEMBER, area: str = "") -> SubsidyRun:
        run = subsidy_runs.propose(area=area or self.area, coverage_year=self.year, on=on, by=self.civil)
        assert_ledger_holds()
        return run

    def approved(self, on: date = NOVEMBER) -> SubsidyRun:
        run = subsidy_runs.freeze(run=self.propose(on), by=self.civil, at=moment(on))
        run = subsidy_runs.approve(run=run, by=self.approver, at=moment(on))
        assert_ledger_holds()
        return run

    def paid(self, on: date = NOVEMBER) -> SubsidyRun:
        return self.pay(self.approved(on), on)

    def pay(self, run: SubsidyRun, on: date = NOVEMBER) -> SubsidyRun:
        subsidy_payments.pay(run=run, on=on, by=self.finance, at=moment(on))
        run = subsidy_payments.work(run_id=run.pk)
        assert_ledger_holds()
        return run

    def payout_list(self, run: SubsidyRun, month: date = DECEMBER) -> PayoutBatch:
        batch = payouts.make_list(run=run, month=month, by=self.finance, at=moment(month))
        assert_ledger_holds()
        return batch

    def bank_says(self, batch: PayoutBatch, content: bytes, **given: int) -> BankReturn:
        received = bank_returns.receive(
            batch=batch,
            content=io.BytesIO(content),
            name="回盘.csv",
            by=self.finance,
            at=moment(DECEMBER),
            **given,
        )
        assert_ledger_holds()
        return received


def grant_of(who: Person) -> Grant:
    """The latest grant of a person."""
    found = Grant.objects.filter(person=who).order_by("-pk").first()
    assert found is not None
    return found


def bank_rows(batch: PayoutBatch, returned: Mapping[int, str] | None = None) -> list[dict[str, str]]:
    """What the bank would answer: all paid but for the line numbers in `returned`, each with its reason."""
    returned = returned or {}
    rows = []
    for sent in PayoutLine.objects.filter(batch=batch).order_by("number"):
        because = returned.get(sent.number, "")
        rows.append(
            {
                "batch": batch.number, "number": str(sent.number), "account": payouts.account_number(sent),
                "owner": sent.owner, "amount": f"{sent.amount_fen // 100}.{sent.amount_fen % 100:02d}",
                "result": "退回" if because else "成功", "reason": because,
            }
        )  # fmt: skip
    return rows


def bank_file(rows: list[dict[str, str]], *, trailer: bool = True, encoding: str = "gb18030") -> bytes:
    """The bytes of a bank file with its 合计 row."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.heading for column in COLUMNS])
    for row in rows:
        writer.writerow([row[column.key] for column in COLUMNS])
    if trailer:
        total = sum(int(row["amount"].replace(".", "")) for row in rows)
        writer.writerow(["合计", len(rows), "", "", f"{total // 100}.{total % 100:02d}", "", ""])
    return text.getvalue().encode(encoding)
