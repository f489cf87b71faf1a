"""The words of the command line: usage, languages, secrets, clocks and how a refusal looks."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__
from app.cli import main
from app.cli.options import language_of
from app.cli.output import plain_lines, printable
from app.cli.parser import make_parser
from tests.app.cli.conftest import Run, write_json
from tests.app.services.conftest import Care
from tests.school import talk
from tests.slots import OTHER, PASSPHRASE

COMMANDS = (
    """
demo|init|unlock-check|passphrase change|recover|person add|person list|person remove|enrol request|enrol show
enrol approve|enrol accept|device list|device revoke|roster import|record kinds|record add|record show|record list
record amend|record withdraw|record history|search|bundle export|bundle inspect|bundle import|bundle watch
bundle status|form list|form print|form blank|backup create|backup verify|backup restore|check|rebuild|audit verify
keys export-for-recovery|plan check|plan adopt|plan settings|due|coverage|circumstance import|care-list import
ledger import|screening import|handover list|handover show|handover approve|handover refuse|handover export
handover accept
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def leaves(parser: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its parser."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not below:
        yield path.strip(), parser
    for action in below:
        for name, inner in action.choices.items():
            yield from leaves(inner, f"{path} {name}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_is_there_and_explains_itself(language: str) -> None:
    found = dict(leaves(make_parser(language)))
    assert set(COMMANDS) <= set(found)
    for path, parser in found.items():
        assert parser.description and not parser.description.startswith("cli."), path
        assert parser.get_default("run"), path


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["record"],
        ["record", "add"],
        ["record", "add", "talk"],
        ["record", "show"],
        ["init"],
        ["init", "--role", "dean", "--name", "x"],
        ["--lang", "fr", "check"],
        ["bundle", "import"],
        ["quick-unlock", "maybe"],
        ["device", "revoke", "x", "--reason", "whim"],
        ["record", "add", "talk", "--json-file", "f", "--audience", "all"],
        ["demo", "--students", "many"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_and_says_nothing_on_stdout(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--json", *words])
    out, err = capsys.readouterr()
    assert ended.value.code == 2 and out == "" and err


def test_no_command_is_wrong_usage_and_help_and_version_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en"]) == 2
    for words in (["--help"], ["--version"], ["record", "add", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        (["--lang", "en"], "zh_CN.UTF-8", "en"),
        (["--lang=zh"], "en_GB.UTF-8", "zh"),
        (["--lang", "fr"], "en_GB.UTF-8", "en"),
        (["check"], "en_GB.UTF-8", "en"),
        (["check"], "C", "zh"),
        (["--lang"], "zh_CN", "zh"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_locales(
    words: list[str], environment: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", environment)
    assert language_of(words) == language


def test_a_refusal_is_a_sentence_on_stderr_in_ones_language(
    desks: Care, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUNXIN_PASSPHRASE", OTHER)
    said = {}
    for language in ("zh", "en"):
        assert main(["--home", str(desks.centre.home), "--lang", language, "unlock-check"]) == 1
        out, said[language] = capsys.readouterr()
        assert out == "" and said[language].endswith("[wrong_passphrase]\n")
        assert "Traceback" not in said[language] and OTHER not in said[language]
    assert said["zh"] != said["en"] and said["en"].isascii() and not said["zh"].isascii()


def test_lines_for_a_person_tell_the_same_as_the_document(
    desks: Care, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    document = run(desks.centre.home, "device", "list").document
    for language, heading in (("zh", "设备："), ("en", "devices: ")):
        assert main(["--home", str(desks.centre.home), "--lang", language, "device", "list"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"{heading}{len(document['devices'])}\n")
        assert all(d["id"] in out for d in document["devices"])


# The ids of devices, of people's records and of files stand in these; their keys do not.
WITHOUT_LINES = (["unlock-check"], ["person", "list"], ["bundle", "status"], ["keys", "export-for-recovery"])


@pytest.mark.parametrize("words", WITHOUT_LINES, ids=" ".join)
def test_what_has_no_lines_of_its_own_is_told_in_chinese(
    desks: Care, run: Run, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    document = run(desks.centre.home, *words).document
    assert main(["--home", str(desks.centre.home), "--lang", "zh", *words]) == 0
    names = [line.split("：")[0] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert len(names) == len(document) and not any(name.isascii() for name in names)


def test_a_record_is_shown_by_the_names_of_its_fields(
    desks: Care, run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = write_json(tmp_path, talk("2301001"))
    identity = run(desks.counsellor.home, "record", "add", "talk", "--json-file", told).document["id"]
    assert main(["--home", str(desks.counsellor.home), "--lang", "zh", "record", "show", identity]) == 0
    out = capsys.readouterr().out
    assert (
        "种类：谈心谈话\n" in out
        and "谈话内容 " in out
        and "谈话类型 个别" in out
        and "content" not in out
        and "已撤回：否\n" in out
    )


def test_nothing_in_a_record_moves_the_cursor() -> None:
    assert printable("a\x1b[2Jb\rc\x07\u202e\n好") == "a�[2Jb�c��\n好"
    lines = plain_lines({"a": None, "b": [{"x": 1, "y": None, "z": ["p", "q"]}, "s"], "c": {"k": "v", "e": []}}, "en")
    assert lines == ("a: ", "b: 2", "  x 1 · z p, q", "  s", "c: k v")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--now", "soon"), ("--now", "2026-13-01"), ("--today", "24.11.2026"), ("--today", ""), ("--now", "")],
)
def test_a_wrong_clock_is_refused(
    desks: Care, option: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUNXIN_PASSPHRASE", PASSPHRASE)
    assert main(["--home", str(desks.centre.home), "--json", option, value, "unlock-check"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "date_wrong"


def test_today_sets_the_day(
    desks: Care, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("RUNXIN_PASSPHRASE", PASSPHRASE)
    fields = tmp_path / "f.json"
    fields.write_text('{"name": "一号楼", "kind": "building", "parent": "学校"}', encoding="utf-8")
    home = ["--home", str(desks.centre.home), "--json"]
    assert main([*home, "--today", "2026-12-01", "record", "add", "unit", "--json-file", str(fields)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert main([*home, "record", "show", made["id"]]) == 0
    assert json.loads(capsys.readouterr().out)["at"].startswith("2026-12-01T")


def test_secrets_come_from_a_file_before_the_environment_and_are_never_asked_for_without_a_terminal(
    desks: Care, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\n")
    monkeypatch.setenv("RUNXIN_PASSPHRASE", OTHER)
    assert run(desks.centre.home, "--passphrase-file", str(secret), "unlock-check").exit == 0
    assert run(desks.centre.home, "unlock-check").code == "wrong_passphrase"
    assert run(desks.centre.home, "--passphrase-file", str(tmp_path / "none"), "unlock-check").code == "file_unreadable"
    monkeypatch.delenv("RUNXIN_PASSPHRASE")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert run(desks.centre.home, "unlock-check").code == "passphrase_needed"


@pytest.mark.parametrize("command", [["unlock-check"], ["record", "list"], ["check"], ["bundle", "status"]])
def test_where_no_workspace_is_that_is_said(run: Run, tmp_path: Path, command: list[str]) -> None:
    answer = run(tmp_path / "nowhere", *command)
    assert (answer.exit, answer.code) == (1, "store_missing")
    assert not (tmp_path / "nowhere").exists()
