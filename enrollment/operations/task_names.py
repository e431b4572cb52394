"""By which names are workers told that work of enrollment waits?"""

RECONCILE_FILE = "enrollment.reconcile_file"
CHECK_HOUSEHOLD_IMPORT = "enrollment.check_household_import"
WRITE_HOUSEHOLD_IMPORT = "enrollment.write_household_import"
WRITE_FILE_RESULT = "enrollment.write_file_result"
COUNT = "enrollment.count"
