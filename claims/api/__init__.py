"""The API of claims, for the same operations as the pages."""
