"""Which parts of rosters wait to be filled?"""

from assistance.categories.models import RosterPart
from assistance.categories.rules.roster_states import ROSTER_PART, PartMove
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.waiting import Work, counted

WAITING = (
    Work(
        "roster_parts",
        Text("待填报的名单", "rosters to fill"),
        "assistance:roster_part_list",
        lambda officer, on: counted(
            access.scope(
                RosterPart.objects.filter(state__in=ROSTER_PART.before(PartMove.RETURN)),
                officer,
                Permission.ROSTERS_FILL,
                on=on,
            ),
            on,
            since="handed_at",
        ),
    ),
)
