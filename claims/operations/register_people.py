"""Whom does a document number mean at the doors of the registers of care?"""

from enrollment.models import Person
from enrollment.operations.people import find_by_number
from policy.terms import Text
from staff.refusals import Refusal


class UnknownPerson(Refusal):
    """Nobody is registered under the number."""

    status = 422


def person_named(number: str) -> Person:
    """The person of a document number, present or former."""
    found = find_by_number(number)
    if found is None:
        raise UnknownPerson(
            "unknown_person",
            Text("没有以该证件号码登记的人。", "Nobody is registered under this number."),
            Text(
                "请核对证件号码；未登记的，先登记该人。",
                "Check the number; register the person first if needed.",
            ),
            field="document_number",
        )
    return found
