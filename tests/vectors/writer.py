"""A second writer of bundles, after `app/bundle/FORMAT.md` and sharing no code with `app/bundle`.

Every choice is fixed (keys, ephemeral keys, nonces, uncompressed zstd blocks, `zipfile` for the container),
so the same call gives the same bytes on every machine; and every layer can be handed something wrong.
Signatures come from `app.crypto.sshsig`, which is tested against ssh-keygen.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import struct
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_encrypt,
    crypto_scalarmult,
    crypto_scalarmult_base,
)

from app.crypto import signing, sshsig

SEED = hashlib.sha256(b"runxin vectors: sender").digest()
PUBLIC = signing.public_key(SEED)
SECRET = hashlib.sha256(b"runxin vectors: receiver").digest()
OTHER_SECRET = hashlib.sha256(b"runxin vectors: somebody else").digest()
NAMESPACE = "bundle-v1@runxin"
NAMES = ("manifest.json", "manifest.json.sig", "payload.age")
ABOUT: Mapping[str, Any] = {
    "type": "regular",
    "bundle_id": "0190a1b2-0000-7000-8000-00000000b001",
    "from": "0190a1b2-0000-7000-8000-00000000d001",
    "to": "5c" * 32,
    "epoch": 1,
    "seq": 7,
    "trust_version": 3,
}


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def lines(
    trust: Sequence[bytes] = (),
    held: Sequence[bytes] = (),
    missing: Sequence[bytes] = (),
    revisions: Sequence[tuple[bytes, bytes]] = (),
) -> tuple[bytes, dict[str, int]]:
    """The block of lines and its part of the counts; an empty body line is `b""`."""
    flat = [*trust, *held, *missing, *(line for pair in revisions for line in pair)]
    counts = {"trust": len(trust), "held": len(held), "missing": len(missing), "revisions": len(revisions)}
    counts["bodies"] = sum(bool(body) for _, body in revisions)
    return b"".join(line + b"\n" for line in flat), counts


def frame(data: bytes, digest: bytes | None = None, length: int | None = None) -> bytes:
    """One attachment."""
    size = len(data) if length is None else length
    return (digest or hashlib.sha256(data).digest()) + size.to_bytes(8, "big") + data


def opening(block: bytes, counts: Mapping[str, int], frames: Sequence[bytes] = (), /, **changes: Any) -> bytes:
    """Line 1 without its LF; `changes` replace fields (`from_` stands for `from`), `...` leaves one out."""
    fields: dict[str, Any] = {
        **ABOUT,
        "since": 4,
        "upto": 9,
        "ack": {"0190a1b2-0000-7000-8000-00000000c001": [1, 12]},
        "got": None,
        "audit_head": "ab" * 32,
        "head": {"epoch": 1, "n": 5, "id": "cd" * 32},
        "offset": 480,
        "counts": {**counts, "attachments": len(frames)},
        "sizes": {"lines": len(block), "attachments": sum(map(len, frames))},
    }
    fields.update({name.rstrip("_"): value for name, value in changes.items()})
    return canonical({name: value for name, value in fields.items() if value is not ...})


def zstd(content: bytes, said: int | None = None) -> bytes:
    """A zstd frame of uncompressed blocks that states its size (or, with `said`, another)."""
    size = len(content) if said is None else said
    parts = [struct.pack("<IBBQ", 0xFD2FB528, 0b1100_0000, 7 << 3, size)]
    step = 128 * 1024
    for at in range(0, max(len(content), 1), step):
        block = content[at : at + step]
        last = at + step >= len(content)
        parts.append(struct.pack("<I", len(block) << 3 | last)[:3] + block)
    return b"".join(parts)


def bucket(size: int) -> int:
    """The next of 4, 5, 6, 7 times a power of two, from 16 KiB."""
    wanted = 16 * 1024
    while wanted < size:
        wanted += 1 << (wanted.bit_length() - 3)
    return wanted


def skippable(zeros: bytes) -> bytes:
    return struct.pack("<II", 0x184D2A50, len(zeros)) + zeros


def padded(data_frame: bytes) -> bytes:
    return data_frame + skippable(bytes(bucket(len(data_frame) + 8) - len(data_frame) - 8))


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869), one block."""
    return hmac.digest(hmac.digest(salt, secret, "sha256"), info + b"\x01", "sha256")


