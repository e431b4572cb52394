"""What the pages of sent files share."""
