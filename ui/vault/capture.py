"""Keeping pictures of the screen from showing the vault, as far as the system lets a program do so.

Windows takes a window out of every picture (since 10, version 2004) or blackens it (before). macOS does so for the
older ways of taking one; those built on ScreenCaptureKit pay no heed. Under X11 and Wayland there is no such thing.
"""

from __future__ import annotations

import sys
from typing import Any, Literal

from PySide6.QtGui import QGuiApplication

Reach = Literal["all", "some", "none"]
"""Which pictures are kept from showing the window."""

EXCLUDE, BLACK, FREE = 0x11, 0x01, 0x00  # WDA_EXCLUDEFROMCAPTURE, WDA_MONITOR, WDA_NONE
NOBODY, READABLE = 0, 1  # NSWindowSharingNone, NSWindowSharingReadOnly


def reach(plugin: str) -> Reach:
    """What can be prevented under one of Qt's platform plugins."""
    if plugin == "windows":
        return "all"
    return "some" if plugin == "cocoa" else "none"


def reach_here() -> Reach:
    """What can be prevented on this machine."""
    return reach(QGuiApplication.platformName())


def affinities(*, on: bool) -> tuple[int, ...]:
    """What to ask Windows for, one after the other until it agrees."""
    return (EXCLUDE, BLACK) if on else (FREE,)


def keep_from_pictures(on: bool) -> None:
    """Takes every window of the program that is shown out of the pictures of others, or lets them in again."""
    if reach_here() == "none":
        return
    for window in QGuiApplication.topLevelWindows():
        if window.isVisible():
            _on_windows(window.winId(), on) if sys.platform == "win32" else _on_macos(window.winId(), on)


def _on_windows(handle: int, on: bool) -> None:
    import ctypes

    user: Any = ctypes.windll.user32  # type: ignore[attr-defined]
    any(user.SetWindowDisplayAffinity(ctypes.c_void_p(handle), wish) for wish in affinities(on=on))


def _on_macos(view: int, on: bool) -> None:
    """[[view window] setSharingType: …] in the runtime's own words."""
    import ctypes
    from ctypes.util import find_library

    found = find_library("objc")
    if found is None:
        return
    runtime = ctypes.CDLL(found)
    runtime.sel_registerName.restype = ctypes.c_void_p
    runtime.sel_registerName.argtypes = [ctypes.c_char_p]
    send = ctypes.cast(runtime.objc_msgSend, ctypes.c_void_p).value
    if send is None:
        return
    ask = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(send)
    tell = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(send)
    window = ask(view, runtime.sel_registerName(b"window"))
    if window:
        tell(window, runtime.sel_registerName(b"setSharingType:"), NOBODY if on else READABLE)
