"""The window. Its pages come next; until then the door leads to the command line."""
