"""Which thing does each address of the product lead to? One of every kind, all of one village of Heze, made once.

The rows are as a worker or officer leaves them in a state in which their page opens; what pages say about them is tested
elsewhere. Nobody here exists.
"""

import io
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from assistance.cases.models import AidApplication, AidCost, CaseDocument
from assistance.cases.rules.case_reasons import CaseKind
from assistance.categories.models import (
    CategoryName,
    PersonCategory,
    PersonFinding,
    Roster,
    RosterPart,
    RosterRow,
)
from assistance.figures.models import EnteredParameter, FigureSheet
from assistance.public_money.models import (
    FiscalRequest,
    FiscalRequestLine,
    FiscalTransfer,
    FundSplit,
    RiskFundEntry,
    RiskFundProposal,
)
from assistance.subsidies.models import (
    BankReturn,
    BankReturnLine,
    Grant,
    PayoutBatch,
    PayoutLine,
    RecoveryClaim,
    Repayment,
    SubsidyDecision,
    SubsidyRun,
)
from claims.models import (
    Bill,
    BillFile,
    BillReview,
    CodeMapping,
    Designation,
    Filing,
    OwnCostAlert,
    OwnCostList,
    PlanLine,
    Provider,
    Recognition,
    ResettlementPlan,
)
from claims.operations import settlement
from enrollment.models import (
    CarryOver,
    CoverEvidence,
    Due,
    FileResult,
    Household,
    HouseholdImport,
    OpenedYear,
    PaymentLine,
    Person,
    PersonMerge,
    Refund,
    RefundDocument,
    RefundList,
    RefundListLine,
    ReturnedSheet,
    StatusList,
    StatusRow,
    WaitingExemption,
    WindowExtension,
    YearAnswer,
)  # fmt: skip
from enrollment.operations import merges
from enrollment.operations.refund_lists import digest_of_rows
from intake import vault
from intake.models import SenderProfile
from intake.operations.stored_files import digest_of, store
from policy.terms import Category
from staff.models import ApiToken, DivisionEntry, Officer, ReadingAlarm, RoleGrant
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests import tax_files as tax
from tests.assistance import case_desk
from tests.routes.world_of_drafts import drafts
from tests.routes.world_of_funds import funds
from tests.routes.world_of_sponsors import sponsors

AT = datetime(2022, 7, 5, 2, 0, tzinfo=UTC)
DAY = date(2022, 7, 5)
AREA, COUNTY, VILLAGE, TOWNSHIP = make.HEZE, make.MUDAN, make.VILLAGE, make.VILLAGE[:9]
NEXT_VILLAGE = make.OTHER_VILLAGE
LONG_AGO = date(2000, 1, 1)


def officer(login: str, *roles: Role, place: str = AREA) -> Officer:
    """An officer with these roles in one place."""
    made = Officer(login=login, display_name=login)
    made.set_unusable_password()
    made.save()
    RoleGrant.objects.bulk_create(
        [RoleGrant(officer=made, role=role, division_code=place, valid_from=LONG_AGO) for role in roles]
    )
    return made


