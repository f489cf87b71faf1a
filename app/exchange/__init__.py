"""What moves between devices, and why it is refused: identity, enrolment, trust, export, import, placing."""
