"""What a person can ask for: one function per wish. The command line and the screens call only these."""
