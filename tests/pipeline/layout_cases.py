"""Which file of each layout is sent in the tests that break its work off?

A case makes its own officers and people, so that it also runs in a process of its own against servers of the test's own.
"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from django.utils import timezone

from assistance.categories.models import PersonCategory
from assistance.categories.operations import category_names, rosters
from assistance.figures.models import EnteredParameter
from assistance.figures.operations import population_figures
from assistance.subsidies.models import BankReturnLine, Grant
from assistance.subsidies.operations import bank_returns
from claims.models import Bill, FileBill, StagedBill
from enrollment.models import (
    BaseAnswer,
    Due,
    Enrollment,
    Household,
    HouseholdImport,
    Membership,
    PaymentFile,
    Person,
    SheetRow,
    StatusRow,
)
from enrollment.operations import (
    base_answers,
    household_imports,
    ledger_sheets,
    ledger_sheets_out,
    payments,
    status_lists,
)
from enrollment.operations.people import document_number
from enrollment.rules.base_answers import Answer, Heard
from enrollment.rules.status_facts import StatusSource
from intake.models.jobs import SentFile
from policy.terms import Category
from staff.rules.roles import Role
from tests import bill_files, care
from tests import factories as make
from tests.assistance import roster_desk, subsidy_desk
from tests.pipeline import crowd
from tests.pipeline.care_layout_cases import (
    FilingListCase,
    OldAccountCase,
    OwnCostAnswerCase,
    RecognitionListCase,
)
from tests.pipeline.doors import no_work_at_the_door
from tests.pipeline.layout_case import (
    AUDIT,
    BYTES,
    FIRST_SLOT,
    LAST_SLOT,
    NAMES,
    SLOT,
    Case,
    Point,
    officer,
    tried,
)
from tests.pipeline.refund_answer_case import RefundAnswerCase
from tests.pipeline.sponsor_layout_cases import SponsorListCase, TreasuryStatementCase
from tests.pipeline.tax_desk import TaxDesk, table

__all__ = ["CASES", "SLOT", "Case", "Point"]


class TaxFileCase(Case):
    """TB-1."""

    code = "TB-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE enrollment_filepart IN SHARE MODE", "checking"),
            Point("LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE", "posting", freezes=True),
            Point(LAST_SLOT, "posting", then=AUDIT),
        ),
    )

    def prepare(self) -> None:
        make.places()
        self.desk = TaxDesk(officer(Role.TAX_OFFICER, make.HEZE), officer(Role.COUNTY_BUREAU, make.HEZE))
        crowd.enroll(1, self.desk.clerk)
        self.content = table(crowd.lines_of_file(0))

    def send(self, *, check_only: bool = False) -> PaymentFile:
        return payments.receive_file(
            content=io.BytesIO(self.content), name="缴费.csv", area=make.HEZE, by=self.desk.officer, at=timezone.now(),
            check_only=check_only,
        )  # fmt: skip

    def foretell(self) -> Any:
        return crowd.totals(tried(self.send(check_only=True)))

    def snapshot(self, file: Any) -> Any:
        assert crowd.totals(file) == crowd.counted(file)
        return crowd.totals(file)


class BillFileCase(Case):
    """CL-1."""

    code = "CL-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point(FIRST_SLOT, "settling", freezes=True),
            Point(LAST_SLOT, "settling"),
            Point("LOCK TABLE claims_filebill IN SHARE MODE", "settling"),
        ),
    )

    def prepare(self) -> None:
        make.places()
        self.clerk = officer(Role.COUNTY_BUREAU, make.MUDAN)
        collector = officer(Role.TAX_OFFICER, make.HEZE)
        care.provider(self.clerk)
        people = care.all_covered(self.clerk, collector, NAMES[:20])
        rows = [bill_files.visit(who, f"K{place}", "2022-03-11") for place, who in enumerate(people)]
        rows.append(bill_files.visit(people[0], "K-x", "2022-03-12", bill_total="51"))
        self.content = bill_files.table(rows)

    def send(self, *, is_preview: bool = False) -> SentFile:
        return bill_files.received(self.content, self.clerk, is_preview=is_preview)

    def foretell(self) -> Any:
        return bill_files.totals(tried(self.send(is_preview=True)))

    def snapshot(self, file: Any) -> Any:
        numbers = list(Bill.objects.values_list("number", flat=True))
        assert len(numbers) == len(set(numbers)) and not StagedBill.objects.exists()
        assert FileBill.objects.filter(file=file).count() == file.bill_count
        return bill_files.totals(file)


class HouseholdListCase(Case):
    """HH-1."""

    code = "HH-1"
    stages = (
        (Point(BYTES, "checking"),),
        (
            Point("LOCK TABLE enrollment_person IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE enrollment_enrollment IN EXCLUSIVE MODE", "writing"),
        ),
    )

    @property
    def day(self) -> date:
        return make.DAY

    def prepare(self) -> None:
        make.places()
        self.bureau = officer(Role.COUNTY_BUREAU, make.MUDAN)
        rows = ["户编号,与户主关系,姓名,证件类型,证件号码,居住地区划,户籍地区划,参保方式,联系电话,一卡通账号"]
        for place, name in enumerate(NAMES):
            kind = "户主" if place % 2 == 0 else "配偶"
            number = make.resident_number(male=place % 2 == 0)
            rows.append(f"A{place // 2},{kind},{name},,{number},{make.VILLAGE},,,,")
        self.content = "\n".join([*rows, ""]).encode()

    def send(self) -> HouseholdImport:
        return household_imports.receive(
            content=io.BytesIO(self.content), name="户.csv", area=make.MUDAN, coverage_year=2022, on=make.DAY, by=self.bureau
        )  # fmt: skip

    def next(self, file: Any, stage: int) -> None:
        household_imports.confirm(household_import=file, on=make.DAY, by=self.bureau)

    def snapshot(self, file: Any) -> Any:
        people = Person.objects.order_by("name").values_list("name", "document_masked", "division_code")
        counts = [model.objects.count() for model in (Household, Membership, Enrollment, Due)]
        assert counts == [len(NAMES) // 2, len(NAMES), len(NAMES), len(NAMES)]
        return [
            counts,
            [list(each) for each in people],
            file.summary["people_written"],
            file.summary["enrolled"],
        ]


class RosterCase(Case):
    """RS-1, written and then undone."""

    code = "RS-1"
    stages = (
        (Point(BYTES, "checking"),),
        (Point(FIRST_SLOT, "writing", freezes=True), Point(LAST_SLOT, "writing", then=AUDIT)),
        (Point(LAST_SLOT, "undoing"),),
    )

    @property
    def day(self) -> date:
        return date(2021, 3, 20)

    def prepare(self) -> None:
        make.places(make.VILLAGE, roster_desk.VILLAGE, roster_desk.OTHER_TOWN_VILLAGE)
        category_names.seed()
        maker, checker = (officer(Role.CIVIL_AFFAIRS, roster_desk.LANZHOU) for _ in range(2))
        self.desk = roster_desk.RosterDesk(maker, checker, officer(Role.COUNTY_BUREAU, roster_desk.CHENGGUAN))
        people = [self.desk.person(name) for name in NAMES[:20]]
        self.content = roster_desk.table([roster_desk.row(who) for who in people])
        self.written: Any = None

    def send(self) -> SentFile:
        self.written = None
        return self.desk.receive(self.content, on=self.day)

    def next(self, file: Any, stage: int) -> None:
        if stage == 0:
            rosters.confirm(roster=file, on=self.day, by=self.desk.checker, at=timezone.now())
        else:
            self.written = self._spans()
            rosters.ask_undo(roster=file, because="名单报错", on=self.day, by=self.desk.checker)

    def _spans(self) -> list[list[str]]:
        found = PersonCategory.objects.order_by("person__name", "from_on", "pk")
        return [
            [s.person.name, s.category, str(s.from_on), str(s.until_on)]
            for s in found.select_related("person")
        ]

    def snapshot(self, file: Any) -> Any:
        return [self.written, self._spans(), file.summary["done"]]


class BankReturnCase(Case):
    """BK-1."""

    code = "BK-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE assistance_bankreturnline IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE assistance_grant IN EXCLUSIVE MODE", "writing", then=AUDIT),
        ),
    )

    def prepare(self) -> None:
        self.desk = subsidy_desk.SubsidyDesk(officer)
        people = [self.desk.person(Category("registered_poor"), name=name) for name in NAMES[:6]]
        self.desk.pays(*people)
        self.batch = self.desk.payout_list(self.desk.paid())
        self.content = subsidy_desk.bank_file(subsidy_desk.bank_rows(self.batch, {2: "账号有误"}))

    def send(self) -> SentFile:
        with no_work_at_the_door():
            return bank_returns.receive(
                batch=self.batch, content=io.BytesIO(self.content), name="回盘.csv", by=self.desk.finance,
                at=timezone.now(),
            )  # fmt: skip

    def snapshot(self, file: Any) -> Any:
        rows = BankReturnLine.objects.order_by("row").values_list("row", "outcome", "amount_fen", "reason")
        return [
            [list(row) for row in rows],
            list(Grant.objects.order_by("person__name").values_list("state", flat=True)),
        ]


class FigureFileCase(Case):
    """PF-1."""

    code = "PF-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE assistance_enteredparameter IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE assistance_figuresheet IN EXCLUSIVE MODE", "writing"),
        ),
    )

    def prepare(self) -> None:
        make.places("371702001001", "371702002001")
        self.maker = officer(Role.COUNTY_BUREAU, make.MUDAN)
        self.content = "区划代码\t户籍人口\n371702001\t12000\n371702002\t9000\n".encode()

    def send(self) -> SentFile:
        with no_work_at_the_door():
            return population_figures.receive(
                content=io.BytesIO(self.content), name="人口.txt", area=make.MUDAN, year=2022, from_on=date(2022, 1, 1),
                document_number="菏统〔2022〕1号", is_preview=False, by=self.maker, at=timezone.now(),
            )  # fmt: skip

    def snapshot(self, file: Any) -> Any:
        rows = EnteredParameter.objects.order_by("key").values_list("topic", "key", "value")
        return [[list(row) for row in rows], file.sheets.count()]


class StatusListCase(Case):
    """ST-1."""

    code = "ST-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE enrollment_statusrow IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE enrollment_statusrow IN EXCLUSIVE MODE", "writing", then=AUDIT),
        ),
    )

    def prepare(self) -> None:
        make.places()
        self.bureau = officer(Role.COUNTY_BUREAU, make.MUDAN)
        people = [make.person(self.bureau, name) for name in NAMES[:6]]
        rows = [f"{document_number(who)},{who.name},死亡,2021-02-11" for who in people]
        rows.append(f"{make.resident_number()},陌生人,服刑,2021-02-12")
        self.content = "\n".join(["证件号码,姓名,状态,起始日期", *rows, ""]).encode()

    def send(self) -> SentFile:
        return status_lists.receive(
            content=io.BytesIO(self.content), name="名单.csv", area=make.MUDAN, listed_on=date(2021, 3, 1),
            source=StatusSource.PUBLIC_SECURITY, by=self.bureau, at=timezone.now(),
        )  # fmt: skip

    def snapshot(self, file: Any) -> Any:
        rows = StatusRow.objects.order_by("number").values_list("number", "fact", "match", "person__name")
        return [[list(row) for row in rows], file.summary["matches"]]


class LedgerSheetCase(Case):
    """MB-1: one row is new, one meets another's answer, one is gone."""

    code = "MB-1"
    stages = (
        (
            Point(BYTES, "checking"),
            Point("LOCK TABLE enrollment_baseanswer IN EXCLUSIVE MODE", "writing", freezes=True),
            Point("LOCK TABLE enrollment_sheetrow IN EXCLUSIVE MODE", "writing", then=AUDIT),
        ),
    )

    def prepare(self) -> None:
        make.places()
        self.clerk = officer(Role.VILLAGE_CLERK, make.VILLAGE)
        people = [make.person(self.clerk, name) for name in NAMES[:4]]
        _, stream = ledger_sheets_out.issue(
            division_code=make.VILLAGE, coverage_year=make.YEAR, by=self.clerk, at=timezone.now()
        )
        book = openpyxl.load_workbook(stream)
        rows = [["" if cell is None else str(cell) for cell in row] for row in book.active.values]
        answers = [row for row in rows[1:] if row[1] != str(people[3].pk)]
        for row in answers[:2]:
            row[rows[0].index("答复")], row[rows[0].index("联系日期")] = "不愿参保", self.day.isoformat()
        met = Person.objects.get(pk=answers[1][1])
        said = Answer(Heard.CANNOT_PAY, self.day)
        base_answers.answer(
            person=met, coverage_year=make.YEAR, answer=said, seen_version=0, by=self.clerk, at=timezone.now()
        )
        self.content = "\n".join(",".join(row) for row in [rows[0], *answers]).encode()

    def send(self) -> SentFile:
        with no_work_at_the_door():
            return ledger_sheets.receive(
                content=io.BytesIO(self.content),
                name="台账.csv",
                division_code=make.VILLAGE,
                by=self.clerk,
                at=timezone.now(),
            )

    def snapshot(self, file: Any) -> Any:
        rows = SheetRow.objects.filter(file=file).order_by("outcome", "number").values_list("outcome", "name")
        answers = BaseAnswer.objects.order_by("person__name", "version").values_list("person__name", "heard")
        return [[list(row) for row in rows], [list(row) for row in answers], file.summary["outcomes"]]


CASES: dict[str, Callable[[], Case]] = {
    case.code: case
    for case in (
        TaxFileCase,
        BillFileCase,
        HouseholdListCase,
        RosterCase,
        BankReturnCase,
        FigureFileCase,
        StatusListCase,
        LedgerSheetCase,
        RecognitionListCase,
        FilingListCase,
        OldAccountCase,
        SponsorListCase,
        TreasuryStatementCase,
        RefundAnswerCase,
        OwnCostAnswerCase,
    )
}
