"""What taking any sheet over begins and ends with: the file's bytes, and the saves in one transaction."""

from __future__ import annotations

from pathlib import Path

from app.errors import UserError
from app.exchange.progress import Progress
from app.services.saving import Wish, Writer
from app.services.sheet_list import students_of
from app.sheets.table import MAX_BYTES
from app.store.log import sliced


def content_of(path: Path) -> bytes:
    """The file's bytes, no more than the reader of tables can refuse as too large; UserError `file_unreadable`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        raise UserError("file_unreadable", file=path.name) from None


def save_wishes(writer: Writer, wishes: list[Wish], progress: Progress, *, checked: bool = True) -> None:
    """All of them in the transaction of the writer, in slices: between two the person may stop.

    Not `checked` are saves of a seat, or those of which role, students and authors were looked at row by row.
    """
    saved = 0
    for part in sliced(wishes):
        if checked:  # the students' scopes in one query, not in one for each of them
            writer.placing.scopes.learn(student for wish in part for student in students_of(wish.kind, wish.values))
        writer.save(part, checked=checked)
        saved += len(part)
        progress.step(saved, len(wishes))
