"""Commands that keep a notes vault: backup, break-glass, handing a case over, scales, figures, retention, audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Call, Outcome
from app.cli.vault import opened
from app.errors import UserError
from app.services.vault import backups, break_glass, cards, figures, retention, scales, transferring, upkeep
from app.services.vault.reading import EntryView
from app.services.vault.signing import VaultDraft
from app.services.vault.unsigned import open_assessment

if TYPE_CHECKING:
    from app.cli.parser import Words


def add_words(notes: Words) -> None:
    """The words below `vault` that are not about writing and reading notes."""
    notes.add("backup", backup, folder="DIR")
    notes.add("backup-verify", backup_verify, file="F")
    notes.add("restore", restore, file="F").add_argument("--recovery-key-file", metavar="K")
    _break_glass(notes.group("break-glass"))
    notes.add("card", card, "--out")
    transfer = notes.add("transfer", give, "--card", "--consent-file", "--out", client="CODE")
    transfer.add_argument("--guardian-file", metavar="F")
    for parser in (transfer, notes.add("receive", take, file="F")):
        parser.add_argument("--code", dest="spoken", required=True, metavar="DIGITS")
    scale = notes.group("scale")
    scale.add("list", scale_list)
    scale.add("score", scale_score, scale="SCALE").add_argument("--answers-file", metavar="F")
    scale.add("trend", scale_trend, client="CODE", scale="SCALE")
    counted = notes.add("figures", service_figures)
    counted.add_argument("--term", metavar="T")
    counted.add_argument("--from", dest="since", metavar="D")
    counted.add_argument("--to", dest="till", metavar="D")
    counted.add_argument("--out", metavar="F.pdf|F.xlsx|F.docx")
    kept = notes.group("retention")
    kept.add("due", retention_due).add_argument("--years", type=int)
    hold = kept.add("hold", retention_hold, client="CODE")
    hold.add_argument("--lift", action="store_true")
    purge = kept.add("purge", retention_purge, "--again", client="CODE")
    purge.add_argument("--before-time", action="store_true")
    for parser in (hold, purge):
        parser.add_argument("--reason-file", metavar="F")
    notes.add("audit", audit).add_argument("--limit", type=int, default=200)
    notes.group("keys").add("export-for-recovery", keys_export)


def _break_glass(words: Words) -> None:
    enable = words.add("enable", break_glass_enable, "--out-first", "--out-second")
    enable.add_argument("--holder", nargs=1, action="extend", required=True, metavar="STAFF-NO")
    words.add("disable", break_glass_disable)
    words.add("status", break_glass_status)
    opening = words.add("open", break_glass_open, "--ground-file")
    opening.add_argument("--share-file", nargs=1, action="extend", required=True, metavar="F")
    opening.add_argument("--backup", metavar="F")
    opening.add_argument("--client", metavar="CODE")


def backup(call: Call) -> Outcome:
    with opened(call) as vault:
        path = backups.back_up_vault(call.workspace(), vault, Path(call.args.folder))
    return Outcome({"file": str(path)}, (call.text("cli.say.written", file=path),))


def backup_verify(call: Call) -> Outcome:
    found = backups.verify_vault_backup(Path(call.args.file), call.vault_passphrase(), call.args.person)
    return Outcome({"ok": True, "vault": found.store_id, "entries": found.entries, "at": found.at})


def restore(call: Call) -> Outcome:
    path, sheet = Path(call.args.file), call.args.recovery_key_file
    if sheet:
        done = backups.restore_vault(call.workspace(), path, sheet=call.read(Path(sheet)).strip())
    else:
        done = backups.restore_vault(call.workspace(), path, call.vault_passphrase())
    lines = [call.text("cli.say.vault_restored", entries=done.entries)]
    if done.set_aside:
        lines.append(call.text("cli.say.vault_set_aside", file=done.set_aside))
    return Outcome({"restored": done.store_id, "entries": done.entries, "set_aside": done.set_aside}, tuple(lines))


def _two(values: list[str]) -> tuple[str, str]:
    if len(values) != 2:
        raise UserError("break_glass_two")
    return values[0], values[1]


def break_glass_enable(call: Call) -> Outcome:
    holders = _two(call.args.holder)
    with opened(call) as vault:
        places = Path(call.args.out_first), Path(call.args.out_second)
        sheets = break_glass.enable_break_glass(call.workspace(), vault, holders, places)
    files = [str(sheet) for sheet in sheets]
    lines = [call.text("cli.say.half_written", file=file, holder=one) for file, one in zip(files, holders, strict=True)]
    return Outcome({"on": True, "sheets": files}, (*lines, call.text("cli.say.halves_apart")))


def break_glass_disable(call: Call) -> Outcome:
    with opened(call) as vault:
        break_glass.disable_break_glass(call.workspace(), vault)
    return Outcome({"on": False})


def break_glass_status(call: Call) -> Outcome:
    found = break_glass.break_glass_status(call.workspace())
    return Outcome({"on": found.on, "holders": list(found.holders)})


def break_glass_open(call: Call) -> Outcome:
    first, second = (call.read(Path(file)).strip() for file in _two(call.args.share_file))
    ground = call.read(Path(call.args.ground_file)).strip()
    copy = Path(call.args.backup) if call.args.backup else None
    with break_glass.open_with_halves(call.workspace(), (first, second), ground, backup=copy) as found:
        document: dict[str, Any] = {
            "record": found.record,
            "owner": found.owner,
            "holders": list(found.holders),
            "review_due": found.review_due,
        }
        if call.args.client:
            fields, views = found.client(call.args.client)
            drafts = found.drafts(call.args.client)
            document |= {
                "client": dict(fields),
                "notes": [_view(view) for view in views],
                "drafts": [_unsigned(draft) for draft in drafts],
                "open_assessment": _assessment(drafts),
            }
        else:
            lines = [
                {"code": c.code, "sessions": c.sessions, "last": c.last, "level": c.level, "drafts": c.drafts}
                for c in found.clients()
            ]
            document |= {"clients": lines}
    return Outcome(document)


def _view(view: EntryView) -> dict[str, Any]:
    return {
        "id": view.line.id,
        "kind": view.line.kind,
        "when": view.line.happened,
        "fields": dict(view.fields),
        "addenda": [{"at": added.at, "text": added.text} for added in view.addenda],
        "signed": True,
    }


def _unsigned(draft: VaultDraft) -> dict[str, Any]:
    return {"id": draft.id, "kind": draft.kind, "at": draft.at, "fields": draft.fields, "signed": False}


def _assessment(drafts: Sequence[VaultDraft]) -> dict[str, Any] | None:
    """The risk assessment that its writer had begun and not signed; its level may be empty yet."""
    found = open_assessment(drafts)
    if found is None:
        return None
    return {"level": str(found.fields.get("level") or ""), "at": found.at, "signed": False}


def card(call: Call) -> Outcome:
    with opened(call) as vault:
        made = cards.write_card(call.workspace(), vault, Path(call.args.out))
    document = {"file": call.args.out, "vault": made.card.vault, "code": made.code}
    return Outcome(document, (call.text("cli.say.vault_card", file=call.args.out, code=made.code),))


def give(call: Call) -> Outcome:
    args = call.args
    consent = call.read(Path(args.consent_file))
    guardian = call.read(Path(args.guardian_file)) if args.guardian_file else ""
    with opened(call) as vault:
        done = transferring.give_case(
            call.workspace(), vault, args.client, Path(args.card), args.spoken, consent, Path(args.out), guardian
        )
        own = cards.code_of(cards.own_card(call.workspace(), vault).card)
    document = {"file": str(done.file), "entries": done.entries, "stayed": done.stayed, "code": own}
    return Outcome(document, (call.text("cli.say.case_given", file=done.file, count=done.entries, code=own),))


def take(call: Call) -> Outcome:
    with opened(call) as vault:
        done = transferring.take_case(call.workspace(), vault, Path(call.args.file), call.args.spoken)
    document = {
        "client": done.code,
        "entries": done.entries,
        "giver": done.giver,
        "giver_code": done.giver_code,
        "again": done.again,
    }
    key = "cli.say.case_again" if done.again else "cli.say.case_taken"
    said = call.text(key, client=done.code, count=done.entries, giver=done.giver, code=done.giver_code)
    return Outcome(document, (said,))


def scale_list(call: Call) -> Outcome:
    found = scales.list_questionnaires(call.workspace())
    return Outcome({"scales": [{"id": s.id, "title": s.title, "items": len(s.items)} for s in found]})


def scale_score(call: Call) -> Outcome:
    answers = call.said(call.args.answers_file, "cli.ask.answers").split(",")
    workspace = call.workspace()
    scored = scales.score_answers(workspace, call.args.scale, answers)
    document = {
        "scale": scored.scale,
        "total": scored.total,
        "band": scored.band,
        "alarms": list(scored.alarms),
        "missing": scored.missing,
        "fields": scored.values,
    }
    total = call.text("cli.say.scale_open") if scored.total is None else str(scored.total)
    said = call.text("cli.say.scale_total", total=total, band=scored.band)
    return Outcome(document, (said, *scales.alarm_words(workspace, scored.scale, scored.alarms)))


def scale_trend(call: Call) -> Outcome:
    with opened(call) as vault:
        points = scales.scale_trend(vault, call.args.client, call.args.scale, call.language)
    document = {"points": [{**asdict(point), "alarms": list(point.alarms)} for point in points]}
    return Outcome(document, tuple(_result(call, point) for point in points) or (call.text("cli.say.scale_none"),))


def _result(call: Call, point: scales.ScalePoint) -> str:
    """The day, what it came to, and the alarm items that were marked."""
    total = call.text("cli.say.scale_open") if point.total is None else str(point.total)
    alarms = [call.text("cli.say.scale_alarms", items=" ".join(map(str, point.alarms)))] if point.alarms else []
    return "  ".join((point.happened[:10], call.text("cli.say.scale_total", total=total, band=point.band), *alarms))


def service_figures(call: Call) -> Outcome:
    args, workspace = call.args, call.workspace()
    first, last = figures.days_of_term(workspace, args.term or "")
    first, last = _day(args.since) or first, _day(args.till) or last
    with opened(call) as vault:
        found = figures.service_figures(workspace, vault, first, last)
    if args.out:
        path = figures.write_figures(workspace, found, Path(args.out))
        return Outcome({"file": str(path)}, (call.text("cli.say.written", file=path),))
    document = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "sessions": found.sessions.total,
        "by_kind": dict(zip(figures.KINDS, found.sessions.by_row, strict=True)),
        "by_way": {way or "none": n for way, n in zip(figures.COLUMNS, found.sessions.by_column, strict=True)},
        "hours": figures.hours(found.minutes),
        "clients": found.clients,
        "first_interviews": found.first_interviews,
        "no_shows": found.no_shows,
        "waiting": found.waiting,
        "supervision": found.supervision,
        "supervision_hours": figures.hours(found.supervision_minutes),
    }
    return Outcome(document)


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise UserError("date_wrong", value=given) from None


def retention_due(call: Call) -> Outcome:
    with opened(call) as vault:
        found = retention.due_for_purge(call.workspace(), vault, call.args.years)
    return Outcome({"due": [asdict(case) for case in found]})


def retention_hold(call: Call) -> Outcome:
    reason = "" if call.args.lift else call.said(call.args.reason_file, "cli.ask.reason")
    with opened(call) as vault:
        if call.args.lift:
            retention.lift_hold(call.workspace(), vault, call.args.client)
        else:
            retention.hold_client(call.workspace(), vault, call.args.client, reason)
    return Outcome({"client": call.args.client, "hold": not call.args.lift})


def retention_purge(call: Call) -> Outcome:
    args, reason = call.args, call.said(call.args.reason_file, "cli.ask.reason")
    with opened(call) as vault:
        count = retention.purge_client(
            call.workspace(), vault, args.client, args.again, reason, before_time=args.before_time
        )
    return Outcome({"client": args.client, "purged": count}, (call.text("cli.say.case_purged", count=count),))


def audit(call: Call) -> Outcome:
    with opened(call) as vault:
        rows = upkeep.vault_audit(vault, call.args.limit)
    lines = (f"{row.seq}  {row.at[:19].replace('T', ' ')}  {row.act}  {row.person}  {row.subject}" for row in rows)
    return Outcome({"rows": [asdict(row) for row in rows]}, tuple(lines))


def keys_export(call: Call) -> Outcome:
    with opened(call) as vault:
        found = upkeep.export_vault_keys(call.workspace(), vault)
    return Outcome({"vault": str(found.vault), "raw_key": found.raw_key})
