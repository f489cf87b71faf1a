"""The kinds that have no page of their own, in long words: their records, their forms, and a file that has them all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from scene_ways import CENTRE, COUNSELLOR, PSYCHOLOGIST, STATION, listed
from studio import Scene, Studio

from app.records.kind import Values
from app.services import records
from app.workspace import Workspace
from ui.pages.page import Goto

LONG = (
    "上周三起连续四天没有到课，同寝说夜里常常一个人在阳台坐到两三点，白天补觉，饭也吃得少。"
    "前天和她聊了一个多小时，说到家里欠债、父母争吵时哭了，问到有没有不想活的念头，先是沉默，后来说“有时候会想，但不会真的去做”。"
)
SHORT = "每周二、四晚自习后在学院谈心室见一面，有变化随时打电话。"
NOW = "2026-11-25T09:40:00+08:00"


def crisis(student: str) -> Values:
    return {
        "student": student, "found_at": "2026-11-25T08:20:00+08:00", "found_by": "同寝室长，电话告诉辅导员",
        "injured": False, "missing": False, "in_the_act": False, "route": "counsellor", "on_campus": True,
        "responder": "辅导员本人，学院值班老师", "danger": LONG, "level": "level1", "state": "open",
    }  # fmt: skip


def shift(crisis_id: str) -> Values:
    return {
        "crisis": crisis_id, "from": "2026-11-25T09:00:00+08:00", "to": "2026-11-25T13:00:00+08:00",
        "keepers": ["同寝同学甲", "同寝同学乙"], "staff_present": "辅导员本人", "same_sex": True, "relation": "室友",
        "agreed": True, "place": "学生公寓一号楼408室", "interval": 30,
        "observations": [
            {"at": "2026-11-25T09:30:00+08:00", "speech": "说话少，问一句答一句", "mood": "低落",
             "food": "喝了半杯牛奶", "sleep": "没有睡", "dangerous": "没有", "out": "没有"},
            {"at": "2026-11-25T10:00:00+08:00", "speech": "主动问起作业怎么补", "mood": "平静一些",
             "sleep": "躺下半小时"},
        ],
        "done": SHORT,
    }  # fmt: skip


def plan(student: str) -> Values:
    return {
        "student": student, "problem": LONG, "goals": "期末前恢复到课；睡眠规律；家里知道情况并配合。",
        "measures": [
            {"what": "每周谈话两次", "who": "辅导员", "by": "2026-12-31", "done": False},
            {"what": "联系任课老师补课", "who": "学业导师", "by": "2026-12-04", "done": True},
            {"what": "陪同去医院复诊", "who": "家长", "by": "2026-12-10"},
        ],
        "family_part": "母亲每周日晚视频，父亲月底来校一次。", "agreed": True, "review_on": "2026-12-08",
    }  # fmt: skip


def report(student: str) -> Values:
    return {"student": student, "urgency": "at_once", "behaviour": LONG, "done": SHORT, "student_knows": False}


def referral(student: str) -> Values:
    return {
        "student": student, "institution": "市第二人民医院心理科", "way": "in_person", "urgency": "soon",
        "reason": LONG, "risk": "有轻生念头，没有计划。", "done": SHORT, "ground": "本人同意，家长知情",
        "accompanied_by": "辅导员、母亲",
        "medicine": "两年前服过药，药名记不清，已自行停药。",
    }  # fmt: skip


def consent(student: str) -> Values:
    return {
        "student": student, "for": "hospital", "by": "parent", "how": "refused", "when": NOW,
        "witnesses": "学院副书记、辅导员", "words": "已告知孩子的情况和就医建议，家长表示先不去医院，由家里照看。",
    }  # fmt: skip


def leave(student: str) -> Values:
    return {
        "student": student, "kind": "companion_study", "from": "2026-11-25", "to": "2027-01-15",
        "decided_by": "学院党政联席会", "papers": "陪读协议、诊断证明", "conditions": LONG, "cadence": "每周一次",
    }  # fmt: skip


def legal(crisis_id: str) -> Values:
    return {
        "crisis": crisis_id, "law": "《精神卫生法》第二十八条", "refusal": LONG, "taken": SHORT, "diagnosis": "待诊断",
        "outcome": "已由家长接回", "force": False, "seen_by": "学院副书记",
        "evidence": [
            {"what": "告知书照片", "where": "学院办公室", "when": "11月25日 9:40", "by": "辅导员"},
            {"what": "通话录音", "where": "辅导员手机", "when": "11月25日 9:10", "by": "辅导员"},
        ],
    }  # fmt: skip


def alert(student: str) -> Values:
    return {
        "received_at": "2026-11-25T08:05:00+08:00", "platform": "校园贴吧", "what": LONG, "student": student,
        "reported_by": "网络中心值班员", "judged_at": "2026-11-25T08:40:00+08:00", "level": "level2",
        "handed_to": "辅导员", "phoned": "学院副书记", "done": SHORT,
    }  # fmt: skip


ABOUT: dict[str, Callable[[str], Values]] = {
    "care-plan": plan, "case-report": report, "referral": referral, "consent": consent, "leave": leave,
    "online-alert": alert, "crisis": crisis,
}  # fmt: skip
"""Kinds that are about a student, by the name of their picture."""
ON_CRISIS: dict[str, Callable[[str], Values]] = {"watch-shift": shift, "legal-measure": legal}


def add(workspace: Workspace, kind: str, values: Values) -> str:
    return records.add_record(workspace, kind.replace("-", "_"), values).id


def shown(kind: str) -> Callable[[Studio], None]:
    """A record of a kind in long words, with what stands on it."""

    def act(studio: Studio) -> None:
        workspace = studio.desk.workspace
        student = listed(workspace)
        if kind in ON_CRISIS:
            record = add(workspace, kind, ON_CRISIS[kind](add(workspace, "crisis", crisis(student))))
        else:
            record = add(workspace, kind, ABOUT[kind](student))
        if kind == "crisis":
            for step, at in (("told_college", "08:30"), ("call_120_110", "08:34"), ("told_student_affairs", "08:41")):
                done: Values = {"crisis": record, "step": step, "done_at": f"2026-11-25T{at}:00+08:00", "by": "辅导员"}
                add(workspace, "crisis_step", done)
            add(workspace, "watch_shift", shift(record))
            add(workspace, "phone_report", {"of": record, "when": NOW, "reached": "学院副书记", "duty": "college_lead"})
        studio.desk.go(Goto("record", record))

    return act


def everything(studio: Studio) -> None:
    """A student's file that has every kind that a counsellor writes."""
    workspace = studio.desk.workspace
    student = listed(workspace)
    for kind, values in ABOUT.items():
        add(workspace, kind, values(student))
    add(workspace, "talk", {"when": NOW, "students": [student], "occasions": ["academic"], "mode": "individual",
                            "risk": "report", "content": LONG})  # fmt: skip
    studio.desk.count()
    studio.desk.go(Goto("student", student))


