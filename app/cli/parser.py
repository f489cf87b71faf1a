"""The words of the command line, exactly as DESIGN.md §7 has them; help in both languages."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app import __version__
from app.cli import (
    bulk,
    disclosures,
    duties,
    exchange,
    forms,
    handover,
    plans,
    records,
    reports,
    reviews,
    schedule,
    screening,
    setting_up,
    sweeps,
    upkeep,
    vault,
    vault_keeping,
)
from app.cli.call import Call, Outcome
from app.cli.options import add_globals
from app.records.counselling import SESSIONS
from app.records.kind import ROLES
from app.texts import text

Run = Callable[[Call], Outcome]


class Words:
    """A node of the command tree that adds commands with their help and what they run. Nothing is abbreviated: a
    `--reason` with a text must not be taken for the name of a `--reason-file`."""

    def __init__(self, parser: argparse.ArgumentParser, language: str, path: str = "", *, alone: bool = False) -> None:
        self.parser = parser
        self.language = language
        self.path = path
        self.commands = parser.add_subparsers(metavar="COMMAND", required=bool(path) and not alone)

    def group(self, name: str, run: Run | None = None) -> Words:
        """Commands below a word; with a `run` the word alone is a command too."""
        path = f"{self.path}{name}"
        parser = self._parser(name, path)
        if run is not None:
            parser.set_defaults(run=run)
        return Words(parser, self.language, f"{path}_", alone=run is not None)

    def add(self, command: str, run: Run, *options: str, **positional: str) -> argparse.ArgumentParser:
        """A command; `positional` arguments by name with their metavar, `options` are required ones."""
        parser = self._parser(command, f"{self.path}{command}")
        parser.set_defaults(run=run)
        for argument, metavar in positional.items():
            parser.add_argument(argument, metavar=metavar)
        for option in options:
            parser.add_argument(option, required=True)
        return parser

    def _parser(self, name: str, path: str) -> argparse.ArgumentParser:
        told = text(self.language, f"cli.help.{path.replace('-', '_')}")
        return self.commands.add_parser(name, help=told, description=told, allow_abbrev=False)


def make_parser(language: str) -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(prog="runxin", description=text(language, "cli.help.runxin"), allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"runxin {__version__}")
    add_globals(parser, language)
    words = Words(parser, language)
    _setting_up(words)
    _records(words)
    _sheets(words)
    _sweeps(words)
    _duties(words)
    _reviews(words)
    _reports(words)
    _exchange(words)
    _handover(words)
    _upkeep(words)
    _vault(words)
    _schedule(words)
    _explain(parser, language)
    return parser


def _explain(parser: argparse.ArgumentParser, language: str) -> None:
    """Every option and argument gets its line of help, `cli.option.<name>`, down the whole tree."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                _explain(below, language)
        elif action.help is None:
            action.help = text(language, f"cli.option.{action.dest}")


def _setting_up(words: Words) -> None:
    demo = words.add("demo", setting_up.demo)
    demo.add_argument("--home", dest="demo_home", metavar="DIR")
    demo.add_argument("--students", type=int, default=120)
    demo.add_argument("--seed", type=int, default=1)
    init = words.add("init", setting_up.init)
    init.add_argument("--role", choices=ROLES, required=True)
    init.add_argument("--name", required=True)
    init.add_argument("--staff-no", default="")
    init.add_argument("--college", default="")
    init.add_argument("--school", default="")
    init.add_argument("--plan", default="sanjiang-2023")
    init.add_argument("--join", action="store_true")
    init.add_argument("--recovery-sheet", metavar="F.pdf")
    words.add("unlock-check", setting_up.unlock_check)
    change = words.group("passphrase").add("change", setting_up.passphrase_change)
    change.add_argument("--leaked", action="store_true")
    words.add("recover", setting_up.recover, "--recovery-key-file")
    words.group("recovery").add("renew", setting_up.recovery_renew).add_argument("--recovery-sheet", metavar="F.pdf")
    person = words.group("person")
    add = person.add("add", setting_up.person_add, "--staff-no")
    add.add_argument("--name", default="")
    person.add("list", setting_up.person_list)
    person.add("remove", setting_up.person_remove, number="STAFF-NO")
    words.add("quick-unlock", setting_up.quick_unlock).add_argument("state", choices=("on", "off"))
    enrol = words.group("enrol")
    enrol.add("request", setting_up.enrol_request, "--out")
    enrol.add("show", setting_up.enrol_show, file="F")
    approve = enrol.add("approve", setting_up.enrol_approve, "--code", "--out", file="F")
    approve.add_argument("--college", default="")
    approve.add_argument("--role", choices=ROLES, required=True)
    approve.add_argument("--scope", nargs="+", default=[], metavar="CLASS")
    enrol.add("accept", setting_up.enrol_accept, "--centre-code", file="WELCOME")
    device = words.group("device")
    device.add("list", setting_up.device_list)
    revoke = device.add("revoke", setting_up.device_revoke, device="ID")
    revoke.add_argument("--reason", choices=("lost", "left", "suspect"), required=True)
    revoke.add_argument("--until", metavar="DATE", default="")
    device.add("unfreeze", setting_up.device_unfreeze, device="ID")


