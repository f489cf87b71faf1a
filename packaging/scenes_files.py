"""Scenes of a student's file and its records: a merge, files looked into, versions compared, what goes onto paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget
from scene_ways import CENTRE, COUNSELLOR, listed
from studio import Scene, Studio

from app.records.kind import Values
from app.services import reading, records, transfer
from ui.pages.merge import MergePage
from ui.pages.page import Goto
from ui.pages.record import RecordPage
from ui.pages.student import StudentPage

REASONS = (
    "复诊后维持二级，医生建议两周后再看。\n同寝说夜里常醒，家长已知情，愿意配合。",
    "复诊后下调到三级，医生建议一个月后再看。\n同寝说睡得好些了，家长已知情，愿意配合。",
    "本周两次没有到课，同寝说夜里常醒。",
)


LINES = (
    (160, 54, "诊断证明书"),
    (420, 34, "姓名　沈某　　　性别　女"),
    (560, 34, "诊断　疑似睡眠障碍"),
    (700, 34, "建议　定期复诊，两周后再看"),
)


def apart(studio: Studio, count: int = 2) -> str:
    """A listing that the counsellor has changed on several machines, none knowing of the others; all have come back."""
    one, centre = studio.desk.workspace, studio.workspace(CENTRE, fresh=True)
    machines = [one, *(studio.second_device(centre, one) for _ in range(count - 1))]
    for machine in machines[1:]:
        transfer.import_bundles(machine, transfer.export_bundles(centre, machine.device, studio.folder("stick")).files)
    known = {line.id for machine in machines for line in reading.list_records(machine, kind="care_listing")}
    saved = next(r.id for r in reading.list_records(one, kind="care_listing") if r.id in known)
    fields: Values = {**reading.show_record(one, saved).fields, "action": "change"}
    levels = ("level2", "level3", "level2")
    for n, machine in enumerate(machines):
        told = {**fields, "level": levels[n], "reason": REASONS[n], "evidence": "门诊病历" if n == 1 else ""}
        records.amend_record(machine, saved, told)
        transfer.import_bundles(centre, transfer.export_bundles(machine, "centre", studio.folder("stick")).files)
    transfer.import_bundles(one, transfer.export_bundles(centre, one.device, studio.folder("stick")).files)
    return saved


def merge(count: int, *, both: bool = False) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        studio.desk.go(Goto("merge", apart(studio, count)))
        studio.rest()
        page = studio.desk.page
        assert isinstance(page, MergePage)
        if both:
            page.blocks["level"].bar.toggle(page.blocks["level"].says[0].revision)
            page.blocks["reason"].bar.toggle("both")

    return act


def ask_first(studio: Studio) -> None:
    """A family that is not to be called before it was talked over."""
    centre = studio.desk.workspace
    student = listed(centre)
    fields = reading.show_record(centre, student).fields
    family: list[Values] = [{**row} for row in fields.get("family", [])]  # type: ignore[attr-defined]
    family[0] |= {"caution": "custody", "caution_reason": "父母正在办理离婚，先问辅导员由谁接电话"}
    records.amend_record(centre, student, {**fields, "family": family})
    studio.desk.go(Goto("student", student))


def compared(studio: Studio) -> None:
    saved = apart(studio)
    studio.desk.go(Goto("record", saved))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, RecordPage) and page.view is not None
    page.side.history.line(page.view.history[0].version.revision).click()


def paper() -> QImage:
    """A certificate as a telephone photographs one."""
    image = QImage(1200, 1600, QImage.Format.Format_RGB32)
    image.fill(QColor(244, 242, 236))
    painter = QPainter(image)
    font = QFont()
    for top, size, text in LINES:
        font.setPixelSize(size)
        painter.setFont(font)
        painter.setPen(QColor(40, 40, 40))
        painter.drawText(QRect(0, top, 1200, 80), int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return image


def attached(name: str) -> Callable[[Studio], QWidget]:
    def act(studio: Studio) -> QWidget:
        path = studio.folder("camera") / name
        if name.endswith(".png"):
            paper().save(str(path))
        else:
            path.write_bytes(b"%PDF-1.7\n\x00")
        talk: Values = {
            "when": "2026-11-24T10:00:00+08:00", "students": [listed(studio.desk.workspace)], "occasions": ["asked"],
            "mode": "individual", "risk": "none", "content": "带来了医院的证明，愿意两周后复诊。",
        }  # fmt: skip
        saved = records.add_record(studio.desk.workspace, "talk", talk, files=[path])
        studio.desk.go(Goto("record", saved.id))
        studio.rest()
        page = studio.desk.page
        assert isinstance(page, RecordPage) and page.view is not None
        page.look_into(page.view.shown.attachments[0])
        return studio.dialog()

    return act


def print_student(studio: Studio) -> QWidget:
    studio.desk.go(Goto("student", listed(studio.desk.workspace)))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, StudentPage)
    page.ask_print()
    return studio.dialog()


FILES_SCENES: tuple[Scene, ...] = (
    Scene("03-merge", COUNSELLOR, merge(2, both=True), fresh=True),
    Scene("03-merge-three", COUNSELLOR, merge(3), fresh=True),
    Scene("03-versions-compared", COUNSELLOR, compared, fresh=True),
    Scene("03-attachment", COUNSELLOR, attached("诊断证明.png"), fresh=True),
    Scene("03-attachment-other", COUNSELLOR, attached("病历摘要.pdf"), fresh=True),
    Scene("03-student-ask-first", CENTRE, ask_first, fresh=True),
    Scene("03-print-student", COUNSELLOR, print_student),
)
