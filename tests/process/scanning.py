"""Looking for texts where they must not be: in files, in their names, and in what can be inflated out of them."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import zstandard

WINDOW = 8  # bytes that are looked up at every offset before the whole needle is compared
LARGEST = 64 << 20  # bytes taken out of one packed stream
DEPTH = 3  # a zip in a zip in a zip
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"


class Scanner:
    """Finds any of many secrets, by the beginning and the end of each of their lines, in every spelling."""

    def __init__(self, texts: Iterable[str], raw: Iterable[bytes] = ()) -> None:
        self._needles: dict[bytes, set[bytes]] = {}
        for text in texts:
            for line in text.split("\n"):
                for needle in _spellings(line):
                    self._add(needle)
        for secret in raw:
            for needle in (secret, secret.hex().encode(), secret.hex().upper().encode()):
                self._add(needle)

    def _add(self, needle: bytes) -> None:
        assert len(needle) >= WINDOW, "too short to be found with certainty"
        self._needles.setdefault(needle[:WINDOW], set()).add(needle)

    def folder(self, folder: Path, *, but: Iterable[Path] = ()) -> list[str]:
        """Where below a folder a secret stands, file names included; files and folders of `but` are left out."""
        found = []
        left_out = set(but)
        for path in sorted(folder.rglob("*")):
            if left_out.intersection((path, *path.parents)):
                continue
            name = str(path.relative_to(folder))
            if self.holds(name.encode("utf-8", "surrogateescape")):
                found.append(f"{path.parent.relative_to(folder)}: a file name")
            if path.is_file() and self.holds(path.read_bytes()):
                found.append(name)
        return found

    def holds(self, data: bytes, depth: int = DEPTH) -> bool:
        """Whether a secret stands in these bytes or in anything packed within them."""
        if self._plain(data):
            return True
        return depth > 0 and any(self.holds(inner, depth - 1) for inner in _unpacked(data))

    def _plain(self, data: bytes) -> bool:
        needles = self._needles
        for at in range(len(data) - WINDOW + 1):
            window = data[at : at + WINDOW]
            if window in needles and any(data.startswith(needle, at) for needle in needles[window]):
                return True
        return False


def _spellings(line: str) -> Iterator[bytes]:
    size = 12 if max(line) < "\u3000" else 6
    for part in (line[:size], line[-size:]):
        for form in ("NFC", "NFD"):
            text = unicodedata.normalize(form, part)
            for spelled in (text, text.lower()):
                yield from (spelled.encode(encoding) for encoding in ENCODINGS)
                yield json.dumps(spelled)[1:-1].encode()


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Everything that can be inflated from any offset: members of a zip, zlib, gzip and zstd streams."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        yield from _members(data)
    for magic in (*ZLIB, GZIP):
        for at in _places(data, magic):
            try:
                yield zlib.decompressobj(47).decompress(data[at:], LARGEST)
            except zlib.error:
                continue
    for at in _places(data, ZSTD):
        try:
            yield zstandard.ZstdDecompressor().decompressobj().decompress(data[at:])
        except zstandard.ZstdError:
            continue


def _members(data: bytes) -> Iterator[bytes]:
    """The members of a zip; a damaged one is left out, its bytes as they stand have been looked at."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            try:
                yield packed.read(name)
            except (zipfile.BadZipFile, zlib.error):
                continue


def _places(data: bytes, magic: bytes) -> Iterator[int]:
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)
