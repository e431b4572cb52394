"""What changes in assistance: each function is one write, with its permission, its day and its audit event."""
