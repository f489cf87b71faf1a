"""破玻璃: two authorised psychologists open a colleague's vault with a sealed key in two halves. Off by default.

Before anything of the vault is decrypted, the ground is a record that travels to the centre, which reviews it within
72 hours, and the owner has a notice. What is opened is open for reading alone, and each look is in the audit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.keys import Unlocked, break_glass
from app.services import records
from app.services.backup_files import unpack, work_folder
from app.services.context import Names
from app.services.printing import print_half_sheet
from app.services.rekeying import noticing_new_key
from app.services.vault import notices, reading
from app.services.vault.backups import PLAIN, WITH_HALVES
from app.services.vault.codes import Codes
from app.services.vault.notices import Notice
from app.services.vault.opening import ASIDE, vault_folder
from app.services.vault.reading import ClientLine, EntryView
from app.services.vault.rekeying import keyed, right_key
from app.services.vault.signing import VaultDraft
from app.services.vault.unsigned import drafts_about
from app.services.vault_openings import REVIEW
from app.store import query
from app.store.audit import add_audit
from app.vault import file
from app.vault.file import HALVES, Vault
from app.workspace import Workspace

_BETWEEN = "|"


@dataclass(frozen=True)
class BreakGlass:
    """Whether two halves open a vault, and who holds them (staff numbers); empty where it is off."""

    on: bool
    owner: str = ""
    holders: tuple[str, ...] = ()


def break_glass_status(workspace: Workspace) -> BreakGlass:
    """How it stands with the vault of who unlocked; it need not be open for that."""
    path = vault_folder(workspace) / HALVES
    return BreakGlass(True, *_named(path)) if break_glass.is_enabled(path) else BreakGlass(False)


def enable_break_glass(
    workspace: Workspace, vault: Vault, holders: tuple[str, str], places: tuple[Path, Path]
) -> tuple[Path, Path]:
    """Makes a sealed key in two halves and prints each on a sheet of its own for its holder, into a folder of its own:
    whoever comes upon one file has nothing. A place is that folder, or a PDF in it. Halves of before open nothing any
    more. Where a sheet cannot be printed it is off.

    UserError `break_glass_holders` unless they are two psychologists and neither is the owner, `staff_unknown`,
    `break_glass_one_folder`, and what `deliver` raises.
    """
    vault.check_writable()
    owner = workspace.member
    names = [_psychologist(workspace, number) for number in holders]
    if len({*holders, owner.number}) < 3:
        raise UserError("break_glass_holders")
    sheets = [_sheet(place, number) for place, number in zip(places, (1, 2), strict=True)]
    if sheets[0].parent.resolve() == sheets[1].parent.resolve():
        raise UserError("break_glass_one_folder")
    texts = break_glass.enable(vault.halves, vault.store_id, vault.raw_key, _BETWEEN.join((owner.number, *holders)))
    with vault.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "break_glass_on", vault.owner, " ".join(holders))
    try:
        first, second = (
            print_half_sheet(text, vault.store_id, owner.name, name, sheet, workspace.clock)
            for text, name, sheet in zip(texts, names, sheets, strict=True)
        )
    except BaseException:
        disable_break_glass(workspace, vault)
        raise
    return first, second


def _sheet(place: Path, number: int) -> Path:
    """Where a half goes: the PDF that was named, or one in the folder that was."""
    is_file = place.suffix.lower() == ".pdf" and not place.is_dir()
    return place if is_file else place / f"half-{number}.pdf"


def _psychologist(workspace: Workspace, number: str) -> str:
    """The name of a psychologist; UserError `staff_unknown`, `break_glass_holders`."""
    db = workspace.store.read()
    row = query.record(db, Names(db).find("staff", number))
    fields = query.shown_revision(db, row).header.fields if row is not None else {}
    if fields.get("role") != "psychologist":
        raise UserError("break_glass_holders")
    return str(fields.get("name"))


def disable_break_glass(workspace: Workspace, vault: Vault) -> None:
    """Makes both halves worthless for this file; backups of before still open with them."""
    vault.check_writable()
    break_glass.disable(vault.halves)
    with vault.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "break_glass_off", vault.owner)


def _named(path: Path) -> tuple[str, tuple[str, ...]]:
    owner, *holders = break_glass.named(path).split(_BETWEEN)
    return owner, tuple(holders)


@dataclass(frozen=True)
class Opened:
    """A vault that others opened: for reading alone, each look in the audit. `record` is the opening's record, and
    `review_due` when the centre's review of it is due."""

    workspace: Workspace
    vault: Vault
    record: str
    review_due: str
    owner: str
    holders: tuple[str, ...]
    of_backup: bool

    def clients(self) -> tuple[ClientLine, ...]:
        """Every client by code, without names."""
        self._note("break_glass_list", "")
        return reading.list_clients(self.vault)

    def client(self, code: str) -> tuple[Mapping[str, Any], tuple[EntryView, ...]]:
        """One client's particulars and every entry about them, the latest first."""
        lines = reading.list_entries(self.vault, client=code)
        for line in lines:
            self._note("break_glass_read", line.id)
        views = tuple(reading.show_entry(self.vault, line.id) for line in lines)
        return reading.client_fields(self.vault, code), views

    def drafts(self, code: str) -> tuple[VaultDraft, ...]:
        """What was typed about a client and never signed, the latest first: an assessment that is open may be what the
        vault was opened for. A code may have drafts before there is a client."""
        with self.vault.look() as db:
            codes = Codes(db)
            found = drafts_about(db, {code, *codes.former(codes.find(code) or "")})
        for draft in found:
            self._note("break_glass_read", draft.id)
        return found

    def _note(self, act: str, subject: str) -> None:
        """In the vault's own audit; of a backup, whose copy goes again, in that of this workspace too: it names the
        opening and no entry."""
        at, by = self.workspace.clock.stamp(), " ".join(self.holders)
        self.vault.note(at, act, by, subject)
        if self.of_backup:
            with self.workspace.store.unit() as unit:
                add_audit(unit, at, act, self.workspace.member.id, self.record)


