"""What a form needs: who may fill it in, which fields must be filled in as it stands, which the plan asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.errors import UserError
from app.records.kind import Kind, Values
from ui.pages.form_known import Known
from ui.widgets.editor import Editor
from ui.words import Words

SAVED_ANYWAY = frozenset({"withdrawn", "not_enrolled", "store_behind"})
"""Objections that a form is no less good for: a withdrawn record comes back, the others the save tells."""


def why_not(words: Words, known: Known) -> str:
    """Why this person cannot write or amend it; "" where they can."""
    objection = known.record.objection if known.record is not None else ""
    if objection == "body_elsewhere":
        return words("form.body_elsewhere")
    if objection and objection not in SAVED_ANYWAY:
        return words.together(words.error(UserError(objection)))
    kind = known.kind
    reasons = {
        "form.with_parent": words("form.with_parent", parent=words.kind(kind.child_of or kind.name)),
        "form.on_record": words("form.on_record"),
        "form.in_vault": words("form.in_vault"),
        "form.other_role": words("form.other_role", roles=words.listed([words.role(r) for r in sorted(kind.writers)])),
        "form.at_seat": words("form.at_seat"),
    }
    return reasons.get(known.barred, "")


class Needs:
    """Says at each field, and in one sentence, what is needed. `above` are the editors under a heading that says it."""

    def __init__(self, words: Words, kind: Kind, editors: Mapping[str, Editor], above: Sequence[Editor]) -> None:
        self.words, self.kind, self.editors, self.above = words, kind, editors, above

    def tell(self, values: Values) -> str:
        """Marks the fields; what is still missing, else what the plan asks for besides, else ""."""
        words, kind = self.words, self.kind
        wanted, needed = kind.wants(values), self._needed(values)
        for name, editor in self.editors.items():
            editor.set_needed(name in needed)
            editor.set_note(self._note(editor, name in needed, name in wanted))
        lacking = self._labels(self.lacking(values))
        if lacking:
            return words("form.lacking", fields=lacking)
        return words("form.would_ask", fields=self._labels(wanted)) if wanted else ""

    def lacking(self, values: Values) -> list[str]:
        """The fields without which nothing is saved, and which are empty."""
        return [name for name in self._needed(values) if name not in values]

    def _needed(self, values: Values) -> list[str]:
        kind = self.kind
        return [f.name for f in kind.fields if f.required or f.name in kind.demands({**values, f.name: None})]

    def _labels(self, names: Sequence[str]) -> str:
        return self.words.listed([self.words.field(self.kind.name, name) for name in names])

    def _note(self, editor: Editor, must: bool, wanted: bool) -> str:
        if must != (editor in self.above):
            return self.words("form.must") if must else self.words("form.free")
        return self.words("form.asked") if wanted else ""
