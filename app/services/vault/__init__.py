"""What a psychologist can ask of the notes vault. Nothing else in the program imports `app.vault` (pyproject.toml), and
no service that exports, searches, prints or reports may reach this package."""
