"""Headers and bodies for tests, sound unless told otherwise."""

from __future__ import annotations

from typing import Any

from app import canonical
from app.records.heads import Placed
from app.records.ids import new_id
from app.records.revision import Attachment, Body, Header, digest

DEVICE, AUTHOR, RECORD, STUDENT = new_id(1), new_id(2), new_id(3), new_id(4)


def header(**changes: Any) -> Header:
    """A header of a talk with one student."""
    values: dict[str, Any] = {
        "v": 1,
        "record": RECORD,
        "kind": "talk",
        "kv": 1,
        "op": "save",
        "parents": [],
        "device": DEVICE,
        "epoch": 1,
        "n": 1,
        "author": AUTHOR,
        "role": "counsellor",
        "unit": None,
        "at": "2026-11-24T10:00:00+08:00",
        "happened": "2026-11-23T16:00:00+08:00",
        "students": [STUDENT],
        "severity": 0,
        "tags": ["asked"],
        "fields": {"mode": "individual", "risk": "none"},
        "audience": "header",
        "body": None,
        **changes,
    }
    return Header(**values)


def body(**fields: Any) -> Body:
    """A body with one attachment."""
    return Body([Attachment("扫描.pdf", "application/pdf", 3, "0" * 64)], {"content": "睡得不好", **fields}, "ab" * 16)


def placed(said: bytes | None = None, **changes: Any) -> Placed:
    """A placed revision as `heads` takes it."""
    made = header(**changes)
    return Placed(digest(canonical.encode(made)), made, said)
