"""Files that are broken, hostile or not what they say."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
import xlwt
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.sheets.roster import Roster, read_roster
from app.sheets.table import MAX_BYTES, read_table
from app.sheets.xls_check import OLE
from app.texts import explain
from tests.app.sheets.workbooks import book, xls, xlsx

GOOD = xlsx([["学号", "姓名", "学院", "班级"], ["20230001", "张三", "机械工程学院", "机制2301"]])
GOOD_XLS = xls([["学号", "姓名", "学院", "班级"], ["20230001", "张三", "机械工程学院", "机制2301"]])
SHEET = "xl/worksheets/sheet1.xml"


def code_of(data: bytes) -> str:
    with pytest.raises(UserError) as refused:
        read_table(data, "名单")
    for language in ("zh", "en"):
        assert explain(language, refused.value)[0] != f"error.{refused.value.code}.message"
    return refused.value.code


def changed(member: str, change: Callable[[bytes], bytes]) -> bytes:
    """The good workbook with one member rewritten."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            content = source.read(name)
            out.writestr(name, change(content) if name == member else content)
    return target.getvalue()


def container(name: str) -> bytes:
    """An OLE container as office programs wrap an encrypted workbook in, with one stream of this name."""
    workbook = xlwt.Workbook()
    workbook.add_sheet("a").write(0, 0, "b")
    target = io.BytesIO()
    workbook.save(target)
    wide = name.encode("utf-16-le")
    old = "Workbook".encode("utf-16-le")
    data = bytearray(target.getvalue())
    at = data.index(old)
    data[at : at + 64] = wide.ljust(64, b"\0")
    data[at + 64 : at + 66] = (len(wide) + 2).to_bytes(2, "little")
    return bytes(data)


def test_a_sheet_says_where_its_cells_stand() -> None:
    sheet = read_table(xlsx([[], [None, "a", 2.0], [None, 0.5, '{="x"}']]), "a.xlsx")[0]
    assert (sheet.first_row, sheet.rows[0]) == (2, ("", "a", "2"))
    assert sheet.rows[1][1] == "0.5"
    assert sheet.formulas == {(3, 2)}


def test_shared_and_array_formulas_are_found() -> None:
    def formulas(xml: bytes) -> bytes:
        return xml.replace(
            b"</sheetData>",
            b'<row r="5"><c r="A5"><f t="shared" ref="A5:A6" si="0">1+1</f><v>2</v></c></row>'
            b'<row r="6"><c r="A6"><f t="shared" si="0"/><v>2</v></c></row>'
            b'<row r="7"><c r="B7"><f t="array" ref="B7:C8">A1</f><v>2</v></c></row></sheetData>',
        )

    found = read_table(changed(SHEET, formulas), "a.xlsx")[0].formulas
    assert found == {(5, 0), (6, 0), (7, 1), (7, 2), (8, 1), (8, 2)}


def test_formulas_belong_to_their_own_sheet() -> None:
    sheets = read_table(book({"甲": [["a", "b"]], "乙": [["a", '{="x"}']]}), "a.xlsx")
    assert [(sheet.name, sheet.formulas) for sheet in sheets] == [("甲", frozenset()), ("乙", {(1, 1)})]


@pytest.mark.parametrize("data", [b"", b" \n", xlsx([]), xls([])])
def test_nothing_in_it(data: bytes) -> None:
    assert code_of(data) == "sheet_empty"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        OLE,
        OLE + bytes(2000),
        GOOD[:-200],
        GOOD_XLS[:600],
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\0\0\0\0",
        changed("xl/workbook.xml", lambda xml: xml[:-30]),
        changed(SHEET, lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)),
        container("Nothing"),
    ],
)
def test_unreadable(data: bytes) -> None:
    assert code_of(data) == "sheet_unreadable"


def test_text_of_no_known_encoding() -> None:
    assert code_of(b"\xff\x80\x81\xff,1") == "sheet_encoding"


def test_a_password() -> None:
    assert code_of(container("EncryptedPackage")) == "sheet_protected"
    start = GOOD_XLS.index(b"\x09\x08\x10\x00")
    after = start + 20
    length = 4 + int.from_bytes(GOOD_XLS[after + 2 : after + 4], "little")
    locked = b"\x2f\x00" + GOOD_XLS[after + 2 : after + length]
    assert code_of(GOOD_XLS[:after] + locked + GOOD_XLS[after + length :]) == "sheet_protected"


