"""The plan as a record: checked, adopted from a day on, its settings listed and confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserError
from app.paths import resource
from app.plan.reading import read_plan, seed_text
from app.services import plans, reading, records
from app.services.context import plan_in_force
from app.workspace import Workspace
from tests.app.services.conftest import Care

TEXT = seed_text("sanjiang-2023")
TODAY, TOMORROW = "2026-11-24", "2026-11-25"


def plan_file(folder: Path, version: str = "2", *changes: tuple[str, str]) -> Path:
    """The plan of the school as a file, under another version and with these changes."""
    text = TEXT.replace('version = "1"', f'version = "{version}"', 1)
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    path = folder / f"plan-{version}-{len(changes)}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(workspace: Workspace, path: Path, begins: str) -> UserError:
    with pytest.raises(UserError) as caught:
        plans.adopt_plan(workspace, path, begins)
    return caught.value


def plan_records(workspace: Workspace) -> list[tuple[str, str]]:
    found = reading.list_records(workspace, kind="plan")
    return sorted((r.happened_on, r.id) for r in found)


# ── check ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", ["sanjiang-2023", "linjiang-2025"])
def test_the_plans_that_ship_could_come_into_force(seed: str) -> None:
    assert plans.check_plan(resource("plan", f"{seed}.toml")).id == seed


def test_a_wrong_plan_file_is_refused_with_line_place_and_reason(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "2", ('occasion = "asked"', 'occasion = "ask"'))
    with pytest.raises(UserError) as caught:
        plans.check_plan(path)
    text = path.read_text(encoding="utf-8")
    assert caught.value.code == "plan_wrong"
    assert caught.value.values == {
        "line": text[: text.index('occasion = "ask"')].count("\n") + 1,
        "place": "circumstance[6].occasion",
        "reason": "ask: no such occasion",
    }


def test_a_file_that_is_no_plan_or_none_at_all(tmp_path: Path) -> None:
    broken = tmp_path / "plan.toml"
    for content in (b"id = ", b"id = 'x'", b"[[clause]]\nid = 1"):
        broken.write_bytes(content)
        with pytest.raises(UserError, match="plan_wrong"):
            plans.check_plan(broken)
    broken.write_bytes(b"\xff\xfe\x00")
    for path in (broken, tmp_path / "none.toml", tmp_path):
        with pytest.raises(UserError, match="file_unreadable"):
            plans.check_plan(path)


# ── adopt ────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_version_starts_on_its_day_and_travels(care: Care, tmp_path: Path) -> None:
    path = plan_file(tmp_path, "2", ('label = "睡眠"', 'label = "作息"'))
    done = plans.adopt_plan(care.centre, path, TOMORROW)
    assert (done.id, done.version, done.begins) == ("sanjiang-2023", "2", TOMORROW)
    shown = reading.show_record(care.centre, done.record)
    assert (shown.kind, shown.fields["from"], shown.fields["version"]) == ("plan", TOMORROW, "2")
    assert shown.fields["toml"] == path.read_text(encoding="utf-8")
    assert plan_in_force(care.centre).version == "1"
    care.school.exchange(care.centre, care.counsellor)
    for workspace in (care.centre, care.counsellor):
        care.school.at(workspace, f"{TOMORROW}T00:00:00+08:00")
        assert plan_in_force(workspace).label("problems", "sleep", "zh") == "作息"
        care.school.at(workspace, f"{TODAY}T23:59:59+08:00")
        assert plan_in_force(workspace).label("problems", "sleep", "zh") == "睡眠", "the past is as it was"


def test_it_may_start_today_and_the_same_once_more_changes_nothing(care: Care, tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    done = plans.adopt_plan(care.centre, path, TODAY)
    assert plan_in_force(care.centre).version == "2"
    before = plan_records(care.centre)
    assert plans.adopt_plan(care.centre, path, TODAY) == done
    assert plan_records(care.centre) == before and len(before) == 2


def test_a_version_is_one_content_on_one_day(care: Care, tmp_path: Path) -> None:
    done = plans.adopt_plan(care.centre, plan_file(tmp_path), TOMORROW)
    other = plan_file(tmp_path, "2", ('label = "睡眠"', 'label = "作息"'))
    for path, begins in ((other, TOMORROW), (plan_file(tmp_path), "2026-12-01")):
        error = refused(care.centre, path, begins)
        assert error.code == "plan_version_kept"
        assert error.values == {"plan": "sanjiang-2023", "version": "2"}
    assert refused(care.centre, plan_file(tmp_path, "1", ("睡眠", "作息")), TOMORROW).code == "plan_version_kept"
    records.withdraw_record(care.centre, done.record, "写错了")
    assert refused(care.centre, plan_file(tmp_path), TOMORROW).code == "plan_version_kept"
    assert plans.adopt_plan(care.centre, plan_file(tmp_path, "3"), TOMORROW).version == "3"


def test_it_starts_today_or_later_and_on_a_day_of_its_own(care: Care, tmp_path: Path) -> None:
    error = refused(care.centre, plan_file(tmp_path), "2026-11-23")
    assert (error.code, error.values) == ("plan_from_past", {"day": "2026-11-23", "today": TODAY})
    for written in ("", "tomorrow", "2026-02-30", "24.11.2026"):
        assert refused(care.centre, plan_file(tmp_path), written).code == "date_wrong"
    plans.adopt_plan(care.centre, plan_file(tmp_path), TOMORROW)
    error = refused(care.centre, plan_file(tmp_path, "3"), TOMORROW)
    assert (error.code, error.values) == ("plan_day_taken", {"day": TOMORROW, "version": "2"})
    assert len(plan_records(care.centre)) == 2


@pytest.mark.parametrize(
    ("listed", "identity", "right", "wrong"),
    [
        ("problems", "sleep", '  { id = "sleep", label = "睡眠", en = "Sleep" },\n', ""),
        ("problems", "sleep", '{ id = "sleep", label', '{ id = "rest", label'),
        ("caution", "custody", 'id = "custody"', 'id = "dispute"'),
        ("place", "home", '  { id = "home", label = "学生家中", en = "At home" },\n', ""),
    ],
)
def test_an_id_that_records_may_say_does_not_vanish(
    shared: Care, tmp_path: Path, listed: str, identity: str, right: str, wrong: str
) -> None:
    error = refused(shared.centre, plan_file(tmp_path, "2", (right, wrong)), TOMORROW)
    assert (error.code, error.values) == ("plan_id_gone", {"list": listed, "id": identity})
    assert len(plan_records(shared.centre)) == 1


def test_an_id_retires_and_gets_another_label(care: Care, tmp_path: Path) -> None:
    retired = ('{ id = "sleep", label = "睡眠", en = "Sleep" }', '{ id = "sleep", label = "作息", retired = true }')
    plans.adopt_plan(care.centre, plan_file(tmp_path, "2", retired), TODAY)
    plan = plan_in_force(care.centre)
    assert "sleep" not in plan.ids()["problems"] and plan.label("problems", "sleep", "zh") == "作息"
    gone = ('  { id = "sleep", label = "睡眠", en = "Sleep" },\n', "")
    assert refused(care.centre, plan_file(tmp_path, "3", gone), TOMORROW).code == "plan_id_gone", "not even then"


def test_an_id_of_a_version_that_is_still_to_come_counts_too(care: Care, tmp_path: Path) -> None:
    more = ("problems = [\n", 'problems = [\n  { id = "games", label = "游戏", en = "Games" },\n')
    plans.adopt_plan(care.centre, plan_file(tmp_path, "2", more), TOMORROW)
    assert refused(care.centre, plan_file(tmp_path, "3"), "2026-12-01").code == "plan_id_gone"


def test_a_rule_may_go_unless_somebody_is_excused_from_it(care: Care, tmp_path: Path) -> None:
    other = ('[[rule]]\nid = "follow_up_talk"', '[[rule]]\nid = "agreed_talk"')
    given = {"rule": "follow_up_talk", "subject": "2301001", "from": "2026-11-20", "reason": "hospital"}
    plans.adopt_plan(care.centre, plan_file(tmp_path, "2", other), TODAY)
    care.school.at(care.centre, f"{TOMORROW}T10:00:00+08:00")
    records.add_record(care.centre, "exemption", {**given, "rule": "agreed_talk"})
    error = refused(care.centre, plan_file(tmp_path, "3"), TOMORROW)
    assert (error.code, error.values) == ("plan_id_gone", {"list": "rule", "id": "agreed_talk"})


def test_only_a_seat_adopts_and_only_what_is_right(shared: Care, tmp_path: Path) -> None:
    for workspace in (shared.counsellor, shared.station, shared.psychologist):
        assert refused(workspace, plan_file(tmp_path), TOMORROW).code == "not_a_seat"
    wrong = plan_file(tmp_path, "2", ("rank = 3", "rank = 2"))
    assert refused(shared.centre, wrong, TOMORROW).code == "plan_wrong"
    assert refused(shared.centre, tmp_path / "none.toml", TOMORROW).code == "file_unreadable"
    second = resource("plan", "linjiang-2025.toml")
    assert refused(shared.centre, second, TOMORROW).code == "plan_id_gone", "the plan of another school"
    assert len(plan_records(shared.centre)) == 1


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


def test_the_settings_say_what_is_assumed_and_reports_say_it_too(shared: Care) -> None:
    found = plans.list_settings(shared.counsellor)
    plan = plan_in_force(shared.counsellor)
    assert (found.plan, found.version) == ("sanjiang-2023", "1")
    assert [line.key for line in found.settings] == list(plan.entries)
    assert found.assumed == sum(s.source == "assumption" and s.used for s in plan.entries.values()) > 50
    assert found.footnote.startswith("以下口径学校尚未确认") and str(found.assumed) in found.footnote
    line = next(line for line in found.settings if line.key == "visits_counted")
    assert (line.value, line.source, line.clause, line.open) == ("together", "assumption", "prevention.4", True)
    assert line.sentence.startswith("课堂和宿舍合计两次") and line.assumed and line.confirmed == ""
    stated = next(line for line in found.settings if line.key == "visits_per_week")
    assert (stated.value, stated.source, stated.assumed) == (2, "plan", False)


def test_a_footnote_names_the_assumptions_of_its_clauses() -> None:
    plan = read_plan(TEXT)
    found = plans.assumptions(plan, ["prevention.8", "prevention.4"])
    assert {s.clause for s in found} == {"prevention.8", "prevention.4"} and all(s.assumed for s in found)
    assert [s.key for s in found] == [k for k in plan.entries if k in {s.key for s in found}], "in the plan's order"
    assert plans.assumptions(plan, ["organisation.1", "none"]) == ()


def test_what_the_school_confirms_is_assumed_no_more_anywhere(care: Care) -> None:
    care.school.exchange(care.centre, care.counsellor)
    ((begins, identity),) = plan_records(care.centre)
    count = plans.list_settings(care.centre).assumed
    done = plans.confirm_settings(care.centre, ["visits_counted", "suppress_below", "visits_per_week"])
    assert done.assumed == count - 2 and done == plans.list_settings(care.centre)
    assert {(s.key, s.confirmed) for s in done.settings if s.confirmed} == {
        ("visits_counted", TODAY),
        ("suppress_below", TODAY),
    }
    shown = reading.show_record(care.centre, identity)
    assert str(shown.fields["toml"]).replace(f', confirmed = "{TODAY}"', "") == TEXT
    assert plan_records(care.centre) == [(begins, identity)], "the same record, in force from the same day"
    assert plan_in_force(care.centre).rules == read_plan(TEXT).rules
    care.school.exchange(care.centre, care.counsellor)
    assert plans.list_settings(care.counsellor).assumed == count - 2

    care.school.at(care.centre, f"{TOMORROW}T10:00:00+08:00")
    heads = reading.show_record(care.centre, identity).heads
    assert plans.confirm_settings(care.centre, ["visits_counted"]) == done, "confirmed once, on its day"
    assert reading.show_record(care.centre, identity).heads == heads


def test_when_all_is_confirmed_there_is_no_footnote(care: Care) -> None:
    keys = [line.key for line in plans.list_settings(care.centre).settings]
    done = plans.confirm_settings(care.centre, keys)
    assert (done.assumed, done.footnote) == (0, "")
    assert plans.assumptions(plan_in_force(care.centre), [c.id for c in plan_in_force(care.centre).clauses]) == ()


def test_the_plan_in_force_is_the_one_that_is_confirmed(care: Care, tmp_path: Path) -> None:
    later = plans.adopt_plan(care.centre, plan_file(tmp_path), TOMORROW)
    plans.confirm_settings(care.centre, ["visits_counted"])
    assert plan_in_force(care.centre).entries["visits_counted"].confirmed == TODAY
    text = reading.show_record(care.centre, later.record).fields["toml"]
    assert text == plan_file(tmp_path).read_text(encoding="utf-8")


def test_a_name_that_is_none_gets_the_nearest(shared: Care) -> None:
    with pytest.raises(UserError) as caught:
        plans.confirm_settings(shared.centre, ["visits_counted", "visit_counted"])
    assert caught.value.code == "setting_unknown" and caught.value.values["key"] == "visit_counted"
    assert str(caught.value.values["near"]).split(", ")[0] == "visits_counted"
    assert not plan_in_force(shared.centre).entries["visits_counted"].confirmed, "all or nothing"
    with pytest.raises(UserError, match="not_a_seat"):
        plans.confirm_settings(shared.counsellor, ["visits_counted"])


def test_a_plan_whose_record_is_not_here_cannot_be_confirmed(care: Care) -> None:
    care.school.at(care.centre, "2026-01-01T10:00:00+08:00")
    assert plan_in_force(care.centre).id == "sanjiang-2023", "the seed holds"
    with pytest.raises(UserError, match="record_unknown"):
        plans.confirm_settings(care.centre, ["visits_counted"])
