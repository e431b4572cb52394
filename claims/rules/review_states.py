"""Which states do a statement, a proposal about a waiting bill and a list of differences go through?"""

from __future__ import annotations

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class StatementState(Term):
    """Whether a statement counts."""

    POSTED = ("posted", "已入账", "posted")
    REVERSED = ("reversed", "已冲正", "reversed")


class StatementMove(Term):
    """What happens to a statement."""

    REVERSE = ("reverse", "冲正", "reverse")


class ReviewState(Term):
    """How far a proposal about a bill is."""

    PROPOSED = ("proposed", "待第二人复核", "waits for the second officer")
    APPROVED = ("approved", "已同意", "approved")
    REJECTED = ("rejected", "已退回", "sent back")


class ReviewMove(Term):
    """What the second officer does with a proposal."""

    APPROVE = ("approve", "复核同意", "approve")
    REJECT = ("reject", "复核退回", "send back")


class ReviewAnswer(Term):
    """What two officers say of a bill that could not settle by itself."""

    RELEASE = ("release", "放行", "Release")  # a held bill is settled as computed
    DECIDE = (
        "decide",
        "决定金额",
        "Decide amounts",
    )  # what the documents leave open is decided under a document
    REFUSE = ("refuse", "不予支付", "Refuse")


class PlanReason(Term):
    """Why settled bills of a year come out differently."""

    LATE_BILL = ("late_bill", "较早的账单补录", "A bill of an earlier day came in later")
    REVERSAL = ("reversal", "已结算账单冲正", "A settled bill is taken back")
    CHANGED = (
        "changed",
        "政策、录入参数、身份类别或待遇期变动",
        "Policy, entered figures, categories or cover changed",
    )


class PlanState(Term):
    """How far a list of differences of a benefit year is."""

    PROPOSED = ("proposed", "待复核入账", "waits for a person to post it")
    POSTED = ("posted", "已入账", "posted")
    REJECTED = ("rejected", "已退回", "rejected")
    SUPERSEDED = ("superseded", "已被新清单替代", "replaced by a newer list")


class PlanMove(Term):
    """What happens to a list of differences."""

    POST = ("post", "入账", "post")
    REJECT = ("reject", "退回", "reject")
    SUPERSEDE = ("supersede", "由新清单替代", "replaced by a newer list")


_REVIEW = (Permission.CLAIMS_REVIEW,)
REVIEW: Moves[ReviewState, ReviewMove] = Moves(
    {
        (ReviewState.PROPOSED, ReviewMove.APPROVE): To(ReviewState.APPROVED, _REVIEW),
        (ReviewState.PROPOSED, ReviewMove.REJECT): To(ReviewState.REJECTED, _REVIEW),
    },
    start=ReviewState.PROPOSED,
)
PLAN: Moves[PlanState, PlanMove] = Moves(
    {
        (PlanState.PROPOSED, PlanMove.POST): To(PlanState.POSTED, _REVIEW),
        (PlanState.PROPOSED, PlanMove.REJECT): To(PlanState.REJECTED, _REVIEW),
        (PlanState.PROPOSED, PlanMove.SUPERSEDE): To(PlanState.SUPERSEDED),
    },
    start=PlanState.PROPOSED,
)
STATEMENT: Moves[StatementState, StatementMove] = Moves(
    {
        (StatementState.POSTED, StatementMove.REVERSE): To(
            StatementState.REVERSED, (Permission.CLAIMS_SETTLE,)
        )
    },
    start=StatementState.POSTED,
)
