"""Commands about the school's plan: check a file, adopt it from a day on, list its settings and confirm them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import plans
from app.texts import explain, sentence


def check(call: Call) -> Outcome:
    try:
        plan = plans.check_plan(Path(call.args.file))
    except UserError as error:
        if error.code != "plan_wrong":
            raise
        message, hint = explain(call.language, error)
        wrong = {"code": error.code, "message": message, "hint": hint, **error.values}
        return Outcome({"ok": False, "error": wrong}, (sentence(call.language, error),), exit=1)
    document = {"ok": True, "id": plan.id, "version": plan.version, "clauses": len(plan.clauses)}
    told = call.text("cli.say.plan_fine", title=plan.title, id=plan.id, version=plan.version, count=len(plan.clauses))
    return Outcome(document, (told,))


def adopt(call: Call) -> Outcome:
    done = plans.adopt_plan(call.workspace(), Path(call.args.file), call.args.since)
    document = {"id": done.id, "version": done.version, "from": done.begins, "record": done.record}
    return Outcome(document, (call.text("plans.adopted", id=done.id, version=done.version, day=done.begins),))


def settings(call: Call) -> Outcome:
    workspace = call.workspace()
    found = (
        plans.confirm_settings(workspace, call.args.confirm) if call.args.confirm else plans.list_settings(workspace)
    )
    document = {
        "plan": found.plan,
        "version": found.version,
        "settings": [asdict(setting) for setting in found.settings],
        "assumed": found.assumed,
        "footnote": found.footnote,
        "warnings": [asdict(warning) for warning in found.warnings],
    }
    lines = [
        f"{s.key} = {json.dumps(s.value, ensure_ascii=False)}  {s.sentence}{_mark(call, s)}" for s in found.settings
    ]
    told = [*([found.footnote] if found.footnote else []), *(warning.sentence for warning in found.warnings)]
    return Outcome(document, (*lines, *told))


def _mark(call: Call, setting: plans.SettingLine) -> str:
    if not setting.used:
        return call.text("plans.unused")
    return call.text("plans.assumed") if setting.assumed else ""
