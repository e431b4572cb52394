"""In which one class is a person of the base of those who should be insured, and does a fact say so or only an answer?

Pure. Facts go before answers: what the register and the ledger know decides, and what an officer heard fills only what they
leave open. `enrollment.queries.base_people` says the same in one statement; a test holds the two together over all cases.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from enrollment.rules.base_answers import Heard
from enrollment.rules.enrollment_states import StateReason
from enrollment.rules.evidence import Scheme
from policy.terms import Term


class BaseClass(Term):
    """What is so of a person and coverage year: exactly one of these."""

    INSURED_HERE = ("insured_here", "本地已参保缴费", "insured here")
    ELSEWHERE = ("elsewhere", "已在别处参保（有凭证）", "insured elsewhere, with evidence")
    EMPLOYEE = ("employee", "参加职工医保", "in the employee scheme")
    REFUSES = ("refuses", "不愿参保", "refuses")
    UNREACHABLE = ("unreachable", "联系不上", "not reached")
    CANNOT_PAY = ("cannot_pay", "无力缴费", "cannot pay")
    ABROAD = ("abroad", "在国（境）外", "abroad")
    DIED = ("died", "死亡", "died")
    ASKED = ("asked", "已询问，待落实", "asked, not settled yet")
    NOT_ASKED = ("not_asked", "尚未询问", "not yet asked")


class BaseFacts(NamedTuple):
    """What is on record of a person and coverage year, and the last thing heard.

    `state_reason`: why the latest enrollment (of the year, else of the year before) is suspended or ended, empty while it is
    normal. `covered_*`: a settled due of the year gives cover, in this pooling area or another. `scheme`: what a confirmed
    document says of the day asked about.
    """

    died: bool = False
    state_reason: str = ""
    covered_here: bool = False
    covered_elsewhere: bool = False
    scheme: str = ""
    heard: str = ""


class Classed(NamedTuple):
    """The class, and whether a fact decides it; otherwise an answer, or nothing yet."""

    base_class: BaseClass
    by_fact: bool


_C = BaseClass
BY_STATE: Final[dict[str, BaseClass]] = {
    StateReason.EMPLOYED.value: _C.EMPLOYEE,
    StateReason.ELSEWHERE.value: _C.ELSEWHERE,
    StateReason.MOVED_ABROAD.value: _C.ABROAD,
}
BY_SCHEME: Final[dict[str, BaseClass]] = {
    Scheme.RESIDENT.value: _C.ELSEWHERE,
    Scheme.EMPLOYEE.value: _C.EMPLOYEE,
}
BY_ANSWER: Final[dict[str, BaseClass]] = {
    Heard.PROMISED.value: _C.ASKED,
    Heard.REFUSES.value: _C.REFUSES,
    Heard.UNREACHABLE.value: _C.UNREACHABLE,
    Heard.CANNOT_PAY.value: _C.CANNOT_PAY,
    Heard.ABROAD.value: _C.ABROAD,
    Heard.DIED.value: _C.DIED,
    Heard.SAYS_ELSEWHERE.value: _C.ASKED,
    Heard.ASK_AGAIN.value: _C.NOT_ASKED,
}

# Who is counted out of those who should be insured here, and only where a fact says so: an answer takes nobody out.
COUNTED_OUT: Final = (_C.ELSEWHERE, _C.EMPLOYEE, _C.ABROAD, _C.DIED)


def is_counted_out(base_class: BaseClass, by_fact: bool) -> bool:
    """Whether a person is none of those who should be insured here."""
    return by_fact and base_class in COUNTED_OUT


def class_of(facts: BaseFacts) -> Classed:
    """The class of a person: death, then why the relation does not stand, cover, documents, and last what was heard."""
    if facts.died:
        return Classed(_C.DIED, True)
    if (by_state := BY_STATE.get(facts.state_reason)) is not None:
        return Classed(by_state, True)
    if facts.covered_here:
        return Classed(_C.INSURED_HERE, True)
    if facts.covered_elsewhere:
        return Classed(_C.ELSEWHERE, True)
    if (by_scheme := BY_SCHEME.get(facts.scheme)) is not None:
        return Classed(by_scheme, True)
    return Classed(BY_ANSWER.get(facts.heard, _C.NOT_ASKED), False)


class BaseCount(NamedTuple):
    """How many people of a place are in a class, by a fact or not."""

    base_class: BaseClass
    by_fact: bool
    people: int


def should_be_insured(counts: list[BaseCount]) -> int:
    """The denominator of a rate: everybody but whom a fact counts out. The documents name no rule for it (JC-3c)."""
    return sum(one.people for one in counts if not is_counted_out(one.base_class, one.by_fact))


def insured(counts: list[BaseCount]) -> int:
    """The numerator of a rate."""
    return sum(one.people for one in counts if one.base_class is _C.INSURED_HERE)
