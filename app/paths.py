"""Where things are: the files that ship with the program, and the folders this person's files go to."""

from __future__ import annotations

import sys
from pathlib import Path

from platformdirs import user_config_path, user_data_path


def resource(*parts: str) -> Path:
    """The path of a file or folder below `resources/`, in a source tree and in a frozen build alike."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def default_home() -> Path:
    """Where a workspace lies when nobody says otherwise: the platform's data folder of this person."""
    return user_data_path("Runxin", appauthor=False)


def sample_home() -> Path:
    """Where the sample school lies: beside the default home, never in it."""
    return user_data_path("Runxin-sample", appauthor=False)


def config_folder() -> Path:
    """Where what the program remembers of itself lies: no record, no name."""
    return user_config_path("Runxin", appauthor=False)
