"""By which names are workers told that work of enrollment waits?"""

WRITE_FILE_RESULT = "enrollment.write_file_result"
COUNT = "enrollment.count"
CARRY = "enrollment.carry_over"
CHECK_LEDGER = "enrollment.check_ledger"
