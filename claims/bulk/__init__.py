"""Set-based SQL of claims: many bills at once."""
