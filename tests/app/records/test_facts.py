"""What rules ask of a record at a glance: one line from its header, and what of it is in doubt in a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import msgspec
from msgspec import UNSET

from app.records import KINDS
from app.records.facts import Condition, facts_line, read_facts
from app.records.ids import new_id
from app.records.revision import Header

STUDENT, AUTHOR, DEVICE, RECORD = (new_id() for _ in range(4))


def header(tags: tuple[str, ...] = ("asked",), happened: str = "2026-11-23T10:00:00+08:00", **fields: object) -> Header:
    return Header(
        v=1, record=RECORD, kind="talk", kv=1, op="save", parents=[], device=DEVICE, epoch=1, n=1, author=AUTHOR,
        role="counsellor", unit=None, at="2026-11-23T11:00:00+08:00", happened=happened, students=[STUDENT],
        severity=None, tags=list(tags), fields={"mode": "individual", "risk": "none", **fields},  # type: ignore[dict-item]
        audience="header", body=None, source=UNSET, clock=UNSET,
    )  # fmt: skip


TALK = KINDS["talk"]
ASKED = Condition("talk", (("occasions", ("asked",)),))
ALONE = Condition("talk", (("mode", ("individual",)),), (("risk", ("report",)),))


def test_the_fields_of_the_header_stand_on_one_line() -> None:
    line = facts_line(TALK, [header(tags=("asked", "freshman"))])
    assert read_facts(line) == {"occasions": ["asked", "freshman"], "mode": ["individual"], "risk": ["none"]}
    assert ASKED.surely(line) and ALONE.surely(line) and ASKED.possibly(line)


def test_kinds_that_no_rule_asks_about_have_none() -> None:
    assert facts_line(None, [header()]) == "" and facts_line(KINDS["student"], [header()]) == ""


def test_what_only_one_version_says_is_in_doubt() -> None:
    line = facts_line(TALK, [header(tags=("asked",)), header(tags=("asked", "freshman"))])
    freshman = Condition("talk", (("occasions", ("freshman",)),))
    assert ASKED.surely(line) and not freshman.surely(line) and freshman.possibly(line)
    assert read_facts(line)["occasions"] == ["asked"]
    reported = facts_line(TALK, [header(), header(risk="report")])
    assert not ALONE.surely(reported) and ALONE.possibly(reported)


def test_versions_about_different_people_are_sure_of_nothing() -> None:
    other = msgspec.structs.replace(header(), students=[new_id()])
    line = facts_line(TALK, [header(), other])
    assert not ASKED.surely(line) and ASKED.possibly(line)


def test_a_text_cannot_pass_for_another_field() -> None:
    visit = KINDS["visit"]
    sly = replace_fields(header(), {"where": "dorm", "course": "x|where=classroom|?flag=true?"})
    line = facts_line(visit, [sly])
    assert read_facts(line)["where"] == ["dorm"]
    assert not Condition("visit", (("where", ("classroom",)),)).possibly(line)


def replace_fields(found: Header, fields: Mapping[str, object]) -> Header:
    return msgspec.structs.replace(found, kind="visit", tags=[], fields=dict(fields))


def test_one_of_several_fields_may_be_asked_for() -> None:
    crisis = KINDS["crisis"]
    urgent = Condition("crisis", (), (("drill", ("true",)),), ("missing", "injured"))
    lines = [
        facts_line(crisis, [replace_fields(header(), fields)]) for fields in ({"injured": True}, {"on_campus": True})
    ]
    assert urgent.surely(lines[0]) and not urgent.possibly(lines[1])
    drill = facts_line(crisis, [replace_fields(header(), {"injured": True, "drill": True})])
    assert not urgent.surely(drill)
    assert replace(urgent, any=()).surely(lines[1])
