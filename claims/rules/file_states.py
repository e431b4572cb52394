"""Which course do the files that claims receives take from their receipt to their end?"""

from intake.rules.file_states import FileState, course
from staff.rules.roles import Permission

BILL_FILE = course(sends=Permission.CLAIMS_SETTLE, writing=FileState.SETTLING, written=FileState.SETTLED)
OWN_COST_ANSWERS = course(sends=Permission.ROSTERS_UPLOAD, confirms=Permission.ROSTERS_CONFIRM)
