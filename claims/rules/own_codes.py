"""Which national code does a hospital's own code mean, and what waits while nobody said it (GS-5.5, JC-20)?

A code in the form of the national table is never an own code. The bill keeps what the hospital wrote; it is read by the mapping
whenever it is settled, so that a mapping that comes later lets the bill go on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from claims.rules.diagnoses import LONGEST, is_well_formed
from claims.rules.diseases import Diseases
from claims.rules.facts import BillFacts, Held
from policy.care import Setting
from policy.terms import Term, Text

UNKNOWN: Final = "own_code_unknown"
_FORM: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+*_/-]*")


class CodeKind(Term):
    """The tables in which a hospital may have codes of its own."""

    DIAGNOSIS = ("diagnosis", "诊断编码", "diagnosis")
    DISEASE = ("disease", "门诊慢特病病种", "chronic disease")


class Mapped(NamedTuple):
    """What an own code means: the national code, and the number of the mapping."""

    code: str
    number: int


Mappings = Mapping[tuple[CodeKind, str], Mapped]


def own_form(code: str) -> str:
    """An own code as it is compared: without blanks, in capitals."""
    return "".join(code.split()).upper()


def may_be_own(code: str) -> bool:
    """Whether a text can be somebody's code at all; a name in Chinese is none."""
    return len(code) <= LONGEST and _FORM.fullmatch(code) is not None


def own_codes(bill: BillFacts, diseases: Diseases | None) -> dict[CodeKind, str]:
    """The codes of a bill that no national table has; `diseases`: of the area, where the bill names one."""
    found = {}
    if not is_well_formed(bill.diagnosis_code):
        found[CodeKind.DIAGNOSIS] = own_form(bill.diagnosis_code)
    cell = bill.chronic_disease.strip()
    if bill.setting is Setting.CHRONIC and cell and diseases is not None and diseases.find(cell) is None:
        found[CodeKind.DISEASE] = own_form(cell)
    return found


def by_own_codes(
    bill: BillFacts, codes: Mapping[CodeKind, str], known: Mappings, provider: str
) -> tuple[BillFacts, tuple[Held, ...], tuple[int, ...]]:
    """The bill with national codes, what waits for a mapping, and the numbers of the mappings that it rests on."""
    held, numbers = [], []
    for kind, own in codes.items():
        mapped = known.get((kind, own))
        if mapped is None:
            # A disease in words that no table has is told by the register of recognitions.
            if kind is CodeKind.DIAGNOSIS or may_be_own(own):
                held.append(_unknown(kind, own, provider))
            continue
        numbers.append(mapped.number)
        if kind is CodeKind.DIAGNOSIS:
            bill = bill._replace(diagnosis_code=mapped.code)
        else:
            bill = bill._replace(chronic_disease=mapped.code)
    return bill, tuple(held), tuple(numbers)


def _unknown(kind: CodeKind, own: str, provider: str) -> Held:
    text = Text(
        f"{kind.label.zh}“{own}”不是国家编码，{provider} 没有登记该院内编码的对照。",
        f"The code “{own}” ({kind.label.en}) is no national one, and no mapping of {provider} says what it means.",
    )
    next_step = Text(
        "请在“编码对照”中登记该编码的含义（另一人确认），账单随即自动重新测算；编码写错的，撤回账单后重新录入。",
        "Say under “Codes” what it means (another officer confirms); then the bill is looked at again by itself. A code that was "
        "mistyped: withdraw the bill and enter it again.",
    )
    return Held(UNKNOWN, text, next_step=next_step)
