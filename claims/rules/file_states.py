"""Which course do the files that claims receives take from their receipt to their end?"""

from intake.rules.file_states import FileState, course
from staff.rules.roles import Permission

BILL_FILE = course(sends=Permission.CLAIMS_SETTLE, writing=FileState.SETTLING, written=FileState.SETTLED)
# What an area kept before: one officer sends it, another confirms it.
REGISTER_LIST = course(sends=Permission.CLAIMS_SETTLE, confirms=Permission.CLAIMS_REVIEW)
OWN_COST_ANSWERS = course(sends=Permission.ROSTERS_UPLOAD, confirms=Permission.ROSTERS_CONFIRM)
