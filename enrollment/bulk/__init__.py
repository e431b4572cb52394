"""Set-based SQL: the same rules as the operations, applied to many rows at once."""
