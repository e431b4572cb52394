"""Many rows at a time."""
