"""The window at Qt's scale factors on a screen of 1366×768 pixels: nothing is cut, all can be scrolled to.

Qt takes the factor once, at its start: each runs in a process of its own (scaled.py), on an offscreen platform whose
screen a file describes. The long suite goes through every factor, role and language.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.pages_under_test import ALL
from tests.ui.small_school import COUNSELLOR, STATION, demo_school

ROOT = Path(__file__).parents[2]
SMALL, FINE = (1366, 768), (2732, 1536)
"""The least screen there is, and one of twice its density."""
DAILY = (
    (1.25, SMALL, COUNSELLOR, "zh"),
    (1.25, SMALL, STATION, "en"),
    (1.5, SMALL, COUNSELLOR, "en"),
    (2.0, FINE, COUNSELLOR, "en"),
)
EVERY = tuple(
    (factor, screen, machine, language)
    for factor, screen in ((1.0, SMALL), (1.25, SMALL), (1.5, SMALL), (2.0, SMALL), (2.0, FINE))
    for machine in (COUNSELLOR, STATION)
    for language in ("zh", "en")
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_school(tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(("factor", "screen", "machine", "language"), EVERY if ALL else DAILY)
def test_all_is_in_sight_or_can_be_scrolled_to(
    demo: Path, tmp_path: Path, factor: float, screen: tuple[int, int], machine: str, language: str
) -> None:
    described = tmp_path / "screen.json"
    one = {"name": "one", "x": 0, "y": 0, "width": screen[0], "height": screen[1], "logicalDpi": 96, "dpr": 1}
    described.write_text(json.dumps({"screens": [{**one, "logicalBaseDpi": 96}]}), encoding="utf-8")
    own = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}
    qt = {"QT_SCALE_FACTOR": str(factor), "QT_QPA_PLATFORM": f"offscreen:configfile={described}"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.scaled", str(demo), machine, language],
        cwd=ROOT,
        env={**os.environ, **own, **qt},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    shown, *wrong = done.stdout.splitlines()
    logical = f"{int(screen[0] / factor + 0.5)}×{int(screen[1] / factor + 0.5)}"
    assert shown == f"screen {logical} at {factor}"
    assert not wrong, "\n".join(wrong)
