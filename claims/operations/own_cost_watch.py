"""How are own costs watched on a day: once, whoever starts it, so that a second run adds nothing?"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from claims.bulk import own_cost_watch as bulk
from claims.bulk.own_cost_watch import Opened
from claims.queries.own_cost_lines import lines_on
from claims.rules.own_cost_watch import windows
from intake.operations.locks import lock_text
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

TURN = "own-cost watch"  # one run at a time


class WatchRefused(Refusal):
    """The day cannot be watched."""


@transaction.atomic
def watch(*, on: date, at: datetime, by: Officer | None = None) -> Opened:
    """Hold the own cost of everybody against the lines in force on a day (监测), open alerts and mark those that fell.

    The night runs it without an officer; an officer who starts it by hand may do so for any place, for it shows nobody anything.
    """
    today = timezone.localdate(at)
    if by is not None and not access.may_anywhere(by, Permission.CLAIMS_REVIEW, on=today):
        raise access.NotAllowed(
            Text("您没有这项权限。", "You may not do this."),
            Text("请由医保局审核人员运行。", "Ask somebody of the bureau who reviews bills."),
        )
    if on > today:
        raise WatchRefused(
            "day_to_come",
            Text(f"{on} 还没有到。", f"{on} is still to come."),
            Text("请填写今天或以前的日期。", "Give today or an earlier day."),
            field="on",
        )
    lock_text(TURN)
    opened = bulk.scan(windows(on), lines_on(on), on=on, at=at)
    if by is not None or any(opened):
        audit.record("watch_own_costs", by=by, at=at, change={"on": on, **opened._asdict()})
    return opened
