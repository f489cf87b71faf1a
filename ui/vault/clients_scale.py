"""The form of a scale's result: which scale, the answers as figures from the sheet, and at once what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import UserError
from app.records.kind import Kind
from app.services.kinds import Option
from app.services.vault.scales import Questionnaire, ScoredAnswers, alarm_words, score_answers
from app.services.vault.signing import VaultDraft
from ui.jobs import Job, Report
from ui.vault.clients_form import VaultForm
from ui.vault.clients_writing import answers_in
from ui.vault.room import Room
from ui.widgets.text import Paragraph

ABOUT_ANSWERS = frozenset({"answers_count", "answer_wrong", "scale_results_only"})
"""Refusals that are said at the answers."""


class ScaleForm(VaultForm):
    """`scales` are those that may be filled in (`list_questionnaires`)."""

    def __init__(
        self,
        room: Room,
        client: str,
        given: Mapping[str, Any],
        scales: Sequence[Questionnaire],
        draft: VaultDraft | None = None,
    ) -> None:
        self.scales = {scale.id: scale for scale in scales}
        self._scoring: Job[Any] | None = None
        super().__init__(room, "scale_result", client, given, draft=draft)

    def _choices(self, kind: Kind) -> dict[str, Sequence[Option]]:
        return {"scale": [Option(scale.id, scale.title) for scale in self.scales.values()]}

    def _build(self) -> None:
        super()._build()
        self.comes_to = Paragraph(self.look, "", strong=True)
        self.alarms = Paragraph(self.look, "", ink="danger")
        self.questions = Paragraph(self.look, "", "meta", "text-2")
        for text in (self.comes_to, self.alarms, self.questions):
            text.hide()
            self.form.column.insertWidget(self.form.column.count() - 1, text)

    def _look_again(self) -> None:
        super()._look_again()
        scale = self.scales.get(str(self.editors["scale"].value))
        answers = answers_in(str(self.editors["answers"].value))
        self._say(self.questions, "" if scale is None else self._sheet(scale))
        if self._scoring is not None:
            self._scoring.drop()
        self._say(self.alarms, "")
        if scale is None:
            self._say(self.comes_to, "")
        elif len(answers) != len(scale.items):
            given = len([one for one in answers if one])
            self._say(self.comes_to, self.words("clients.answered", n=given, of=len(scale.items)))
        else:
            workspace = self.room.workspace

            def work(report: Report) -> tuple[ScoredAnswers, tuple[str, ...]]:
                scored = score_answers(workspace, scale.id, answers)
                return scored, alarm_words(workspace, scale.id, scored.alarms)

            self._scoring = self.room.jobs.start(
                self, work, done=self._scored, failed=self._not_scored, lane="read"
            )  # fmt: skip

    def _sheet(self, scale: Questionnaire) -> str:
        """The questions with their numbers, and what the figures of the answers mean."""
        options = self.words("clients.comma").join(f"{value} {words}" for value, words in scale.options)
        items = [f"{number}. {item}" for number, item in enumerate(scale.items, 1)]
        return "\n".join((options, *items))

    def _scored(self, found: tuple[ScoredAnswers, tuple[str, ...]]) -> None:
        scored, alarms = found
        if scored.total is None:
            self._say(self.comes_to, self.words("clients.total_open"))
        else:
            self._say(self.comes_to, self.words("clients.total", n=scored.total, band=scored.band))
        self._say(self.alarms, "\n".join(alarms))

    def _not_scored(self, error: UserError) -> None:
        self._say(self.comes_to, self.words.together(self.words.error(error)))

    def _say(self, text: Paragraph, said: str) -> None:
        text.set_text(said)
        text.setVisible(bool(said))

    def show_wrong(self, error: UserError) -> bool:
        if error.code in ABOUT_ANSWERS:
            self.editors["answers"].refuse(self.words.together(self.words.error(error)))
            self.editors["answers"].focus()
            return True
        return super().show_wrong(error)
