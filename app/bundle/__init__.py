"""The `.runxin` file: content in, sealed bytes out, and back. `FORMAT.md` beside this file is the definition.

Nothing here knows what a record is, whom to trust or what has arrived before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from app.bundle import container, envelope, manifest, payload
from app.bundle.envelope import INNER_MAX, INNER_SPLIT
from app.bundle.manifest import Manifest, Type
from app.bundle.payload import BODY_MAX, HEADER_MAX, Content, Head, Row
from app.crypto import age, sshsig
from app.crypto.sealing import random_bytes
from app.errors import UserError

__all__ = [
    "BODY_MAX",
    "HEADER_MAX",
    "INNER_MAX",
    "INNER_SPLIT",
    "NAMESPACE",
    "SUFFIX",
    "Container",
    "Content",
    "Draft",
    "Head",
    "Manifest",
    "Row",
    "file_name",
    "open_payload",
    "read_container",
    "read_file",
    "seal_bundle",
    "verify_signature",
]

NAMESPACE = "bundle-v1@runxin"
SUFFIX = ".runxin"


@dataclass(frozen=True)
class Draft:
    """What the outside of a bundle to be sealed says. `to` is a device id or the school's."""

    type: Type
    bundle_id: str
    sender: str
    to: str
    epoch: int
    seq: int
    trust_version: int


@dataclass(frozen=True)
class Container:
    """A bundle whose outside is whole: canonical, and its payload the one the manifest names."""

    manifest: Manifest
    manifest_bytes: bytes
    signature: bytes
    payload: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the manifest in hex: the same for every intact copy of one bundle."""
        return sha256(self.manifest_bytes).hexdigest()


def file_name(day: date) -> str:
    """A new neutral name: the day and eight random letters."""
    return f"{day.isoformat()}-{random_bytes(4).hex()}{SUFFIX}"


def seal_bundle(draft: Draft, content: Content, seed: bytes, recipients: Sequence[str]) -> bytes:
    """The file's bytes, signed with the device's seed, for the given age recipients.

    `bundle_too_large` over 256 MiB of inner stream; ValueError for what a reader would refuse.
    """
    shape = _manifest(draft, b"")
    sealed = age.encrypt(envelope.pack(payload.write(shape, content)), recipients)
    line = manifest.encode(_manifest(draft, sealed))
    return container.write((line, sshsig.sign(seed, NAMESPACE, line), sealed))


def _manifest(draft: Draft, sealed: bytes) -> Manifest:
    return Manifest(
        suite=manifest.SUITE,
        format=manifest.FORMAT,
        type=draft.type,
        bundle_id=draft.bundle_id,
        sender=draft.sender,
        to=draft.to,
        epoch=draft.epoch,
        seq=draft.seq,
        trust_version=draft.trust_version,
        payload=manifest.Payload(sha256=sha256(sealed).hexdigest(), size=len(sealed)),
    )


def read_file(path: Path) -> bytes:
    """The bytes of a bundle file, never more than one may have; `bundle_too_large` beyond. May raise OSError."""
    with path.open("rb") as file:
        data = file.read(container.SIZE_MAX + 1)
    if len(data) > container.SIZE_MAX:
        raise UserError("bundle_too_large")
    return data


def read_container(data: bytes) -> Container:
    """The three members, without keys: says that nothing was damaged, not who made it.

    Errors: `bundle_unreadable`, `bundle_too_large`, `bundle_manifest`, `bundle_update_needed`,
    `bundle_payload_damaged`.
    """
    line, signature, sealed = container.read(data)
    outside = manifest.decode(line)
    if len(sealed) != outside.payload.size or sha256(sealed).hexdigest() != outside.payload.sha256:
        raise UserError("bundle_payload_damaged")
    return Container(outside, line, signature, sealed)


def verify_signature(found: Container, public: bytes) -> None:
    """Demands that the holder of this key signed the manifest; else `bundle_signature`."""
    if not sshsig.verify(public, NAMESPACE, found.manifest_bytes, found.signature):
        raise UserError("bundle_signature")


def open_payload(found: Container, identity: str) -> Content:
    """Decrypts and takes apart. Only after `verify_signature`: encryption does not say who sent it.

    Errors: `bundle_not_for_us`, `bundle_too_large`, `bundle_mismatch`, and `bundle_content` with the part
    that is broken (`cipher`, `frame`, `padding`, `opening`, `lines`, `attachments`).
    """
    try:
        packed = age.decrypt(found.payload, identity)
    except age.NotARecipient:
        raise UserError("bundle_not_for_us") from None
    except age.Undecryptable:
        raise UserError("bundle_content", part="cipher") from None
    return payload.read(found.manifest, envelope.unpack(packed))
