"""The installed program as a real process: words in, exit code and output back, in a folder that is its world."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

LIMIT = 300  # seconds after which a command counts as hanging
PASSPHRASE = "correct horse battery"


@dataclass(frozen=True)
class Answer:
    """How one command went."""

    exit: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout, with nothing before and nothing after it."""
        assert self.out.count("\n") == 1 and self.out.endswith("\n"), "one line and nothing else"
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def code(self) -> str:
        """The code of a refusal, once it is exactly what DESIGN.md §7 says a refusal is."""
        assert self.exit == 1
        assert set(self.document) == {"error"}
        error = self.document["error"]
        assert set(error) == {"code", "message", "hint"}
        assert error["message"] and not error["message"].startswith("error.")
        assert self.err == ""
        return str(error["code"])


@dataclass
class World:
    """A folder that holds all the program may touch: HOME, temporary files and what a test puts there."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("home", "tmp"):
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def run(self, home: Path | None, *words: str, options: tuple[str, ...] = ("--json",), **variables: Any) -> Answer:
        """Runs `runxin --home HOME [options] words…`; `variables` are set in its environment, "" unsets one."""
        where = () if home is None else ("--home", str(home))
        given = {"RUNXIN_PASSPHRASE": PASSPHRASE, **self.environment, **variables}
        inherited = {
            k: v for k, v in os.environ.items() if not k.startswith(("RUNXIN_", "LC_", "XDG_", "PYTHON_KEYRING"))
        }
        own = {"HOME": str(self.root / "home"), "TMPDIR": str(self.root / "tmp"), "LANG": "C.UTF-8"}
        environment = {k: v for k, v in {**inherited, **own, **given}.items() if v}
        done = subprocess.run(
            [str(program()), *where, *options, *words],
            env=environment,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT,
            check=False,
        )
        answer = Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in answer.out + answer.err, "a traceback is always a bug"
        assert answer.exit in (0, 1, 2, 3)
        return answer

    def done(self, home: Path | None, *words: str, exit: int = 0, **variables: Any) -> dict[str, Any]:
        """The document of a command that must end with this exit code, silent on stderr."""
        answer = self.run(home, *words, **variables)
        assert answer.exit == exit, answer.out
        assert answer.err == ""
        return answer.document


def program() -> Path:
    """The command that the installation put beside this Python."""
    return Path(sys.executable).with_name("runxin.exe" if os.name == "nt" else "runxin")


def listing(folder: Path) -> dict[str, str]:
    """Every file below a folder with its SHA-256, every folder with a mark: what must not change."""
    return {
        str(path.relative_to(folder)): "folder" if path.is_dir() else sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
    }
