"""The window. Its first page comes with the next issue; until then the door leads to the command line."""
