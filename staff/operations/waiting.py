"""Which alarms wait for the security administrator?"""

from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import ReadingAlarm
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
)
