"""Starting: what opens a window and what a command, the input method, what the machine remembers of the look."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QSettings

from app import cli
from ui import application
from ui.machine import machine_facts
from ui.start import bundles
from ui.words import Words


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        ([], []),
        (["--home", "x"], []),
        (["2026-11-25-a.runxin"], ["2026-11-25-a.runxin"]),
        (["--home", "x", "a.runxin", "b.RUNXIN"], ["a.runxin", "b.RUNXIN"]),
    ],
)
def test_a_start_without_a_command_wants_a_window(
    arguments: list[str], files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert bundles(arguments) == [Path(f) for f in files]
    call = cli.window_wanted(arguments[: len(arguments) - len(files)])
    assert call is not None
    assert (call.home == Path("x")) == ("--home" in arguments)


@pytest.mark.parametrize("arguments", [["bundle", "status"], ["--json"], ["--home"], ["--help"], ["--lang", "fr"]])
def test_everything_else_is_the_command_lines(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert cli.window_wanted(arguments) is None


def test_without_a_screen_no_window_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert cli.window_wanted([]) is None


def test_a_bundle_after_a_command_belongs_to_the_command() -> None:
    assert cli.window_wanted(["bundle", "import"]) is None


@pytest.mark.parametrize("asked", ["fcitx", "fcitx5"])
def test_ibus_stands_in_for_fcitx(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"QT_IM_MODULE": asked}
    application.choose_input_method(environment)
    assert environment["QT_IM_MODULE"] == "ibus"
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    told = dict(machine_facts(Words("zh")))["输入法"]
    assert told.startswith("ibus") and asked in told


def test_a_plugin_of_fcitx_is_used_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libfcitx5platforminputcontextplugin.so").touch()
    monkeypatch.setenv("QT_PLUGIN_PATH", str(tmp_path))
    environment = {"QT_IM_MODULE": "fcitx5"}
    application.choose_input_method(environment)
    assert environment == {"QT_IM_MODULE": "fcitx5"}


@pytest.mark.parametrize("environment", [{}, {"QT_IM_MODULE": "ibus"}, {"QT_IM_MODULE": "xim"}])
def test_other_input_methods_are_left_alone(environment: dict[str, str]) -> None:
    before = dict(environment)
    application.choose_input_method(environment)
    assert environment == before


def test_the_wheel_has_the_plugin_that_stands_in() -> None:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    assert [f.name for f in plugins.glob("platforminputcontexts/*ibus*")]


@pytest.mark.parametrize(("kept", "scale"), [("1.3", 1.3), ("1.0", 1.0), ("7", 1.0), ("x", 1.0), ("", 1.0)])
def test_a_font_size_that_nobody_offers_is_the_ordinary_one(kept: str, scale: float, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("scale", kept)
    settings.setValue("theme", kept)
    assert application._scale(settings) == scale
    assert application._choice(settings) == "system"
