"""What do the files look like that assistance reads and writes? One module for each layout."""
