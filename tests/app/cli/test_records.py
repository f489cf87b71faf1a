"""`runxin record …` and `search`: the JSON of DESIGN.md §7, member by member."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.records import KINDS, VAULT_KINDS
from app.records.kind import FieldType
from tests.app.cli.conftest import Run, write_json
from tests.app.services.conftest import Care
from tests.school import talk


def added(run: Run, desks: Care, folder: Path, **more: Any) -> str:
    answer = run(
        desks.counsellor.home, "record", "add", "talk", "--json-file", write_json(folder, talk("2301001", **more))
    )
    assert answer.exit == 0, answer.document
    return str(answer.document["id"])


def test_a_record_is_added_shown_listed_amended_and_withdrawn(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.counsellor.home
    given = talk("2301001", "想家", parts=[{"student": "2301001", "mood": "低落"}])
    made = run(home, "record", "add", "talk", "--json-file", write_json(tmp_path, given))
    assert made.exit == 0 and made.err == ""
    assert made.document.keys() == {"id", "revision", "children"}
    identity = made.document["id"]

    shown = run(home, "record", "show", identity).document
    assert {"id", "kind", "fields", "heads", "conflict", "student", "students"} <= shown.keys()
    assert shown["fields"] == given and shown["heads"] == [made.document["revision"]]
    assert (shown["student"], shown["students"], shown["conflict"]) == ("2301001", ["2301001"], False)

    listed = run(home, "record", "list", "--kind", "talk", "--student", "2301001", "--since", "2026-11-23")
    (row,) = [r for r in listed.document["records"] if r["id"] == identity]
    assert {"id", "kind", "student", "happened_on", "author", "conflict"} <= row.keys()
    assert (row["student"], row["happened_on"], row["author"]) == ("2301001", "2026-11-23", "T001")

    same = run(home, "record", "amend", identity, "--json-file", write_json(tmp_path, shown["fields"]))
    assert (same.exit, same.document) == (0, {"id": identity, "revision": made.document["revision"]})
    changed = {**given, "content": "已与家长通话", "parts": []}
    amended = run(home, "record", "amend", identity, "--json-file", write_json(tmp_path, changed))
    assert amended.exit == 0 and amended.document["revision"] != made.document["revision"]

    withdrawn = run(home, "record", "withdraw", identity, "--reason", "录错了")
    assert withdrawn.exit == 0
    told = run(home, "record", "history", identity).document["revisions"]
    assert [r["op"] for r in told] == ["save", "save", "withdraw"]
    assert [r["head"] for r in told] == [False, False, True] and told[-1]["reason"] == "录错了"
    assert identity not in {r["id"] for r in run(home, "record", "list").document["records"]}
    assert identity in {r["id"] for r in run(home, "record", "list", "--withdrawn").document["records"]}


def test_kinds_tell_their_fields_with_types_and_choices(run: Run, desks: Care) -> None:
    kinds = {k["kind"]: k for k in run(desks.counsellor.home, "record", "kinds").document["kinds"]}
    assert kinds.keys() == KINDS.keys() | VAULT_KINDS.keys()
    types = set(FieldType.__args__)  # type: ignore[attr-defined]
    for name, kind in kinds.items():
        assert {"kind", "audience", "clauses", "fields"} <= kind.keys()
        assert kind["audience"] in ("header", "centre") and kind["label"] != f"kind.{name}"
        for field in kind["fields"]:
            assert {"name", "type", "required", "many", "choices", "header"} <= field.keys()
            assert field["type"] in types
            assert all(c.keys() == {"id", "label"} for c in field["choices"])
            assert bool(field["choices"]) == (field["type"] == "choice")
    risk = next(f for f in kinds["talk"]["fields"] if f["name"] == "risk")
    assert [c["id"] for c in risk["choices"]] == ["none", "watch", "report"] and risk["required"] and risk["header"]
    parts = next(f for f in kinds["talk"]["fields"] if f["name"] == "parts")
    assert parts["type"] == "group" and "student" in {f["name"] for f in parts["fields"]}


def test_labels_are_in_the_language_asked_for(run: Run, desks: Care) -> None:
    def mode(language: str) -> list[str]:
        found = run(desks.counsellor.home, "--lang", language, "record", "kinds").document["kinds"]
        fields = next(k for k in found if k["kind"] == "talk")["fields"]
        return [c["label"] for f in fields if f["name"] in ("mode", "way") for c in f["choices"]]

    assert mode("en")[-4:] == ["Face to face", "Phone", "Video", "Written"]
    assert mode("zh")[-4:] == ["当面", "电话", "视频", "书面"]


def test_a_set_clock_is_marked_in_every_header(run: Run, desks: Care, tmp_path: Path) -> None:
    identity = added(run, desks, tmp_path)
    shown = run(desks.counsellor.home, "record", "show", identity).document
    assert shown["at"] == "2026-11-24T10:00:00+08:00"
    exported = run(desks.counsellor.home, "keys", "export-for-recovery").document
    from app.store.connection import connect

    db = connect(Path(exported["store"]), bytes.fromhex(exported["raw_key"]))
    line = db.value("SELECT line FROM revision WHERE id=?", bytes.fromhex(shown["heads"][0]))
    db.close()
    assert json.loads(line)["clock"] == "set"


def test_fields_may_stand_wrapped_with_audience_and_source_beside(run: Run, desks: Care, tmp_path: Path) -> None:
    wrapped = {"fields": talk("2301001", when="2026-11-01T10:00:00+08:00"), "audience": "centre", "source": "paper"}
    made = run(desks.counsellor.home, "record", "add", "talk", "--json-file", write_json(tmp_path, wrapped))
    shown = run(desks.counsellor.home, "record", "show", made.document["id"]).document
    assert (shown["audience"], shown["late"]) == ("centre", False)


def test_words_like_a_diagnosis_are_told_of_and_saved(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.counsellor.home
    report = {"student": "2301001", "urgency": "soon", "behaviour": "患有抑郁症", "student_knows": True}
    made = run(home, "record", "add", "case_report", "--json-file", write_json(tmp_path, report))
    told = [(notice["field"], notice["word"], notice["start"]) for notice in made.document["notices"]]
    assert (made.exit, told) == (0, [("behaviour", "患有", 0), ("behaviour", "抑郁症", 2)])
    better = write_json(tmp_path, {**report, "behaviour": "疑似抑郁症，建议就医"})
    changed = run(home, "record", "amend", made.document["id"], "--json-file", better)
    assert (changed.exit, "notices" in changed.document) == (0, False)


def test_files_go_in_and_out(run: Run, desks: Care, tmp_path: Path) -> None:
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(b"%PDF-1.7")
    home, fields = desks.counsellor.home, write_json(tmp_path, talk("2301001"))
    made = run(home, "record", "add", "talk", "--json-file", fields, "--attach", str(scan)).document
    (kept,) = run(home, "record", "show", made["id"]).document["attachments"]
    assert (kept["name"], kept["type"], kept["size"]) == ("扫描.pdf", "application/pdf", 8)
    out = run(home, "record", "attachment", made["id"], "扫描.pdf", "--out", str(tmp_path / "out.pdf"))
    assert out.document == {"file": str(tmp_path / "out.pdf")}
    assert (tmp_path / "out.pdf").read_bytes() == scan.read_bytes()


def test_search_finds_people_and_what_was_written(run: Run, desks: Care, tmp_path: Path) -> None:
    identity = added(run, desks, tmp_path, content="梦见考试迟到")
    (hit,) = run(desks.counsellor.home, "search", "考试迟到").document["hits"]
    assert {"record", "kind", "student", "snippet"} <= hit.keys()
    assert (hit["record"], hit["kind"], hit["student"], hit["snippet"]) == (identity, "talk", "2301001", "梦见考试迟到")
    people = run(desks.counsellor.home, "search", "xuesheng").document["hits"]
    assert {h["student"] for h in people} == {"2301001", "2301002", "2301003"}
    assert run(desks.counsellor.home, "search", "无此内容").document == {"hits": []}


@pytest.mark.parametrize(
    ("words", "values", "code"),
    [
        (("record", "add", "talk"), {}, "field_missing"),
        (("record", "add", "talk"), {**talk("2301001"), "extra": 1}, "field_unknown"),
        (("record", "add", "talk"), talk("2301001", risk="grave"), "choice_unknown"),
        (("record", "add", "talk"), talk("2301001", "\ud800"), "field_type"),
        (("record", "add", "talk"), talk("9999999"), "student_unknown"),
        (("record", "add", "diary"), {}, "kind_unknown"),
        (("record", "add", "talk_part"), {}, "kind_written_elsewhere"),
        (("record", "add", "talk"), [], "json_unreadable"),
        (("record", "add", "talk"), 3, "json_unreadable"),
        (("record", "amend", "none"), {}, "record_unknown"),
    ],
)
def test_a_refusal_is_one_document_with_a_code(
    run: Run, desks: Care, tmp_path: Path, words: tuple[str, ...], values: Any, code: str
) -> None:
    path = tmp_path / "fields.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    answer = run(desks.counsellor.home, *words, "--json-file", str(path))
    assert answer.exit == 1 and answer.document.keys() == {"error"}
    assert answer.document["error"].keys() == {"code", "message", "hint"}
    assert answer.code == code and answer.document["error"]["message"]


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b'{"a":' * 2000], ids=["cut", "empty", "bytes", "deep"])
def test_a_file_that_is_no_json_is_refused(run: Run, desks: Care, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fields.json"
    path.write_bytes(content)
    answer = run(desks.counsellor.home, "record", "add", "talk", "--json-file", str(path))
    assert answer.exit == 1 and answer.code in ("json_unreadable", "file_unreadable")
    assert run(desks.counsellor.home, "record", "add", "talk", "--json-file", str(tmp_path)).code == "file_unreadable"


@pytest.mark.parametrize(
    ("language", "kind", "counted"),
    [("zh", "谈心谈话", ("共 1 条记录", "共找到 ")), ("en", "Talk", ("Records: 1.", "Found: "))],
)
def test_lines_for_a_person(
    run: Run,
    desks: Care,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    language: str,
    kind: str,
    counted: tuple[str, str],
) -> None:
    identity = added(run, desks, tmp_path, content=f"风铃草 {language}", when="2026-10-13T16:00:00+08:00")
    home = ["--home", str(desks.counsellor.home), "--lang", language]
    assert main([*home, "record", "list", "--student", "2301001", "--kind", "talk", "--since", "2026-11-24"]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert main([*home, "search", f"风铃草 {language}"]) == 0
    hit, end = capsys.readouterr().out.splitlines()
    assert hit.startswith(f"{kind}  2301001  ") and identity in hit and end.startswith(counted[1])
    assert run(desks.counsellor.home, "record", "withdraw", identity, "--reason", "录错了").exit == 0
    assert main([*home, "record", "list", "--withdrawn", "--kind", "talk"]) == 0
    (line,) = [row for row in capsys.readouterr().out.splitlines() if identity in row]
    assert line.startswith(f"2026-10-13  {kind}  2301001  ") and ("已撤回" in line or "withdrawn" in line)


def test_a_group_talk_is_told_by_its_first_students(
    run: Run, desks: Care, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert added(run, desks, tmp_path, students=["2301001", "2301002", "2301003"], mode="group")
    assert main(["--home", str(desks.counsellor.home), "--lang", "zh", "record", "list", "--kind", "talk"]) == 0
    assert "2301001、2301002、2301003  记录人 T001" in capsys.readouterr().out
