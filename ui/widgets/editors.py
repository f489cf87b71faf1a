"""An editor for a field of any type, from its declaration: what a form without a page of its own is made of.

Text, numbers, days and hours stand in typed_in.py, choices, people and units in choosing.py, groups in group_rows.py,
files in attachments.py.
"""

from __future__ import annotations

from collections.abc import Callable

from app.records.kind import Field, FieldType
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.theme.look import Look
from ui.widgets import attachments, choosing, group_rows, typed_in
from ui.widgets.editor import Ask, AskFiles, Editor, Options
from ui.words import Words

__all__ = ["Ask", "Editor", "editor_for", "made"]


def editor_for(
    field: Field,
    kind_name: str,
    options: Options,
    look: Look,
    words: Words,
    workspace: Workspace,
    jobs: Jobs,
    *,
    group: str = "",
    files: AskFiles | None = None,
) -> Editor:
    """The editor of a declared field. `options` has the choices by field (`group.field` within a group)."""
    return made(Ask(field, kind_name, options, look, words, workspace, jobs, group, files))


def made(ask: Ask) -> Editor:
    """As `editor_for`."""
    field = ask.field
    one, several = _MAKERS[field.type]
    if field.type == "text" and not field.many and field.name not in typed_in.LINES:
        return typed_in.AreaEditor(ask)
    return several(ask) if field.many else one(ask)


_MAKERS: dict[FieldType, tuple[Callable[[Ask], Editor], Callable[[Ask], Editor]]] = {
    "text": (typed_in.LineEditor, typed_in.TextsEditor),
    "number": (typed_in.NumberEditor, typed_in.TextsEditor),
    "date": (typed_in.DayEditor, choosing.DaysEditor),
    "datetime": (typed_in.MomentEditor, typed_in.TextsEditor),
    "bool": (choosing.BoolEditor, choosing.BoolEditor),
    "choice": (choosing.ChoiceEditor, choosing.ChoicesEditor),
    "student": (choosing.NamedEditor, choosing.NamedEditor),
    "staff": (choosing.NamedEditor, choosing.NamedEditor),
    "unit": (choosing.NamedEditor, choosing.NamedEditor),
    "record": (choosing.RecordEditor, choosing.NamedEditor),
    "file": (attachments.FilesEditor, attachments.FilesEditor),
    "group": (group_rows.GroupEditor, group_rows.GroupEditor),
}
"""The editor of a type, and of a field that may have many of it."""
