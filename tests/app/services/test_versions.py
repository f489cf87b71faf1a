"""Older versions are read through their upcasts; newer ones are kept, forwarded and left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import canonical
from app.errors import UserError
from app.exchange.placing import Placing
from app.records import KINDS
from app.records.kind import Field, Kind, Values, star
from app.records.revision import digest, read_header
from app.services import reading, records, searching, upkeep
from app.store import query
from app.store.log import Entry, append, lane_end
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import talk

STUDENT = star("student", "student", slot="students", header=True)
FIRST = Kind("test_note", (STUDENT, Field("note"), Field("level", "number", header=True)), frozenset({"counsellor"}))


def upcast_1_to_2(values: Values) -> Values:
    """The note became a remark, the level a sure one."""
    moved = {**values, "remark": values.get("note"), "sure": bool(values.get("level"))}
    return {k: v for k, v in moved.items() if k not in ("note", "level")}


def upcast_2_to_3(values: Values) -> Values:
    return {**values, "remark": f"{values['remark']}。"}


SECOND = replace(
    FIRST,
    fields=(STUDENT, Field("remark"), Field("sure", "bool", header=True)),
    version=2,
    upcasts={1: upcast_1_to_2},
)
THIRD = replace(SECOND, version=3, upcasts={1: upcast_1_to_2, 2: upcast_2_to_3})


def test_fields_of_an_older_version_reach_its_upcast(care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "test_note", FIRST)
    saved = records.add_record(care.counsellor, "test_note", {"student": "2301001", "note": "旧文", "level": 2})
    monkeypatch.setitem(KINDS, "test_note", SECOND)
    shown = reading.show_record(care.counsellor, saved.id)
    assert shown.fields == {"student": "2301001", "remark": "旧文", "sure": True}
    assert shown.heads == (saved.revision,), "bodies are never rewritten"

    amended = records.amend_record(care.counsellor, saved.id, {**shown.fields, "remark": "新文"})
    monkeypatch.setitem(KINDS, "test_note", THIRD)
    told = [v.fields["remark"] for v in reading.history(care.counsellor, saved.id)]
    assert told == ["旧文。", "新文。"]
    assert reading.show_record(care.counsellor, saved.id).heads == (amended.revision,)


def test_equal_fields_after_an_upcast_are_no_new_revision(care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "test_note", FIRST)
    saved = records.add_record(care.counsellor, "test_note", {"student": "2301001", "note": "旧文"})
    monkeypatch.setitem(KINDS, "test_note", SECOND)
    fields = reading.show_record(care.counsellor, saved.id).fields
    assert records.amend_record(care.counsellor, saved.id, fields).revision == saved.revision


def arrives(workspace: Workspace, saved: str, **changes: object) -> str:
    """Writes a revision of this device into the log as a newer program would, and places it."""
    with workspace.store.unit() as unit:
        row = query.record(unit, saved)
        assert row is not None
        before = query.shown_revision(unit, row).header
        n = lane_end(unit, workspace.device, 1)[0] + 1
        line = canonical.encode({**_plain(before), "n": n, **changes})
        header = read_header(line)
        done = append(unit, [Entry(bytes.fromhex(digest(line)), header, line)])
        Placing(unit, workspace.clock, workspace.device, judge=False, takes_word=True).after(done)
    return str(header.record)


def _plain(header: object) -> dict[str, object]:
    import msgspec

    found: dict[str, object] = msgspec.to_builtins(header)
    return {**found, "body": None}


FUTURE = "0192f3a4-0000-7000-8000-00000000000f"


@pytest.mark.parametrize("changes", [{"kind": "kind_of_the_future"}, {"kv": 9}], ids=["kind", "version"])
def test_a_record_only_a_newer_version_understands_is_held(care: Care, changes: dict[str, object]) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    count = len(reading.list_records(care.counsellor))
    arrives(care.counsellor, saved.id, record=FUTURE, **changes)
    assert len(reading.list_records(care.counsellor)) == count
    assert [(h["record"], h["code"]) for h in reading.held_list(care.counsellor)] == [(FUTURE, "newer_kind")]
    for wish in (
        lambda: reading.show_record(care.counsellor, FUTURE),
        lambda: records.amend_record(care.counsellor, FUTURE, talk("2301001")),
        lambda: records.withdraw_record(care.counsellor, FUTURE, "x"),
        lambda: reading.history(care.counsellor, FUTURE),
    ):
        with pytest.raises(UserError, match="newer_kind"):
            wish()
    assert upkeep.rebuild(care.counsellor).same


def test_a_newer_revision_of_a_known_record_forbids_amending_it(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    arrives(care.counsellor, saved.id, kv=9, parents=[saved.revision], fields={"unheard_of": "明天的话"})
    shown = reading.show_record(care.counsellor, saved.id)
    assert shown.heads == (saved.revision,) and shown.fields["content"] == "最近睡得不好"
    with pytest.raises(UserError, match="newer_kind"):
        records.amend_record(care.counsellor, saved.id, talk("2301001", "改"))
    with pytest.raises(UserError, match="newer_kind"):
        records.withdraw_record(care.counsellor, saved.id, "x")
    assert [v.held for v in reading.history(care.counsellor, saved.id)] == ["", "newer_kind"]
    assert searching.search(care.counsellor, "明天的话") == []
