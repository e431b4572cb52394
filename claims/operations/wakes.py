"""By which name is a worker told that a file of bills waits?"""

SETTLE_BILL_FILE = "claims.settle_bill_file"
