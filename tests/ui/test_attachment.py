"""Files of a record on the screen: images with keys, text, what cannot be shown; the warning before one leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.school import School, talk
from tests.ui.conftest import Person
from tests.ui.record_scene import A, Scene, make_scene
from ui.dialogs import attachment_view
from ui.dialogs.attachment_view import AttachmentView
from ui.jobs import Jobs
from ui.pages.out_of_store import is_shared
from ui.theme.look import Look
from ui.widgets.button import Button


@pytest.fixture
def scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Scene:
    return make_scene(qtbot, school, jobs, say, look)


def png(width: int = 1600, height: int = 1200) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def looked_at(scene: Scene, root: Path, name: str, data: bytes) -> AttachmentView:
    """The viewer on a file, opened from the record with a key."""
    (root / name).write_bytes(data)
    page = scene.open(scene.add("talk", talk(A), files=[root / name]))
    button = next(b for b in page.side.files.findChildren(Button) if b.accessibleName() == f"查看{name}")
    button.setFocus()
    scene.qtbot.keyClick(button, Qt.Key.Key_Return)
    (view,) = page.findChildren(AttachmentView)
    scene.settle()
    return view


def test_an_image_fits_and_is_made_larger_by_keys(scene: Scene, tmp_path: Path) -> None:
    view = looked_at(scene, tmp_path, "证明.png", png())
    image = view.image
    assert view.stack.currentWidget() is image and image.picture.image.width() == 1600 and image.zoom < 1
    fits = image.zoom
    for key in (Qt.Key.Key_1, Qt.Key.Key_Plus):
        scene.qtbot.keyClick(image.area, key)
    assert image.zoom == 1.25 and image.picture.width() == 2000 and image.shown.text() == "125 %"
    scene.qtbot.keyClick(image.area, Qt.Key.Key_Minus)
    assert image.zoom == 1.0
    scene.qtbot.keyClick(image.area, Qt.Key.Key_0)
    assert image.zoom == fits and image.picture.height() <= image.area.viewport().height()
    assert not view.grab().isNull()
    view.close()
    assert image.picture.image.isNull(), "closed, nothing of it stays in memory"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("坏的.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "这张图片打不开，可能在收来之前就不完整。"),
        ("病历.pdf", b"%PDF-1.7\n\x00", "这种文件不能在这里查看。"),
    ],
)
def test_what_cannot_be_shown_says_so_calmly(scene: Scene, tmp_path: Path, name: str, data: bytes, told: str) -> None:
    view = looked_at(scene, tmp_path, name, data)
    assert view.stack.currentWidget() is view.nothing and view.nothing.title.text() == told
    assert "另存" in view.nothing.why.text() and view.save_button.isVisible()
    scene.qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_an_image_too_large_for_the_memory_is_not_decoded(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_view, "MOST", 1600 * 1200 - 1)
    view = looked_at(scene, tmp_path, "证明.png", png())
    assert view.nothing.title.text() == "这张图片太大，不能在这里显示。" and view.image.picture.image.isNull()
    view.close()


def test_text_is_shown_as_text(scene: Scene, tmp_path: Path) -> None:
    view = looked_at(scene, tmp_path, "说明.txt", "<b>现场</b>记录".encode())
    assert view.text.text == "<b>现场</b>记录" and view.text.isReadOnly() and view.cut.isHidden()
    view.close()


def test_before_a_file_leaves_the_person_is_warned(scene: Scene, say: Person, tmp_path: Path) -> None:
    say.files = [tmp_path / "OneDrive" / "out.txt"]
    view = looked_at(scene, tmp_path, "说明.txt", "现场记录".encode())
    say.agrees = False
    scene.click(view.save_button)
    assert [q.title for q in say.questions] == ["存到加密库以外？"] and "不再加密" in say.questions[0].text
    say.agrees = True
    scene.click(view.save_button)
    assert [q.title for q in say.questions[1:]] == ["存到加密库以外？", "这个位置别人可能看得到"]
    assert "OneDrive" in say.questions[-1].text
    assert say.files[0].read_text(encoding="utf-8") == "现场记录" and len(say.toasts) == 1
    view.close()


@pytest.mark.parametrize(
    ("kind", "device", "shared"),
    [
        ("ext4", "/dev/sda1", False),
        ("NTFS", "\\\\?\\Volume{1b3b1146}\\", False),
        ("NTFS", "\\\\server\\share", True),
        ("cifs", "//server/share", True),
        ("nfs4", "server:/home", True),
    ],
)
def test_a_drive_of_another_computer_is_known(kind: str, device: str, shared: bool) -> None:
    assert is_shared(kind, device) is shared
