"""What a command is handed: its arguments, the clock, the secrets, and the workspace once it is opened."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass, field
from datetime import date
from getpass import getpass
from pathlib import Path
from typing import Any

from app.clock import Clock
from app.errors import UserError
from app.paths import default_home
from app.services import workspaces
from app.texts import text
from app.workspace import Workspace


@dataclass(frozen=True)
class Outcome:
    """What a command answers: the document for `--json`, the lines for a person, the exit code."""

    document: dict[str, Any]
    lines: tuple[str, ...] = ()
    exit: int = 0


@dataclass
class Call:
    """One command under way."""

    args: argparse.Namespace
    _workspace: Workspace | None = field(default=None, repr=False)

    @property
    def language(self) -> str:
        return str(self.args.lang)

    @property
    def json(self) -> bool:
        return bool(self.args.json)

    @property
    def home(self) -> Path:
        given = self.args.home
        return Path(given).expanduser() if given else default_home()

    @property
    def clock(self) -> Clock:
        """The clock of `--now` or `--today`, else the machine's. UserError `date_wrong`."""
        clock = Clock()
        try:
            if self.args.now is not None:
                return Clock(fixed=clock.moment(self.args.now))
            if self.args.today is not None:
                return Clock(fixed=clock.at_day(date.fromisoformat(self.args.today)))
        except ValueError:
            raise UserError("date_wrong", value=self.args.today if self.args.now is None else self.args.now) from None
        return clock

    def text(self, key: str, **values: object) -> str:
        return text(self.language, key, **values)

    def workspace(self) -> Workspace:
        """The workspace of `--home`, unlocked with the passphrase given, or from the OS keyring if asked for."""
        if self._workspace is None:
            if self.args.quick:
                self._workspace = workspaces.unlock_quickly(
                    self.home, self.args.person or "", clock=self.clock, language=self.language
                )
            else:
                workspaces.look_at_home(self.home)
                self._workspace = workspaces.unlock(
                    self.home, self.passphrase(), clock=self.clock, language=self.language, person=self.args.person
                )
        return self._workspace

    def passphrase(self) -> str:
        return self._secret(self.args.passphrase_file, "RUNXIN_PASSPHRASE", "cli.ask.passphrase")

    def vault_passphrase(self) -> str:
        return self._secret(self.args.vault_passphrase_file, "RUNXIN_VAULT_PASSPHRASE", "cli.ask.vault_passphrase")

    def new_passphrase(self, *, fall_back: bool = False) -> str:
        """The new secret; where `fall_back`, the ordinary passphrase serves when no new one is given."""
        given = self.args.new_passphrase_file or os.environ.get("RUNXIN_NEW_PASSPHRASE")
        if fall_back and not given:
            return self.passphrase()
        return self._secret(self.args.new_passphrase_file, "RUNXIN_NEW_PASSPHRASE", "cli.ask.new_passphrase")

    def _secret(self, file: str | None, variable: str, question: str) -> str:
        if file:
            return self.read(Path(file)).rstrip("\r\n")
        if variable in os.environ:
            return os.environ[variable]
        if not self.terminal:
            raise UserError("passphrase_needed", variable=variable)
        return getpass(self.text(question) + " ")

    @property
    def terminal(self) -> bool:
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.json

    def read(self, path: Path) -> str:
        """A text file the person named; UserError `file_unreadable`."""
        try:
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise UserError("file_unreadable", file=path.name) from None

    def said(self, file: str | None, question: str) -> str:
        """A text that must not stand among the arguments, where every process of the machine reads it: from a file that
        the person named, or asked for on a terminal. UserError `text_file_needed`."""
        if file:
            return self.read(Path(file)).strip()
        if not self.terminal:
            raise UserError("text_file_needed")
        return input(self.text(question) + " ").strip()

    def fields(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The fields of `--json-file`, and what stands beside them where they are wrapped in "fields"."""
        try:
            found = json.loads(self.read(Path(self.args.json_file)))
        except (ValueError, RecursionError):
            raise UserError("json_unreadable", file=Path(self.args.json_file).name) from None
        if not isinstance(found, dict):
            raise UserError("json_unreadable", file=Path(self.args.json_file).name)
        inner = found.get("fields")
        if isinstance(inner, dict):
            return inner, {key: value for key, value in found.items() if key != "fields"}
        return found, {}

    def close(self) -> None:
        if self._workspace is not None:
            workspaces.leave(self._workspace)
