"""SSH signatures: byte for byte what ssh-keygen writes, and stricter than what it reads."""

from __future__ import annotations

import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from app.crypto import signing, sshsig

SPACE = "bundle-v1@runxin"
SEED = bytes(range(32))
PUBLIC = signing.public_key(SEED)
MESSAGE = b'{"suite":1}'
GOOD = sshsig.sign(SEED, SPACE, MESSAGE)


def blob(armoured: bytes) -> bytes:
    return b64decode(b"".join(armoured.splitlines()[1:-1]))


def armour(content: bytes) -> bytes:
    text = b64encode(content)
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


def keygen_verifies(folder: Path, public_line: str, armoured: bytes, message: bytes) -> bool:
    (folder / "allowed").write_text(f"device {public_line}\n")
    (folder / "sig").write_bytes(armoured)
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "device", "-n", SPACE, "-s", "sig"]
    return subprocess.run(command, cwd=folder, input=message, capture_output=True).returncode == 0


def test_reads_its_own() -> None:
    assert sshsig.verify(PUBLIC, SPACE, MESSAGE, GOOD)


def test_ssh_keygen_verifies_it(tmp_path: Path) -> None:
    line = sshsig.public_line(PUBLIC, "device-1")
    assert line.endswith(" device-1")
    assert keygen_verifies(tmp_path, line, GOOD, MESSAGE)
    assert not keygen_verifies(tmp_path, line, GOOD, MESSAGE + b" ")


def test_ssh_keygen_writes_the_same_bytes(tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "me", "-f", key], check=True)
    inside = b64decode(b"".join(key.read_bytes().splitlines()[1:-1]))
    start = inside.index(b"\0\0\0\x40") + 4
    seed = inside[start : start + 32]
    command = ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", SPACE]
    written = subprocess.run(command, input=MESSAGE, capture_output=True, check=True).stdout
    assert written == sshsig.sign(seed, SPACE, MESSAGE)
    assert key.with_suffix(".pub").read_text() == sshsig.public_line(signing.public_key(seed), "me") + "\n"


def test_another_key_namespace_or_message_is_refused() -> None:
    other = signing.public_key(bytes(32))
    assert not sshsig.verify(other, SPACE, MESSAGE, GOOD)
    assert not sshsig.verify(PUBLIC, "trust-v1@runxin", MESSAGE, GOOD)
    assert not sshsig.verify(PUBLIC, SPACE, MESSAGE + b"\n", GOOD)


def with_reserved_field() -> bytes:
    inside = blob(GOOD)
    at = inside.index(SPACE.encode()) + len(SPACE)
    return armour(inside[:at] + b"\0\0\0\x01x" + inside[at + 4 :])


@pytest.mark.parametrize(
    "armoured",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD + b"text after the footer\n",
        b"text before\n" + GOOD,
        GOOD + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"A", b"A\n", 1),
        GOOD.replace(b"U1NIU0lH", b"U1NIU0l*", 1),
        GOOD.replace(b"U1NIU0lH", b"U1NIU0lI", 1),
        b"-----BEGIN SSH SIGNATURE----------END SSH SIGNATURE-----\n",
        armour(blob(GOOD)[:-1]),
        armour(blob(GOOD) + b"\0"),
        armour(blob(GOOD)[:6] + b"\0\0\0\x02" + blob(GOOD)[10:]),
        armour(blob(GOOD).replace(b"sha512", b"sha256")),
        armour(blob(GOOD)[:-1] + bytes([blob(GOOD)[-1] ^ 1])),
        with_reserved_field(),
    ],
)
def test_every_other_spelling_is_refused(armoured: bytes) -> None:
    assert not sshsig.verify(PUBLIC, SPACE, MESSAGE, armoured)


@pytest.mark.parametrize("armoured", [GOOD + b"text after the footer\n", GOOD + GOOD])
def test_ssh_keygen_is_not_so_strict(tmp_path: Path, armoured: bytes) -> None:
    """Why our own reading is needed: if ssh-keygen ever refuses these, this comment may go."""
    assert keygen_verifies(tmp_path, sshsig.public_line(PUBLIC, ""), armoured, MESSAGE)
