"""Which tables does claims keep?"""

from claims.models.bills import Bill, BillLine
from claims.models.providers import Designation, Provider

__all__ = ["Bill", "BillLine", "Designation", "Provider"]
