"""Which tables belong to cases?"""

from assistance.cases.models.cases import AssistanceCase, CaseDocument, CaseEvent, CaseMember

__all__ = [
    "AssistanceCase",
    "CaseDocument",
    "CaseEvent",
    "CaseMember",
]