@contextmanager
def open_with_halves(
    workspace: Workspace, halves: tuple[str, str], ground: str, *, backup: Path | None = None
) -> Iterator[Opened]:
    """Opens the vault on this machine, or the one in a `backup`, that both halves fit.

    The halves are proven first, which opens keys and no note; then the record is saved and the notice left; only then
    the vault is opened. UserError `break_glass_off` where no vault here has halves, `break_glass_wrong`,
    `recovery_key_mistyped`, `field_missing` without a ground, `not_enrolled` and what else keeps a record from being
    saved, `backup_damaged`.
    """
    if backup is None:
        unlocked, folder = _fitting(workspace, halves)
        with _opened(workspace, unlocked, folder, ground) as opened:
            yield opened
        return
    with work_folder(workspace.home) as work:
        unpack(backup, work, PLAIN, WITH_HALVES)
        if not break_glass.is_enabled(work / HALVES):
            raise UserError("break_glass_off")
        unlocked = break_glass.unlock(work / HALVES, *halves)
        with _opened(workspace, unlocked, work, ground, of_backup=True) as opened:
            yield opened


def _fitting(workspace: Workspace, halves: tuple[str, str]) -> tuple[Unlocked, Path]:
    """The vault of this machine that the halves open, and its key."""
    refused = UserError("break_glass_off")
    for path in sorted((workspace.home / "vault").glob(f"*/{HALVES}")):
        if path.with_name(file.NAME).exists() and not path.parent.name.startswith(ASIDE):
            try:
                return break_glass.unlock(path, *halves), path.parent
            except UserError as error:
                refused = error
    raise refused


@contextmanager
def _opened(
    workspace: Workspace, unlocked: Unlocked, folder: Path, ground: str, *, of_backup: bool = False
) -> Iterator[Opened]:
    owner, *holders = unlocked.person.split(_BETWEEN)
    at, due = workspace.clock.stamp(), (workspace.clock.now() + REVIEW).isoformat()
    told = {"owner": owner, "opened_by": holders, "at": at, "ground": ground, "review_due": due}
    record = records.add_record(workspace, "vault_opening", told, audience="centre").id
    if not of_backup:
        notices.leave(folder, Notice(record, at, tuple(holders)))
    with workspace.store.unit() as unit:
        add_audit(unit, at, "break_glass_open", workspace.member.id, record)
    raw_key = right_key(folder, unlocked)
    with noticing_new_key(keyed(folder), raw_key):
        vault = file.open_file(folder, raw_key, unlocked.store_id, owner, read_only=True)
    try:
        vault.note(at, "break_glass_open", " ".join(holders), record)
        yield Opened(workspace, vault, record, due, owner, tuple(holders), of_backup)
    finally:
        vault.lock()
