"""What is looked at in an xlsx before a library may open it: its true size, its extent, its formulas.

The reading library hands out values only, allocates the whole rectangle that the cells span, and
believes a ZIP's sizes; a short file could so claim all memory. Here each member is inflated in pieces
and counted, and each sheet part is walked by expat, which refuses a document type (entities).
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from app.errors import UserError

MAX_UNPACKED = 400 << 20
"""Bytes an xlsx may hold unpacked: a roster of 30,000 students takes about 60 MiB."""
MAX_RATIO = 200
"""Unpacked over packed for members above `RATIO_FROM` bytes; sheet XML shrinks 10 to 50 times."""
RATIO_FROM = 20 << 20
MAX_ROWS = 200_000
MAX_COLUMNS = 500
MAX_AREA = 6_000_000
"""Cells in the rectangle a sheet spans; each takes the library and us some 100 bytes."""
MAX_TEXT = 32_767
"""Characters in one cell: the limit of the spreadsheet programs themselves."""
MAX_SHARED = 2 << 30
"""Characters all cells together may take if each has the longest shared text of the file."""
_PIECE = 1 << 20
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Extent:
    """What a sheet's cells span (last row from 1, number of columns) and which are formulas (row, column)."""

    rows: int = 0
    columns: int = 0
    texts: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def include(self, row: int, column: int) -> None:
        """Grow to this cell (row from 1, column from 0); `sheet_too_large` beyond the limits."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column + 1)
        if row > MAX_ROWS or column >= MAX_COLUMNS or self.rows * self.columns > MAX_AREA:
            raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)


def check_xlsx(data: bytes) -> Mapping[str, Extent]:
    """The extent of each sheet by name; `sheet_unreadable` or `sheet_too_large` for a hostile file."""
    try:
        members = {info.filename: info for info in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, UnicodeError):
        raise UserError("sheet_unreadable") from None
    if "xl/workbook.xml" not in members:
        raise UserError("sheet_unreadable")
    if sum(info.file_size for info in members.values()) > MAX_UNPACKED:
        raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    targets = _targets(data, members)
    parts: dict[str, Extent] = {}
    longest = 0
    for name, info in members.items():
        if name in targets:
            parts[name] = _walk_sheet(_inflate(data, info))
        elif name.lower().endswith("sharedstrings.xml"):
            longest = _longest_text(_inflate(data, info))
        else:
            for _piece in _inflate(data, info):
                pass
    if max((part.texts for part in parts.values()), default=0) * longest > MAX_SHARED:
        raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    return {sheet: parts[target] for target, sheet in targets.items() if target in parts}


def _inflate(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """One member's bytes in pieces, no more than its directory entry promises."""
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UserError("sheet_unreadable")
    if info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
        raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    head = data[info.header_offset : info.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise UserError("sheet_unreadable")
    start = info.header_offset + 30 + sum(struct.unpack("<HH", head[26:30]))
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    inflater = zlib.decompressobj(-15)
    done, waiting = 0, bytes(packed)
    try:
        while not inflater.eof:
            piece = inflater.decompress(waiting, _PIECE)
            waiting = inflater.unconsumed_tail
            done += len(piece)
            if done > info.file_size or not (piece or inflater.eof):
                raise UserError("sheet_unreadable")
            yield piece
    except zlib.error:
        raise UserError("sheet_unreadable") from None


def _feed(parser: expat.XMLParserType, pieces: Iterator[bytes]) -> None:
    def refuse(*_declaration: object) -> None:
        raise UserError("sheet_unreadable")

    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, UnicodeError, LookupError):
        raise UserError("sheet_unreadable") from None


def _cell(reference: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of a reference such as `AB12`."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def _walk_sheet(pieces: Iterator[bytes]) -> Extent:
    extent = Extent()
    row, column = 0, -1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        tag = tag.rpartition(":")[2]
        if tag == "c":
            place = _cell(attributes.get("r", ""))
            row, column = place or (row, column + 1)
            extent.texts += attributes.get("t") == "s"
        elif tag in ("v", "is"):
            extent.include(row, column)
        elif tag == "row":
            given = attributes.get("r", "")
            row, column = int(given) if given.isdecimal() and len(given) < 9 else row + 1, -1
        elif tag == "f":
            extent.include(row, column)
            extent.formulas.add((row, column))
            if attributes.get("t") == "array":
                extent.formulas.update(_spilled(attributes.get("ref", "")))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    _feed(parser, pieces)
    return extent


def _spilled(reference: str) -> Iterator[tuple[int, int]]:
    """The cells one array formula fills."""
    first, _, last = reference.partition(":")
    start, end = _cell(first), _cell(last or first)
    if start is None or end is None:
        return
    if (end[0] - start[0] + 1) * (end[1] - start[1] + 1) > MAX_ROWS:
        raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    for row in range(start[0], end[0] + 1):
        for column in range(start[1], end[1] + 1):
            yield row, column


def _longest_text(pieces: Iterator[bytes]) -> int:
    """Characters of the longest shared text; `sheet_too_large` where no program would allow it."""
    longest = current = 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal current
        if tag.rpartition(":")[2] == "si":
            current = 0

    def characters(text: str) -> None:
        nonlocal current, longest
        current += len(text)
        longest = max(longest, current)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    _feed(parser, pieces)
    if longest > 2 * MAX_TEXT:  # white space between the runs of a rich text counts here too
        raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    return longest


def _attributes(data: bytes, info: zipfile.ZipInfo, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    _feed(parser, _inflate(data, info))
    return found


def _targets(data: bytes, members: Mapping[str, zipfile.ZipInfo]) -> Mapping[str, str]:
    """The sheets' names by the member they stand in."""
    relations = members.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise UserError("sheet_unreadable")
    paths = {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))[1:]
        for relation in _attributes(data, relations, "Relationship")
    }
    sheets = _attributes(data, members["xl/workbook.xml"], "sheet")
    return {paths.get(sheet.get("id", ""), ""): sheet.get("name", "") for sheet in sheets}
