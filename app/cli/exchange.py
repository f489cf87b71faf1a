"""Commands that move bundles: export, inspect, import, watch, status."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.cli.call import Call, Outcome
from app.services import reading, standing, transfer
from app.services.transfer import Imported
from app.texts import sentence

PAUSE = 5.0  # seconds between two looks into a watched folder


def export(call: Call) -> Outcome:
    done = transfer.export_bundles(call.workspace(), call.args.to, Path(call.args.out))
    document = {
        "file": str(done.files[0]),
        "files": [str(f) for f in done.files],
        "bundle_id": done.bundle_id,
        "epoch": done.epoch,
        "seq": done.seq,
        "revisions": done.revisions,
    }
    return Outcome(document, tuple(call.text("cli.say.exported", file=f, count=done.revisions) for f in done.files))


def inspect(call: Call) -> Outcome:
    m = transfer.inspect_bundle(Path(call.args.file))
    return Outcome(
        {
            "bundle_id": m.bundle_id,
            "type": m.type,
            "from": m.sender,
            "to": m.to,
            "epoch": m.epoch,
            "seq": m.seq,
            "trust_version": m.trust_version,
            "suite": m.suite,
            "payload": {"sha256": m.payload.sha256, "size": m.payload.size},
        }
    )


def import_(call: Call) -> Outcome:
    results = transfer.import_bundles(call.workspace(), [Path(f) for f in call.args.files], dry_run=call.args.dry_run)
    return _results(call, results)


def _results(call: Call, results: Sequence[Imported]) -> Outcome:
    rows = [_result(call, r) for r in results]
    good = sum(r.status in ("applied", "duplicate") for r in results)
    worked = sum(r.status != "quarantined" for r in results)
    exit_code = 0 if good == len(results) else 3 if worked else 1
    said = "cli.preview" if getattr(call.args, "dry_run", False) else "cli.say"
    lines = [call.text(f"{said}.{r['status']}", **r) for r in rows]
    lines += [r["message"] for r in rows if r["status"] == "applied" and r["message"]]
    return Outcome({"results": rows}, tuple(lines), exit_code)


def _result(call: Call, r: Imported) -> dict[str, Any]:
    said = [sentence(call.language, r.error)] if r.error is not None else []
    said += [call.text(f"held.{code}", count=count) for code, count in (r.held_codes or {}).items()]
    said += [call.text("handover.left_out", n=r.left_out)] if r.left_out else []
    return {
        "file": str(r.file),
        "status": r.status,
        "code": r.code,
        "message": " ".join(said),
        "applied": r.applied,
        "held": r.held,
        "gaps": list(r.gaps),
        "suspect": r.suspect,
        "left_out": r.left_out,
    }


def watch(call: Call) -> Outcome:
    """Imports what lies in the folder; without `--once` again and again until it is interrupted."""
    workspace = call.workspace()
    results = transfer.watch_once(workspace, Path(call.args.folder))
    while not call.args.once:
        for row in _results(call, results).lines:
            print(row, flush=True)
        time.sleep(PAUSE)
        results = transfer.watch_once(workspace, Path(call.args.folder))
    return _results(call, results) if results else Outcome({"results": []})


def status(call: Call) -> Outcome:
    workspace = call.workspace()
    standings, quarantined = standing.exchange_status(workspace)
    return Outcome(
        {
            "peers": [
                {
                    "device": s.device,
                    "name": s.name,
                    "role": s.role,
                    "heard": s.heard,
                    "got": s.got,
                    "acked": s.acked,
                    "waiting": s.waiting,
                    "held": list(s.held),
                    "missing": list(s.missing),
                }
                for s in standings
            ],
            "held": reading.held_list(workspace),
            "quarantined": [{"file": q.kept, "code": q.code, "at": q.at} for q in quarantined],
        }
    )
