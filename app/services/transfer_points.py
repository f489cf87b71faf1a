"""What the transfer page asks one to look at: what the centre holds or misses of ours, and what has not come here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.exchange import trust
from app.records.ids import pack
from app.services.gaps import gap_sentence, open_gaps
from app.services.sent import HeldThere, Sent, sent
from app.store import state
from app.store.bodies import has_body
from app.store.connection import Db
from app.store.log import find_revision
from app.texts import text
from app.workspace import Workspace

Sort = Literal["held", "missing", "lost", "gap"]


@dataclass(frozen=True)
class Point:
    """One thing to do. `sentence` says what is, what is safe and what helps; `records` are those it is about.

    `held`: the centre has put them aside under `code`. `missing`: their text has not come there and goes with the next
    export. `lost`: nor is it here any more. `gap`: something of the centre's has not come here; `asked` says whether a
    bundle written since asks for it.
    """

    sort: Sort
    code: str
    sentence: str
    records: tuple[str, ...] = ()
    asked: bool = False


def open_points(workspace: Workspace, written: Sequence[Sent] | None = None) -> tuple[Point, ...]:
    """Everything of it, the held first; a seat has its inbox for these. `written` are the bundles, if one has them."""
    if not workspace.enrolled or workspace.is_seat:
        return ()
    db = workspace.store.read()
    return (
        *_held(workspace, sent(workspace) if written is None else written),
        *_missing(workspace, db),
        *_gaps(workspace),
    )


def _held(workspace: Workspace, written: Sequence[Sent]) -> Iterator[Point]:
    by_code: dict[str, list[HeldThere]] = {}
    for one in written:
        for held in one.held if one.to == "centre" else ():
            by_code.setdefault(held.code, []).append(held)
    for code, held_ones in sorted(by_code.items(), key=lambda found: -len(found[1])):
        sentence = text(workspace.language, f"held.{code}", count=len(held_ones))
        yield Point("held", code, sentence, tuple(dict.fromkeys(held.record for held in held_ones)))


def _missing(workspace: Workspace, db: Db) -> Iterator[Point]:
    """What the seat that was heard last says that it should have of ours, by whether it can be sent again."""
    heard = [state.peer(db, seat.device) for seat in trust.load(db).seats() if seat.device != workspace.device]
    last = max((peer for peer in heard if peer.heard), key=lambda peer: workspace.clock.epoch(peer.heard), default=None)
    found: dict[Sort, list[str]] = {"missing": [], "lost": []}
    for entry in last.said.get("missing", ()) if last is not None else ():
        pos = find_revision(db, str(entry.get("revision", "")), pack(str(entry["record"])))
        if pos is not None:
            found["missing" if has_body(db, pos) else "lost"].append(str(entry["record"]))
    for sort, records in found.items():
        if records:
            sentence = text(workspace.language, f"transfer.{sort}", count=len(records))
            yield Point(sort, sort, sentence, tuple(dict.fromkeys(records)))


def _gaps(workspace: Workspace) -> Iterator[Point]:
    for missing in open_gaps(workspace):
        yield Point("gap", "gap", gap_sentence(workspace.language, missing), asked=missing.asked)
