"""Reading what intake keeps."""
