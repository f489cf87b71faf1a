"""Passphrases and the recovery key of a workspace: changing, renewing, recovering, proving."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from app import keys
from app.errors import UserError
from app.keys import strength
from app.services.drafting import lock_with_drafts
from app.services.rekeying import give_new_key, of_home
from app.services.upkeep import UNPROVEN
from app.services.workspaces import look_at_home, right_key
from app.store import state
from app.store.audit import add_audit
from app.store.locking import held_alone
from app.workspace import Workspace, slots_path

STEPS = ((34.0, "easy"), (50.0, "fair"), (66.0, "good"))  # bits below which a passphrase is no better than this


@dataclass(frozen=True)
class Strength:
    """What the meter shows of a new passphrase. `ok` exactly when it would be taken; `score` is 0 for one that would
    not, else 1 (easily guessed) to 4 (strong). `code` names the hint, the text `strength.<code>`, which may ask for
    `least` and `most`: how many characters it must have."""

    score: int
    ok: bool
    code: str
    least: int = keys.PASSPHRASE_MIN
    most: int = keys.PASSPHRASE_MAX


def passphrase_strength(text: str) -> Strength:
    """How hard a new passphrase is to guess: an estimate at each key, without stretching it."""
    try:
        keys.check_passphrase(text)
    except UserError as refused:
        return Strength(0, False, _why_not(text, refused.code))
    bits = strength.bits(text)
    for score, (limit, code) in enumerate(STEPS, 1):
        if bits < limit:
            return Strength(score, True, code)
    return Strength(4, True, "strong")


def _why_not(text: str, refusal: str) -> str:
    if refusal == "passphrase_long":
        return "long"
    if not text:
        return "empty"
    return "short" if len(normalize("NFC", text)) < keys.PASSPHRASE_MIN else "alike"


def change_passphrase(workspace: Workspace, new: str, *, leaked: bool = False) -> None:
    """Re-wraps the key for who unlocked; the old passphrase opens nothing afterwards.

    Where the old one `leaked`, the database gets a new key too, since its old one may be known; the
    workspace is locked then. Safe against a kill at any point: slots for both keys stand until the
    store has changed over. UserError `vault_passphrase_same` for that of the notes vault of who unlocked.
    """
    home, old_key = workspace.home, workspace.store.raw_key
    _refuse_the_vaults(home, workspace.slot_person, new)
    keys.change_passphrase(slots_path(home), old_key, workspace.slot_person, new)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "passphrase", workspace.member.id)
    if leaked:
        lock_with_drafts(workspace)
        with held_alone(home) as lock:
            give_new_key(of_home(home), old_key, lock)


def _refuse_the_vaults(home: Path, person: str, new: str) -> None:
    """One passphrase for both doors would make the second none. The vault's slots are asked and nothing of it is
    opened; damaged ones open to none."""
    keys.check_passphrase(new)
    for path in home.glob("vault/" + "[0-9a-f]" * 16 + "/keyslots.json"):
        try:
            keys.unlock_with_passphrase(path, new, person)
        except UserError as error:
            if error.code not in (*keys.NOT_THIS, "keyslots_damaged", "keyslots_hostile"):
                raise
        else:
            raise UserError("vault_passphrase_same")


def renew_recovery_key(workspace: Workspace, *, prove: bool = False) -> str:
    """A new recovery key for a sheet that was lost or opened; the old sheet opens nothing afterwards.

    Who means to `prove` the new sheet is warned (`recovery_unproven`) until `recovery_proven` is called. That is
    noted first: a kill right after the change must not leave a workspace of which nobody knows that it has no sheet.
    """
    if prove:
        with workspace.store.unit() as unit:
            state.set_setting(unit, UNPROVEN, "1")
    renewed = keys.renew_recovery_key(slots_path(workspace.home), workspace.store.raw_key)
    with workspace.store.unit() as unit:
        if not prove:  # whoever called has the key in hand
            state.drop_setting(unit, UNPROVEN)
        add_audit(unit, workspace.clock.stamp(), "recovery_renewed", workspace.member.id)
    return renewed


def recovery_proven(workspace: Workspace) -> None:
    """The newest recovery key is on paper: two of its groups were typed back."""
    with workspace.store.unit() as unit:
        state.drop_setting(unit, UNPROVEN)


def is_recovery_unproven(workspace: Workspace) -> bool:
    """Whether the newest recovery key was shown and never proven, so that perhaps no sheet opens this workspace."""
    return bool(state.setting(workspace.store.read(), UNPROVEN))


def recover(home: Path, recovery_key: str, new: str, person: str | None) -> str:
    """Sets a new passphrase with the printed recovery key; whose it now is.

    Raises UserError `wrong_recovery_key`, `recovery_key_mistyped`, `person_unknown`.
    """
    look_at_home(home)
    unlocked = keys.unlock_with_recovery(slots_path(home), recovery_key)
    who = person or keys.list_people(slots_path(home))[0]
    _refuse_the_vaults(home, who, new)
    keys.change_passphrase(slots_path(home), right_key(home, unlocked), who, new)
    return who


def groups_to_prove(recovery_key: str) -> tuple[int, int]:
    """Which two groups of a recovery key are typed back at set-up, counted from 0."""
    count = len(recovery_key.split("-"))
    first = secrets.randbelow(count)
    return first, (first + 1 + secrets.randbelow(count - 1)) % count


def proves(recovery_key: str, asked: tuple[int, int], typed: list[str]) -> bool:
    """Whether what was typed are those two groups."""
    if len(typed) != len(asked):
        return False
    return keys.recovery_groups_proven(recovery_key, {k + 1: group for k, group in zip(asked, typed, strict=True)})
