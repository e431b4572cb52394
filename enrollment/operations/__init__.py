"""The writes of enrollment: each one atomic, by somebody, on a day, audited; doors call these and nothing below."""
