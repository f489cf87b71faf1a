"""What the fictitious counsellors write: in order, by the plan's choices, never twice, never a diagnosis."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.paths import resource
from app.services.demo.events import events
from app.services.demo.school import School, make_school
from app.services.demo.term import seed_term

TERM = seed_term()
DIAGNOSES = ("抑郁症", "焦虑症", "双相", "精神分裂", "强迫症", "确诊", "患者", "病人", "人格障碍")
FIELDS = {
    "circumstance": "students what when source note",
    "talk": "when students occasions mode risk place way tags content parts",
    "visit": "when until where building rooms course teacher expected present accompanied_by desk_signed "
    "heard found done handed_to remarks",
    "parent_contact": "student when reached way person relation told learned asked_to_report guidance "
    "attitude words second_person recording agreed next_on student_told student_told_why reported_to",
    "care_listing": "student action level problems found_through reason evidence decided_in from",
    "weekly_review": "student week no_change sources seen_on observed talks family_knows attitude "
    "measures next_step owner treatment",
    "sweep_check": "student window outcome source",
    "weekly_sheet": "unit week stage",
    "case_report": "student urgency behaviour done student_knows",
    "phone_report": "of when duty reached note",
    "care_plan": "student problem goals measures family_part agreed review_on",
    "screening_interview": "student when held reason outcome next",
    "exemption": "rule subject from to reason proof",
    "leave": "student kind from to decided_by papers conditions cadence",
    "consent": "student for by how when words",
    "crisis": "student found_at found_by phoned_at missing route responsible responder on_campus danger level state "
    "present_until released_by",
    "crisis_step": "crisis step done_at impossible not_possible by reached note",
    "watch_shift": "crisis from to keepers staff_present same_sex relation agreed place interval observations "
    "incident done",
    "referral": "student institution way urgency reason risk done ground accompanied_by",
    "referral_return": "of seen_at summary advice follow_up",
}
REQUIRED = {
    "circumstance": "students what when",
    "talk": "when students occasions mode risk content",
    "visit": "when where",
    "parent_contact": "student when reached way",
    "care_listing": "student action problems reason from",
    "weekly_review": "student week sources",
    "sweep_check": "student window outcome source",
}


@pytest.fixture(scope="module")
def school() -> School:
    return make_school(900, 11)


@pytest.fixture(scope="module")
def written(school: School) -> list[dict[str, Any]]:
    return [entry for c in school.counsellors for entry in events(school, c, TERM)]


@pytest.fixture(scope="module")
def plan() -> Mapping[str, Any]:
    return tomllib.loads(resource("plan", "sanjiang-2023.toml").read_text(encoding="utf-8"))


def of(written: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [entry["fields"] for entry in written if entry["kind"] == kind]


def test_records_have_the_declared_fields_and_come_in_order(written: list[dict[str, Any]]) -> None:
    assert {entry["kind"] for entry in written} == set(FIELDS)
    for entry in written:
        names = set(entry["fields"])
        assert names <= set(FIELDS[entry["kind"]].split()), entry["kind"]
        assert names >= set(REQUIRED.get(entry["kind"], "").split()), entry["kind"]
        assert entry["at"].endswith("+08:00")
        assert datetime.fromisoformat(entry["at"]) >= datetime.fromisoformat(entry["fields"].get("when", entry["at"]))


def test_what_an_entry_points_to_was_written_before(written: list[dict[str, Any]]) -> None:
    keys: set[str] = set()
    for entry in sorted(written, key=lambda e: str(e["at"])):
        named = [v.removeprefix("@") for v in entry["fields"].values() if isinstance(v, str) and v.startswith("@")]
        assert keys.issuperset(named), entry["kind"]
        assert entry.get("amends", "") in keys | {""}
        keys.add(entry.get("key", ""))


def test_choices_are_the_plans(written: list[dict[str, Any]], plan: Mapping[str, Any]) -> None:
    def ids(name: str) -> set[str]:
        return {item["id"] for item in plan["choices"][name]}

    whats = {item["id"] for item in plan["circumstance"]}
    assert {f["what"] for f in of(written, "circumstance")} <= whats
    talks = of(written, "talk")
    assert {o for f in talks for o in f["occasions"]} == {item["id"] for item in plan["occasion"]}
    assert {t for f in talks for t in f["tags"]} <= ids("talk_tags")
    assert {f["way"] for f in talks} <= ids("talk_way")
    listings = of(written, "care_listing")
    assert {f["level"] for f in listings if "level" in f} == {level["id"] for level in plan["level"]}
    assert {p for f in listings for p in f["problems"]} <= ids("problems")
    assert {f["found_through"] for f in listings if "found_through" in f} <= ids("found_through")
    contacts = of(written, "parent_contact")
    assert {f["way"] for f in contacts} <= ids("parent_way")
    assert {f["relation"] for f in contacts} <= ids("relation")
    assert {f["attitude"] for f in contacts if "attitude" in f} <= ids("attitude")
    assert {s for f in of(written, "weekly_review") for s in f["sources"]} <= ids("review_source")
    assert {f["source"] for f in of(written, "sweep_check")} <= ids("sweep_source")


def test_no_two_talks_are_alike_and_none_diagnoses(written: list[dict[str, Any]]) -> None:
    notes = [f["content"] for f in of(written, "talk")]
    assert len(notes) > 500
    assert len(set(notes)) == len(notes)
    assert all(60 <= len(n) <= 400 and "{" not in n for n in notes)
    everything = str([entry["fields"] for entry in written])
    assert not [word for word in DIAGNOSES if word in everything]


def test_a_report_is_rare_and_a_flag_too(written: list[dict[str, Any]]) -> None:
    risks = Counter(f["risk"] for f in of(written, "talk"))
    assert 1 <= risks["report"] <= len(of(written, "talk")) / 100
    assert risks["none"] > risks["watch"]


def test_counsellors_write_only_of_their_own_students(school: School) -> None:
    one = school.counsellors[0]
    mine = {s.number for s in school.students_of(one)}
    for entry in events(school, one, TERM):
        fields = entry["fields"]
        named = set(fields.get("students", ())) | ({fields["student"]} if "student" in fields else set())
        named |= {p["student"] for p in fields.get("parts", [])} | {r["student"] for r in fields.get("remarks", [])}
        assert named <= mine
        assert {p["student"] for p in fields.get("parts", [])} <= set(fields.get("students", ()))


def test_a_later_today_only_adds(school: School) -> None:
    one = school.counsellors[0]
    early = events(school, one, TERM, date(2026, 10, 20))
    late = events(school, one, TERM, date(2026, 12, 1))
    assert late[: len(early)] == early
    assert len(late) > len(early)
    assert early[-1]["at"][:10] <= "2026-10-20"
    assert [e["at"] for e in late] == sorted(e["at"] for e in late)


def test_nothing_happens_in_the_holiday(written: list[dict[str, Any]]) -> None:
    days = {f["when"][:10] for f in of(written, "visit")} | {f["when"][:10] for f in of(written, "talk")}
    assert not [d for d in days if "2026-10-01" <= d <= "2026-10-07"]
    assert all("2026-08-31" <= d <= "2027-01-17" for d in days)


def test_reviews_follow_the_list_and_move_on(written: list[dict[str, Any]]) -> None:
    listed = {f["student"]: f["from"] for f in of(written, "care_listing") if f["action"] == "list"}
    removed = {f["student"]: f["from"] for f in of(written, "care_listing") if f["action"] == "remove"}
    by_student: dict[str, list[dict[str, Any]]] = {}
    for fields in of(written, "weekly_review"):
        by_student.setdefault(fields["student"], []).append(fields)
    for student, reviews in by_student.items():
        weeks = [int(r["week"].split("/")[1]) for r in reviews]
        assert weeks == sorted(set(weeks))
        start = TERM.monday(weeks[0]) + timedelta(days=6)
        assert listed[student] <= start.isoformat()
        assert student not in removed or TERM.monday(weeks[-1]).isoformat() < removed[student]
        told = [r["observed"] for r in reviews if not r["no_change"]]
        assert len(set(told)) == len(told)


def test_levels_move_by_one_step_and_only_level_three_is_taken_off(written: list[dict[str, Any]]) -> None:
    now: dict[str, int] = {}
    for fields in of(written, "care_listing"):
        before = now.get(fields["student"])
        if fields["action"] == "remove":
            assert before == 3
            continue
        level = int(fields["level"][-1])
        assert before is None or abs(before - level) == 1
        now[fields["student"]] = level
