"""Pure rules of enrollment: values in, verdict out; no query, clock, setting or log."""
