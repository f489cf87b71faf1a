"""Writing a risk assessment: what was found, how grave it is, and what must be done before it can be closed."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.records.kind import Kind
from app.services.vault.signing import VaultDraft
from ui.vault.clients_form import VaultForm, begun
from ui.vault.room import Room
from ui.widgets.editor import Editor
from ui.widgets.field_grid import FieldGrid
from ui.widgets.text import Label, Paragraph, rule

KIND = "risk_assessment"
FOUND = (
    "when", "ideation", "ideation_text", "plan", "plan_text", "means", "means_text", "past_attempts", "past_text",
    "harm_to_others", "protective",
)  # fmt: skip
JUDGED = ("level", "grounds")
CLOSING = ("means_removed", "safety_plan", "handed_to", "handed_at", "supervisor_consulted")


class RiskForm(VaultForm):
    """An assessment of one client. It stays open, as a draft in the vault, until what closes it is there.

    `level` is told by `graded` at each change of it.
    """

    graded = Signal(str)

    def __init__(self, room: Room, client: str, draft: VaultDraft | None = None) -> None:
        super().__init__(room, KIND, client, begun(room, KIND, client), draft=draft)
        self.editors["level"].changed.connect(lambda: self.graded.emit(self.level))

    @property
    def level(self) -> str:
        return str(self.editors["level"].value or "")

    def _lay(self, kind: Kind) -> list[Editor]:
        """In the order in which one asks: what was found, how grave, what closes it."""
        words, column = self.words, self.form.column
        parts = (
            (words("risk.found"), "", FOUND),
            (words("risk.judged"), "", JUDGED),
            (words("risk.closing"), words("risk.closing_why"), CLOSING),
        )
        for k, (title, why, names) in enumerate(parts):
            if k:
                column.addWidget(rule())
            column.addWidget(Label(title, "head"))
            if why:
                column.addWidget(Paragraph(self.look, why, "meta", "text-2"))
            column.addWidget(FieldGrid(self.look, [self.editors[name] for name in names]))
        return []

    def _look_again(self) -> None:
        """What is missing is told where one signs."""
        super()._look_again()
        self.missing.hide()
        self._say_foot()

    def _say_foot(self) -> None:
        super()._say_foot()
        if not hasattr(self, "needs"):
            return  # the frame is made before what stands in it
        lacking = self.needs.lacking(self.fields())
        self.sign_button.set_why(self.missing.text if lacking else "")
        if lacking:
            self.line.set_text(self.words("risk.open_until", missing=self.missing.text), "text-2")
