"""Headers and bodies for tests, sound unless told otherwise."""

from __future__ import annotations

from typing import Any

from app import canonical
from app.records.heads import Placed
from app.records.revision import Attachment, Body, Header, digest

# Fixed: they stand in the names of parametrised tests, which every worker must collect alike.
DEVICE, AUTHOR, RECORD, STUDENT = (f"00000000-000{k}-7a9b-b99a-174a697723ec" for k in (1, 2, 3, 4))


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
