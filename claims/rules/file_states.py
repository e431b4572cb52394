"""Which course do files of bills take from their receipt to their end?"""

from intake.rules.file_states import FileState, course
from staff.rules.roles import Permission

BILL_FILE = course(sends=Permission.CLAIMS_SETTLE, writing=FileState.SETTLING, written=FileState.SETTLED)
