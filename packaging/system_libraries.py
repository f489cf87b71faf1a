"""What the program needs from the system itself, installed from Debian's packages where that is allowed.

Elsewhere the exact line for a person is printed and the work goes on: a missing library shows soon enough.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

PROGRAM = (
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libglib2.0-0",
    "libfontconfig1",
    "libdbus-1-3",
    "fonts-noto-cjk",
)
WINDOW = (
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
TESTS = (
    "age",
    "openssh-client",
    "gnome-keyring",
    "dbus",
    "xvfb",
    "xdotool",
    "openbox",
    "poppler-utils",
    "zstd",
    "git",
)
VENV = ("python3-venv",)

# Another apt may be at work on a fresh machine; a mirror may stumble once.
APT_OPTIONS = ("-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", "-qq")


def missing_from(packages: Iterable[str], installed: str) -> list[str]:
    """Those of `packages` that a listing of `STATUS NAME PROVIDES…` lines does not hold.

    A name counts as there when an installed package provides it: newer releases rename libraries so
    (`libglib2.0-0t64`).
    """
    present: set[str] = set()
    for line in installed.splitlines():
        status, _, rest = line.partition(" ")
        if status == "installed":
            name, _, provides = rest.partition(" ")
            present.add(name)
            present.update(entry.split("(")[0].strip() for entry in provides.split(","))
    return [package for package in packages if package not in present]


def install(packages: Iterable[str]) -> None:
    """Sees to the Debian packages; says the line for a person where it may not or where apt fails."""
    if not sys.platform.startswith("linux"):
        return
    packages = list(packages)
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        print(f"No apt-get here. The program needs what Debian calls: {' '.join(packages)}", flush=True)
        return
    missing = missing_from(packages, _installed())
    if not missing:
        return
    rights = _rights()
    if rights is None:
        print(f"Some system libraries are missing. Please run:\n    {line_for(missing)}", flush=True)
        return
    print(f"Installing system libraries: {' '.join(missing)}", flush=True)
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *APT_OPTIONS]
    # A failed update may still leave lists that are good enough; the install tells.
    subprocess.run([*apt, "update"], check=False)
    asked = subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *missing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if asked.returncode != 0:
        print(asked.stdout[-2000:])
        print(f"apt-get did not manage it. Please run:\n    {line_for(missing)}", flush=True)


def line_for(packages: Iterable[str]) -> str:
    """The line that a person runs to install `packages`."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def _installed() -> str:
    form = "${db:Status-Status} ${Package} ${Provides}\n"
    return subprocess.run(
        ["dpkg-query", "--show", f"--showformat={form}"], capture_output=True, text=True, check=True
    ).stdout


def _rights() -> list[str] | None:
    """What to put before apt-get so that it may install, or None where nothing helps."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None
