"""Why is somebody not insured, in the words of a fixed list?"""

from __future__ import annotations

from policy.terms import Term


class NotInsuredReason(Term):
    """Why the township says somebody is not insured: the fixed list, free text only beside it."""

    EMPLOYEE_SCHEME = ("employee_scheme", "参加职工医保", "insured as an employee")
    OTHER_AREA = ("other_area", "在外地参保", "insured in another area")
    DIED = ("died", "死亡", "died")
    IN_PRISON = ("in_prison", "服刑", "in prison")
    IN_SERVICE = ("in_service", "服役", "in military service")
    REFUSES = ("refuses", "拒参", "refuses")
    MISSING = ("missing", "失踪", "missing")
    NOT_REACHED = ("not_reached", "无法联系", "cannot be reached")
    HUKOU_CANCELLED = ("hukou_cancelled", "已注销户口", "hukou cancelled")
    MOVED_AWAY = ("moved_away", "户口迁出", "hukou moved away")
    OTHER = ("other", "其他", "other")


# Who is insured elsewhere is answered as insured when a township fills in its part of a roster.
REASONS_OF_A_PART = tuple(
    reason
    for reason in NotInsuredReason
    if reason not in (NotInsuredReason.EMPLOYEE_SCHEME, NotInsuredReason.OTHER_AREA)
)
