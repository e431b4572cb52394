"""The operations and queries of enrollment for programs."""
