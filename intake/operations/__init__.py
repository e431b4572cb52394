"""What changes something: one operation, one transaction."""
