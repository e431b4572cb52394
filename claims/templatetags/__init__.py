"""Blocks that pages of other apps take from claims."""
