"""What the notes vault's pages share: the door, the strip, the room behind it. The pages stand in ui/pages."""
