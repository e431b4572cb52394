"""Which tables does enrollment keep?"""

from enrollment.models.carry_overs import CarryBack, CarryOver
from enrollment.models.counts import KeptCount
from enrollment.models.coverage import Coverage, WaitingExemption
from enrollment.models.dues import Due, DueDecision, DueEntry, Quotation, WindowExtension
from enrollment.models.enrollments import Enrollment, EnrollmentChange
from enrollment.models.evidence import CoverEvidence
from enrollment.models.follow_ups import FollowUp
from enrollment.models.imports import HouseholdImport
from enrollment.models.notices import PrintedNotice
from enrollment.models.opened_years import OpenedYear, YearAnswer
from enrollment.models.payments import FilePart, LineAction, PaymentFile, PaymentLine
from enrollment.models.people import FormerDocument, Household, Membership, Person, PersonMerge
from enrollment.models.refunds import (
    ListWithdrawal,
    Refund,
    RefundAnswer,
    RefundAnswerLine,
    RefundDocument,
    RefundList,
    RefundListLine,
    RefundPart,
)
from enrollment.models.results import FileResult
from enrollment.models.sponsors import Sponsor, SponsorList, SponsorPart, SponsorRow
from enrollment.models.status_lists import StatusList, StatusRow
from enrollment.models.status_proposals import StatusProposal
from enrollment.models.treasury import TreasuryReceipt, TreasurySheet, TreasuryStatement
from enrollment.models.village_ledgers import (
    BaseAnswer,
    BasePicture,
    BasePicturePlace,
    LedgerSheet,
    ListedAnswer,
    ReturnedSheet,
    SheetRow,
)

__all__ = [
    "BaseAnswer",
    "BasePicture",
    "BasePicturePlace",
    "CarryBack",
    "CarryOver",
    "CoverEvidence",
    "Coverage",
    "Due",
    "DueDecision",
    "DueEntry",
    "Enrollment",
    "EnrollmentChange",
    "FilePart",
    "FileResult",
    "FollowUp",
    "FormerDocument",
    "Household",
    "HouseholdImport",
    "KeptCount",
    "LedgerSheet",
    "LineAction",
    "ListWithdrawal",
    "ListedAnswer",
    "Membership",
    "OpenedYear",
    "PaymentFile",
    "PaymentLine",
    "Person",
    "PersonMerge",
    "PrintedNotice",
    "Quotation",
    "Refund",
    "RefundAnswer",
    "RefundAnswerLine",
    "RefundDocument",
    "RefundList",
    "RefundListLine",
    "RefundPart",
    "ReturnedSheet",
    "SheetRow",
    "Sponsor",
    "SponsorList",
    "SponsorPart",
    "SponsorRow",
    "StatusList",
    "StatusProposal",
    "StatusRow",
    "TreasuryReceipt",
    "TreasurySheet",
    "TreasuryStatement",
    "WaitingExemption",
    "WindowExtension",
    "YearAnswer",
]
