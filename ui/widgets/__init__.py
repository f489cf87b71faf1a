"""The parts pages are made of, each with its states."""
