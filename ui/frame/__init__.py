"""The window around the pages: navigation, jump box, status, and how pages follow each other."""
