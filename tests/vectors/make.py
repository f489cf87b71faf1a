"""Writes the bundle vectors: one file per refusal, and the good ones. `python -m tests.vectors.make`

A vector is a text head, an empty line, and the bundle. Its first line says what must happen: `expect: opens`
or `expect: <code>` or `expect: bundle_content/<part>`; `what` names the one thing that is wrong; `public` is
the sender's Ed25519 key in hex, `identity` the receiver's age identity. The same bytes come out every time.
"""

from __future__ import annotations

import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

if __package__:
    from tests.vectors import writer as w
else:  # run as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.vectors import writer as w

FOLDER = Path(__file__).parent / "bundles"


class Vector(NamedTuple):
    """One file: its name, what must happen, what is wrong in it, and the bundle."""

    name: str
    expect: str
    what: str
    data: bytes


HEADER = w.canonical({"kind": "talk", "n": 5, "v": 1})
BODY = w.canonical({"attachments": [], "fields": {"content": "谈了学习和睡眠"}, "salt": "00" * 16})
REVISIONS = [(HEADER, BODY), (w.canonical({"kind": "visit", "n": 6, "v": 1}), b"")]
HELD = [w.canonical({"code": "parent", "device": "d1", "n": 3})]
MISSING = [w.canonical({"device": "d1", "range": [4, 9]})]
BLOCK, COUNTS = w.lines([b"root", b"signature"], HELD, MISSING, REVISIONS)
FRAMES = [w.frame(b"first attachment"), w.frame(b"")]
OPENING = w.opening(BLOCK, COUNTS, FRAMES)
INNER = OPENING + b"\n" + BLOCK + b"".join(FRAMES)
EMPTY = w.opening(b"", w.lines()[1])
SMALL = b"no age file, but the digest is right"
"""A payload for what is refused before it is decrypted."""
LINE = w.manifest(SMALL)
MEMBERS = list(zip(w.NAMES, (LINE, w.sign(LINE), SMALL), strict=True))
GOOD_OUTSIDE = w.bundle(SMALL)


def good() -> Iterator[Vector]:
    """What must open."""
    yield Vector("good-regular", "opens", "nothing", w.from_inner(INNER))
    yield Vector("good-only-acks", "opens", "nothing; carries no record", w.from_inner(EMPTY + b"\n"))
    both = w.age(w.padded(w.zstd(INNER)), [w.OTHER_SECRET, w.SECRET])
    yield Vector("good-second-recipient", "opens", "nothing; two recipients", w.bundle(both))
    for kind in ("handover", "express"):
        line = w.opening(BLOCK, COUNTS, FRAMES, type=kind, since=None, upto=None)
        inner = line + b"\n" + BLOCK + b"".join(FRAMES)
        yield Vector(f"good-{kind}", "opens", "nothing; moves no cursor", w.from_inner(inner, type=kind))
    line = w.opening(b"", w.lines()[1], type="welcome", secrets={"school": "77" * 32}, since=None, upto=None)
    yield Vector("good-welcome", "opens", "nothing; a secret", w.from_inner(line + b"\n", type="welcome"))
    line = w.opening(b"", w.lines()[1], got={"d1": [1, 0]}, head=None, audit_head="", since=0, upto=0)
    yield Vector("good-seat", "opens", "nothing; a table of cursors", w.from_inner(line + b"\n"))


