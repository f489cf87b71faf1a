"""Commands that keep a workspace whole: backup, check, rebuild, audit, keys for recovery."""

from __future__ import annotations

from pathlib import Path

from app.cli.call import Call, Outcome
from app.services import backups, upkeep


def backup_create(call: Call) -> Outcome:
    path = backups.create_backup(call.workspace(), Path(call.args.folder))
    return Outcome({"file": str(path)})


def backup_verify(call: Call) -> Outcome:
    told = backups.verify_backup(Path(call.args.file), call.passphrase(), call.args.person)
    return Outcome({"ok": True, "device": told.device, "records": told.records, "at": told.at})


def backup_restore(call: Call) -> Outcome:
    done = backups.restore_backup(Path(call.args.file), call.home, call.passphrase(), call.args.person, call.clock)
    return Outcome(
        {"restored": str(done.home), "device": done.device, "epoch": done.epoch, "set_aside": done.set_aside}
    )


def check(call: Call) -> Outcome:
    found = upkeep.check(call.workspace())
    document = {
        "ok": not found.faults,
        "faults": list(found.faults),
        "warnings": [call.text(f"warning.{w}") for w in found.warnings],
        "records": found.records,
        "revisions": found.revisions,
    }
    return Outcome(document, exit=1 if found.faults else 0)


def rebuild(call: Call) -> Outcome:
    done = upkeep.rebuild(call.workspace())
    return Outcome({"records": done.records, "digest": done.digest, "same": done.same})


def audit_verify(call: Call) -> Outcome:
    found = upkeep.verify_audit(call.workspace())
    document = {"ok": found.broken_at is None, "rows": found.rows, "broken_at": found.broken_at, "head": found.head}
    return Outcome(document, exit=0 if found.broken_at is None else 1)


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
