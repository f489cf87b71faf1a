"""Sealing and opening whole bundles, and what standard tools make of them."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app import bundle
from app.bundle import Content, Draft, Head, container, envelope
from app.crypto import age, signing, sshsig
from app.errors import UserError
from tests.vectors import writer

SEED = bytes(range(32))
PUBLIC = signing.public_key(SEED)
IDENTITY = age.generate_identity()
RECIPIENT = age.recipient(IDENTITY)
DRAFT = Draft("regular", "b-1", "device-1", "5c" * 32, epoch=1, seq=7, trust_version=3)
PHOTO = bytes(range(256)) * 100
CONTENT = Content(
    since=4,
    upto=9,
    ack={"device-2": (1, 12)},
    got={"device-2": (1, 12), "device-3": (2, 0)},
    audit_head="ab" * 32,
    head=Head(epoch=1, n=5, id="cd" * 32),
    offset=-90,
    trust=(b"root", b"", b"list"),
    held=({"code": "parent", "n": 1, "late": True, "of": None},),
    missing=({"ids": ["a", 1, None], "by": {"device": "d", "n": 2}}, {"text": "缺少正文"}),
    revisions=((b'{"n":1}', b'{"text":"\xe8\xb0\x88"}'), (b'{"n":2}', None)),
    attachments=((hashlib.sha256(PHOTO).hexdigest(), PHOTO), (hashlib.sha256(b"").hexdigest(), b"")),
)


def seal(content: Content = CONTENT, draft: Draft = DRAFT) -> bytes:
    return bundle.seal_bundle(draft, content, SEED, [RECIPIENT])


def open_all(data: bytes) -> Content:
    found = bundle.read_container(data)
    bundle.verify_signature(found, PUBLIC)
    return bundle.open_payload(found, IDENTITY)


def test_what_was_sealed_is_opened() -> None:
    data = seal()
    found = bundle.read_container(data)
    assert (found.manifest.sender, found.manifest.to, found.manifest.seq) == ("device-1", "5c" * 32, 7)
    assert found.digest == hashlib.sha256(found.manifest_bytes).hexdigest()
    assert open_all(data) == CONTENT
    assert seal() != data


def test_every_type_travels() -> None:
    still = replace(CONTENT, since=None, upto=None)
    assert open_all(seal(still, replace(DRAFT, type="handover"))) == still
    assert open_all(seal(still, replace(DRAFT, type="express"))) == still
    secret = replace(CONTENT, secrets={"school": "77" * 32})
    assert open_all(seal(secret, replace(DRAFT, type="welcome"))) == secret
    assert open_all(seal(Content(since=0, upto=0))) == Content(since=0, upto=0)


def test_the_outside_tells_no_text_and_hardly_a_length() -> None:
    one, two = seal(Content(since=0, upto=0)), seal(replace(CONTENT, attachments=()))
    assert len(bundle.read_container(one).payload) - len(bundle.read_container(two).payload) < 200
    assert b"root" not in two and b"list" not in two


@pytest.mark.parametrize("size", [1, 16_384, 16_385, 20_480, 20_481, 65_536, 65_537, 1_000_000, 300 * 2**20])
def test_buckets_are_four_steps_to_a_doubling(size: int) -> None:
    assert envelope.bucket(size) == writer.bucket(size)
    assert size <= envelope.bucket(size) <= max(16_384, size * 5 // 4)


def test_names_are_neutral() -> None:
    name = bundle.file_name(date(2026, 11, 23))
    assert re.fullmatch(r"2026-11-23-[0-9a-f]{8}\.runxin", name)
    assert name != bundle.file_name(date(2026, 11, 23))


NOT_NFC = "e\u0301"


@pytest.mark.parametrize(
    "content",
    [
        replace(CONTENT, trust=(b"two\nlines",)),
        replace(CONTENT, trust=(b"x" * (4 * 2**20 + 1),)),
        replace(CONTENT, revisions=((b"", None),)),
        replace(CONTENT, revisions=((b"x" * (64 * 1024 + 1), None),)),
        replace(CONTENT, revisions=((b"x", b""),)),
        replace(CONTENT, revisions=((b"x", b"y" * (4 * 2**20 + 1)),)),
        replace(CONTENT, held=({"text": NOT_NFC},)),
        replace(CONTENT, attachments=(("00" * 32, b"data"),)),
        replace(CONTENT, attachments=(CONTENT.attachments[1], CONTENT.attachments[1])),
        replace(CONTENT, since=10),
        replace(CONTENT, since=None),
        replace(CONTENT, since=None, upto=None),
        replace(CONTENT, secrets={"a": "b"}),
        replace(CONTENT, audit_head="words"),
        replace(CONTENT, ack={f"device-{n}": (1, n) for n in range(250_000)}),
    ],
)
def test_what_a_reader_would_refuse_is_not_sealed(content: Content) -> None:
    with pytest.raises(ValueError):
        seal(content)


def test_ids_that_a_reader_would_refuse_are_not_sealed() -> None:
    for draft in (replace(DRAFT, sender="a b"), replace(DRAFT, seq=0), replace(DRAFT, bundle_id="")):
        with pytest.raises(ValueError):
            seal(CONTENT, draft)


def test_a_sealed_line_may_be_as_long_as_the_limit() -> None:
    content = replace(CONTENT, revisions=((b"h" * bundle.HEADER_MAX, b"b" * bundle.BODY_MAX),))
    assert open_all(seal(content)) == content


@pytest.mark.parametrize(("header", "body"), [(bundle.HEADER_MAX + 1, 1), (1, bundle.BODY_MAX + 1)])
def test_longer_lines_are_refused(header: int, body: int) -> None:
    block, counts = writer.lines(revisions=[(b"h" * header, b"b" * body)])
    data = writer.from_inner(writer.opening(block, counts) + b"\n" + block)
    with pytest.raises(UserError) as error:
        bundle.open_payload(bundle.read_container(data), writer.IDENTITY)
    assert (error.value.code, error.value.values["part"]) == ("bundle_content", "lines")


def test_longer_trust_lines_are_refused() -> None:
    block, counts = writer.lines(trust=[b"t" * (4 * 2**20 + 1)])
    data = writer.from_inner(writer.opening(block, counts) + b"\n" + block)
    with pytest.raises(UserError) as error:
        bundle.open_payload(bundle.read_container(data), writer.IDENTITY)
    assert (error.value.code, error.value.values["part"]) == ("bundle_content", "lines")


def test_too_much_is_refused_before_it_is_compressed() -> None:
    with pytest.raises(UserError, match="bundle_too_large"):
        envelope.pack(bytes(envelope.INNER_MAX + 1))
    with pytest.raises(UserError, match="bundle_too_large"):
        container.write((b"", bytes(4 * 1024 + 1), b""))


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "x.runxin"
    file.write_bytes(seal())
    assert open_all(bundle.read_file(file)) == CONTENT
    with file.open("r+b") as sparse:
        sparse.truncate(container.SIZE_MAX + 1)
    with pytest.raises(UserError, match="bundle_too_large"):
        bundle.read_file(file)
    with pytest.raises(UserError, match="bundle_too_large"):
        bundle.read_container(file.read_bytes())


def test_a_size_over_the_limit_that_is_really_there_is_too_large() -> None:
    data = bytearray(writer.container([("manifest.json", b" " * 70_000)]))
    with pytest.raises(UserError, match="bundle_too_large"):
        bundle.read_container(bytes(data))
    struct.pack_into("<I", data, 22, 2**32 - 1)
    with pytest.raises(UserError, match="bundle_unreadable"):
        bundle.read_container(bytes(data))


def test_zipfile_writes_and_reads_the_same_bytes() -> None:
    data = seal()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    assert writer.container(members) == data


def test_standard_tools_open_it(tmp_path: Path) -> None:
    (tmp_path / "identity").write_text(IDENTITY + "\n")
    (tmp_path / "allowed").write_text(f"device {sshsig.public_line(PUBLIC, 'device-1')}\n")
    with zipfile.ZipFile(io.BytesIO(seal())) as archive:
        for name in archive.namelist():
            (tmp_path / name).write_bytes(archive.read(name))
    verify = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "device", "-n", bundle.NAMESPACE]
    message = (tmp_path / "manifest.json").read_bytes()
    subprocess.run([*verify, "-s", "manifest.json.sig"], cwd=tmp_path, input=message, check=True, capture_output=True)
    opened = subprocess.run(
        ["age", "-d", "-i", "identity", "payload.age"], cwd=tmp_path, check=True, capture_output=True
    )
    inner = subprocess.run(["zstd", "-d", "-c"], input=opened.stdout, check=True, capture_output=True).stdout
    assert inner.startswith(b'{"ack":{"device-2":[1,12]}')
    assert b'\n{"n":2}\n\n' in inner and PHOTO in inner


def test_a_bundle_by_the_age_program_is_opened() -> None:
    """age → pyrage, with the other writer's inner stream."""
    block, counts = writer.lines(revisions=[(b'{"n":1}', b"{}")])
    plain = writer.padded(writer.zstd(writer.opening(block, counts) + b"\n" + block))
    sealed = subprocess.run(["age", "-r", RECIPIENT], input=plain, check=True, capture_output=True).stdout
    found = bundle.read_container(writer.bundle(sealed))
    assert bundle.open_payload(found, IDENTITY).revisions == ((b'{"n":1}', b"{}"),)


def test_a_frame_of_the_zstd_program_with_the_widest_window_is_opened() -> None:
    inner = b"".join(b'{"n":%d}\n' % n for n in range(700_000))
    assert len(inner) > 8 * 1024 * 1024
    command = ["zstd", "-1", "--zstd=wlog=23", "-c", f"--stream-size={len(inner)}"]
    frame = subprocess.run(command, input=inner, check=True, capture_output=True).stdout
    assert envelope.unpack(writer.padded(frame)) == inner


def test_twenty_thousand_revisions_take_no_time() -> None:
    revisions = tuple((b'{"h":"%0400d"}' % n, b'{"b":"%0600d"}' % n) for n in range(20_000))
    content = replace(CONTENT, revisions=revisions)
    start = time.process_time()
    assert open_all(seal(content)) == content
    assert time.process_time() - start < 3
