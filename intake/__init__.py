"""Receiving files: reading tables, keeping bytes, durable jobs, repeated requests."""
