"""Ed25519 signatures over raw bytes. Verification is PyNaCl's alone (SECURITY.md, "Facts measured")."""

from __future__ import annotations

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random

SEED = 32
PUBLIC = 32
SIGNATURE = 64


def generate_seed() -> bytes:
    """A new secret of 32 random bytes."""
    return random(SEED)


def public_key(seed: bytes) -> bytes:
    """The 32 public bytes that belong to a seed."""
    return bytes(SigningKey(seed).verify_key)


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64 bytes of the signature; the same every time (RFC 8032)."""
    return SigningKey(seed).sign(message).signature


def is_sound_key(public: bytes) -> bool:
    """Whether the bytes are a point a signature can be trusted under.

    False for a wrong length, a point off the curve, a second spelling of a point, and a point of small
    order, under which one signature would be good for every message.
    """
    return len(public) == PUBLIC and crypto_core_ed25519_is_valid_point(public)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that key's signature of exactly this message; never raises for bad input."""
    if len(signature) != SIGNATURE or not is_sound_key(public):
        return False
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError:
        return False
    return True
