"""How does a row of the bank's file end, and what can be done when the bank says something else than before?"""

from __future__ import annotations

from assistance.subsidies.rules.grant_states import PayoutState
from policy.terms import Term


class BankAnswer(Term):
    """The one outcome of a row of the bank's file."""

    PAID = ("paid", "发放成功", "paid")
    RETURNED = ("returned", "退回", "returned")
    UNKNOWN = ("unknown", "名册中没有", "not on the list")
    REPEATED = ("repeated", "重复告知", "told before")
    BOUNCED = ("bounced", "先成功后退票", "paid, then bounced")
    PAID_AFTER = ("paid_after", "先退回后成功", "returned, then paid")


# The bank contradicts itself: nothing follows from the row until somebody decides which answer holds.
CONTRADICTIONS = (BankAnswer.BOUNCED, BankAnswer.PAID_AFTER)


class Verdict(Term):
    """Which of two answers of the bank holds, or what else is done."""

    LATER = ("later", "以后一次答复为准", "the later answer holds")
    EARLIER = ("earlier", "以前一次答复为准", "the earlier answer holds")
    RECOVER = ("recover", "已重复发放，办理追缴", "it was paid twice: claim one back")


def outcome_of(state: str, said: str, *, waiting: bool) -> BankAnswer:
    """What a row that says paid or returned is, for a line in this state; `waiting`: it was contradicted and nobody decided."""
    if state == PayoutState.SENT:
        return BankAnswer(said)
    if said == state or waiting:
        return BankAnswer.REPEATED
    return BankAnswer.BOUNCED if said == PayoutState.RETURNED else BankAnswer.PAID_AFTER


def verdicts(answer: str, reissue: str) -> tuple[Verdict, ...]:
    """What can be decided; `reissue`: how the payment made instead of the returned one stands ("" when there is none).

    A subsidy is paid at most once: while a second payment is on its way nothing can be decided, and when both arrived one is
    claimed back.
    """
    if answer == BankAnswer.BOUNCED:
        return (Verdict.LATER, Verdict.EARLIER)
    if answer != BankAnswer.PAID_AFTER or reissue == PayoutState.SENT:
        return ()
    return (
        (Verdict.RECOVER, Verdict.EARLIER)
        if reissue == PayoutState.PAID
        else (Verdict.LATER, Verdict.EARLIER)
    )
