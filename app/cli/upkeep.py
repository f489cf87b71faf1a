"""Commands that keep a workspace whole: backup, check, rebuild, audit, keys for recovery."""

from __future__ import annotations

from pathlib import Path

from app.cli.call import Call, Outcome
from app.services import backups, upkeep


def backup_create(call: Call) -> Outcome:
    path = backups.create_backup(call.workspace(), Path(call.args.folder))
    return Outcome({"file": str(path)}, (call.text("cli.say.written", file=path),))


def backup_verify(call: Call) -> Outcome:
    told = backups.verify_backup(Path(call.args.file), call.passphrase(), call.args.person)
    document = {"ok": True, "device": told.device, "records": told.records, "at": told.at}
    said = call.text("cli.say.backup_whole", device=told.device, records=told.records, at=_minute(told.at))
    return Outcome(document, (said,))


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


def backup_restore(call: Call) -> Outcome:
    done = backups.restore_backup(Path(call.args.file), call.home, call.passphrase(), call.args.person, call.clock)
    document = {"restored": str(done.home), "device": done.device, "epoch": done.epoch, "set_aside": done.set_aside}
    lines = [call.text("cli.say.restored", home=done.home)]
    if done.set_aside:
        lines.append(call.text("cli.say.set_aside", file=done.set_aside))
    return Outcome(document, tuple(lines))


def check(call: Call) -> Outcome:
    found = upkeep.check(call.workspace())
    document = {
        "ok": not found.faults,
        "faults": list(found.faults),
        "warnings": [call.text(f"warning.{w}") for w in found.warnings],
        "records": found.records,
        "revisions": found.revisions,
    }
    whole = call.text("cli.say.check_faults" if found.faults else "cli.say.check_whole")
    counts = call.text("cli.say.check_counts", records=found.records, revisions=found.revisions)
    warnings = (call.text(f"warning.{w}") for w in found.warnings)
    return Outcome(document, (whole, *found.faults, counts, *warnings), exit=1 if found.faults else 0)


def rebuild(call: Call) -> Outcome:
    done = upkeep.rebuild(call.workspace())
    said = call.text("cli.say.rebuilt_same" if done.same else "cli.say.rebuilt_changed", records=done.records)
    return Outcome({"records": done.records, "digest": done.digest, "same": done.same}, (said,))


def audit_verify(call: Call) -> Outcome:
    found = upkeep.verify_audit(call.workspace())
    document = {"ok": found.broken_at is None, "rows": found.rows, "broken_at": found.broken_at, "head": found.head}
    if found.broken_at is None:
        return Outcome(document, (call.text("cli.say.audit_whole", rows=found.rows, head=found.head),))
    return Outcome(document, (call.text("cli.say.audit_broken", row=found.broken_at),), exit=1)


def keys_export(call: Call) -> Outcome:
    found = upkeep.export_keys(call.workspace())
    document = {
        "store": str(found.store),
        "raw_key": found.raw_key,
        "age_identities": list(found.age_identities),
        "signing_public": found.signing_public,
        "allowed_signers": list(found.allowed_signers),
    }
    return Outcome(document)
