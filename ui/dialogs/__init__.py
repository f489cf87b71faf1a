"""What floats over a page: only for what leaves the machine, cannot be taken back, or is looked at for a moment."""
