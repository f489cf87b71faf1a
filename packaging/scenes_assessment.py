"""评估与转介 in pictures: what waits, what came back, nothing at all, and words like a diagnosis pointed at."""

from __future__ import annotations

from collections.abc import Callable

from scene_ways import CENTRE, COUNSELLOR, PSYCHOLOGIST, goto
from studio import Scene, Studio

from app.records.kind import Values
from app.services import reading, records, transfer
from app.services.students import Filter, list_students
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm

SEEN = (
    "连续三周夜里睡不到四小时，上课时常发呆；本周两次对室友说活着没意思，11月24日把常用物品分给同学。",
    "两周没有到课，把自己关在宿舍，三天只吃了两顿饭；室友说夜里常常哭。",
    "实训时手抖、出冷汗，说喘不上气，已发生四次；自己要求看医生。",
)


def reported(studio: Studio) -> None:
    """Colleges list and report three of their students; the psychologist refers three, one of whom has been seen."""
    psychologist, centre = studio.desk.workspace, studio.workspace(CENTRE, fresh=True)
    counsellor = studio.workspace(COUNSELLOR, fresh=True)
    people = [line for line in list_students(counsellor, Filter()).lines if not line.level][:6]
    for line, level, day in zip(people, ("level1", "level2"), ("2026-11-25", "2026-11-19"), strict=False):
        listing: Values = {
            "student": line.number, "action": "list", "level": level, "from": day, "problems": ["study"],
            "found_through": "counsellor", "reason": SEEN[0], "evidence": "室友和班主任的反映",
        }  # fmt: skip
        records.add_record(counsellor, "care_listing", listing)
    for line, urgency, seen in zip(people[2:4], ("at_once", "routine"), SEEN[1:], strict=True):
        report: Values = {"student": line.number, "urgency": urgency, "behaviour": seen, "student_knows": True}
        report["done"] = "已谈话一次，室友轮流陪同，已联系家长"
        records.add_record(counsellor, "case_report", report)
    stick = studio.folder("stick")
    transfer.import_bundles(centre, transfer.export_bundles(counsellor, "centre", stick).files)
    transfer.import_bundles(psychologist, transfer.export_bundles(centre, psychologist.device, stick).files)
    for k, (line, way) in enumerate(zip(people[3:6], ("in_person", "tele", "in_person"), strict=True)):
        referral: Values = {
            "student": line.number, "institution": "江南市第二人民医院心理科", "way": way, "reason": SEEN[k],
            "urgency": ("soon", "routine", "at_once")[k], "risk": "有轻生念头的言语，无具体计划；室友两人轮流陪同",
            "done": "11月24日谈话，已告知辅导员与家长，母亲明天到校", "basis": "consent", "ground": "本人与母亲同意",
            "accompanied_by": "王老师、室友", "medicine": "自述无",
        }  # fmt: skip
        saved = records.add_record(psychologist, "referral", referral)
        when = "2026-11-25T09:00:00+08:00"
        consent: Values = {"student": line.number, "for": "hospital", "by": "student", "how": "signed", "when": when}
        if k:
            records.add_record(psychologist, "consent", consent)
    back: Values = {
        "of": saved.id, "seen_at": "2026-11-25", "summary": "接诊一次，情绪低落，睡眠差，愿意配合",
        "advice": "按时复诊，保证睡眠，有人陪伴；一周内避免独处", "follow_up": "12月2日复诊",
    }  # fmt: skip
    records.add_record(psychologist, "referral_return", back)


def desk(view: str) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        reported(studio)
        studio.desk.go(Goto("assessment", view))

    return act


def pointed(studio: Studio) -> None:
    student = reading.list_records(studio.desk.workspace, kind="student")[0]
    studio.desk.go(Goto("write", "referral", (student.id,)))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, RecordForm)
    said: Values = {"institution": "江南市第二人民医院心理科", "reason": f"患有抑郁症，{SEEN[0]}", "ground": "本人同意"}
    for name, value in {**said, "urgency": "soon", "way": "in_person"}.items():
        page.editors[name].set_value(value)
        page.editors[name].changed.emit()
    page.save()


ASSESSMENT_SCENES: tuple[Scene, ...] = (
    Scene("assessment", PSYCHOLOGIST, desk("to_assess"), fresh=True),
    Scene("assessment-referrals", PSYCHOLOGIST, desk("referrals"), fresh=True),
    Scene("assessment-back", PSYCHOLOGIST, desk("back"), fresh=True),
    Scene("assessment-none", PSYCHOLOGIST, goto("assessment", "referrals")),
    Scene("referral-pointed", PSYCHOLOGIST, pointed),
)