def containers() -> Iterator[Vector]:
    """Bytes around the members."""

    def unreadable(name: str, what: str, data: bytes) -> Vector:
        return Vector(f"container-{name}", "bundle_unreadable", what, data)

    whole = GOOD_OUTSIDE
    yield unreadable("empty", "no bytes", b"")
    yield unreadable("cut-in-header", "ends within the first header", whole[:20])
    yield unreadable("cut-in-member", "ends within the first member", whole[:100])
    yield unreadable("cut-at-the-end", "the last byte is missing", whole[:-1])
    yield unreadable("byte-after", "one byte after the end", whole + b"\0")
    at = whole.index(SMALL)
    yield unreadable("flipped-bit", "one bit of the payload", whole[:at] + bytes([SMALL[0] ^ 1]) + whole[at + 1 :])
    yield unreadable("date", "another date", w.container(MEMBERS, date_time=(2026, 11, 23, 8, 0, 0)))
    yield unreadable("system", "made by another system", w.container(MEMBERS, create_system=0))
    yield unreadable("mode", "another file mode", w.container(MEMBERS, external_attr=0o644 << 16))
    yield unreadable("extra", "an extra field", w.container(MEMBERS, extra=b"\x99\x99\0\0"))
    yield unreadable("comment", "a member's comment", w.container(MEMBERS, comment=b"hello"))
    yield unreadable("deflated", "compressed members", w.container(MEMBERS, zipfile.ZIP_DEFLATED))
    yield unreadable("swapped", "members in another order", w.container([MEMBERS[1], MEMBERS[0], MEMBERS[2]]))
    yield unreadable("two-members", "no payload", w.container(MEMBERS[:2]))
    yield unreadable("four-members", "one member more", w.container([*MEMBERS, ("note.txt", b"hello")]))
    yield unreadable("name", "a name in capitals", w.container([("MANIFEST.JSON", LINE), *MEMBERS[1:]]))
    yield unreadable("shadowed", "a second central entry points elsewhere", whole[:-22] * 2 + whole[-22:])
    crc = struct.unpack_from("<I", whole, 14)[0]
    yield unreadable("crc", "the CRC-32 in a header", whole.replace(struct.pack("<I", crc), b"\1\2\3\4", 1))
    yield Vector("container-large-manifest", "bundle_too_large", "64 KiB and one byte", large(0, 64 * 1024 + 1))
    yield Vector("container-large-signature", "bundle_too_large", "4 KiB and one byte", large(1, 4 * 1024 + 1))


def large(member: int, size: int) -> bytes:
    members = [data for _, data in MEMBERS]
    members[member] = b" " * size
    return w.container(list(zip(w.NAMES, members, strict=True)))


def manifests() -> Iterator[Vector]:
    """The first member, each signed as it stands."""
    duplicate = LINE.replace(b'"seq":7', b'"seq":7,"seq":7')
    for name, what, line in (
        ("space", "a space", LINE.replace(b":7", b": 7")),
        ("line-end", "a line end", LINE + b"\n"),
        ("duplicate-key", "a key twice", duplicate),
        ("unsorted", "keys out of order", b'{"type":"regular",' + LINE.replace(b',"type":"regular"', b"")[1:]),
        ("float", "a number with a point", LINE.replace(b":7", b":7.0")),
        ("escape", "a letter escaped without need", LINE.replace(b"regular", b"\\u0072egular")),
        ("missing", "no epoch", w.manifest(SMALL, epoch=...)),
        ("unknown-field", "a field of no version", w.manifest(SMALL, name="x")),
        ("epoch-zero", "epoch 0", w.manifest(SMALL, epoch=0)),
        ("sender", "an id with a space", w.manifest(SMALL, from_="a b")),
        ("digest", "a digest in capitals", w.manifest(SMALL, payload={"sha256": "AB" * 32, "size": 36})),
        ("nested", "ten thousand brackets", b"[" * 10_000),
        ("no-text", "bytes that are no UTF-8", b"\xff\xfe"),
        ("empty", "nothing", b""),
    ):
        yield Vector(f"manifest-{name}", "bundle_manifest", what, w.bundle(SMALL, line))
    for name, what, line in (
        ("suite", "suite 2", w.manifest(SMALL, suite=2)),
        ("format", "format 2 with a new field", w.manifest(SMALL, format=2, colour="red")),
        ("type", "a new type", w.manifest(SMALL, type="parcel")),
    ):
        yield Vector(f"update-{name}", "bundle_update_needed", what, w.bundle(SMALL, line))
    other = w.manifest(SMALL[:-1] + b"T")
    yield Vector("payload-digest", "bundle_payload_damaged", "another digest", w.bundle(SMALL, other))
    size = w.manifest(SMALL).replace(b'"size":36', b'"size":37')
    yield Vector("payload-size", "bundle_payload_damaged", "another size", w.bundle(SMALL, size))


def signatures() -> Iterator[Vector]:
    """The second member."""
    good = w.sign(LINE)
    for name, what, signature in (
        ("other-key", "somebody else's", w.sign(LINE, seed=bytes(32))),
        ("namespace", "for another purpose", w.sign(LINE, namespace="trust-v1@runxin")),
        ("other-manifest", "of another manifest", w.sign(LINE + b" ")),
        ("text-after", "text after the footer", good + b"hello\n"),
        ("twice", "two blocks", good + good),
        ("crlf", "line ends of Windows", good.replace(b"\n", b"\r\n")),
        ("no-line-end", "no last line end", good[:-1]),
        ("empty", "nothing", b""),
    ):
        yield Vector(f"signature-{name}", "bundle_signature", what, w.bundle(SMALL, signature=signature))


