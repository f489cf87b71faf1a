"""The duty telephone list: in the plan's order, the own college first, and readable while locked."""

from __future__ import annotations

import json

import pytest

from app.services import records, workspaces
from app.services.cards import DUTY_LIST
from app.services.duty_phones import DutyPhone, duty_phones, keep_duty_copy, locked_duty_phones
from tests.app.services.conftest import Care
from tests.school import COLLEGE, School

PUBLIC = ["110", "120", "119", "12356", "12355"]


def contact(care: Care, duty: str, phone: str, **more: object) -> str:
    return records.add_record(care.centre, "duty_contact", {"unit": "学校", "duty": duty, "phone": phone, **more}).id


def numbers(phones: tuple[DutyPhone, ...]) -> list[str]:
    return [p.phone for p in phones]


def listed(care: Care) -> str:
    """A list with two colleges' leads; the record of a contact that is to go."""
    records.add_record(care.centre, "unit", {"name": "商学院", "kind": "college", "parent": "学校"})
    contact(care, "security", "025-0000-0003", name="值班室", days="每天", hours="全天", campus="本部")
    contact(care, "college_lead", "025-0000-0011", unit="商学院", name="甲")
    contact(care, "college_lead", "025-0000-0022", unit=COLLEGE, name="乙", order=2)
    contact(care, "college_lead", "025-0000-0021", unit=COLLEGE, name="丙", order=1)
    gone = contact(care, "hospital", "025-0000-0009")
    care.school.exchange(care.centre, care.counsellor)
    return gone


def test_the_list_has_the_plans_order_and_the_own_college_first(care: Care) -> None:
    gone = listed(care)
    phones = duty_phones(care.counsellor)
    ours = ["025-0000-0021", "025-0000-0022", "025-0000-0011", "025-0000-0003", "025-0000-0009"]
    assert numbers(phones) == [*ours, *PUBLIC]
    assert phones[3] == DutyPhone("保卫处", "值班室", "025-0000-0003", "本部", "每天", "全天", 0, "学校")
    assert phones[0].order == 1 and phones[0].unit == COLLEGE and phones[0].duty == "学院学生工作负责人"
    assert [p.public for p in phones] == [False] * 5 + [True] * 5
    records.withdraw_record(care.centre, gone, "撤销")
    care.school.exchange(care.centre, care.counsellor)
    assert "025-0000-0009" not in numbers(duty_phones(care.counsellor))


def test_a_public_number_that_the_school_lists_itself_stands_once(care: Care) -> None:
    contact(care, "police_110", "110", name="报警")
    assert numbers(duty_phones(care.centre)) == ["110", "120", "119", "12356", "12355"]
    assert duty_phones(care.centre)[0].name == "报警"


def test_the_list_is_there_while_locked_in_both_languages(care: Care) -> None:
    listed(care)
    shown = duty_phones(care.counsellor)
    workspaces.leave(care.counsellor)
    assert locked_duty_phones(care.counsellor.home, "zh") == shown
    english = locked_duty_phones(care.counsellor.home, "en")
    assert [p.duty for p in english[3:7]] == ["Security", "Hospital", "Police", "Ambulance"]
    text = (care.counsellor.home / DUTY_LIST).read_text(encoding="utf-8")
    assert "2301001" not in text and set(json.loads(text)) == {"phones"}


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"phones": 3}', '{"phones": [3, {"phone": 7}]}', "\x00\xff"])
def test_without_a_copy_that_can_be_read_the_public_numbers_stand(school: School, damaged: str) -> None:
    home = school.device("counsellor", "T001").home
    assert numbers(locked_duty_phones(home, "zh")) == PUBLIC
    (home / DUTY_LIST).write_text(damaged, encoding="latin-1")
    phones = locked_duty_phones(home, "en")
    assert numbers(phones) == PUBLIC and phones[3].duty == "National psychological aid hotline"


def test_a_plan_that_names_no_public_number_has_the_shipped_ones(care: Care) -> None:
    from app.plan.reading import seed_text

    before, _, rest = seed_text("sanjiang-2023").partition("[[public_number]]")
    text = before + rest[rest.index("# ── 5  Terms") :]
    plan = {"id": "sanjiang-2023", "version": "0", "from": "2026-11-01", "toml": text}
    records.add_record(care.centre, "plan", plan)
    assert numbers(duty_phones(care.centre)) == PUBLIC


def test_a_device_before_its_welcome_has_the_public_numbers(school: School) -> None:
    workspace = school.device("counsellor", "T001")
    keep_duty_copy(workspace)
    assert numbers(duty_phones(workspace)) == numbers(locked_duty_phones(workspace.home, "zh")) == PUBLIC


def test_a_home_that_cannot_be_written_stops_nothing(care: Care) -> None:
    (care.counsellor.home / f"{DUTY_LIST}.new").mkdir()
    keep_duty_copy(care.counsellor)
    workspaces.leave(care.counsellor)
    assert care.counsellor.locked and not (care.counsellor.home / DUTY_LIST).exists()
