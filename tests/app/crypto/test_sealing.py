"""Sealing under a key and wrapping for a key holder."""

from __future__ import annotations

import pytest

from app.crypto import sealing
from app.crypto.sealing import Unsealable

KEY = bytes(range(32))
GUARD = bytes(range(32, 64))
PRIVATE = bytes(range(64, 96))
PUBLIC = sealing.box_public(PRIVATE)


def test_the_published_vector_opens() -> None:
    """draft-irtf-cfrg-xchacha, A.3.1."""
    key = bytes(range(0x80, 0xA0))
    nonce = bytes(range(0x40, 0x58))
    associated = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    ciphertext = bytes.fromhex(
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
        "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
    )
    opened = sealing.unseal(key, nonce + ciphertext, associated)
    assert opened.startswith(b"Ladies and Gentlemen of the class of '99")


def test_sealing_and_unsealing() -> None:
    sealed = sealing.seal(KEY, b"secret", b"about")
    assert len(sealed) == len(b"secret") + sealing.OVERHEAD
    assert sealed != sealing.seal(KEY, b"secret", b"about")
    assert sealing.unseal(KEY, sealed, b"about") == b"secret"


def test_anything_else_is_unsealable() -> None:
    sealed = sealing.seal(KEY, b"secret", b"about")
    for key, data, about in (
        (GUARD, sealed, b"about"),
        (KEY, sealed, b"else"),
        (KEY, sealed[:-1], b"about"),
        (KEY, sealed[:39], b"about"),
        (KEY, b"", b"about"),
        (KEY, bytes([sealed[0] ^ 1]) + sealed[1:], b"about"),
    ):
        with pytest.raises(Unsealable):
            sealing.unseal(key, data, about)


def test_wrapping_and_unwrapping() -> None:
    wrapped = sealing.wrap(PUBLIC, GUARD, b"secret", b"about")
    assert len(wrapped) == len(b"secret") + sealing.WRAPPING
    assert sealing.unwrap(PRIVATE, GUARD, wrapped, b"about") == b"secret"


def test_neither_the_guard_nor_the_private_key_alone_unwraps() -> None:
    wrapped = sealing.wrap(PUBLIC, GUARD, b"secret", b"about")
    for private, guard, data, about in (
        (KEY, GUARD, wrapped, b"about"),
        (PRIVATE, KEY, wrapped, b"about"),
        (PRIVATE, GUARD, wrapped, b"else"),
        (PRIVATE, GUARD, wrapped[:71], b"about"),
        (PRIVATE, GUARD, bytes(32) + wrapped[32:], b"about"),
        (PRIVATE, GUARD, sealing.box_public(KEY) + wrapped[32:], b"about"),
    ):
        with pytest.raises(Unsealable):
            sealing.unwrap(private, guard, data, about)


def test_nothing_is_wrapped_for_a_small_order_key() -> None:
    with pytest.raises(Unsealable):
        sealing.wrap(bytes(32), GUARD, b"secret", b"about")


def test_random_bytes_differ() -> None:
    assert len(sealing.random_bytes(7)) == 7
    assert sealing.random_bytes(32) != sealing.random_bytes(32)