def payloads() -> Iterator[Vector]:
    """The third member, each time with the right digest and a good signature."""

    def content(name: str, part: str, what: str, plain: bytes) -> Vector:
        return Vector(name, f"bundle_content/{part}", what, w.bundle(w.age(plain)))

    foreign = w.bundle(w.age(w.padded(w.zstd(INNER)), [w.OTHER_SECRET]))
    yield Vector("age-other-recipient", "bundle_not_for_us", "for somebody else", foreign)
    sealed = w.age(b"any")
    yield Vector("age-altered", "bundle_content/cipher", "last byte", w.bundle(sealed[:-1] + b"\0"))
    yield Vector("age-none", "bundle_content/cipher", "no age file at all", GOOD_OUTSIDE)
    long = sealed.replace(b"---", b"-> note\n\n" * 2000 + b"---", 1)
    yield Vector("age-long-header", "bundle_content/cipher", "a header over 16 KiB", w.bundle(long))
    frame = w.zstd(EMPTY + b"\n")
    zeros = bytes(w.bucket(len(frame) + 8) - len(frame) - 8)
    yield content("frame-none", "frame", "the inner stream without zstd", EMPTY + b"\n")
    yield content("frame-empty", "frame", "nothing", b"")
    yield content("frame-cut", "frame", "ends within its header", frame[:8])
    yield content("frame-short", "frame", "ends within its block", frame[:40])
    yield content("frame-lies-more", "frame", "says one byte more", w.padded(w.zstd(EMPTY + b"\n", len(EMPTY) + 2)))
    yield content("frame-lies-less", "frame", "says one byte less", w.padded(w.zstd(EMPTY + b"\n", len(EMPTY))))
    unknown = struct.pack("<IBB", 0xFD2FB528, 0, 7 << 3) + struct.pack("<I", len(EMPTY) << 3 | 1)[:3] + EMPTY
    yield content("frame-no-size", "frame", "does not say its size", w.padded(unknown))
    wide = struct.pack("<IBBQ", 0xFD2FB528, 0b1100_0000, 14 << 3, 4) + b"\x21\0\0abcd"
    yield content("frame-window", "frame", "needs a window of 16 MiB", w.padded(wide))
    bomb = struct.pack("<IBBQ", 0xFD2FB528, 0b1100_0000, 7 << 3, 4) + b"\x02\0\x10a" * 400 + b"\x03\0\x10a"
    yield content("frame-bomb", "frame", "says 4 bytes and holds 50 MB", w.padded(bomb))
    yield content("frame-second", "padding", "a second data frame", frame + w.padded(frame))
    yield content("padding-none", "padding", "no padding", frame)
    yield content("padding-short", "padding", "one zero too few", frame + w.skippable(zeros[1:]))
    yield content("padding-long", "padding", "one zero too many", frame + w.skippable(zeros + b"\0"))
    yield content("padding-one", "padding", "a one among the zeros", frame + w.skippable(zeros[1:] + b"\1"))
    yield content("padding-after", "padding", "a byte after it", frame + w.skippable(zeros) + b"\0")
    said = struct.pack("<IBBQ", 0xFD2FB528, 0b1100_0000, 7 << 3, 256 * 1024 * 1024 + 1)
    huge = w.bundle(w.age(w.padded(said + b"\x02\0\x10a")))
    yield Vector("frame-huge", "bundle_too_large", "says 256 MiB and one byte", huge)


