"""How does the pooled fund stand under each policy: what comes in for the insured, what is paid for care?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from assistance.public_money.rules.fiscal import PAYER_NAMES
from policy.care import Payer
from policy.terms import SubsidyPayer, Text

PERSON_DUE: Final = "person_due"
FISCAL: Final = "fiscal:"
SUBSIDY: Final = "subsidy:"
CARE: Final = "care:"
# What the pooled fund pays of a bill; critical illness insurance is bought by it.
OF_THE_FUND: Final = (f"{CARE}{Payer.BASIC_FUND.value}", f"{CARE}{Payer.CRITICAL_ILLNESS_INSURER.value}")

Sums = Mapping[str, tuple[int, int]]


class Balance(NamedTuple):
    """Today and under the draft, in fen."""

    income: tuple[int, int]
    spending: tuple[int, int]

    @property
    def left(self) -> tuple[int, int]:
        return self.income[0] - self.spending[0], self.income[1] - self.spending[1]


def balance(people: Sums, care: Sums) -> Balance:
    """Contributions of people, of who helps them, and of the public purse, less what the fund pays of the bills."""
    income = _added(
        sums for payer, sums in people.items() if payer == PERSON_DUE or payer.startswith((FISCAL, SUBSIDY))
    )
    return Balance(income, _added(care[payer] for payer in OF_THE_FUND if payer in care))


def _added(several: object) -> tuple[int, int]:
    before = after = 0
    for one in several:  # type: ignore[attr-defined]
        before, after = before + one[0], after + one[1]
    return before, after


def payer_label(code: str) -> Text:
    """What a payer of a run is called."""
    kind, _, name = code.partition(":")
    if code == PERSON_DUE:
        return Text("个人缴费（扣除资助）", "people, for their dues")
    if f"{kind}:" == FISCAL:
        if name == "undecided":
            return Text("财政补助（分担未定）", "fiscal subsidy, level undecided")
        label = PAYER_NAMES[name]
        return Text(f"财政补助·{label.zh}", f"fiscal subsidy, {label.en}")
    if f"{kind}:" == SUBSIDY:
        label = SubsidyPayer(name).label
        return Text(f"参保资助·{label.zh}", f"premium subsidy, {label.en}")
    label = Payer(name).label
    return Text(f"医疗费用·{label.zh}", f"care, {label.en}")
