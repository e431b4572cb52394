"""Set-based SQL of assistance: one statement for a hundred thousand rows."""