def _records(words: Words) -> None:
    roster = words.group("roster").add("import", records.roster_import, file="FILE")
    roster.add_argument("--college")
    roster.add_argument("--dry-run", action="store_true")
    record = words.group("record")
    record.add("kinds", records.kinds)
    add = record.add("add", records.add, "--json-file", kind="KIND")
    amend = record.add("amend", records.amend, "--json-file", id="ID")
    for parser in (add, amend):
        parser.add_argument("--audience", choices=("header", "centre"))
        parser.add_argument("--attach", nargs="+", default=[], metavar="FILE")
    add.add_argument("--paper", action="store_true")
    record.add("show", records.show, id="ID")
    listing = record.add("list", records.listing)
    listing.add_argument("--kind")
    listing.add_argument("--student")
    listing.add_argument("--since", metavar="D")
    listing.add_argument("--withdrawn", action="store_true")
    record.add("withdraw", records.withdraw, "--reason", id="ID")
    record.add("history", records.history, id="ID")
    record.add("release", records.release, "--ground", id="ID")
    record.add("attachment", records.attachment, "--out", id="ID", name="NAME")
    words.add("search", records.search, text="TEXT")


def _vault(words: Words) -> None:
    notes = words.group("vault")
    notes.add("init", vault.init)
    notes.add("unlock-check", vault.unlock_check)
    notes.add("accept-older", vault.accept_older)
    notes.group("passphrase").add("change", vault.passphrase_change).add_argument("--leaked", action="store_true")
    notes.add("recover", vault.recover, "--recovery-key-file")
    note = notes.group("note")
    note.add("add", vault.note_add, "--json-file").add_argument("--kind", default="session_note")
    listing = note.add("list", vault.note_list)
    listing.add_argument("--kind")
    listing.add_argument("--client", metavar="CODE")
    note.add("show", vault.note_show, id="ID")
    note.add("search", vault.note_search).add_argument("--text-file", metavar="F")
    vault_keeping.add_words(notes)
    disclose = notes.add("disclose", disclosures.add, "--json-file")
    disclose.add_argument("--from-note", metavar="NOTE-ID")
    disclose.add_argument("--out", metavar="F.pdf")
    notes.add("disclosures", disclosures.listing)
    notes.add("revoke-disclosure", disclosures.revoke, id="ID").add_argument("--reason-file", metavar="F")


def _schedule(words: Words) -> None:
    hours = words.group("schedule")
    hours.add("plan", schedule.plan, "--json-file")
    hours.add("week", schedule.week).add_argument("--week", metavar="W")
    book = hours.add("book", schedule.book, "--client", at="AT")
    book.add_argument("--session", choices=SESSIONS)
    book.add_argument("--room")
    for name, run in (("held", schedule.held), ("no-show", schedule.no_show), ("cancel", schedule.cancel)):
        hours.add(name, run, appointment="ID")


def _sheets(words: Words) -> None:
    circumstance = words.group("circumstance").add("import", bulk.circumstance_import, "--what", "--on", file="FILE")
    care_list = words.group("care-list").add("import", bulk.care_list_import, file="FILE")
    care_list.add_argument("--on", metavar="DATE", default="")
    ledger = words.group("ledger").add("import", bulk.ledger_import, file="FILE")
    ledger.add_argument("--kind", choices=("talk", "parent_contact"), required=True)
    ledger.add_argument("--occasion", default="")
    results = words.group("screening").add("import", screening.screening_import, "--scale", file="FILE")
    results.add_argument("--coding")
    results.add_argument("--rule")
    results.add_argument("--on", metavar="DATE")
    for parser in (circumstance, care_list, ledger, results):
        parser.add_argument("--dry-run", action="store_true")


def _duties(words: Words) -> None:
    due = words.add("due", duties.due)
    due.add_argument("--week", metavar="W")
    due.add_argument("--counsellor", metavar="STAFF-NO")
    due.add_argument("--student", metavar="NUMBER")
    due.add_argument("--rule", metavar="RULE")
    due.add_argument("--overdue", action="store_true")
    coverage = words.add("coverage", duties.coverage)
    for parser in (due, coverage):
        parser.add_argument("--term", metavar="T")
        parser.add_argument("--from", dest="since", metavar="D")
        parser.add_argument("--to", dest="till", metavar="D")
    coverage.add_argument("--by", choices=("college", "counsellor", "clause"), default="college")


