"""The demo school played through: the whole plan is there to be seen, believable, with nothing held on any machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.clock import Clock
from app.services import inbox, upkeep, workspaces
from app.services.coverage import Coverage, count_duties, totals
from app.services.demo import PASSPHRASE, Demo, make_demo
from app.services.demo.playing import machines, script
from app.services.demo.school import make_school
from app.services.demo.screening import hold_screening, written_screening
from app.services.demo.term import ZONE, seed_term
from app.services.duties import Asked, list_duties
from app.services.reading import list_records
from app.workspace import Workspace

NOW = datetime(2026, 11, 20, 10, tzinfo=ZONE)
STUDENTS, SEED = 120, 1
LATER = {
    "vacation_level1", "vacation_level2", "vacation_level3", "parent_first_call", "sweep_end", "screening_school",
}  # fmt: skip
"""Rules of other weeks than those up to now."""


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock(fixed=NOW)


@pytest.fixture(scope="module")
def steps() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, clock: Clock, steps: list[tuple[int, int]]) -> Demo:
    home = tmp_path_factory.mktemp("demo") / "school"
    return make_demo(home, STUDENTS, SEED, clock, lambda done, total: steps.append((done, total)))


@pytest.fixture(scope="module")
def opened(demo: Demo, clock: Clock) -> Iterator[dict[str, Workspace]]:
    """Every machine of the demo, by name."""
    found = {w.home.name: workspaces.unlock(w.home, PASSPHRASE, clock=clock, language="zh") for w in demo.workspaces}
    yield found
    for workspace in found.values():
        workspaces.leave(workspace)


@pytest.fixture(scope="module")
def coverage(opened: dict[str, Workspace]) -> Coverage:
    return count_duties(opened["centre"], Asked(), "clause")


def test_every_rule_that_can_be_met_by_now_is_met_by_somebody(coverage: Coverage) -> None:
    met = {row.rule: row.counts["met"] + row.counts["met_late"] for row in coverage.rows}
    assert {rule for rule, count in met.items() if not count} <= LATER
    assert all(row.total for row in coverage.rows if row.rule not in LATER)


def test_most_is_met_some_late_some_owed_a_little_overdue(coverage: Coverage) -> None:
    counts = totals(coverage.rows)
    due = sum(counts[state] for state in ("met", "met_late", "overdue", "excused", "unheard"))
    assert counts["met"] > due * 0.8
    assert 0 < counts["overdue"] < due * 0.12
    assert counts["met_late"] and counts["owed"] and counts["excused"] and counts["unheard"]
    late = {row.clause for row in coverage.rows if row.counts["met_late"] or row.counts["overdue"]}
    assert len(late) >= 8


def test_one_counsellor_has_not_been_heard(demo: Demo, opened: dict[str, Workspace], coverage: Coverage) -> None:
    last = demo.workspaces[-1]
    assert [silent.people for silent in coverage.missing] == [(last.number,)]
    unheard = list_duties(opened["centre"], Asked(state="unheard"))
    assert {duty.holder for duty in unheard} == {last.number}


def test_students_duties_are_their_counsellors(demo: Demo, opened: dict[str, Workspace]) -> None:
    counsellors = {w.number for w in demo.workspaces if w.role == "counsellor"}
    rules = ("weekly_review", "sweep_start", "must_talk_time_node")
    assert {duty.holder for duty in list_duties(opened["centre"], Asked(rules=rules))} == counsellors


def test_nothing_is_held_and_a_rebuild_changes_nothing(opened: dict[str, Workspace]) -> None:
    for name, workspace in opened.items():
        counts = inbox.inbox_counts(workspace)
        assert not (counts.held or counts.quarantined or counts.gaps), name
        assert upkeep.rebuild(workspace).same, name


def test_every_kind_of_the_plan_is_there_and_the_screening_stays_where_it_belongs(opened: dict[str, Workspace]) -> None:
    def kinds(name: str) -> Counter[str]:
        return Counter(line.kind for line in list_records(opened[name]))

    here = kinds("centre")
    assert here.keys() >= {
        "sign_off", "exemption", "network_member", "care_plan", "case_report", "case_report_return", "weekly_sheet",
        "review_meeting", "resolution", "training", "outreach", "online_alert", "screening_result", "screening_call",
        "screening_interview", "disclosure", "crisis", "crisis_step", "watch_shift", "consent", "referral",
        "referral_return", "leave", "phone_report", "inspection", "duty_contact",
    }  # fmt: skip
    for name in ("station-1", "counsellor-1-1"):
        assert not {"screening_result", "disclosure"} & kinds(name).keys()
    assert kinds("counsellor-1-1")["screening_call"]


def test_the_progress_ends_where_it_said(demo: Demo, steps: list[tuple[int, int]]) -> None:
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


# ── without stores ───────────────────────────────────────────────────────────────────────────────


def test_the_same_seed_writes_the_same_term_and_a_later_day_only_adds() -> None:
    school, term = make_school(STUDENTS, SEED), seed_term()
    early = script(school, term, datetime(2026, 10, 20, 12, tzinfo=ZONE))
    late = script(make_school(STUDENTS, SEED), term, NOW)
    assert late[: len(early)] == early and len(late) > len(early)
    assert script(make_school(STUDENTS, SEED + 1), term, NOW) != late
    assert all(moment <= NOW for moment, _, _ in late)


def test_nobody_in_the_school_diagnoses_or_names_anyone_a_problem() -> None:
    everything = str([step[2]["fields"] for step in script(make_school(900, 11), seed_term(), NOW)])
    words = ("抑郁症", "焦虑症", "双相", "精神分裂", "强迫症", "确诊", "患者", "病人", "问题学生", "黑名单", "违规")
    assert not [word for word in words if word in everything]
    assert "{" not in everything.replace("{'", "")


@pytest.mark.parametrize("size", [20, 60, 900])
def test_a_term_of_any_size_names_only_what_was_written_before(size: int) -> None:
    school, term = make_school(size, 11), seed_term()
    keys: set[str] = {f"result/{number}" for number in hold_screening(school, term).of("alarm")}
    names = {name for name, _ in machines(school)}
    for _, name, entry in script(school, term, datetime(2027, 1, 17, 23, 59, tzinfo=ZONE)):
        assert name in names
        for value in entry["fields"].values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and one.startswith("@"):
                    key = one.removeprefix("@").removesuffix("#")
                    assert key in keys or key.rpartition("/")[0] in keys, entry["kind"]
        keys.add(entry.get("key", ""))


def test_the_screenings_export_has_a_row_for_everybody_who_was_there() -> None:
    school, term = make_school(900, 11), seed_term()
    sitting = hold_screening(school, term)
    rows = written_screening(school, sitting).decode("utf-8-sig").splitlines()[1:]
    assert len(rows) == len(sitting.results) - len(sitting.of("missing"))
    counts = Counter(sitting.results.values())
    assert counts["low"] > len(rows) * 0.75
    assert min(counts[cls] for cls in ("alarm", "asked", "high", "middle", "refused", "absent", "missing")) >= 1


def test_a_demo_of_the_first_day_can_be_made(tmp_path: Path) -> None:
    made = make_demo(tmp_path / "school", 20, 3, Clock(fixed=datetime(2026, 7, 1, 9, tzinfo=ZONE)))
    assert made.records > 0 and (made.home / "demo.json").is_file()
