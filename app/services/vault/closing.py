"""Closing a case: the review is signed, and the client's particulars say that the case is closed, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.errors import UserError
from app.services.vault.codes import Codes
from app.services.vault.signing import Signed, vault_kind, write_entry
from app.vault import drafts
from app.vault.file import Vault
from app.workspace import Workspace

FOLLOW_UP_AFTER = timedelta(weeks=4)
"""When somebody whose case was closed is asked how things are, where nobody says otherwise."""


def propose_follow_up(closed: date) -> date:
    """The day of the follow-up after a closing."""
    return closed + FOLLOW_UP_AFTER


def close_case(workspace: Workspace, vault: Vault, values: Mapping[str, object], *, draft: str = "") -> Signed:
    """Signs the closing review and closes the case; its draft goes in the same transaction.

    UserError as `sign_entry`; `client_unknown` for a code that nobody has, `case_closed` where it is closed already.
    """
    code = str(values.get("client", ""))
    with vault.unit() as unit:
        codes = Codes(unit)
        client = codes.find(code)
        if client is None:
            raise UserError("client_unknown", code=code[:20])
        fields = codes.fields(client)
        if fields.get("state") == "closed":
            raise UserError("case_closed", code=code[:20])
        signed = write_entry(workspace, unit, vault.owner, vault_kind("case_closing"), values)
        write_entry(workspace, unit, vault.owner, vault_kind("client"), {**fields, "state": "closed"})
        if draft:
            drafts.drop(unit, draft)
    return signed
