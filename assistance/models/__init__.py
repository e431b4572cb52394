"""Which tables does assistance keep?"""

from assistance.models.cases import AssistanceCase, CaseDocument, CaseEvent, CaseMember
from assistance.models.categories import PersonCategory
from assistance.models.category_names import CategoryName
from assistance.models.figure_sheets import FigureFile, FigureSheet
from assistance.models.fiscal import FiscalRequest, FiscalRequestLine, FiscalTransfer
from assistance.models.funds import CriticalIllnessCover, FundSplit, FundSplitPool
from assistance.models.parameters import EnteredParameter
from assistance.models.payouts import BankAnswerDecision, BankReturn, BankReturnLine, PayoutBatch, PayoutLine
from assistance.models.recoveries import RecoveryClaim, Repayment
from assistance.models.risk_fund import RiskFundEntry, RiskFundProposal
from assistance.models.rosters import Roster, RosterAnswer, RosterPart, RosterRow
from assistance.models.subsidies import Grant, SubsidyDecision, SubsidyRun
from assistance.models.uninsured import UninsuredDay, UninsuredDayPlace, UninsuredReason, UninsuredSpan

__all__ = [
    "AssistanceCase",
    "BankAnswerDecision",
    "BankReturn",
    "BankReturnLine",
    "CaseDocument",
    "CaseEvent",
    "CaseMember",
    "CategoryName",
    "CriticalIllnessCover",
    "EnteredParameter",
    "FigureFile",
    "FigureSheet",
    "FiscalRequest",
    "FiscalRequestLine",
    "FiscalTransfer",
    "FundSplit",
    "FundSplitPool",
    "Grant",
    "PayoutBatch",
    "PayoutLine",
    "PersonCategory",
    "RecoveryClaim",
    "Repayment",
    "RiskFundEntry",
    "RiskFundProposal",
    "Roster",
    "RosterAnswer",
    "RosterPart",
    "RosterRow",
    "SubsidyDecision",
    "SubsidyRun",
    "UninsuredDay",
    "UninsuredDayPlace",
    "UninsuredReason",
    "UninsuredSpan",
]
