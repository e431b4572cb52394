"""By when must an application be decided, and how does its deadline stand?

Where no text and no document says it, nobody is late.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from assistance.cases.rules.case_deadlines import Standing, after_working_days, standing, working_days_between
from claims.rules.benefit_terms import Terms
from claims.rules.facts import EnteredFigures
from policy.care import Setting
from policy.schema.registers import Recognizing
from policy.terms import Text
from policy.topics import Topic

SOON_HOURS: Final = 8
UNSET: Final = Text("文件未定，本地也未录入时限", "no text sets it and none is entered")


class Deadline(NamedTuple):
    """The last moment, how it stands and what is left in words; `clause` or `document` says where it comes from."""

    due: date | datetime | None
    standing: Standing
    left: Text
    clause: str = ""
    document: str = ""

    @property
    def tone(self) -> str:
        """The color of its badge."""
        tones = {Standing.OVERDUE: "danger", Standing.SOON: "warning", Standing.IN_TIME: "success"}
        return tones.get(self.standing, "secondary")


def of_recognition(
    terms: Terms, setting: Setting, applied_on: date, figures: EnteredFigures, on: date
) -> Deadline:
    """Working days after the day of the application."""
    rules = terms.for_care(Recognizing, setting)
    rule = next((one for one in rules if one.working_days is not None), None)
    entered = figures.get(Topic.RECOGNITION_DAYS)
    if rule is not None and rule.working_days is not None:
        days, clause, document = rule.working_days, rule.clause, ""
    elif entered is not None:
        days, clause, document = entered.count, "", entered.document
    else:
        return Deadline(None, Standing.NONE, UNSET)
    due = after_working_days(applied_on, days)
    how = standing(due, on)
    if how is Standing.OVERDUE:
        late = working_days_between(due, on)
        left = Text(f"超期 {late} 个工作日", f"{late} working days late")
    else:
        left_days = working_days_between(on, due)
        left = Text(f"还剩 {left_days} 个工作日", f"{left_days} working days left")
    return Deadline(due, how, left, clause, document)


def of_filing(due_at: datetime | None, clause: str, document: str, at: datetime) -> Deadline:
    """Hours on the clock."""
    if due_at is None:
        return Deadline(None, Standing.NONE, UNSET)
    seconds = int((due_at - at).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    if seconds < 0:
        left = Text(f"超期 {hours} 小时 {minutes} 分", f"{hours} h {minutes} min late")
        return Deadline(due_at, Standing.OVERDUE, left, clause, document)
    soon = due_at - at <= timedelta(hours=SOON_HOURS)
    left = Text(f"还剩 {hours} 小时 {minutes} 分", f"{hours} h {minutes} min left")
    return Deadline(due_at, Standing.SOON if soon else Standing.IN_TIME, left, clause, document)