def screened(studio: Studio) -> None:
    """A student's file at the centre, with three screenings."""
    workspace = studio.desk.workspace
    student = listed(workspace)
    for day, cls, total in (("2024-10-12", "low", 41), ("2025-10-15", "middle", 58), ("2026-10-14", "high", 83)):
        scores = [{"name": "总分", "value": total}]
        add(workspace, "screening_result", {"student": student, "outcome": "taken", "taken_on": day, "class": cls,
                                            "scale": "scl-90", "scores": scores, "band": "需关注"})  # fmt: skip
    studio.desk.go(Goto("student", student))


def form(kind: str) -> Callable[[Studio], None]:
    """The empty form, about a student where it can be."""

    def act(studio: Studio) -> None:
        workspace = studio.desk.workspace
        student = listed(workspace)
        on = (
            add(workspace, "crisis", crisis(student))
            if kind.replace("-", "_") in ("watch_shift", "crisis_step")
            else student
        )
        studio.desk.go(Goto("write", kind.replace("-", "_"), (on,)))

    return act


def owed(studio: Studio) -> QWidget:
    """The card on a report that nobody has noted a call of."""
    everything(studio)
    studio.rest()
    studio.desk.note_call(studio.desk.owed.calls[0])
    return studio.dialog()


KINDS_SCENES: tuple[Scene, ...] = (
    *(Scene(f"record-{kind}", COUNSELLOR, shown(kind), fresh=True) for kind in (*ABOUT, *ON_CRISIS)),
    *(Scene(f"form-{kind}", COUNSELLOR, form(kind), fresh=True)
      for kind in ("care-plan", "case-report", "crisis", "crisis-step", "watch-shift", "referral", "exemption")),
    *(Scene(f"form-{kind}", STATION, form(kind), fresh=True) for kind in ("review-meeting", "training", "inspection")),
    Scene("form-appointment", PSYCHOLOGIST, form("appointment"), fresh=True),
    Scene("03-student-file-all", COUNSELLOR, everything, fresh=True),
    Scene("03-student-file-centre", CENTRE, screened, fresh=True),
    Scene("06-phone-owed", COUNSELLOR, owed, fresh=True),
)  # fmt: skip
