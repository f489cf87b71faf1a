"""XChaCha20-Poly1305 under one key, and wrapping a key for somebody whose secret is not at hand."""

from __future__ import annotations

import hmac

import nacl.exceptions
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_scalarmult,
    crypto_scalarmult_base,
)
from nacl.utils import random

KEY = 32
NONCE = 24
TAG = 16
OVERHEAD = NONCE + TAG
WRAPPING = KEY + OVERHEAD
"""How much longer `wrap` makes what it wraps."""


class Unsealable(ValueError):
    """Another key, other associated data, or altered bytes: which of them cannot be known."""


def random_bytes(count: int) -> bytes:
    """Bytes from the system's generator, fit for keys."""
    return random(count)


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """A fresh 24-byte nonce, then the ciphertext with its tag."""
    nonce = random(NONCE)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated, nonce, key)


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What `seal` was given; `Unsealable` unless key, bytes and associated data are all the same."""
    if len(sealed) < OVERHEAD:
        raise Unsealable
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[NONCE:], associated, sealed[:NONCE], key)
    except nacl.exceptions.CryptoError:
        raise Unsealable from None


def box_public(private: bytes) -> bytes:
    """The X25519 public key of 32 secret bytes."""
    return crypto_scalarmult_base(private)


def wrap(public: bytes, guard: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Seals for the holder of `public`, in proof that the writer knew `guard`.

    The key is HMAC-SHA256(guard, shared secret ‖ ephemeral key ‖ public): reading needs the private key
    *and* the guard, so knowing the guard alone neither opens it nor, without the guard, can it be forged.
    `Unsealable` for a public key of small order.
    """
    secret = random(KEY)
    ephemeral = box_public(secret)
    return ephemeral + seal(_wrapping_key(secret, public, guard, ephemeral, public), plaintext, associated)


def unwrap(private: bytes, guard: bytes, wrapped: bytes, associated: bytes) -> bytes:
    """What `wrap` was given, or `Unsealable`."""
    if len(wrapped) < WRAPPING:
        raise Unsealable
    ephemeral = wrapped[:KEY]
    key = _wrapping_key(private, ephemeral, guard, ephemeral, box_public(private))
    return unseal(key, wrapped[KEY:], associated)


def _wrapping_key(secret: bytes, other: bytes, guard: bytes, ephemeral: bytes, public: bytes) -> bytes:
    try:
        shared = crypto_scalarmult(secret, other)
    except nacl.exceptions.RuntimeError:
        raise Unsealable from None
    return hmac.digest(guard, shared + ephemeral + public, "sha256")
