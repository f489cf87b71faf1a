"""The plain cards beside a locked store: the little that the unlock window says before anybody has unlocked.

What may stand on one is written down in docs/decisions/duty-list-while-locked.md; never anything of a student.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

LARGEST = 1 << 20  # bytes; ours have some thousand

DRAFTS, DUTY_LIST, WORKSPACE = "drafts.count", "duty-list.json", "workspace.json"


def read_card(folder: Path, name: str) -> dict[str, Any]:
    """What a card says; nothing where it is missing, damaged or not ours."""
    with suppress(OSError, ValueError, RecursionError):
        with (folder / name).open("rb") as file:
            found = json.loads(file.read(LARGEST).decode())
        if isinstance(found, dict):
            return found
    return {}


def write_card(folder: Path, name: str, content: dict[str, Any]) -> None:
    """As `put_card`, but a full or write-protected disk is passed over: such a card must stop no lock."""
    with suppress(OSError):
        put_card(folder, name, content)


def put_card(folder: Path, name: str, content: dict[str, Any]) -> None:
    """Puts a card in place by rename, where it says anything new. Raises OSError, and then the old one still stands."""
    if read_card(folder, name) == content:
        return
    new = folder / f"{name}.new"
    with new.open("wb") as file:
        file.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, folder / name)


def rows(card: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The list of rows under a key; what is no row is left out."""
    found = card.get(key)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def said(row: dict[str, Any], key: str) -> str:
    """The text under a key; "" where there is none."""
    found = row.get(key)
    return found if isinstance(found, str) else ""
