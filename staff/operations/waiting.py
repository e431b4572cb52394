"""Which alarms wait for the security administrator, and which added divisions for a second officer?"""

from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import DivisionEntry, ReadingAlarm
from staff.waiting import Work, counted

WAITING = (
    Work(
        "alarms",
        Text("异常查询待核实", "unusual reading to look into"),
        "reading_alarms",
        lambda officer, on: counted(
            access.scope(
                ReadingAlarm.objects.filter(closed_at=None), officer, Permission.ALARMS_CLOSE, on=on
            ),
            on,
            since="raised_at",
        ),
    ),
    Work(
        "division_entries",
        Text("待复核的区划", "added divisions to approve"),
        "divisions",
        lambda officer, on: counted(
            access.scope(
                DivisionEntry.objects.filter(approved_by=None, rejected_by=None).exclude(entered_by=officer),
                officer,
                Permission.PARAMETERS_APPROVE,
                on=on,
                field="code",
            ),
            on,
            since="entered_at",
        ),
    ),
)
