"""Commands that write and find records: roster, record, search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.cli.call import Call, Outcome
from app.cli.held import held_lines, held_rows
from app.records import VAULT_KINDS
from app.records.kind import Field
from app.services import attached, reading, searching
from app.services import kinds as kind_list
from app.services import records as writing
from app.services.diagnosis_words import Pointed, find_diagnosis_words
from app.services.saving import Saved

_TOLD = 3  # students of a group talk whose numbers a line tells


def roster_import(call: Call) -> Outcome:
    from app.services import rosters  # late: no other command reads sheets

    args = call.args
    done = rosters.import_roster(call.workspace(), Path(args.file), college=args.college, dry_run=args.dry_run)
    held = held_rows(call, done.held)
    document = {
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "held": held,
        "dry_run": args.dry_run,
        "changes": [
            {"student": c.number, "field": c.field, "before": c.before, "after": c.after} for c in done.changes
        ],
        "absent": done.absent,
    }
    said = call.text("cli.say.roster", added=done.added, changed=done.changed, unchanged=done.unchanged, held=len(held))
    lines = (said, *held_lines(call, held))
    return Outcome(document, lines, 3 if held else 0)


def kinds(call: Call) -> Outcome:
    found = []
    for kind, options in kind_list.kinds(call.workspace()):
        fields = [_field(f, options, "") for f in kind.fields]
        place = "vault" if kind.name in VAULT_KINDS else "general"
        found.append(
            {"kind": kind.name, "audience": kind.audience, "clauses": list(kind.clauses), "fields": fields,
             "version": kind.version, "store": place, "label": call.text(f"kind.{kind.name}")}
        )  # fmt: skip
    return Outcome({"kinds": found}, tuple(f"{k['kind']}  {k['label']}" for k in found))


def _field(f: Field, options: dict[str, list[kind_list.Option]], group: str) -> dict[str, Any]:
    listed = options.get(f"{group}{f.name}", [])
    described: dict[str, Any] = {
        "name": f.name,
        "type": f.type,
        "required": f.required,
        "many": f.many,
        "choices": [{"id": o.id, "label": o.label} for o in listed],
        "header": f.header,
    }
    if f.fields:
        described["fields"] = [_field(inner, options, f"{f.name}.") for inner in f.fields]
    return described


def add(call: Call) -> Outcome:
    workspace = call.workspace()
    fields, beside = call.fields()
    saved = writing.add_record(
        workspace,
        call.args.kind,
        fields,
        audience=call.args.audience or beside.get("audience"),
        paper=call.args.paper or beside.get("source") == "paper",
        files=[Path(p) for p in call.args.attach],
    )
    return _saved(call, saved, _pointed(call, call.args.kind, fields))


def amend(call: Call) -> Outcome:
    workspace = call.workspace()
    fields, beside = call.fields()
    saved = writing.amend_record(
        workspace,
        call.args.id,
        fields,
        audience=call.args.audience or beside.get("audience"),
        files=[Path(p) for p in call.args.attach],
    )
    kind = reading.show_record(workspace, saved.id, again=True).kind
    return _saved(call, saved, _pointed(call, kind, fields))


def withdraw(call: Call) -> Outcome:
    return _saved(call, writing.withdraw_record(call.workspace(), call.args.id, call.args.reason))


def release(call: Call) -> Outcome:
    return _saved(call, writing.release_record(call.workspace(), call.args.id, call.args.ground))


def _saved(call: Call, saved: Saved, pointed: Sequence[Pointed] = ()) -> Outcome:
    """What was saved; words like a diagnosis in it are pointed out, and saved they are."""
    document: dict[str, Any] = {"id": saved.id, "revision": saved.revision}
    if saved.children:
        document["children"] = list(saved.children)
    if pointed:
        document["notices"] = [
            {"code": "like_a_diagnosis", "field": p.field, "word": p.word, "start": p.start, "end": p.end}
            for p in pointed
        ]
    told = (call.text("cli.say.like_diagnosis", field=p.label, word=p.word, better=p.better) for p in pointed)
    return Outcome(document, (call.text("cli.say.saved", id=saved.id), *told))


def _pointed(call: Call, kind: str, fields: dict[str, Any]) -> tuple[Pointed, ...]:
    return find_diagnosis_words(kind, fields, call.language)


def show(call: Call) -> Outcome:
    r = reading.show_record(call.workspace(), call.args.id)
    document = {
        "id": r.id,
        "kind": r.kind,
        "fields": r.fields,
        "heads": list(r.heads),
        "conflict": r.conflict,
        "student": r.students[0] if r.students else None,
        "students": list(r.students),
        "withdrawn": r.withdrawn,
        "late": r.late,
        "audience": r.audience,
        "author": r.author,
        "author_name": r.author_name,
        "at": r.at,
        "happened": r.happened,
        "severity": r.severity,
        "lacking": list(r.lacking),
        "body_here": r.body_here,
        "attachments": [{"name": a.name, "type": a.type, "size": a.size, "sha256": a.sha256} for a in r.attachments],
    }
    if r.versions:
        document["versions"] = dict(r.versions)
    return Outcome(document)


def listing(call: Call) -> Outcome:
    args = call.args
    found = reading.list_records(
        call.workspace(), kind=args.kind, student=args.student, since=args.since, withdrawn=args.withdrawn
    )
    rows = [
        {
            "id": r.id,
            "kind": r.kind,
            "student": r.students[0] if r.students else None,
            "students": list(r.students),
            "happened_on": r.happened_on,
            "author": r.author,
            "conflict": r.conflict,
            "late": r.late,
            "withdrawn": r.withdrawn,
            "severity": r.severity,
            "at": r.at,
        }
        for r in found
    ]
    lines = [
        call.text(
            "cli.say.record", day=r.happened_on, kind=call.text(f"kind.{r.kind}"), students=_students(call, r.students),
            author=r.author, id=r.id, marks=_marks(call, withdrawn=r.withdrawn, conflict=r.conflict, late=r.late),
        ).rstrip()
        for r in found
    ]  # fmt: skip
    return Outcome({"records": rows}, (*lines, call.text("cli.say.records", count=len(lines))))


def _students(call: Call, numbers: Sequence[str]) -> str:
    """The first few numbers, and of how many they are."""
    told = (", " if call.language == "en" else "、").join(numbers[:_TOLD])
    if len(numbers) > _TOLD:
        return call.text("cli.say.students_more", numbers=told, count=len(numbers))
    return told or "—"


def _marks(call: Call, **marks: bool) -> str:
    return "".join(call.text(f"cli.mark.{name}") for name, on in marks.items() if on)


def history(call: Call) -> Outcome:
    found = [
        {
            "revision": v.revision,
            "op": v.op,
            "at": v.at,
            "author": v.author,
            "device": v.device,
            "parents": list(v.parents),
            "head": v.head,
            "held": v.held,
            "reason": v.reason,
            "fields": v.fields,
        }
        for v in reading.history(call.workspace(), call.args.id)
    ]
    return Outcome({"revisions": found})


def attachment(call: Call) -> Outcome:
    path = attached.save_attachment(call.workspace(), call.args.id, call.args.name, Path(call.args.out))
    return Outcome({"file": str(path)}, (call.text("cli.say.written", file=path),))


def search(call: Call) -> Outcome:
    found = searching.search(call.workspace(), call.args.text)
    hits = [
        {
            "record": h.record,
            "kind": h.kind,
            "student": h.students[0] if h.students else None,
            "students": list(h.students),
            "snippet": h.snippet,
            "older": h.older,
        }
        for h in found
    ]
    lines = [
        call.text(
            "cli.say.hit", kind=call.text(f"kind.{h.kind}"), students=_students(call, h.students), id=h.record,
            snippet=" ".join(h.snippet.split()), marks=_marks(call, older=h.older),
        )
        for h in found
    ]  # fmt: skip
    return Outcome({"hits": hits}, (*lines, call.text("cli.say.hits", count=len(lines))))