def openings() -> Iterator[Vector]:
    """Line 1."""
    others = {"bundle_id": "b2", "from_": "d2", "to": "d3", "epoch": 2, "seq": 8, "trust_version": 4}
    for field, value in {"type": "handover", **others}.items():
        cursors: dict[str, Any] = {"since": None, "upto": None} if field == "type" else {}
        changes: dict[str, Any] = {field: value, **cursors}
        inner = w.opening(b"", w.lines()[1], **changes) + b"\n"
        name = field.rstrip("_").replace("_", "-")
        yield Vector(f"mismatch-{name}", "bundle_mismatch", f"another {name} inside", w.from_inner(inner))
    wrong: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("secrets", "secrets in a regular bundle", {"secrets": {"a": "b"}}),
        ("no-cursors", "no cursors in a regular bundle", {"since": None, "upto": None}),
        ("half-cursors", "since without upto", {"upto": None}),
        ("backwards", "since after upto", {"since": 10}),
        ("no-counts", "no counts", {"counts": ...}),
        ("negative", "a negative count", {"since": -1}),
        ("ack", "an ack of one number", {"ack": {"d1": [1]}}),
        ("head", "a head without a digest", {"head": {"epoch": 1, "n": 1, "id": "x"}}),
        ("unknown-field", "a field of no version", {"colour": "red"}),
    )
    for name, what, changes in wrong:
        inner = w.opening(b"", w.lines()[1], **changes) + b"\n"
        yield Vector(f"opening-{name}", "bundle_content/opening", what, w.from_inner(inner))
    line = w.opening(b"", w.lines()[1], type="express")
    what = "cursors in an express bundle"
    yield Vector("opening-express", "bundle_content/opening", what, w.from_inner(line + b"\n", type="express"))
    yield Vector("opening-endless", "bundle_content/opening", "no line end", w.from_inner(EMPTY))
    yield Vector("opening-space", "bundle_content/opening", "a space", w.from_inner(b" " + EMPTY + b"\n"))


def contents() -> Iterator[Vector]:
    """Lines and frames."""

    def broken(part: str, name: str, what: str, line: bytes, rest: bytes) -> Vector:
        return Vector(f"{part}-{name}", f"bundle_content/{part}", what, w.from_inner(line + b"\n" + rest))

    tail = b"".join(FRAMES)
    yield broken("lines", "byte-after", "a byte after the end", OPENING, BLOCK + tail + b"\0")
    yield broken("lines", "cut", "the last byte is missing", OPENING, BLOCK + tail[:-1])
    for name, change in {"revisions": 3, "bodies": 2, "trust": 1, "held": 2, "missing": 2**53}.items():
        line = w.opening(BLOCK, {**COUNTS, name: change}, FRAMES)
        yield broken("lines", f"count-{name}", f"counts {name} wrongly", line, BLOCK + tail)
    for name, what, block, counts in (
        ("no-line-end", "no line end at the end", BLOCK[:-1] + b"x", COUNTS),
        ("empty-header", "an empty header line", *w.lines(revisions=[(b"", BODY)])),
        ("held-space", "a space in the held list", *w.lines(held=[b'{"n": 1}'])),
        ("held-float", "a float in the held list", *w.lines(held=[b'{"n":1.5}'])),
        ("missing-deep", "the missing list three levels deep", *w.lines(missing=[b'{"a":[[1]]}'])),
        ("missing-decomposed", "text that is not NFC", *w.lines(missing=['{"a":"e\u0301"}'.encode()])),
    ):
        yield broken("lines", name, what, w.opening(block, counts), block)
    first = FRAMES[0]
    for name, what, frames in (
        ("digest", "another digest", [w.frame(b"data", digest=bytes(32))]),
        ("too-long", "a length beyond the end", [w.frame(b"data", length=5)]),
        ("endless", "the greatest length", [w.frame(b"data", length=2**64 - 1)]),
        ("twice", "one attachment twice", [first, first]),
        ("half-head", "half a head", [first, b"\0" * 20]),
    ):
        line = w.opening(BLOCK, COUNTS, frames)
        yield broken("attachments", name, what, line, BLOCK + b"".join(frames))
    line = w.opening(BLOCK, {**COUNTS}, FRAMES).replace(b'"attachments":2', b'"attachments":1', 1)
    yield broken("attachments", "one-uncounted", "a frame more than counted", line, BLOCK + tail)


def vectors() -> Iterator[Vector]:
    """All of them."""
    for part in (good, containers, manifests, signatures, payloads, openings, contents):
        yield from part()


def written(vector: Vector) -> bytes:
    """The file of a vector."""
    head = f"expect: {vector.expect}\nwhat: {vector.what}\npublic: {w.PUBLIC.hex()}\nidentity: {w.IDENTITY}\n\n"
    return head.encode() + vector.data


def main() -> None:
    """Replaces all vector files."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for vector in vectors():
        (FOLDER / f"{vector.name}.vector").write_bytes(written(vector))


if __name__ == "__main__":
    main()