def far_cell(reference: bytes) -> bytes:
    row = b'<row><c r="' + reference + b'"><v>1</v></c></row></sheetData>'
    return changed(SHEET, lambda xml: xml.replace(b"</sheetData>", row))


@pytest.mark.parametrize("reference", [b"A200001", b"SG1", b"XFD1048576", b"CV199999"])
def test_cells_far_away_claim_no_memory(reference: bytes) -> None:
    assert code_of(far_cell(reference)) == "sheet_too_large"


def test_a_far_cell_in_an_old_file() -> None:
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("a")
    page.write(0, 0, 1)
    page.write(65_535, 255, 1)
    target = io.BytesIO()
    workbook.save(target)
    assert code_of(target.getvalue()) == "sheet_too_large"


def test_sizes_an_old_file_only_claims_are_not_believed() -> None:
    at = GOOD_XLS.index(b"\x00\x02\x0e\x00")
    claimed = struct.pack("<IIHH", 0, 0xFFFFFF00, 0, 0xFF00)
    data = GOOD_XLS[: at + 4] + claimed + GOOD_XLS[at + 16 :]
    assert read_table(data, "a.xls")[0].rows == read_table(GOOD_XLS, "a.xls")[0].rows
    at = GOOD_XLS.index(b"\xfc\x00", GOOD_XLS.index(b"Sheet1"))
    data = GOOD_XLS[: at + 8] + struct.pack("<I", 0x7FFFFFFF) + GOOD_XLS[at + 12 :]
    assert code_of(data) == "sheet_unreadable"


def test_an_old_file_of_many_sectors() -> None:
    rows = [["学号", "姓名"], *[[f"{n:08}", f"同学{n}"] for n in range(20_000)]]
    sheet = read_table(xls(rows), "a.xls")[0]
    assert sheet.rows == tuple(tuple(row) for row in rows)


def test_bombs() -> None:
    assert code_of(changed(SHEET, lambda xml: xml + b" " * (30 << 20))) == "sheet_too_large"
    liar = bytearray(changed(SHEET, lambda xml: xml + b" " * (30 << 20)))
    with zipfile.ZipFile(io.BytesIO(liar)) as source:
        size = source.getinfo(SHEET).file_size.to_bytes(4, "little")
    while (at := liar.find(size)) >= 0:
        liar[at : at + 4] = (1000).to_bytes(4, "little")
    assert code_of(bytes(liar)) == "sheet_unreadable"
    assert code_of(bytes(MAX_BYTES + 1)) == "sheet_too_large"


def test_a_long_text_in_every_cell() -> None:
    text = b"<si><t>" + b"x" * 70_000 + b"</t></si></sst>"
    assert code_of(changed("xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", text))) == "sheet_too_large"


def read(data: bytes) -> None:
    try:
        assert isinstance(read_roster(data, "名单.csv"), Roster)
    except UserError as refused:
        assert explain("zh", refused)[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("学号,姓名\n".encode() + b'1,"')
@given(st.binary(max_size=300))
def test_any_bytes_give_a_roster_or_a_refusal(data: bytes) -> None:
    read(data)
    read("学号,姓名,班级,宿舍,入学日期,备注\n".encode() + data)
    read(OLE + data)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=6))
def test_any_cells_give_a_roster_or_a_refusal(cells: list[list[str]]) -> None:
    lines = ["学号,姓名,学院,班级,宿舍,入学日期,父亲姓名,电话", *(",".join(row) for row in cells)]
    read("\n".join(lines).encode("utf-8", "replace"))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([GOOD, GOOD_XLS]), st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_damaged_workbooks_give_a_roster_or_a_refusal(data: bytes, at: int, damage: bytes) -> None:
    at %= len(data)
    read(data[:at] + damage + data[at + len(damage) :])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=4))
def test_damaged_sheets_inside_give_a_roster_or_a_refusal(at: int, damage: bytes) -> None:
    read(changed(SHEET, lambda xml: xml[: at % len(xml)] + damage + xml[at % len(xml) + 1 :]))
