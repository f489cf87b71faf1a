"""The fictitious school: its content, and the making of it through the real services."""

from app.services.demo.making import NOTE, PASSPHRASE, Demo, make_demo

__all__ = ["NOTE", "PASSPHRASE", "Demo", "make_demo"]
