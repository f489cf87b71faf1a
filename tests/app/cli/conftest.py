"""The command line in this process: words in, one JSON document and an exit code out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.app.services.conftest import Care, at_work
from tests.slots import PASSPHRASE, with_slot

NOW = "2026-11-24T10:00:00+08:00"


@dataclass(frozen=True)
class Answer:
    """What a command said: its exit code, its one document, and what stood on stderr."""

    exit: int
    document: dict[str, Any]
    err: str

    @property
    def code(self) -> str:
        """The code of a refusal; KeyError where it was none."""
        return str(self.document["error"]["code"])


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with `--json`; stdout must be one document and nothing else."""
    monkeypatch.setenv("RUNXIN_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("RUNXIN_NEW_PASSPHRASE", raising=False)

    def answer(home: Path, *words: str, now: str = NOW) -> Answer:
        capsys.readouterr()
        code = main(["--home", str(home), "--json", "--now", now, *words])
        out, err = capsys.readouterr()
        return Answer(code, json.loads(out), err)

    return answer


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Care]:
    """A centre and a counsellor with passphrases, locked; for all tests of a module."""
    made = at_work(tmp_path_factory.mktemp("school"))
    for workspace in (made.centre, made.counsellor):
        with_slot(workspace)
        workspace.lock()
    yield made
    made.school.close()


def write_json(folder: Path, values: object) -> str:
    """A file with these values for `--json-file`."""
    path = folder / "fields.json"
    path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return str(path)
