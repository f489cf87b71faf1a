"""Files that belong to a record: looked at inside the program, saved out of it, and which places are others' too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.errors import UserError
from app.records.revision import Attachment
from app.services.files import deliver
from app.services.reading import standing
from app.services.upkeep import CLOUD
from app.store import query
from app.store.attachments import attachment
from app.store.audit import add_audit
from app.store.log import Stored
from app.workspace import Workspace

Sort = Literal["image", "text", "other"]
IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""How a PNG and a JPEG begin: what a file is called proves nothing."""
READ = 200_000  # characters of a text that are shown
SAMPLE = 4 * READ  # bytes that hold so many


@dataclass(frozen=True)
class Looked:
    """A file's bytes where it is an image, its `text` (the beginning, where it is `cut`) where it is one."""

    name: str
    sort: Sort
    data: bytes = b""
    text: str = ""
    cut: bool = False


def file_of(revision: Stored, wanted: str) -> Attachment:
    """The file of a version by its name, or by its digest where two have one name; UserError `attachment_missing`."""
    files = revision.body.attachments if revision.body is not None else []
    for file in files:
        if wanted in (file.name, file.sha256):
            return file
    raise UserError("attachment_missing")


def save_attachment(workspace: Workspace, identity: str, wanted: str, out: Path) -> Path:
    """Writes a file that belongs to a record, by name or digest, out of the workspace; it is plain from then on.

    Raises UserError `attachment_missing` where the record has no such file or it has not arrived.
    """
    db = workspace.store.read()
    row, _, _ = standing(db, identity)
    data = attachment(db, file_of(query.shown_revision(db, row), wanted).sha256)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "save_out", workspace.member.id, identity)
    return deliver(data, out.parent, out.name)


def look_into(workspace: Workspace, identity: str, wanted: str) -> Looked:
    """A file of a record's shown version, by its name or digest. Nothing of it reaches the disk.

    Raises UserError `attachment_missing` where there is none or it has not arrived, and what `standing` raises.
    """
    db = workspace.store.read()
    row, _, _ = standing(db, identity)
    file = file_of(query.shown_revision(db, row), wanted)
    data = attachment(db, file.sha256)
    if data.startswith(IMAGES):
        return Looked(file.name, "image", data)
    text = _text_of(data)
    if text is None:
        return Looked(file.name, "other")
    return Looked(file.name, "text", text=text[:READ], cut=len(text) > READ or len(data) > SAMPLE)


def _text_of(data: bytes) -> str | None:
    """What a plain text says, in UTF-8 or as Chinese Windows writes it; None for anything else."""
    sample = data[:SAMPLE]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError as error:
            if len(data) <= SAMPLE or error.start < len(sample) - 4:
                continue  # more than the character in which the sample ends
            text = sample[: error.start].decode(encoding)
        plain = text.replace("\r\n", "\n")
        return plain if all(c.isprintable() or c in "\n\t\u3000" for c in plain) else None
    return None


def goes_online(path: Path) -> bool:
    """Whether a place looks like one that others reach: a folder that a service copies to the net, or a share."""
    told = str(path).casefold()
    return told.startswith(("\\\\", "//")) or any(mark in told for mark in CLOUD)
