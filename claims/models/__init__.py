"""Which tables does claims keep?"""

from claims.models.bills import Bill, BillLine
from claims.models.files import BillFile, BillFilePart, FileBill, StagedBill
from claims.models.providers import Designation, Provider

__all__ = [
    "Bill",
    "BillFile",
    "BillFilePart",
    "BillLine",
    "Designation",
    "FileBill",
    "Provider",
    "StagedBill",
]
