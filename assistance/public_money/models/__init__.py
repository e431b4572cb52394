"""Which tables belong to public money?"""

from assistance.public_money.models.fiscal import FiscalRequest, FiscalRequestLine, FiscalTransfer
from assistance.public_money.models.funds import CriticalIllnessCover, FundSplit, FundSplitPool
from assistance.public_money.models.risk_fund import RiskFundEntry, RiskFundProposal
from assistance.public_money.models.uninsured import (
    UninsuredDay,
    UninsuredDayPlace,
    UninsuredReason,
    UninsuredSpan,
)

__all__ = [
    "CriticalIllnessCover",
    "FiscalRequest",
    "FiscalRequestLine",
    "FiscalTransfer",
    "FundSplit",
    "FundSplitPool",
    "RiskFundEntry",
    "RiskFundProposal",
    "UninsuredDay",
    "UninsuredDayPlace",
    "UninsuredReason",
    "UninsuredSpan",
]
