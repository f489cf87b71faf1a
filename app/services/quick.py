"""Quick unlock before unlocking: whether to offer it, without asking a keyring that nobody switched on."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from app.errors import UserError
from app.paths import config_folder
from app.services import cards
from app.store import state
from app.workspace import Workspace

CARD = "quick.json"


def offers_quick_unlock(home: Path, person: str) -> bool:
    """Whether this person had the OS keyring remember their key of this home when they last unlocked it."""
    return _mark(home, person) in _marks()


def note_quick_unlock(workspace: Workspace) -> None:
    """Keeps whether the OS keyring knows who unlocked, for the next time; a keyring that fails knows nobody.

    The keyring is asked only where quick unlock is switched on: one that is locked itself would ask the
    person for its own passphrase.
    """
    mark, known = _mark(workspace.home, workspace.slot_person), _marks()
    kept = [m for m in known if m != mark]
    if state.setting(workspace.store.read(), "quick_unlock") and _is_known(workspace):
        kept.append(mark)
    if kept != known:
        config_folder().mkdir(parents=True, exist_ok=True)
        cards.write_card(config_folder(), CARD, {"known": kept})


def _is_known(workspace: Workspace) -> bool:
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    try:
        return quick_unlock.recall_key(workspace.device, workspace.slot_person) is not None
    except UserError:
        return False


def _marks() -> list[str]:
    found = cards.read_card(config_folder(), CARD).get("known")
    return [m for m in found if isinstance(m, str)] if isinstance(found, list) else []


def _mark(home: Path, person: str) -> str:
    """Stands for a home and a person, and tells neither."""
    return sha256(f"{home.absolute()}\n{person}".encode()).hexdigest()[:32]
