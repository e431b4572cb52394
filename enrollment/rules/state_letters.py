"""What does a person have to know and do whose enrollment is suspended, ended or normal again?

Pure. Words only: what is decided stands in the change and its clause. Where no document says whether benefits go on, the letter
says so, as eligibility does.
"""

from __future__ import annotations

from typing import Final

from enrollment.rules.enrollment_states import EnrollmentState, StateReason, clause_of
from policy.terms import Text

_NORMAL: Final = (
    Text(
        "您的参保关系正常，按待遇期享受待遇。", "Your enrollment is normal; benefits run as your cover says."
    ),
)
_TWICE: Final = (
    Text(
        "同一时间只在一处参保。在另一处参保期间的医疗费用，请在那里结算。",
        "You are insured in one place at a time: have costs of these days settled where the other insurance stands.",
    ),
    Text(
        "另一处停保后，请带停保凭证到参保地经办机构恢复参保；凭证上的停保日期决定是否有等待期。",
        "When the other insurance ends, bring its document to the agency here to resume; its last day decides about a wait.",
    ),
)
_UNSAID: Final = (
    Text(
        "此期间发生的医疗费用是否支付，现有文件没有规定，由参保地医保局决定；请保留票据。",
        "No document says whether costs of these days are paid: the bureau of the area decides. Keep the receipts.",
    ),
    Text(
        "情况结束后，请带证明到参保地经办机构恢复参保。",
        "When the reason ends, bring a document to the agency of the area to resume.",
    ),
)
_REFUND: Final = Text(
    "待遇期开始以前的缴费，可以申请退费；待遇期开始以后不退（重复缴费和系统差错除外）。",
    "A contribution is refunded on application before the benefit period begins, not afterwards, unless it was paid twice or by "
    "an error.",
)
_OBJECT: Final = Text(
    "如与事实不符，请带身份证件和证明到参保地经办机构核对更正。",
    "If this is not so, come to the agency of the area with your identity document and a proof.",
)


def what_to_do(state: EnrollmentState, reason: StateReason | None) -> tuple[tuple[Text, str], ...]:
    """The sentences of a letter in their order, each with its clause (empty: none)."""
    if state is EnrollmentState.NORMAL or reason is None:
        return tuple((text, "") for text in (*_NORMAL, _OBJECT))
    clause = clause_of(reason)
    first, *others = _TWICE if clause else _UNSAID
    said = [(first, clause), *((text, "") for text in others)]
    if state is EnrollmentState.ENDED:
        said.append((_REFUND, "N21-16"))
    return (*said, (_OBJECT, ""))
