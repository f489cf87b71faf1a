"""Armoured SSH signatures (OpenSSH PROTOCOL.sshsig), ssh-ed25519 and sha512 only.

An auditor checks them with `ssh-keygen -Y verify`. Everything in such a file but the 64 signature bytes
follows from the key and the namespace, so reading means: take those 64 bytes, write the file again, and
demand the same bytes. That refuses text around the armour, a second block and a filled reserved field,
all of which ssh-keygen accepts.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from hashlib import sha512

from app.crypto import signing

_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_KEY_TYPE = b"ssh-ed25519"
_HASH = b"sha512"
_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
_COLUMNS = 70


def _string(value: bytes) -> bytes:
    """An SSH string: its length in four bytes, big end first, then the bytes."""
    return len(value).to_bytes(4, "big") + value


def _key_blob(public: bytes) -> bytes:
    return _string(_KEY_TYPE) + _string(public)


def _signed_text(namespace: str, message: bytes) -> bytes:
    """What the key really signs: the message's digest, bound to the namespace; reserved is empty."""
    digest = sha512(message).digest()
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(_HASH) + _string(digest)


def _armour(public: bytes, namespace: str, signature: bytes) -> bytes:
    blob = b"".join(
        (
            _MAGIC,
            _VERSION,
            _string(_key_blob(public)),
            _string(namespace.encode()),
            _string(b""),
            _string(_HASH),
            _string(_string(_KEY_TYPE) + _string(signature)),
        )
    )
    text = b64encode(blob)
    lines = [text[at : at + _COLUMNS] for at in range(0, len(text), _COLUMNS)]
    return b"\n".join([_BEGIN, *lines, _END, b""])


def sign(seed: bytes, namespace: str, message: bytes) -> bytes:
    """The armoured signature of `message`, byte for byte what `ssh-keygen -Y sign` would write."""
    signature = signing.sign(seed, _signed_text(namespace, message))
    return _armour(signing.public_key(seed), namespace, signature)


def verify(public: bytes, namespace: str, message: bytes, armoured: bytes) -> bool:
    """Whether `armoured` is the one spelling of that key's signature of the message in the namespace."""
    if not (armoured.startswith(_BEGIN) and armoured.endswith(_END + b"\n")):
        return False
    try:
        blob = b64decode(armoured[len(_BEGIN) : -len(_END) - 1].replace(b"\n", b""), validate=True)
    except binascii.Error:
        return False
    signature = blob[-signing.SIGNATURE :]
    if armoured != _armour(public, namespace, signature):
        return False
    return signing.verify(public, _signed_text(namespace, message), signature)


def public_line(public: bytes, comment: str) -> str:
    """The key as OpenSSH writes it in `.pub` and allowed_signers files: type, base64, comment."""
    return f"{_KEY_TYPE.decode()} {b64encode(_key_blob(public)).decode()} {comment}"
