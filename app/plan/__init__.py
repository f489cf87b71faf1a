"""The plan as data: its words, its ordered lists, its calendar. Which duties follow is decided here too."""
