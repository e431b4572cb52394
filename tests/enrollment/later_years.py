"""How does a test work under the made-up rules of 2025 on, with people whose earlier years are shown by documents?"""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from enrollment.models import CoverEvidence, Enrollment, Person
from enrollment.operations import enrollments, evidence
from enrollment.rules.evidence import EvidenceMove, Scheme
from policy.terms import Basis
from staff.models import Officer
from tests import factories as make

BOOKS = Path(__file__).parents[1] / "cases" / "books"
HEZE, BINZHOU, LIAOCHENG = "371702001001", "371602001001", "371502001001"
YEAR = 2027
ENROLLED_ON = date(2026, 11, 2)
AT = datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def lay_over(monkeypatch: pytest.MonkeyPatch, book: str | Path = "later_years") -> None:
    """Have the whole process work under a made-up book."""
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(BOOKS / book))


def somebody(
    clerk: Officer, *, village: str = HEZE, year: int = YEAR, name: str = "周桂兰", **given: object
) -> Person:
    """Somebody registered and enrolled for the year, whose due is issued."""
    who = make.person(clerk, name, village=village, **given)
    enroll(who, clerk, village=village, year=year)
    return who


def enroll(
    who: Person, clerk: Officer, *, village: str = HEZE, year: int = YEAR, tier: str = ""
) -> Enrollment:
    return enrollments.enroll(
        person=who, division_code=village, coverage_year=year, basis=Basis.HUKOU, on=date(year - 1, 11, 2), by=clerk, tier=tier,
    )  # fmt: skip


def shown(
    who: Person,
    scheme: Scheme,
    first: date,
    last: date | None,
    *,
    by: Officer,
    confirmed_by: Officer | None,
    number: str = "示例证〔2027〕1号",
) -> CoverEvidence:
    """A document, entered by one officer and confirmed by another unless that is left out."""
    row = evidence.enter(
        person=who, scheme=scheme, from_on=first, last_day=last, document_number=number, by=by, at=AT
    )
    if confirmed_by is not None:
        row = evidence.move(evidence=row, move=EvidenceMove.CONFIRM, by=confirmed_by, at=AT)
    return row


def missed(who: Person, first: int, last: int, *, by: Officer, confirmed_by: Officer | None) -> CoverEvidence:
    """A document that says: insured nowhere from the first to the last of these years."""
    return shown(who, Scheme.NOWHERE, date(first, 1, 1), date(last, 12, 31), by=by, confirmed_by=confirmed_by)


def shown_insured(who: Person, year: int, *, by: Officer, confirmed_by: Officer | None) -> CoverEvidence:
    """A document that says: insured as a resident elsewhere for a whole year."""
    return shown(
        who,
        Scheme.RESIDENT,
        date(year, 1, 1),
        date(year, 12, 31),
        by=by,
        confirmed_by=confirmed_by,
        number="示例证2号",
    )
