"""What does a test need of the layouts of care to send a file of them and break the work off?"""

import io
from datetime import date
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone

from claims.layouts.own_cost_answers import COLUMNS
from claims.models import Filing, OldAccount, OwnCostAlert, Recognition
from claims.operations import own_cost_answers, own_cost_lists, register_lists
from enrollment.operations.people import document_number
from intake.layouts import layout_named
from intake.models.jobs import SentFile
from staff.models import Division
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.doors import no_work_at_the_door
from tests.pipeline.layout_case import BYTES, NAMES, Case, Point, officer


class RegisterListCase(Case):
    """A list of what an area kept before: sent by one officer, confirmed by another."""

    heading: ClassVar[str]
    row: ClassVar[str]  # beside number and name
    model: ClassVar[type[Model]]
    fields: ClassVar[tuple[str, ...]]
    more: ClassVar[dict[str, Any]] = {}

    def prepare(self) -> None:
        make.places()
        Division.objects.get_or_create(code="110000", defaults={"name": "北京市", "level": 1})
        self.bureau, self.other = (officer(Role.COUNTY_BUREAU, make.MUDAN) for _ in range(2))
        people = [make.person(self.bureau, name) for name in NAMES[:6]]
        rows = [f"{document_number(who)},{who.name},{self.row}" for who in people]
        self.content = "\n".join([f"证件号码,姓名,{self.heading}", *rows, ""]).encode()

    def send(self) -> SentFile:
        return register_lists.receive(
            layout_named(self.code), content=io.BytesIO(self.content), name="名单.csv", area=make.MUDAN, document_number="原登记",
            by=self.bureau, at=timezone.now(), **self.more,
        )  # fmt: skip

    def next(self, file: Any, stage: int) -> None:
        register_lists.confirm(listed=file, by=self.other, at=timezone.now())

    def snapshot(self, file: Any) -> Any:
        rows = self.model._default_manager.order_by("person__name").values_list("person__name", *self.fields)
        return [list(row) for row in rows]


class RecognitionListCase(RegisterListCase):
    """RG-1."""

    code = "RG-1"
    stages = (
        (Point(BYTES, "checking"),),
        (Point("LOCK TABLE claims_recognition IN EXCLUSIVE MODE", "writing", freezes=True),),
    )
    heading, row = "待遇类别,病种,起始日期", "慢特病,冠心病,2021-02-11"
    model, fields = Recognition, ("disease_code", "state")


class FilingListCase(RegisterListCase):
    """FL-1."""

    code = "FL-1"
    stages = (
        (Point(BYTES, "checking"),),
        (Point("LOCK TABLE claims_filing IN EXCLUSIVE MODE", "writing", freezes=True),),
    )
    heading, row = "备案类别,就医地区划,起始日期", "转诊,110000,2021-02-11"
    model, fields = Filing, ("kind", "destination", "state")


class OldAccountCase(RegisterListCase):
    """OA-1."""

    code = "OA-1"
    stages = (
        (Point(BYTES, "checking"),),
        (Point("LOCK TABLE claims_oldaccount IN EXCLUSIVE MODE", "writing", freezes=True),),
    )
    heading, row = "账户余额", "120.50"
    model, fields = OldAccount, ("closing_fen", "balance_fen")
    more: ClassVar[dict[str, Any]] = {"closed_on": date(2020, 12, 31)}


class OwnCostAnswerCase(Case):
    """OW-1: all answers take effect in one transaction."""

    code = "OW-1"
    stages = (
        (Point(BYTES, "checking"),),
        (Point("LOCK TABLE assistance_personfinding IN EXCLUSIVE MODE", "writing", freezes=True),),
    )

    def prepare(self) -> None:
        make.places()
        bureau = officer(Role.COUNTY_BUREAU, make.MUDAN)
        self.civil, self.rural = (officer(Role.CIVIL_AFFAIRS, make.MUDAN) for _ in range(2))
        at, span = timezone.now(), (date(2021, 7, 1), date(2022, 7, 1))
        people = [make.person(bureau, name) for name in NAMES[:4]]
        for who in people:
            OwnCostAlert.objects.create(
                person=who, division_code=who.division_code, group="others", line_fen=50_000, line_document="1号", level=1,
                from_on=span[0], until_on=span[1], own_fen=60_000, year_fen=60_000, opened_on=date(2022, 6, 30), opened_at=at,
            )  # fmt: skip
        self.listed = own_cost_lists.freeze(area=make.MUDAN, month=date(2022, 6, 1), by=bureau, at=at)
        rows = [
            f"{self.listed.number},{line.number},{line.name},{'有风险' if line.number % 2 else '无风险'},2022-05-01,牡民函1号"
            for line in self.listed.lines.order_by("number")
        ]
        heads = {column.key: column.heading for column in COLUMNS}
        keys = ("list", "number", "name", "answer", "from_on", "document")
        self.content = "\n".join([",".join(heads[key] for key in keys), *rows, ""]).encode()

    def send(self) -> SentFile:
        with no_work_at_the_door():
            return own_cost_answers.receive(
                own_cost_list=self.listed, content=io.BytesIO(self.content), name="核查.csv", by=self.civil, at=timezone.now()
            )  # fmt: skip

    def next(self, file: Any, stage: int) -> None:
        own_cost_answers.confirm(file=file, on=timezone.localdate(), by=self.rural, at=timezone.now())

    def snapshot(self, file: Any) -> Any:
        rows = OwnCostAlert.objects.order_by("person__name").values_list(
            "person__name", "state", "finding__finding", "answer_document"
        )
        return [list(row) for row in rows]
