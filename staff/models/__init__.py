"""Which tables does staff keep?"""

from staff.models.audit import AuditEvent
from staff.models.divisions import Division
from staff.models.officers import ApiToken, FormerPassword, LoginThrottle, Officer, RoleGrant

__all__ = ["ApiToken", "AuditEvent", "Division", "FormerPassword", "LoginThrottle", "Officer", "RoleGrant"]
