"""Which tables does staff keep?"""

from staff.models.audit import AuditEvent
from staff.models.division_entries import DivisionEntry
from staff.models.divisions import Division
from staff.models.lists import Handover, SavedView
from staff.models.officers import ApiToken, FormerPassword, LoginThrottle, Officer, RoleGrant
from staff.models.reading import ReadingAlarm, WatchedPerson
from staff.models.seals import AuditLink, AuditSeal

__all__ = [
    "ApiToken",
    "AuditEvent",
    "AuditLink",
    "AuditSeal",
    "Division",
    "DivisionEntry",
    "FormerPassword",
    "Handover",
    "LoginThrottle",
    "Officer",
    "ReadingAlarm",
    "RoleGrant",
    "SavedView",
    "WatchedPerson",
]
