"""The psychologist's page of referrals and assessments, and a form in which words like a diagnosis are pointed at."""

from __future__ import annotations

from app.records.kind import Values
from app.services import reading, records
from tests.ui.small_school import PSYCHOLOGIST
from tests.ui.stage import Place, Stage
from ui.pages.record_form import RecordForm

LONG = "连续三周夜里睡不到四小时，上课时常发呆；本周两次对室友说活着没意思，把常用物品分给同学。"


def referrals(stage: Stage) -> None:
    """Two referrals that wait come with the first visit."""
    psychologist = stage.desk.workspace
    if not reading.list_records(psychologist, kind="referral"):
        for line, urgency in zip(
            reading.list_records(psychologist, kind="student")[:2], ("at_once", "soon"), strict=True
        ):
            values: Values = {
                "student": line.students[0], "institution": "市第二人民医院心理科", "way": "tele", "urgency": urgency,
                "reason": LONG, "done": "已告知家长，母亲明天到校", "ground": "本人同意", "basis": "consent",
            }  # fmt: skip
            records.add_record(psychologist, "referral", values)
    stage.go("assessment", "referrals")


def pointed(stage: Stage) -> None:
    """A referral whose writer is asked to look once more."""
    stage.go("write", "referral", stage.record("student"))
    page = stage.desk.page
    assert isinstance(page, RecordForm)
    for name, said in (("institution", "市第二人民医院"), ("reason", f"患有抑郁症，{LONG}"), ("ground", "本人同意")):
        page.editors[name].set_value(said)
        page.editors[name].changed.emit()
    page.save()


ASSESSMENT_PLACES: tuple[Place, ...] = (
    Place("assessment", PSYCHOLOGIST, referrals),
    Place("referral-pointed", PSYCHOLOGIST, pointed),
)