def _sweeps(words: Words) -> None:
    sweep = words.group("sweep")
    sheet = sweep.add("sheet", sweeps.sheet)
    back = sweep.add("import", sweeps.import_, file="FILE")
    rest = sweep.add("fill-rest", sweeps.fill_rest)
    progress = sweep.add("progress", sweeps.progress)
    for parser in (sheet, rest):
        parser.add_argument("--class", dest="class_name", metavar="CLASS", required=True)
    for parser in (sheet, back, rest, progress):
        parser.add_argument("--window", choices=("start", "end"), required=True)
    sheet.add_argument("--out", metavar="F.xlsx")
    back.add_argument("--dry-run", action="store_true")


def _reviews(words: Words) -> None:
    review = words.group("review")
    sheet = review.add("sheet", reviews.sheet)
    submit = review.add("submit", reviews.submit)
    check = review.add("check", reviews.check)
    compiled = review.add("compile", reviews.compile_)
    for parser in (sheet, submit, check, compiled):
        parser.add_argument("--week", metavar="W")
    for parser in (sheet, check):
        parser.add_argument("--college")
    for parser in (submit, check):
        parser.add_argument("--force", action="store_true")
    check.add_argument("--return", dest="returned", action="append", default=[], metavar="ID")
    check.add_argument("--remark", action="append", default=[], metavar="R")
    pack = review.add("pack", reviews.pack)
    pack.add_argument("--college")
    pack.add_argument("--term", metavar="T")
    review.add("resolutions", reviews.resolutions)
    review.add("finish", reviews.finish, id="ID").add_argument("--remark", action="append", default=[], metavar="R")


def _reports(words: Words) -> None:
    report = words.add("report", reports.report, report="REPORT")
    for name in ("--term", "--college", "--week", "--student", "--out"):
        report.add_argument(name)
    words.add("quality", reports.quality).add_argument("--term")
    work = words.add("work", reports.work, list="LIST")
    work.add_argument("--term")
    work.add_argument("--college")


def _exchange(words: Words) -> None:
    bundle = words.group("bundle")
    bundle.add("export", exchange.export, "--to", "--out")
    bundle.add("inspect", exchange.inspect, file="F")
    imported = bundle.add("import", exchange.import_, files="F")
    imported._actions[-1].nargs = "+"
    imported.add_argument("--dry-run", action="store_true")
    watch = bundle.add("watch", exchange.watch, folder="DIR")
    watch.add_argument("--once", action="store_true")
    bundle.add("status", exchange.status)


def _handover(words: Words) -> None:
    step = words.group("handover", handover.ask)
    ask = step.parser
    ask.add_argument("--to", dest="taker", metavar="STAFF")
    ask.add_argument("--students", dest="handed", nargs="+", default=[], metavar="NUMBER")
    ask.add_argument("--on", dest="day", metavar="DATE")
    ask.add_argument("--from", dest="giver", metavar="STAFF", default="")
    ask.add_argument("--cautions", action="append", default=[], metavar="TEXT")
    ask.add_argument("--witness", default="", metavar="NAME")
    step.add("list", handover.listing)
    step.add("show", handover.show, id="ID")
    approve = step.add("approve", handover.approve, id="ID")
    approve.add_argument("--acting", action="store_true")
    approve.add_argument("--until", dest="acting_until", metavar="DATE")
    refuse = step.add("refuse", handover.refuse, id="ID")
    step.add("export", handover.export, "--out", id="ID")
    accept = step.add("accept", handover.accept, id="ID")
    accept.add_argument("--without-file", action="store_true")
    for parser in (approve, refuse, accept):
        parser.add_argument("--remark", action="append", default=[], metavar="R")


def _upkeep(words: Words) -> None:
    form = words.group("form")
    form.add("list", forms.list_)
    form.add("print", forms.print_, "--out", form="FORM", id="ID").add_argument("--student")
    form.add("blank", forms.blank, "--out", form="FORM")
    backup = words.group("backup")
    backup.add("create", upkeep.backup_create, folder="DIR")
    backup.add("verify", upkeep.backup_verify, file="F")
    backup.add("restore", upkeep.backup_restore, file="F")
    words.add("check", upkeep.check)
    words.add("rebuild", upkeep.rebuild)
    words.group("audit").add("verify", upkeep.audit_verify)
    words.group("keys").add("export-for-recovery", upkeep.keys_export)
    plan = words.group("plan")
    plan.add("check", plans.check, file="F")
    plan.add("adopt", plans.adopt, file="F").add_argument("--from", dest="since", metavar="D", required=True)
    plan.add("settings", plans.settings).add_argument("--confirm", nargs="+", metavar="KEY", default=[])
