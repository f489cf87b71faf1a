"""Who is under age: a guardian has a word in it then (RECORDS.md, Counselling)."""

from __future__ import annotations

from datetime import date

from app.records import KINDS
from app.services.reading import values_of
from app.services.vault.codes import Codes
from app.store import query
from app.store.connection import Db
from app.vault import entries
from app.workspace import Workspace


def is_minor_client(workspace: Workspace, db: Db, client: str) -> bool:
    """Whether a client (id) is under age today: by the roster, or where it does not tell, by what the vault says."""
    fields = Codes(db).fields(client)
    told = is_minor(workspace, str(fields.get("student") or ""))
    if told is not None:
        return told
    agreed = [e for e in entries.of_client(db, client) if e.kind == "counselling_agreement"] if client else []
    return fields.get("minor") is True or (bool(agreed) and agreed[-1].given.get("minor") is True)


def is_minor(workspace: Workspace, number: str) -> bool | None:
    """Whether the student of a number is under age today; None where the store does not tell.

    It is asked from within the vault: no record is opened for it, and neither audit nor index learns of the question.
    """
    db = workspace.store.read()
    for identity in query.by_key(db, "student", number.strip()) if number.strip() else ():
        row = query.record(db, identity)
        adult_on = row and values_of(KINDS["student"], query.shown_revision(db, row)).get("adult_on")
        if adult_on:
            return date.fromisoformat(str(adult_on)) > workspace.clock.today()
    return None
