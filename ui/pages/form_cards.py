"""The editors of the generic form, made from a kind's declaration, and the two cards on which they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.records.kind import Kind
from ui.pages.form_known import Known
from ui.pages.page import Page
from ui.theme.look import Look
from ui.widgets.card import Card
from ui.widgets.editor import AskFiles, Editor
from ui.widgets.editors import editor_for
from ui.widgets.field_grid import FieldGrid
from ui.widgets.scroll import Scroll
from ui.words import Words


def make_editors(page: Page, known: Known, files: AskFiles) -> dict[str, Editor]:
    """One for each field of the kind, in its order."""
    kind, options = known.kind, known.options
    return {
        f.name: editor_for(f, kind.name, options, page.look, page.words, page.workspace, page.jobs, files=files)
        for f in kind.fields
    }


def lay_cards(form: Scroll, look: Look, words: Words, kind: Kind, editors: Mapping[str, Editor]) -> Sequence[Editor]:
    """What must be filled in on one card, the rest on another; the editors of the first."""
    needed, free = list[Editor](), list[Editor]()
    mostly = kind.demands({})  # what an empty form asks for, though not every record must have it
    for f in kind.fields:
        (needed if f.required or f.name in mostly else free).append(editors[f.name])
    if needed:
        _card(form, look, words("form.needed"), needed)
    if free:
        _card(form, look, words("form.free") if needed else "", free)
    form.column.addStretch(1)
    return needed


def _card(form: Scroll, look: Look, title: str, editors: Sequence[Editor]) -> None:
    card = Card(look, title, gap=12)
    card.add(FieldGrid(look, editors))
    form.column.addWidget(card)
    card.show()  # at once: the cursor is put into it before the layout would show it
