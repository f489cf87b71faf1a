"""Header and body lines: read back equal, or refused as malformed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from app import canonical
from app.records.ids import new_id
from app.records.revision import Malformed, digest, new_salt, read_body, read_header
from tests.app.records.lines import AUTHOR, DEVICE, body, header


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"op": "withdraw", "parents": ["0" * 64, "f" * 64]},
        {"unit": AUTHOR, "severity": None, "tags": [], "students": []},
        {"source": "paper", "clock": "set", "body": "a" * 64, "audience": "centre"},
        {"happened": "2026-11-23", "role": "centre"},
        {"fields": {"texts": ["一", "𠮷"], "number": 2**53, "flag": True, "none": None}},
        {"kind": "kind_of_the_future", "kv": 9, "fields": {"unheard": [1, True, None]}},
    ],
    ids=str,
)
def test_a_sound_header_is_read_back_equal(changes: dict[str, Any]) -> None:
    made = header(**changes)
    line = canonical.encode(made)
    assert read_header(line) == made
    assert digest(line) == sha256(line).hexdigest()


def test_optional_members_are_absent_unless_they_say_something() -> None:
    line = canonical.encode(header())
    assert b'"clock"' not in line and b'"source"' not in line


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"record": "x" * 36},
        {"device": DEVICE.upper().replace("0", "A")},
        {"author": ""},
        {"unit": "none"},
        {"students": ["2301001"]},
        {"students": [DEVICE[:-1] + "G"]},
        {"kind": ""},
        {"kind": "k" * 65},
        {"kv": -1},
        {"epoch": 2**53 + 1},
        {"n": -1},
        {"op": "delete"},
        {"role": "root"},
        {"audience": "all"},
        {"severity": 10},
        {"severity": -1},
        {"parents": ["f" * 64, "0" * 64]},
        {"parents": ["0" * 64, "0" * 64]},
        {"parents": ["0" * 63]},
        {"parents": ["g" * 64]},
        {"tags": ["b", "a"]},
        {"tags": ["a", "a"]},
        {"body": "0" * 63},
        {"at": "2026-11-24T10:00:00"},
        {"at": "2026-11-24"},
        {"at": "now"},
        {"at": "1899-12-31T00:00:00+08:00"},
        {"happened": "2200-01-01"},
        {"happened": "2026-11-23T16:00:00"},
        {"happened": "0000-01-01"},
        {"source": "screen"},
        {"clock": "wrong"},
        {"fields": {"group": [{"deep": 1}]}},
        {"fields": {"nfd": "e\u0301"}},
        {"fields": {"float": 1.5}},
    ],
    ids=str,
)
def test_a_malformed_header_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_header(canonical.encode(header(**changes)))


@pytest.mark.parametrize("missing", ["v", "record", "body", "parents", "audience", "severity"])
def test_a_header_lacks_nothing_and_adds_nothing(missing: str) -> None:
    import json

    values = json.loads(canonical.encode(header()))
    with pytest.raises(Malformed):
        read_header(canonical.encode({k: v for k, v in values.items() if k != missing}))
    with pytest.raises(Malformed):
        read_header(canonical.encode({**values, "zz": 1}))


def test_a_body_is_read_back_equal() -> None:
    made = body(parts=[{"text": "𠮷", "list": ["a"], "n": 1}], flag=False)
    assert read_body(canonical.encode(made)) == made


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b'{"attachments":[],"fields":{},"salt":"short"}',
        b'{"attachments":[],"fields":{},"salt":"' + b"a" * 32 + b'","x":1}',
        b'{"attachments":[{"name":"a"}],"fields":{},"salt":"' + b"a" * 32 + b'"}',
        b'{"fields":{},"attachments":[],"salt":"' + b"a" * 32 + b'"}',
        b'{"attachments":[],"fields":{"a":1.0},"salt":"' + b"a" * 32 + b'"}',
        b'{"attachments":[],"fields":{"a":[[[1]]]},"salt":"' + b"a" * 32 + b'"}',
    ],
)
def test_a_malformed_body_is_refused(line: bytes) -> None:
    with pytest.raises(Malformed):
        read_body(line)


def test_equal_texts_have_different_digests_by_their_salt() -> None:
    assert len(new_salt()) == 32
    assert new_salt() != new_salt()
    assert new_id() != new_id()
