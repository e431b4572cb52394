"""Which tables belong to cases?"""

from assistance.cases.models.aid import AidApplication, AidCost
from assistance.cases.models.cases import AssistanceCase, CaseDocument, CaseEvent, CaseMember

__all__ = [
    "AidApplication",
    "AidCost",
    "AssistanceCase",
    "CaseDocument",
    "CaseEvent",
    "CaseMember",
]
