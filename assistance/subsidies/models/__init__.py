"""Which tables belong to subsidies?"""

from assistance.subsidies.models.aid_payments import AidPayment
from assistance.subsidies.models.payouts import (
    BankAnswerDecision,
    BankReturn,
    BankReturnLine,
    PayoutBatch,
    PayoutLine,
)
from assistance.subsidies.models.recoveries import RecoveryClaim, Repayment
from assistance.subsidies.models.subsidies import Grant, SubsidyDecision, SubsidyRun

__all__ = [
    "AidPayment",
    "BankAnswerDecision",
    "BankReturn",
    "BankReturnLine",
    "Grant",
    "PayoutBatch",
    "PayoutLine",
    "RecoveryClaim",
    "Repayment",
    "SubsidyDecision",
    "SubsidyRun",
]
