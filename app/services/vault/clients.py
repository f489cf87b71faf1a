"""What the page of clients shows: the clients with what is owed to them, and one client's file. Read in one go each.

Names and telephone numbers are in none of it: they are asked for by themselves (`revealed_names`, `client_fields`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.services.vault.owed import OwedCare, list_owed
from app.services.vault.reading import ClientLine, EntryLine, list_clients, list_entries, show_entry
from app.services.vault.scales import ScalePoint, scale_trend
from app.services.vault.signing import VaultDraft, list_vault_drafts
from app.vault.file import Vault
from app.workspace import Workspace

MEETINGS = ("session_note", "group_session")


@dataclass(frozen=True)
class ClientRow:
    """A client in the list: what was signed last about them, and the session note that waits for a signature."""

    line: ClientLine
    latest: EntryLine | None
    draft: VaultDraft | None = field(repr=False)

    @property
    def id(self) -> str:
        return self.line.code


@dataclass(frozen=True)
class ClientDesk:
    """All clients, the one worked on last first; what is owed to them; supervision with its minutes in all. `drafts`
    are those about no client yet."""

    clients: tuple[ClientRow, ...]
    owed: tuple[OwedCare, ...]
    supervision: tuple[EntryLine, ...]
    minutes: int
    drafts: tuple[VaultDraft, ...] = field(repr=False)


@dataclass(frozen=True)
class ClientFile:
    """One client's file. `entries` are the latest first, `scales` the results by scale, the earliest first."""

    line: ClientLine
    minor: bool
    entries: tuple[EntryLine, ...]
    drafts: tuple[VaultDraft, ...] = field(repr=False)
    scales: tuple[tuple[str, tuple[ScalePoint, ...]], ...] = field(repr=False)

    @property
    def meetings(self) -> tuple[EntryLine, ...]:
        """The sessions, the latest first."""
        return tuple(entry for entry in self.entries if entry.kind in MEETINGS)

    @property
    def next_number(self) -> int:
        """The number of the next session with this client alone."""
        notes = [entry for entry in self.entries if entry.kind == "session_note"]
        return max((entry.number or 0 for entry in notes), default=0) + 1


def client_desk(workspace: Workspace, vault: Vault) -> ClientDesk:
    """Everything that the list shows."""
    latest: dict[str, EntryLine] = {}
    noted = list_entries(vault)
    for entry in noted:
        if entry.kind in (*MEETINGS, "case_closing"):
            for code in entry.clients:
                latest.setdefault(code, entry)
    drafts = list_vault_drafts(vault)
    typed = {draft.client: draft for draft in reversed(drafts) if draft.kind == "session_note"}
    rows = [ClientRow(line, latest.get(line.code), typed.get(line.code)) for line in list_clients(vault)]
    supervision = tuple(entry for entry in noted if entry.kind == "supervision_note")
    minutes = sum(int(show_entry(vault, entry.id).fields.get("minutes") or 0) for entry in supervision)
    loose = tuple(draft for draft in drafts if not draft.client)
    return ClientDesk(_in_order(rows), list_owed(workspace, vault), supervision, minutes, loose)


def _in_order(rows: Sequence[ClientRow]) -> tuple[ClientRow, ...]:
    """What was touched last first: by the hour of the draft or of what was signed, and then by code."""
    return tuple(sorted(rows, key=lambda row: (when_of(row), row.id), reverse=True))


def when_of(row: ClientRow) -> str:
    """When the client was seen last, by the draft or by what was signed; "" for never."""
    typed = "" if row.draft is None else str(row.draft.fields.get("when") or row.draft.at)
    return max(typed, "" if row.latest is None else row.latest.happened)


def client_file(vault: Vault, code: str, language: str = "zh") -> ClientFile | None:
    """A client's file, bands of scales in a language; None for a code that is none."""
    line = next((one for one in list_clients(vault) if one.code == code), None)
    if line is None:
        return None
    noted = list_entries(vault, client=code)
    views = [show_entry(vault, entry.id) for entry in noted if entry.kind in ("scale_result", "counselling_agreement")]
    used = dict.fromkeys(str(v.fields["scale"]) for v in reversed(views) if v.fields.get("scale"))
    drafts = tuple(draft for draft in list_vault_drafts(vault) if draft.client == code)
    minor = next((v.fields.get("minor") is True for v in views if v.line.kind == "counselling_agreement"), False)
    results = tuple((scale, scale_trend(vault, code, scale, language)) for scale in used)
    return ClientFile(line, minor, noted, drafts, results)
