"""Which tables does claims keep?"""

from claims.models.bills import Bill, BillLine
from claims.models.care_findings import CareFinding, SupervisionEntry
from claims.models.code_mappings import CodeMapping
from claims.models.files import BillFile, BillFilePart, FileBill, StagedBill
from claims.models.filings import Filing, FilingList
from claims.models.fund_budgets import FundBudget, FundWarning, WarningAnswer, WarningRecipient
from claims.models.insurer_years import InsurerPremium, InsurerYear
from claims.models.old_accounts import OldAccount, OldAccountEntry, OldAccountList
from claims.models.own_cost_watch import (
    OwnCostAlert,
    OwnCostAnswerFile,
    OwnCostList,
    OwnCostListLine,
)
from claims.models.person_ledgers import PersonLedgerLine, PersonLedgerMonth
from claims.models.providers import Designation, Provider
from claims.models.recognitions import Recognition, RecognitionList
from claims.models.reviews import (
    BillReview,
    PlanLine,
    ResettlementPlan,
)
from claims.models.statements import BenefitYear, Statement, StatementLine, YearEntry
from claims.rules.review_states import PlanReason, ReviewAnswer

__all__ = [
    "BenefitYear",
    "Bill",
    "BillFile",
    "BillFilePart",
    "BillLine",
    "BillReview",
    "CareFinding",
    "CodeMapping",
    "Designation",
    "FileBill",
    "Filing",
    "FilingList",
    "FundBudget",
    "FundWarning",
    "InsurerPremium",
    "InsurerYear",
    "OldAccount",
    "OldAccountEntry",
    "OldAccountList",
    "OwnCostAlert",
    "OwnCostAnswerFile",
    "OwnCostList",
    "OwnCostListLine",
    "PersonLedgerLine",
    "PersonLedgerMonth",
    "PlanLine",
    "PlanReason",
    "Provider",
    "Recognition",
    "RecognitionList",
    "ResettlementPlan",
    "ReviewAnswer",
    "StagedBill",
    "Statement",
    "StatementLine",
    "SupervisionEntry",
    "WarningAnswer",
    "WarningRecipient",
    "YearEntry",
]
