"""Heads, conflict and the shown head: pure functions of a set of revisions (REPLICATION.md R5).

No clock, arrival order, depth or sender decides anything here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.records.revision import Header


@dataclass(frozen=True)
class Placed:
    """One placed revision of a record: its id (hex), its header, and what its body says where known."""

    id: str
    header: Header
    said: bytes | None = None


def heads(revisions: Iterable[Placed]) -> list[Placed]:
    """The revisions that no other follows, in the order of their ids."""
    known = list(revisions)
    followed = {parent for revision in known for parent in revision.header.parents}
    return sorted((r for r in known if r.id not in followed), key=lambda r: r.id)


def first_authors(revisions: Iterable[Placed]) -> frozenset[str]:
    """Who began the record: the authors of its revisions without parents."""
    return frozenset(r.header.author for r in revisions if not r.header.parents)


def shown(revisions: Sequence[Placed]) -> Placed:
    """The head that is shown: one by a first author if there is one, the greatest id among these."""
    current = heads(revisions)
    own = [r for r in current if r.header.author in first_authors(revisions)]
    return max(own or current, key=lambda r: r.id)


def in_conflict(revisions: Iterable[Placed]) -> bool:
    """Whether the heads say different things.

    Two seats that import one roster write one student twice; heads of equal content agree and ask
    nobody to decide (docs/decisions/agreeing-heads.md).
    """
    return len({_content(r) for r in heads(revisions)}) > 1


def _content(revision: Placed) -> tuple[object, ...]:
    h = revision.header
    said = revision.said if revision.said is not None else h.body
    return (h.op, repr(sorted(h.fields.items())), h.unit, tuple(h.students), tuple(h.tags), h.happened, said)


def gravest(revisions: Iterable[Placed]) -> int | None:
    """The severity that is shown and counted: the maximum over the heads."""
    return max((r.header.severity for r in heads(revisions) if r.header.severity is not None), default=None)
