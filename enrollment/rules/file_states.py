"""Which course do tax files and household lists take from their receipt to their end?"""

from intake.rules.file_states import FileState, course
from staff.rules.roles import Permission

TAX_FILE = course(
    sends=Permission.PAYMENTS_UPLOAD,
    asks_undo=(Permission.PAYMENTS_UPLOAD, Permission.EXCEPTIONS_DECIDE),
    agrees_undo=Permission.EXCEPTIONS_DECIDE,
    writing=FileState.POSTING,
    written=FileState.POSTED,
)
HOUSEHOLD_LIST = course(sends=Permission.PEOPLE_IMPORT, confirms=Permission.PEOPLE_IMPORT)
