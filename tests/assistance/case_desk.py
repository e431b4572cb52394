"""How do tests get a case as far as they need it, and a picture that is one?"""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import case_decisions, case_documents, case_moves, cases
from assistance.cases.operations.cases import CaseFacts
from assistance.cases.rules.case_reasons import CaseKind
from enrollment.models import Person
from intake.rules.attachments import PNG_SIGNATURE
from policy.terms import Category, Certifier
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

LATE = date(2022, 7, 5)  # Heze asks for the fiscal part from July on


def at(day: date = LATE, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_default_timezone())


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(width: int = 2, height: int = 2, *, note: bytes = b"") -> bytes:
    """A true picture of a few pixels; `note` makes another file of it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff\0\0" * min(width, 4) for _ in range(min(height, 4))))
    text = chunk(b"tEXt", b"note\0" + note) if note else b""
    return PNG_SIGNATURE + chunk(b"IHDR", header) + text + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def facts(**given: Any) -> CaseFacts:
    return CaseFacts(**{
        "category": Category("dibao"), "certifier": Certifier.CIVIL_AFFAIRS, "document_number": "低保证371702001",
        "from_on": LATE, "coverage_year": 2022, "reason": "家庭收入低于低保标准", **given,
    })  # fmt: skip


def opened(
    person: Person, clerk: Officer, *, day: date = LATE, kind: CaseKind = CaseKind.APPLICATION, **given: Any
) -> AssistanceCase:
    people = {name: given.pop(name) for name in ("members", "household", "about") if name in given}
    return cases.open_case(kind=kind, person=person, **people, facts=facts(**given), by=clerk, at=at(day))


def attached(
    case: AssistanceCase,
    clerk: Officer,
    *,
    content: bytes | None = None,
    name: str = "低保证.png",
    day: date = LATE,
) -> Any:
    return case_documents.attach(
        case=case, version=None, content=io.BytesIO(content or png(note=str(case.pk).encode())), name=name,
        title="低保证", by=clerk, at=at(day),
    )  # fmt: skip


def submitted(person: Person, clerk: Officer, *, day: date = LATE, **given: Any) -> AssistanceCase:
    case = opened(person, clerk, day=day, **given)
    attached(case, clerk, day=day)
    return case_moves.submit(case=case, version=None, by=clerk, at=at(day))


def verified(
    person: Person, clerk: Officer, verifier: Officer, *, day: date = LATE, **given: Any
) -> AssistanceCase:
    case = submitted(person, clerk, day=day, **given)
    case = case_moves.accept(case=case, version=None, by=verifier, at=at(day))
    return case_moves.verify(case=case, version=None, by=verifier, at=at(day))


class CaseTown:
    """A clerk, a bureau that may enter and verify, three officials, and a woman enrolled in time who has not paid."""

    def __init__(self, make_officer: Callable[..., Officer]) -> None:
        make.places()
        self.clerk = make_officer(Role.TOWNSHIP_CLERK, "371702001")
        self.bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
        self.first, self.second, self.third = (make_officer(Role.CIVIL_AFFAIRS, make.MUDAN) for _ in range(3))
        self.woman = make.person(self.bureau, "李秀英", male=False)
        make.enrolled(self.woman, self.bureau)

    def verified(self, **given: Any) -> AssistanceCase:
        return verified(given.pop("person", self.woman), self.clerk, self.first, **given)

    def approve(self, case: AssistanceCase, by: Officer, **given: Any) -> AssistanceCase:
        return case_decisions.approve(
            case=case, version=given.pop("version", None), by=by, at=given.pop("at", at()), **given
        )
