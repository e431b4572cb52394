"""How does the register of a place go out as a household list (layout HH-1) that can be read in again?"""

import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from enrollment.household_layout import BASES, COLUMNS, KINDS, RELATIONSHIPS, SEXES
from enrollment.models import Enrollment
from enrollment.queries.carry_overs import memberships_of
from enrollment.rules.tiers import tier_label
from intake import vault
from intake.workbooks import Book

ROWS_AT_ONCE = 2_000
LEFT_OUT = ("one_card",)  # an account is nobody's business who only enrolls
_SHOWN = [column for column in COLUMNS if column.key not in LEFT_OUT]


def _first_word(words: dict[str, str], code: str) -> str:
    """The word that stands for a stored code."""
    return next((word for word, known in words.items() if known == code and word), "")


def household_list(enrollments: Iterable[Enrollment], *, title: str) -> IO[bytes]:
    """One row for each enrollment; whoever belongs to no household has no household number and no relationship."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    sheet = book.sheet(title, [column.heading for column in _SHOWN], [18] * len(_SHOWN))
    for number, cells in enumerate(_rows(iter(enrollments)), 1):
        book.row(sheet, number, [cells[column.key] for column in _SHOWN])
    book.close()
    stream.seek(0)
    return stream


def _rows(enrollments: Iterator[Enrollment]) -> Iterator[dict[str, str]]:
    while some := list(islice(enrollments, ROWS_AT_ONCE)):
        homes = memberships_of(some)
        for one in some:
            person, home = one.person, homes.get(one.person_id)
            yield {
                "household": home.household.number if home else "",
                "relationship": _first_word(RELATIONSHIPS, home.relationship) if home else "",
                "name": person.name,
                "kind": _first_word(KINDS, person.document_kind),
                "number": vault.unseal(bytes(person.document_sealed), bound_to=person.document_hash),
                "division": person.division_code,
                "hukou": person.hukou_division,
                "basis": _first_word(BASES, one.basis),
                "phone": person.phone,
                "born_on": person.born_on.isoformat() if person.born_on else "",
                "sex": _first_word(SEXES, person.sex),
                "school": one.school,
                "permit": person.residence_permit,
                "permit_last_day": f"{person.permit_last_day or ''}",
                "tier": tier_label(one.tier).zh if one.tier else "",
            }
