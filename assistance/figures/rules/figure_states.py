"""Which course does a table of population figures take from its receipt to its end?"""

from intake.rules.file_states import course
from staff.rules.roles import Permission

# It is written as soon as it is checked: what it writes waits for a second officer, and is undone when that one turns it down.
FIGURE_FILE = course(sends=Permission.PARAMETERS_ENTER, undoes=Permission.PARAMETERS_APPROVE)
