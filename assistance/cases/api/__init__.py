"""The API of assistance, for the same operations as the pages."""
