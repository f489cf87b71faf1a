"""The fictitious school: its content, and the making of it through the real services."""

from app.services.demo.counselling import VAULT_PASSPHRASE
from app.services.demo.making import PASSPHRASE, Demo, make_demo

__all__ = ["PASSPHRASE", "VAULT_PASSPHRASE", "Demo", "make_demo"]
