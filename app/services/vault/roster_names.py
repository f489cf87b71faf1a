"""Whether a client's name and number are one person's, by the roster: a slip is made out to whose the number is."""

from __future__ import annotations

from unicodedata import normalize

from app.records import KINDS
from app.services.reading import values_of
from app.services.vault.codes import Codes
from app.store import query
from app.vault.file import Vault
from app.workspace import Workspace


def other_name(workspace: Workspace, number: str, name: str) -> str:
    """The name that the roster has for a student's number, where it is another than this one; "" where it is the same,
    or one of them is not known.

    It is asked from within the vault: no record is opened for it, and neither audit nor index learns of the question.
    """
    db = workspace.store.read()
    if not number.strip() or not name.strip():
        return ""
    for identity in query.by_key(db, "student", number.strip()):
        row = query.record(db, identity)
        kept = values_of(KINDS["student"], query.shown_revision(db, row)).get("name") if row is not None else None
        if kept and _folded(str(kept)) != _folded(name):
            return str(kept)
    return ""


def other_name_of(workspace: Workspace, vault: Vault, code: str) -> str:
    """The name that the roster has for the number of a client, where the vault says another one; "" as `other_name`."""
    with vault.look() as db:
        codes = Codes(db)
        fields = codes.fields(codes.find(code) or "")
    return other_name(workspace, str(fields.get("student") or ""), str(fields.get("name") or ""))


def _folded(name: str) -> str:
    """A name by its letters alone: gaps, and whichever dot stands between its parts, make no other person."""
    return "".join(sign for sign in normalize("NFKC", name).casefold() if sign.isalnum())
