"""What the API of sent files shares."""