class World:
    """The things, by the name under which `tests.routes.addresses` asks for them."""

    def __init__(self) -> None:
        make.places()
        self.maker, self.checker = (officer(name, *Role) for name in ("maker", "checker"))
        self.person, self.household, self.due = self._insured()
        self.enrollment = self.due.enrollment
        self.place = {"area": AREA, "division_code": VILLAGE, "county": COUNTY}
        self._registry()
        self._tax()
        self._public_money()
        self._help()
        self._care()
        funds(self)

    # -- rows --------------------------------------------------------------------------------------------------
    def row(self, model: type[models.Model], **given: Any) -> Any:
        """A row of which only what matters is said; the rest is filled with what its type allows."""
        for field in model._meta.concrete_fields:
            name = field.name
            bare = field.default is NOT_PROVIDED and field.db_default is NOT_PROVIDED
            if (
                name in given
                or field.null
                or not bare
                or field.primary_key
                or getattr(field, "auto_now_add", False)
            ):
                continue
            if field.is_relation:
                given[name] = self.maker if field.related_model is Officer else self.person
            elif not (field.blank and isinstance(field, models.CharField)):
                given[name] = self._filling(field)
        return model._default_manager.create(**given)

    def _filling(self, field: Any) -> Any:
        if field.name in self.place:
            return self.place[field.name][: field.max_length]
        if field.name == "area":
            return AREA
        for kind, value in (
            (models.DateTimeField, AT), (models.DateField, DAY), (models.BooleanField, False), (models.JSONField, {}),
            (models.IntegerField, 2022 if "year" in field.name else 1),
        ):  # fmt: skip
            if isinstance(field, kind):
                return value
        return field.choices[0][0] if field.choices else f"{field.name}-1"[: field.max_length]

    # -- kinds -------------------------------------------------------------------------------------------------
    def _insured(self) -> tuple[Person, Household, Due]:
        care.provider(self.maker)
        who = care.covered(self.maker, self.maker, "张行路")
        return who, who.memberships.get(left_on=None).household, Due.objects.get(person=who)

    def _registry(self) -> None:
        self.kept, absorbed = make.person(self.maker, "王合并"), make.person(self.maker, "王合并")
        self.merge: PersonMerge = merges.merge_people(
            kept=self.kept, absorbed=absorbed, reason="同一人", on=DAY, by=self.maker
        )
        self.exemption = self.row(WaitingExemption, person=self.person, coverage_year=2022)
        self.household_import = self.row(HouseholdImport, area=COUNTY, state="ready", sha256="a" * 64)
        self.extension = self.row(WindowExtension, area=AREA)
        self.evidence = self.row(
            CoverEvidence,
            person=self.person,
            scheme="nowhere",
            from_on=date(2019, 1, 1),
            until_on=date(2020, 1, 1),
        )
        self.reading_alarm = self.row(
            ReadingAlarm, officer=self.maker, pattern="many", hour=AT, division_code=COUNTY
        )
        self.division_entry = self.row(DivisionEntry, code=COUNTY, valid_from=DAY)
        self.token = self.row(
            ApiToken, officer=self.maker, digest="d", permissions=["people.read"], expires_at=timezone.now()
        )

    def _tax(self) -> None:
        stranger = make.person(self.maker, "李无名")
        file = tax.posted(
            [
                tax.row(self.person, "W1"),
                tax.row(stranger, "W2", name="另一人", number=make.resident_number()),
            ],
            self.maker,
        )
        self.file, self.line = file, PaymentLine.objects.filter(file=file, is_open=True).first()
        self.refund = Refund.objects.get(
            line__file=file
        )  # the second payment of the year is proposed to go back
        ticket, fen = self.refund.ticket, self.refund.amount_fen
        frozen = digest_of_rows([(1, ticket, fen, fen, "张行路", "62170001")])
        self.refund_list = self.row(RefundList, digest=frozen, amount_fen=fen)
        self.row(RefundListLine, list=self.refund_list, refund=self.refund, ticket=ticket, amount_fen=fen, to_person_fen=fen,
                 payee="张行路", account_sealed=vault.seal("62170001", bound_to=f"refund:{ticket}"))  # fmt: skip
        self.profile = self.row(SenderProfile, layout="TB-1", bureau="tax", division_code=COUNTY)
        sponsors(self)
        drafts(self)
        content = b"a workbook"
        store(io.BytesIO(content), digest_of(io.BytesIO(content))[0])
        self.refund_document = self.row(
            RefundDocument, refund=self.refund, sha256=digest_of(io.BytesIO(content))[0], size_bytes=len(content),
            media_type="image/png", name="a.png",
        )  # fmt: skip
        self.opened_year = self.row(OpenedYear, area=AREA, coverage_year=2027)
        self.year_answer = self.row(
            YearAnswer, year=self.opened_year, question="window.regular", how="undecided", section="1", rows=[], also=[],
            scan_sha256=digest_of(io.BytesIO(content))[0], scan_bytes=len(content), scan_name="a.png", scan_type="image/png",
        )  # fmt: skip
        self.carry_over = self.row(
            CarryOver, division_code=COUNTY, area=AREA, coverage_year=2023, asked_by=self.maker, asked_at=AT, state="done",
            agreed_by=self.checker, agreed_at=AT, summary={"counted": {}, "carried": {}},
        )  # fmt: skip
        self.result = self.row(
            FileResult, file=file, kind="workbook", state="ready", size_bytes=len(content), language="zh-hans",
            sha256=digest_of(io.BytesIO(content))[0], as_of=AT, finished_at=AT,
        )  # fmt: skip

    def _public_money(self) -> None:
        self.parameter = self.row(
            EnteredParameter, key="case_notice_days", topic="case_notice_days", value=3, area=AREA
        )
        self.sheet = self.row(FigureSheet, area=AREA, figures=1)
        self.fiscal_request = self.row(FiscalRequest, area=AREA, state="draft", total_fen=1, is_decided=True)
        self.row(
            FiscalRequestLine, request=self.fiscal_request, county=COUNTY, kind="resident", heads=1, units={"zh": "人", "en": "people"}, per_head_fen=1, total_fen=1,
            **{f"{level}{part}": int(level == "central") for level in ("central", "province", "city", "county")
               for part in ("_per_head_fen", "_fen")},
        )  # fmt: skip
        self.transfer = self.row(FiscalTransfer, area=AREA, payer="county", county=COUNTY)
        self.split = self.row(
            FundSplit,
            division_code=COUNTY,
            request=self.fiscal_request,
            contributions_fen=1,
            fiscal_fen=1,
            raised_fen=2,
        )
        self.proposal = self.row(RiskFundProposal, kind="use", county=COUNTY)
        done = self.row(
            RiskFundProposal, kind="opening", county="371703", approved_by=self.checker, approved_at=AT
        )
        self.risk_entry = self.row(RiskFundEntry, kind="opening", county=COUNTY, proposal=done)

    def _help(self) -> None:
        self.span = self.row(
            PersonCategory,
            person=self.person,
            category="dibao",
            certifier="civil_affairs",
            source="desk",
            division_code=VILLAGE,
        )
        self.category_name = self.row(
            CategoryName, vocabulary="general", source="desk", area=AREA, category="dibao", name="低保户"
        )
        self.roster = self.row(
            Roster, area=AREA, certifier="civil_affairs", kind="full", categories=["dibao"], state="written", sha256="b" * 64, confirmed_by=self.checker,
            month=date(2022, 7, 1),
        )  # fmt: skip
        self.part = self.row(RosterPart, roster=self.roster, division_code=TOWNSHIP, state="handed_down")
        self.row(
            RosterRow,
            roster=self.roster,
            person=self.person,
            division_code=VILLAGE,
            number=1,
            action="unchanged",
            category="dibao",
        )
        self.case = case_desk.submitted(self.person, self.maker)
        self.aid_case = case_desk.opened(
            self.person, self.maker, kind=CaseKind.AID, category=Category("impoverished_by_illness")
        )
        self.row(AidApplication, case=self.aid_case)
        self.aid_cost = self.row(
            AidCost, case=self.aid_case, person=self.person, key="invoice:W1", invoice_number="W1", provider="x", total_fen=1, own_fen=1,
            service_on=DAY,
        )  # fmt: skip
        self.document: CaseDocument = self.case.documents.get()
        self.recovery = self.row(
            RecoveryClaim,
            person=self.person,
            division_code=VILLAGE,
            entered_by=self.maker,
            approved_by=self.checker,
            approved_at=AT,
        )
        self.repayment = self.row(Repayment, claim=self.recovery)
        self.run = self.row(
            SubsidyRun, area=AREA, division_code=AREA, state="approved", approved_by=self.checker, approved_at=AT,
            frozen_digest="f", policy_digest="0" * 64,
        )  # fmt: skip
        decision = self.row(
            SubsidyDecision,
            run=self.run,
            categories=["dibao"],
            state="approved",
            mode="full",
            flow="one_card",
            amount_fen=1,
            basis="dibao",
        )
        self.grant = self.row(
            Grant,
            run=self.run,
            due=self.due,
            person=self.person,
            decision=decision,
            division_code=VILLAGE,
            state="approved",
            approved_by=self.checker,
            proposed_by=self.maker,
            is_counted=True,
            amount_fen=1,
            basis="dibao",
            due_fen=1,
            mode="full",
            flow="one_card",
        )
        self.payout = self.row(
            PayoutBatch, run=self.run, area=AREA, division_code=AREA, month=date(2022, 7, 1)
        )
        line = self.row(
            PayoutLine,
            relation="self",
            batch=self.payout,
            grant=self.grant,
            number=1,
            amount_fen=1,
            account_sealed=vault.seal("6217000000000001", bound_to=self.grant.source),
        )
        told = self.row(BankReturn, batch=self.payout, area=AREA, sha256="d" * 64)
        self.returned_sheet = self.row(ReturnedSheet, area=VILLAGE, state="written", sha256="f" * 64)
        self.status_list = self.row(
            StatusList, area=COUNTY, state="written", source="public_security", sha256="e" * 64, listed_on=DAY
        )
        self.row(
            StatusRow, list=self.status_list, number=2, match="nobody", fact="released", name="名单",
            document_masked="3717**", from_on=DAY, document_hash="0" * 32,
        )  # fmt: skip
        self.bank_row = self.row(
            BankReturnLine, bank_return=told, payout_line=line, outcome="bounced", amount_fen=1
        )

    def _care(self) -> None:
        self.provider = Provider.objects.get(code=care.HOSPITAL)
        self.designation = Designation.objects.get(provider=self.provider)
        self.bill: Bill = care.enter(self.person, self.maker)
        settlement.settle(bill=self.bill, on=care.ON, by=self.maker)
        self.review = self.row(BillReview, bill=self.bill, answer="release", amounts={})
        self.recognition = self.row(
            Recognition, person=self.person, area=AREA, division_code=VILLAGE, setting="chronic", disease="冠心病",
            disease_code="M04600", table_version="1", proof="病历", source="desk", applied_by=self.maker, applied_at=AT,
        )  # fmt: skip
        self.filing = self.row(
            Filing, person=self.person, area=AREA, division_code=VILLAGE, kind="long_term", destination="110000",
            proof="居住证", source="desk", submitted_by=self.maker, submitted_at=AT,
        )  # fmt: skip
        self.code_mapping = self.row(
            CodeMapping, provider=self.provider, kind="diagnosis", own_code="GXY1", code="I10", name="高血压", from_on=DAY,
            document_number="1号", entered_by=self.maker, entered_at=AT,
        )  # fmt: skip
        self.plan = self.row(ResettlementPlan, person=self.person, division_code=VILLAGE, reason="changed")
        self.row(PlanLine, plan=self.plan, bill=self.bill)
        self.finding = self.row(
            PersonFinding, person=self.person, finding="medical_risk", from_on=DAY, until_on=date(2023, 7, 5)
        )
        self.own_cost_alert = self.row(
            OwnCostAlert, person=self.person, group="others", line_fen=1, level=1, own_fen=1, from_on=date(2021, 7, 6),
            until_on=date(2022, 7, 6), finding=self.finding,
        )  # fmt: skip
        self.own_cost_list = self.row(OwnCostList, area=COUNTY, month=date(2022, 7, 1), digest="f")
        self.bill_file = self.row(BillFile, area=COUNTY, state="settled", sha256="c" * 64)
