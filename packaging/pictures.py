"""Every page and dialog of the window as PNG, on a demo school, without a screen: to be put beside the mockups.

pictures.py OUT [NAME …]   OUT/<theme>-<language>-<size>/<name>.png; only scenes whose name holds a NAME
"""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from scenes import SCENES
from studio import Studio

from ui.theme.look import Choice

SIZES = {"1366x768": QSize(1366, 768), "1920x1080": QSize(1920, 1080)}
THEMES: tuple[Choice, ...] = ("light", "dark")
LANGUAGES = ("zh", "en")


def main() -> int:
    """Renders; prints each name once, and ends with how many pictures there are."""
    out, wanted = Path(sys.argv[1]), sys.argv[2:]
    scenes = [s for s in SCENES if not wanted or any(w in s.name for w in wanted)]
    count = 0
    with tempfile.TemporaryDirectory(prefix="runxin-pictures-") as below:
        studio = Studio(Path(below))
        for scene in scenes:
            print(scene.name, flush=True)
            for theme, language in product(THEMES, LANGUAGES):
                studio.dress(theme, language)
                with studio.stage(scene) as shown:
                    for name, size in SIZES.items():
                        studio.shoot(shown, size, out / f"{theme}-{language}-{name}" / f"{scene.name}.png")
                        count += 1
        studio.close()
    print(f"{count} pictures below {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
