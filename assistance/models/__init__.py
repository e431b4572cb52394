"""Which tables does assistance keep?"""

from assistance.models.cases import AssistanceCase, CaseDocument, CaseEvent, CaseMember
from assistance.models.categories import PersonCategory
from assistance.models.parameters import EnteredParameter
from assistance.models.recoveries import RecoveryClaim, Repayment

__all__ = [
    "AssistanceCase",
    "CaseDocument",
    "CaseEvent",
    "CaseMember",
    "EnteredParameter",
    "PersonCategory",
    "RecoveryClaim",
    "Repayment",
]
