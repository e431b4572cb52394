"""How much of what a person bears comes from the balance of a former personal or family account, and what is left of it?

GX-2.1a lets old balances be used until they are used up. It is the person's own money: it pays what remains after all tiers,
before anything is paid in cash, and changes no payer's part.
"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts
from policy.money import format_yuan
from policy.schema.registers import OldAccount
from policy.terms import Text


class Draw(NamedTuple):
    """What one bill takes from one balance, in fen; 0: nothing. `clause`: by which it may."""

    fen: int
    left_fen: int
    clause: str

    @property
    def text(self) -> Text:
        """The sentence that the statement prints."""
        used, left = format_yuan(self.fen), format_yuan(self.left_fen)
        return Text(
            f"其中{used}元由原个人（家庭）账户余额支付，余额还剩{left}元。",
            f"Of this {used} yuan come from the balance of the former account; {left} are left in it.",
        )


def clause_for(terms: Terms, bill: BillFacts) -> str:
    """The clause by which a bill may use an old balance; "" where no text lets it."""
    return next((rule.clause for rule in terms.for_bill(OldAccount, bill)), "")


def draw(balance_fen: int, bears_fen: int, clause: str) -> Draw:
    """What a bill of which `bears_fen` remain to the person takes: never more than there is, never more than is borne."""
    fen = min(balance_fen, max(0, bears_fen)) if clause else 0
    return Draw(fen, balance_fen - fen, clause)
