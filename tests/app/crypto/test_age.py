"""age files: read and written by the `age` program both ways, and hostile ones refused in time."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pyrage
import pytest

from app.crypto import age

IDENTITY = age.generate_identity()
RECIPIENT = age.recipient(IDENTITY)


def test_each_recipient_opens_it_and_nobody_else() -> None:
    second = age.generate_identity()
    sealed = age.encrypt(b"content", [RECIPIENT, age.recipient(second)])
    assert age.decrypt(sealed, IDENTITY) == age.decrypt(sealed, second) == b"content"
    with pytest.raises(age.NotARecipient):
        age.decrypt(sealed, age.generate_identity())


def test_the_age_program_opens_ours(tmp_path: Path) -> None:
    (tmp_path / "identity").write_text(IDENTITY + "\n")
    (tmp_path / "file").write_bytes(age.encrypt(b"content", [RECIPIENT]))
    opened = subprocess.run(["age", "-d", "-i", "identity", "file"], cwd=tmp_path, capture_output=True, check=True)
    assert opened.stdout == b"content"


def test_we_open_what_the_age_program_wrote() -> None:
    sealed = subprocess.run(["age", "-r", RECIPIENT], input=b"content", capture_output=True, check=True).stdout
    assert age.decrypt(sealed, IDENTITY) == b"content"


def test_age_keygen_agrees_on_the_recipient() -> None:
    said = subprocess.run(["age-keygen", "-y"], input=IDENTITY.encode(), capture_output=True, check=True).stdout
    assert said.decode().strip() == RECIPIENT


@pytest.mark.parametrize(
    "text",
    ["", "age1", RECIPIENT.upper(), RECIPIENT + " ", RECIPIENT[:-1] + "b", IDENTITY, "ssh-ed25519 AAAA", "\ud800"],
    ids=["empty", "prefix", "upper", "space", "altered", "identity", "ssh", "surrogate"],
)
def test_what_is_no_recipient(text: str) -> None:
    assert not age.is_recipient(text)


def test_a_recipient_is_one() -> None:
    assert age.is_recipient(RECIPIENT)


def test_nobody_is_no_recipient() -> None:
    with pytest.raises(pyrage.EncryptError):
        age.encrypt(b"content", [])


def test_every_cut_and_every_altered_byte_is_undecryptable() -> None:
    sealed = age.encrypt(b"content", [RECIPIENT])
    for at in range(len(sealed)):
        with pytest.raises(age.Undecryptable):
            age.decrypt(sealed[:at], IDENTITY)
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(age.Undecryptable):
            age.decrypt(bytes(altered), IDENTITY)


def test_armour_is_refused() -> None:
    armoured = pyrage.encrypt(b"content", [pyrage.x25519.Recipient.from_str(RECIPIENT)], armored=True)
    with pytest.raises(age.Undecryptable):
        age.decrypt(armoured, IDENTITY)


def test_a_header_of_endless_recipients_is_refused_at_once() -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    start = time.process_time()
    with pytest.raises(age.Undecryptable):
        age.decrypt(b"age-encryption.org/v1\n" + stanza * 10_000 + b"--- " + b"A" * 43 + b"\n", IDENTITY)
    assert time.process_time() - start < 1