def _b64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def age(plaintext: bytes, secrets: Iterable[bytes] = (SECRET,)) -> bytes:
    """An age v1 file for the holders of these X25519 secrets (https://age-encryption.org/v1)."""
    file_key = hashlib.sha256(b"runxin vectors: file key").digest()[:16]
    header = b"age-encryption.org/v1\n"
    for number, secret in enumerate(secrets):
        ephemeral = hashlib.sha256(b"runxin vectors: ephemeral %d" % number).digest()
        public, share = crypto_scalarmult_base(secret), crypto_scalarmult_base(ephemeral)
        key = _hkdf(crypto_scalarmult(ephemeral, public), share + public, b"age-encryption.org/v1/X25519")
        body = crypto_aead_chacha20poly1305_ietf_encrypt(file_key, None, bytes(12), key)
        header += b"-> X25519 " + _b64(share) + b"\n" + _b64(body) + b"\n"
    header += b"---"
    mac = hmac.digest(_hkdf(file_key, b"", b"header"), header, "sha256")
    nonce = hashlib.sha256(b"runxin vectors: nonce").digest()[:16]
    key = _hkdf(file_key, nonce, b"payload")
    parts = [header, b" ", _b64(mac), b"\n", nonce]
    step = 64 * 1024
    for count, at in enumerate(range(0, max(len(plaintext), 1), step)):
        last = at + step >= len(plaintext)
        counter = count.to_bytes(11, "big") + bytes([last])
        parts.append(crypto_aead_chacha20poly1305_ietf_encrypt(plaintext[at : at + step], None, counter, key))
    return b"".join(parts)


def manifest(payload: bytes, /, **changes: Any) -> bytes:
    """The manifest of a payload; `changes` as in `opening`."""
    about = {"sha256": hashlib.sha256(payload).hexdigest(), "size": len(payload)}
    fields: dict[str, Any] = {"suite": 1, "format": 1, **ABOUT, "payload": about}
    fields.update({name.rstrip("_"): value for name, value in changes.items()})
    return canonical({name: value for name, value in fields.items() if value is not ...})


def sign(line: bytes, seed: bytes = SEED, namespace: str = NAMESPACE) -> bytes:
    return sshsig.sign(seed, namespace, line)


def container(members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_STORED, **attributes: Any) -> bytes:
    """A ZIP of these members by `zipfile`, told what it would otherwise take from the system."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.create_system = 3
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
            made.writestr(info, data)
    return file.getvalue()


def bundle(payload: bytes, line: bytes | None = None, signature: bytes | None = None) -> bytes:
    """The file of a payload, with the manifest and signature that belong to it unless others are given."""
    line = manifest(payload) if line is None else line
    signature = sign(line) if signature is None else signature
    return container(list(zip(NAMES, (line, signature, payload), strict=True)))


def from_inner(inner: bytes, **changes: Any) -> bytes:
    """The file of an inner stream, `changes` in the manifest."""
    payload = age(padded(zstd(inner)))
    return bundle(payload, manifest(payload, **changes))


def identity(secret: bytes) -> str:
    """The `AGE-SECRET-KEY-1…` text of an X25519 secret: bech32 (BIP 173)."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    human = "age-secret-key-"
    number = int.from_bytes(secret, "big") << 4
    values = [number >> 5 * place & 31 for place in reversed(range(52))]
    spread = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    check = 1
    for value in [*spread, *values, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> bit & 1 else 0
    check ^= 1
    values += [check >> 5 * place & 31 for place in reversed(range(6))]
    return (human + "1" + "".join(letters[value] for value in values)).upper()


IDENTITY = identity(SECRET)
