"""Looking into files of a record: what they are by their bytes, text in two spellings, places that others reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserError
from app.services import attached, records
from app.services.attached import READ, Looked, goes_online, look_into
from app.services.reading import show_record
from app.store.audit import audit_rows
from tests.app.services.conftest import Care
from tests.school import talk

A = "2301001"
PNG, JPEG = b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."
FILES: dict[str, bytes] = {
    "图.txt": PNG,  # what it is called proves nothing
    "照片": JPEG,
    "记录.txt": "现场\r\n记录".encode(),
    "旧的.txt": "现场记录".encode("gb18030"),
    "长.txt": ("长" * (READ * 2)).encode(),
    "数据.png": bytes(range(256)),
    "文件.pdf": b"%PDF-1.7\n\x00\x01",
}


def written(care: Care, root: Path, *names: str) -> str:
    for name in names:
        (root / name).write_bytes(FILES[name])
    return records.add_record(care.counsellor, "talk", talk(A), files=[root / name for name in names]).id


def test_a_file_is_what_its_bytes_say(care: Care, tmp_path: Path) -> None:
    record = written(care, tmp_path, *FILES)
    looked = {name: look_into(care.counsellor, record, name) for name in FILES}
    assert looked["图.txt"] == Looked("图.txt", "image", PNG) and looked["照片"].sort == "image"
    assert looked["记录.txt"].text == "现场\n记录" and looked["旧的.txt"].text == "现场记录"
    assert (len(looked["长.txt"].text), looked["长.txt"].cut) == (READ, True)
    assert {looked[name].sort for name in ("数据.png", "文件.pdf")} == {"other"}
    assert all(one.data == b"" for one in looked.values() if one.sort != "image")


def test_of_two_with_one_name_each_is_found_by_its_digest(care: Care, tmp_path: Path) -> None:
    record = written(care, tmp_path, "记录.txt")
    (tmp_path / "记录.txt").write_bytes("后来的".encode())
    records.amend_record(care.counsellor, record, talk(A), files=[tmp_path / "记录.txt"])
    files = show_record(care.counsellor, record).attachments
    told = [look_into(care.counsellor, record, file.sha256).text for file in files]
    assert told == ["现场\n记录", "后来的"]
    out = attached.save_attachment(care.counsellor, record, files[1].sha256, tmp_path / "out.txt")
    assert out.read_text(encoding="utf-8") == "后来的"
    assert audit_rows(care.counsellor.store.read(), 1)[0].act == "save_out"


def test_what_is_not_here_is_refused(care: Care, tmp_path: Path) -> None:
    record = written(care, tmp_path, "记录.txt")
    care.school.exchange(care.centre, care.counsellor)
    for workspace, wanted in ((care.counsellor, "别的"), (care.centre, "记录.txt")):
        with pytest.raises(UserError, match="attachment_missing"):
            look_into(workspace, record, wanted)


@pytest.mark.parametrize(
    ("place", "online"),
    [
        ("/home/wang/桌面/证明.png", False),
        ("/home/wang/OneDrive/证明.png", True),
        ("D:/坚果云/学生/证明.png", True),
        ("\\\\server\\share\\证明.png", True),
        ("//server/share/证明.png", True),
    ],
)
def test_places_that_others_reach(place: str, online: bool) -> None:
    assert goes_online(Path(place)) is online
