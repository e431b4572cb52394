"""Pure rules of reading files."""
