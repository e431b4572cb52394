"""By what does a county's risk fund grow or shrink?"""

from policy.terms import Term


class Movement(Term):
    """Why money entered or left the risk fund (LX-4.15)."""

    OPENING = ("opening", "期初余额", "opening balance")
    DRAW = ("draw", "提取", "set aside")
    USE = ("use", "州级使用", "used by the prefecture")
    REVERSAL = ("reversal", "冲正", "taken back")
