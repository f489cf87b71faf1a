"""One spelling for one value: everything else is refused."""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import canonical

ANY: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(lambda t: unicodedata.normalize("NFC", t))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_encoded_is_read_back_equal(value: object) -> None:
    line = canonical.encode(value)
    assert canonical.decode(line, ANY) == value
    assert b"\n" not in line


@pytest.mark.parametrize(
    "line",
    [
        b'{"a": 1}',
        b' {"a":1}',
        b'{"a":1}\n',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1e2}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":01}',
        b'{"a":-0}',
        b'{"a":"\\u4e00"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        '{"a":"e\u0301"}'.encode(),
        '{"e\u0301":1}'.encode(),
        b"",
        b"{",
        b'{"a":1}{"a":1}',
        b"[" * 5000 + b"]" * 5000,
    ],
    ids=lambda line: repr(line[:14]),
)
def test_any_other_spelling_is_refused(line: bytes) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.decode(line, ANY)


@pytest.mark.parametrize("number", [b"1.0", b"1.5", b"1e0", b"-0.0", b"9e999"])
def test_floats_are_refused_where_integers_are_wanted(number: bytes) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.decode(b'{"a":%s}' % number, msgspec.json.Decoder(dict[str, int | str]))


def test_a_shape_with_more_or_less_than_wanted_is_refused() -> None:
    class Pair(msgspec.Struct, forbid_unknown_fields=True):
        a: int
        b: str

    decoder = msgspec.json.Decoder(Pair)
    assert canonical.decode(b'{"a":1,"b":"x"}', decoder) == Pair(1, "x")
    for line in (b'{"a":1}', b'{"a":1,"b":"x","c":2}', b'{"a":"1","b":"x"}', b"[1]"):
        with pytest.raises(canonical.NotCanonical):
            canonical.decode(line, decoder)


def test_nfc_reaches_every_text_and_key() -> None:
    told = {"e\u0301": ["o\u0308", {"x": ("u\u0308", 1, None, True)}]}
    assert canonical.nfc(told) == {"é": ["ö", {"x": ["ü", 1, None, True]}]}


@pytest.mark.parametrize("value", ["\ud800", ["a", "\udfff"], {"\ud83d": 1}, 1.5, [float("nan")]])
def test_nfc_refuses_what_has_no_canonical_spelling(value: object) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.nfc(value)
