"""What is done to an xls before a library may open it: a password, its extent and its formulas are found.

The reading library believes every length in the file and ends the process when it cannot get the memory;
so it is handed the workbook alone, in a container made here, with the claimed sizes checked or cleared.
Sources: [MS-CFB] for the container, [MS-XLS] for the records. Only what those questions need.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import UserError
from app.sheets.xlsx_check import Extent

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # and above: markers, not sectors
_EOF, _FILEPASS, _BOUNDSHEET, _SST, _DIMENSIONS = 0x000A, 0x002F, 0x0085, 0x00FC, 0x0200
_TABLE, _LAST, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_FORMULAS = (0x0006, 0x0206, 0x0406)
_CELLS = (0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, 0x0205, *_FORMULAS)
_RUNS = (0x00BD,)  # MULRK: several numbers side by side


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    size: int


class _Container:
    """The streams of an OLE container, by name."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        if len(data) < 512:
            raise UserError("sheet_unreadable")
        self.shift, self.mini_shift = struct.unpack_from("<HH", data, 30)
        if self.shift not in (9, 12) or self.mini_shift != 6:
            raise UserError("sheet_unreadable")
        directory, self.cutoff, mini_fat = struct.unpack_from("<I4xII", data, 48)
        self.fat = self._table(self._fat_sectors())
        self.mini_fat = self._table(self._chain(mini_fat, self.fat))
        self.entries: dict[str, _Entry] = {}
        root = _Entry(_END, 0)
        raw = b"".join(self._sector(number) for number in self._chain(directory, self.fat))
        for at in range(0, len(raw) - 127, 128):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            entry = _Entry(*struct.unpack_from("<II", raw, at + 116))
            if kind == 5:
                root = entry
            elif kind == 2 and 2 <= length <= 64:
                name = raw[at : at + length - 2].decode("utf-16-le", "replace")
                self.entries.setdefault(name.casefold(), entry)
        self.mini = b"".join(self._sector(number) for number in self._chain(root.start, self.fat))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) << self.shift
        return self.data[at : at + (1 << self.shift)]

    def _fat_sectors(self) -> Iterator[int]:
        yield from (number for number in struct.unpack_from("<109I", self.data, 76) if number < _END)
        following, count = struct.unpack_from("<II", self.data, 68)
        for _ in range(min(count, len(self.data) >> self.shift)):
            table = self._words(self._sector(following)) if following < _END else []
            yield from (number for number in table[:-1] if number < _END)
            following = table[-1] if table else _END

    @staticmethod
    def _words(raw: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _table(self, sectors: Iterator[int]) -> list[int]:
        words: list[int] = []
        for number in sectors:
            words += self._words(self._sector(number))
            if len(words) > len(self.data):
                raise UserError("sheet_unreadable")
        return words

    def _chain(self, number: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if number >= len(table):
                return
            yield number
            number = table[number]
        raise UserError("sheet_unreadable")  # it bites its own tail

    def stream(self, name: str) -> bytes | None:
        """The bytes of one stream, None where there is none of this name."""
        entry = self.entries.get(name.casefold())
        if entry is None:
            return None
        if entry.size >= self.cutoff:
            pieces = [self._sector(number) for number in self._chain(entry.start, self.fat)]
        else:
            size = 1 << self.mini_shift
            numbers = self._chain(entry.start, self.mini_fat)
            pieces = [self.mini[number * size : (number + 1) * size] for number in numbers]
        return b"".join(pieces)[: entry.size]


def check_xls(data: bytes) -> tuple[bytes, list[Extent]]:
    """The same workbook, safe to hand to the library, and the extent of each sheet in its order.

    `sheet_protected` for a password on opening (also that of an xlsx, which then comes in this
    container), `sheet_unreadable`, `sheet_too_large`.
    """
    try:
        container = _Container(data)
        if "encryptedpackage" in container.entries:
            raise UserError("sheet_protected")
        book = bytearray(container.stream("Workbook") or container.stream("Book") or b"")
        starts: list[int] = []
        for at, kind, body in _records(book, 0):
            if kind == _FILEPASS:
                raise UserError("sheet_protected")
            if kind == _BOUNDSHEET:
                starts.append(struct.unpack_from("<I", body)[0])
            elif kind == _SST and struct.unpack_from("<4xI", body)[0] > (len(book) - at) // 3:
                raise UserError("sheet_unreadable")  # a text takes three bytes at least
        if not starts or len(starts) > 1000:
            raise UserError("sheet_unreadable")
        extents = [_walk(book, start) for start in starts]
    except struct.error:
        raise UserError("sheet_unreadable") from None
    return _contained(bytes(book)), extents


def _records(book: bytearray, at: int) -> Iterator[tuple[int, int, bytes]]:
    """The records from here to the first end mark, as the library reads them: place, kind, body."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == _EOF:
            return
        yield at, kind, bytes(book[at + 4 : at + 4 + length])
        at += 4 + length


def _walk(book: bytearray, start: int) -> Extent:
    extent = Extent()
    for at, kind, body in _records(book, start):
        if kind == _DIMENSIONS:
            book[at + 4 : at + 4 + len(body)] = bytes(len(body))  # only a hint, and the library's trap
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            extent.include(row + 1, column)
            if kind in _FORMULAS:
                extent.formulas.add((row + 1, column))
        elif kind in _RUNS:
            row, column = struct.unpack_from("<HH", body)
            extent.include(row + 1, column + max(0, len(body) - 6) // 6)
    return extent


def _contained(book: bytes) -> bytes:
    """A container with this one stream: its sectors, then the directory, then the table of sectors."""
    size = 4096
    count = max(1, -(-len(book) // size))
    tables = -(-(count + 2 + count // 1000) // 1024)
    chain = [*range(1, count), _LAST, _LAST, *[_TABLE] * tables]
    chain += [_FREE] * (tables * 1024 - len(chain))
    header = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, tables, count, 0, 4096, _LAST, 0, _LAST, 0)
    header += struct.pack("<109I", *[*range(count + 1, count + 1 + tables), *[_FREE] * (109 - tables)])

    def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        wide = name.encode("utf-16-le")
        links = struct.pack("<HBBIII", len(wide) + 2, kind, 1, _FREE, _FREE, child)
        return wide.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, length)

    directory = entry("Root Entry", 5, 1, 0, 0)  # the library takes an end mark here for an empty file
    directory += entry("Workbook", 2, _FREE, 0, max(len(book), 4096))
    body = book.ljust(count * size, b"\0") + directory.ljust(size, b"\0")
    return header.ljust(size, b"\0") + body + struct.pack(f"<{len(chain)}I", *chain)
