"""What does a test need of each layout to send a file of it, break the work off at its weak points, and compare the end?

A case makes its own officers and people, so that it also runs in a process of its own against servers of the test's own.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from assistance.categories.models import PersonCategory
from assistance.categories.operations import category_names, rosters
from assistance.figures.models import EnteredParameter
from assistance.figures.operations import population_figures
from assistance.subsidies.models import BankReturnLine, Grant
from assistance.subsidies.operations import bank_returns
from claims.models import Bill, FileBill, StagedBill
from enrollment.bulk.slots import _LOCK_CLASS as SLOT
from enrollment.models import (
    Due,
    Enrollment,
    Household,
    HouseholdImport,
    Membership,
    PaymentFile,
    Person,
    StatusRow,
)
from enrollment.operations import household_imports, payments, status_lists
from enrollment.operations.people import document_number
from enrollment.rules.status_facts import StatusSource
from intake.models.jobs import SentFile
from intake.operations import following, jobs
from policy.terms import Category
from staff.models import Officer, RoleGrant
from staff.rules.roles import Role
from tests import bill_files, care
from tests import factories as make
from tests.assistance import roster_desk, subsidy_desk
from tests.pipeline import crowd
from tests.pipeline.doors import no_work_at_the_door
from tests.pipeline.tax_desk import TaxDesk, table

FIRST_SLOT, LAST_SLOT = f"SELECT pg_advisory_lock({SLOT}, 0)", f"SELECT pg_advisory_lock({SLOT}, 255)"
BYTES = "LOCK TABLE intake_storedchunk IN ACCESS EXCLUSIVE MODE"
AUDIT = "LOCK TABLE staff_auditevent IN SHARE MODE"
NAMES = [family + given for given in "伟刚丽军" for family in "赵钱孙李周吴郑王冯陈"]


def officer(role: Role, division: str, login: str = "") -> Officer:
    """An officer of a division, with one role."""
    made = Officer(login=login or f"{role}-{Officer.objects.count()}", display_name=role.label.zh)
    made.set_unusable_password()
    made.save()
    RoleGrant.objects.create(officer=made, role=role, division_code=division, valid_from=date(2000, 1, 1))
    return made


def tried(file: Any) -> Any:
    """A file that is only tried, worked out to its end; a worker that is there may hold a part of it."""
    return following.follow(file, seconds=60, at_once=True)


@dataclass(frozen=True)
class Point:
    """Where the work is broken off: the lock at which the worker is caught, and the state in which the file is then.

    `then`: a second lock, taken before the first is released: the worker gets on to there.
    """

    lock: str
    state: str
    then: str = ""
    freezes: bool = False  # stopped beyond its lease instead of killed


@dataclass
class Case:
    """One layout: `stages` are the points of each stretch of work between what officers do."""

    code: ClassVar[str]
    stages: ClassVar[tuple[tuple[Point, ...], ...]]
    content: bytes = field(init=False, default=b"")

    def prepare(self) -> None:
        """Make places, officers, people, and the content of the file."""

    def send(self) -> SentFile:
        """Send the file in."""
        raise NotImplementedError

    def next(self, file: Any, stage: int) -> None:
        """What an officer does after a stage."""

    def snapshot(self, file: Any) -> Any:
        """What came of the file, without numbers that differ from run to run; as JSON."""
        raise NotImplementedError

    def foretell(self) -> Any:
        """What an undisturbed run ends in; it is rolled back."""
        with transaction.atomic():
            file = self.send()
            for stage in range(len(self.stages)):
                jobs.work_on(file, on=self.day)
                if stage + 1 < len(self.stages):
                    self.next(file, stage)
                    file.refresh_from_db()
            told = self.snapshot(file)
            transaction.set_rollback(True)
        return told

    @property
    def day(self) -> date:
        return timezone.localdate()


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
    )
}
