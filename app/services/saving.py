"""Saving a revision: header and body lines, the log, the projections, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from app import canonical
from app.errors import UserError
from app.exchange.placing import Placing
from app.exchange.widening import show_wider, take_releases
from app.records.ids import new_id
from app.records.kind import Audience, Kind, Values
from app.records.revision import Attachment, Body, Header, digest, new_salt
from app.records.validation import Split, split
from app.store import query, state
from app.store.connection import Db
from app.store.log import Appended, Entry, append, lane_end
from app.workspace import Workspace


@dataclass(frozen=True)
class Saved:
    """What a save made: the record, its new revision (hex), and the records of its child rows."""

    id: str
    revision: str
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """One revision to be written. `parents` are the heads its writer saw; `record` is None for a new one.

    The body of a withdrawal is its `reason`; its header still says what was withdrawn.
    """

    kind: Kind
    values: Values
    record: str | None = None
    parents: tuple[str, ...] = ()
    op: str = "save"
    audience: Audience | None = None
    paper: bool = False
    attachments: tuple[Attachment, ...] = ()
    about: tuple[tuple[str, ...], str | None] = ((), None)
    happened: str | None = None
    reason: str = ""


class Writer:
    """Writes revisions of one person on one device into an open unit of work."""

    def __init__(self, workspace: Workspace, unit: Db, rank: Callable[[str], int | None]) -> None:
        self.workspace = workspace
        self.unit = unit
        self.rank = rank
        self.member = workspace.member
        if not workspace.enrolled or not self.member.id:
            raise UserError("not_enrolled")
        if state.setting(unit, "behind"):
            raise UserError("store_behind")
        self.epoch = workspace.epoch
        self.n = lane_end(unit, workspace.device, self.epoch)[0]
        self.home_unit = self._home_unit()
        seat, judge = workspace.is_seat, workspace.role in ("centre", "station")
        self.placing = Placing(unit, workspace.clock, workspace.device, judge=judge, takes_word=not seat)
        self.at = workspace.clock.stamp()

    def _home_unit(self) -> str | None:
        row = query.record(self.unit, self.member.id)
        return row.unit if row is not None else None

    def save(self, wishes: Sequence[Wish], *, checked: bool = True) -> list[Saved]:
        """Writes all wishes, each judged as the centre would judge it where `checked`.

        Raises UserError with the code the centre would hold it with (`out_of_scope`, `not_yours` …).
        """
        entries, saved = [], []
        for wish in wishes:
            entry = self._entry(wish)
            if checked:
                self._object(entry.header)
            entries.append(entry)
            saved.append(Saved(entry.header.record, entry.id.hex()))
        self._append(entries)
        return saved

    def _append(self, entries: list[Entry]) -> Appended:
        done = append(self.unit, entries)
        held = self.placing.after(done)
        take_releases(self.unit, done)
        if self.workspace.is_seat:
            show_wider(self.unit, self.workspace.clock, done, held, self.placing.freed)
        return done

    def _object(self, header: Header) -> None:
        code = self.placing.objection(header)
        if code:
            raise UserError(code)

    def _entry(self, wish: Wish) -> Entry:
        kind, parts = wish.kind, split(wish.kind, wish.values)
        body = self._body(parts, wish)
        body_line = None if body is None else canonical.encode(body)
        self.n += 1
        students = parts.students if kind.slot("students") else list(wish.about[0])
        unit = parts.unit if kind.slot("unit") else wish.about[1] or self.home_unit
        header = Header(
            v=1,
            record=wish.record or new_id(),
            kind=kind.name,
            kv=kind.version,
            op=wish.op,  # type: ignore[arg-type]
            parents=sorted(set(wish.parents)),
            device=self.workspace.device,
            epoch=self.epoch,
            n=self.n,
            author=self.member.id,
            role=self.member.role,
            unit=unit,
            at=self.at,
            happened=parts.happened or wish.happened or self.at,
            students=students,
            severity=kind.severity(wish.values, self.rank),
            tags=parts.tags,
            fields=parts.header,
            audience=self._audience(wish),
            body=None if body_line is None else digest(body_line),
            source="paper" if wish.paper else UNSET,
            clock="set" if self.workspace.clock.is_set else UNSET,
        )
        line = canonical.encode(header)
        return Entry(bytes.fromhex(digest(line)), header, line, body_line, body)

    def _body(self, parts: Split, wish: Wish) -> Body | None:
        fields: dict[str, Any] = {"reason": wish.reason} if wish.op == "withdraw" else parts.body
        if not fields and not wish.attachments:
            return None
        return Body(list(wish.attachments), fields, new_salt())

    def _audience(self, wish: Wish) -> Audience:
        if wish.audience == "centre" or wish.kind.raised(wish.values):
            return "centre"
        return wish.kind.audience
