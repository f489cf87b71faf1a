"""What the generic form takes over from the entry before: as it opens, by Ctrl+D, and at "save and next"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.records.kind import Kind
from app.services.sticky import this_moment
from app.workspace import Workspace
from ui.pages.form_known import Known
from ui.widgets.editor import Editor
from ui.words import Words


def note_sticky(editors: Mapping[str, Editor], words: Words, names: Mapping[str, Any]) -> None:
    """Says at each of these fields that it is as in the entry before."""
    for name in names:
        if name in editors:
            editors[name].say_own(words("writing.from_last"))


def take_over(editors: Mapping[str, Editor], words: Words, values: Mapping[str, Any]) -> None:
    """Puts the values into their fields, as if the person had."""
    for name, value in values.items():
        if name in editors:
            editors[name].set_value(value)
            editors[name].tell()
    note_sticky(editors, words, values)


def begun(known: Known, given: Mapping[str, str]) -> dict[str, Any]:
    """What a new record begins with, and over it what was given by whoever asked for the form."""
    kind = known.kind
    found = {name: value.split(",") if f.many else value for name, value in given.items() if (f := kind.field(name))}
    return {**known.defaults, **found}


def next_values(workspace: Workspace, known: Known, now: Mapping[str, Any]) -> dict[str, Any]:
    """What the next record of "save and next" begins with: what stays as it stands, the hour, and nobody chosen."""
    gone = {"student", "students", *known.sticky}  # what stays is as the person left it, also empty
    begin = {name: value for name, value in known.defaults.items() if name not in gone}
    stays = {name: value for name, value in now.items() if name in known.staying}
    return {**begin, **_hour(workspace, known.kind), **stays}


def _hour(workspace: Workspace, kind: Kind) -> dict[str, str]:
    moment = this_moment(workspace).isoformat()
    return {f.name: moment for f in kind.fields if f.slot == "happened" and f.type == "datetime"}
