"""Where things are: the files that ship with the program, and the folders this person's files go to."""

from __future__ import annotations

import sys
from pathlib import Path

from platformdirs import user_config_path, user_data_path


def resource(*parts: str) -> Path:
    """The path of a file or folder below `resources/`, in a source tree and in a frozen build alike."""
    return _root().joinpath("resources", *parts)


def document(name: str) -> Path:
    """The path of a file of `docs/` that ships with the program, in a source tree and in a frozen build alike."""
    return _root() / "docs" / name


def _root() -> Path:
    """Where what ships with the program lies: beside `app`, or where a frozen build unpacks itself to."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def default_home() -> Path:
    """Where a workspace lies when nobody says otherwise: the platform's data folder of this person."""
    return user_data_path("Runxin", appauthor=False)


def sample_home() -> Path:
    """Where the sample school lies: beside the default home, never in it."""
    return user_data_path("Runxin-sample", appauthor=False)


def config_folder() -> Path:
    """Where what the program remembers of itself lies: no record, no name."""
    return user_config_path("Runxin", appauthor=False)
