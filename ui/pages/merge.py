"""Merging the versions of a record: side by side, field by field, into one amendment that follows all of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.records.kind import Field
from app.services import merging
from app.services.drafting import OPTIONS, DraftLine, find_draft, list_drafts
from app.services.merging import MERGE, Conflict, Side, is_merge
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.calling import Done, note_call
from ui.pages.entry import stops_of
from ui.pages.form_wrong import find_wrong
from ui.pages.keeping import Keeping
from ui.pages.merge_card import MergeCard
from ui.pages.merge_field import BOTH, OWN, MergeField, Says
from ui.pages.opening import Opening
from ui.pages.record_head import why_not
from ui.pages.record_values import Reader
from ui.pages.writing import Writing
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Banner, Empty
from ui.widgets.detail import clear
from ui.widgets.editors import editor_for
from ui.widgets.reading_order import tab_through


@dataclass(frozen=True)
class _Read:
    """The versions, and the merge of them that was begun before."""

    conflict: Conflict
    draft: DraftLine | None


class MergePage(Writing):
    """`open(record)` goes on where a merge was left. Every field that differs is decided before it is saved."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, "", parent)
        self.conflict: Conflict | None = None
        self.blocks: dict[str, MergeField] = {}
        self._choices: dict[str, str] = {}  # of a draft, until the versions have been read
        self._kept: dict[str, Any] = {}
        self._shown_too: set[str] = set()  # equal fields that the service has objected to
        self._opening = Opening()
        self.next_button.hide()
        self.save_button.setText(self.words("merge.save"))
        self.card = MergeCard(look, self.words)
        self.card.wanted.connect(self._take_all)
        self._empty: Empty | None = None
        self.body.addWidget(self.card, 1)
        self.card.hide()
        self._enable(False)

    # Opening.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        self.record = subject
        self._read()

    def open_draft(self, draft: str) -> bool:
        found = find_draft(self.workspace, draft)
        if found is not None:
            self.open(found.record)
        return found is not None

    def _read(self) -> None:
        workspace, record, opening = self.workspace, self.record, self._opening

        def work(report: Report) -> _Read:
            conflict = opening.read(lambda seen: merging.read_conflict(workspace, record, again=seen))
            return _Read(conflict, _begun(workspace, record))

        self.latest("merge", work, self._come, self._not_there)

    def _come(self, read: _Read) -> None:
        self.conflict = conflict = read.conflict
        self.kind = conflict.kind.name
        self.title.setText(self.words("merge.title", kind=self.words.kind(self.kind)))
        objection = "" if conflict.view.objection == "body_elsewhere" else conflict.view.objection
        if objection:
            why = why_not(self.words, objection)
            who = self.words("merge.who", why=why, who=self.words.listed(list(conflict.view.mergers)))
            self._show_empty(self.words("merge.not_here"), who)
            self._show_left(read.draft)
            return
        if read.draft is not None and not self.blocks:
            self._take(read.draft)
        else:
            self._choices, self._kept = self._chosen(), self.fields()
        after = {past.version.revision for past in conflict.view.history if past.version.head}
        self._after = tuple(sorted(after))
        with self.filling():
            self._fill()
        self.card.show()
        self._enable(True)
        self._look_again()
        self.order()
        self.arrive()

    def _take(self, draft: DraftLine) -> None:
        """Goes on with a draft."""
        self._begin(Keeping(self.workspace, draft.id), self.record)
        fields = dict(draft.fields)
        self._choices = dict(fields.pop(OPTIONS, {}).get(MERGE, {}))
        self._kept = fields
        self.badge.show_kept(draft.at)

    def _not_there(self, error: UserError) -> None:
        if error.code == "merge_over":
            self._show_empty(self.words("merge.gone"), self.words("merge.gone_why"))
        else:
            self._show_empty(*self.words.error(error))
        workspace, record = self.workspace, self.record
        self.latest("left", lambda report: _begun(workspace, record), self._show_left)

    def _show_left(self, draft: DraftLine | None) -> None:
        """What was written for a merge that is no more, to be copied or thrown away."""
        if draft is None:
            return
        if not self.blocks:
            self._take(draft)
        choices, words = self._chosen(), self.words
        said = [v for name, v in self.fields().items() if choices.get(name) in (BOTH, OWN) and isinstance(v, str)]
        told = words("form.rest", rest="\n".join(said)) if said else words("merge.left_over")
        self.notices.addWidget(Banner(self.look, "notice", told, words("form.drop"), self.drop))

    def _show_empty(self, title: str, why: str) -> None:
        self.card.hide()
        self.save_button.hide()
        if self._empty is not None:
            self._empty.deleteLater()
        self._empty = Empty(self.look, "git-merge", title, why, self.words("merge.back"), self.back.emit)
        self.body.addWidget(self._empty, 1)
        self._empty.show()
        self.arrive()

    # Building.

    def _fill(self) -> None:
        conflict = self.conflict
        assert conflict is not None
        reader = Reader(self.words, self.workspace.clock, conflict.view)
        shown = [f for f in conflict.fields if f.name in conflict.differing or f.name in self._shown_too]
        self.blocks = {f.name: self._block(f, conflict, reader) for f in shown}
        same = [f for f in conflict.fields if f.name not in self.blocks and self._equal(f) not in (None, "", [])]
        named = [self.words.field(self.kind, f.name) for f in same]
        self.card.show_conflict(conflict, reader, list(self.blocks.values()), named)

    def _block(self, f: Field, conflict: Conflict, reader: Reader) -> MergeField:
        says = [
            Says(
                revision=side.revision,
                n=n,
                value=side.fields.get(f.name),
                item=next((item for item in reader.items(side.past.version.fields) if item.name == f.name), None),
                wrote=self._wrote(side, reader),
                why=self._why(f, side),
            )
            for n, side in enumerate(conflict.sides, 1)
        ]
        editor = editor_for(f, self.kind, conflict.options, self.look, self.words, self.workspace, self.jobs)
        block = MergeField(self.look, self.words, f, says, editor, self._note(f, conflict))
        block.choose(self._choices.get(f.name, conflict.proposed.get(f.name, "")), self._kept.get(f.name))
        block.changed.connect(self._changed)
        return block

    def _wrote(self, side: Side, reader: Reader) -> str:
        author = side.past.author.name or side.past.author.label
        return self.words("merge.wrote", who=author, when=reader.moment(side.past.at))

    def _why(self, f: Field, side: Side) -> str:
        if side.withdrawn:
            return self.words("record.withdrawn")
        return self.words("merge.unknown") if f.name in side.unknown else ""

    def _note(self, f: Field, conflict: Conflict) -> str:
        """Why a version is chosen before anybody has chosen."""
        proposed = conflict.proposed.get(f.name)
        n = next((n for n, side in enumerate(conflict.sides, 1) if side.revision == proposed), 0)
        if not n or f.name in self._choices:
            return ""
        alone = any(f.name in side.unknown for side in conflict.sides)
        return self.words("merge.only", n=n) if alone else self.words("merge.proposed", n=n)

    def _equal(self, f: Field) -> Any:
        """What all versions say that are known."""
        assert self.conflict is not None
        return next((s.fields.get(f.name) for s in self.conflict.sides if not s.withdrawn), None)

    # What the person does.

    def _take_all(self, revision: str) -> None:
        for block in self.blocks.values():
            if any(one.revision == revision and not one.why for one in block.says):
                block.choose(revision)
        self._changed()

    def _changed(self) -> None:
        if not self._filling:
            self.typed()
            self._look_again()
            self.order()

    def order(self) -> None:
        """Tab goes as one reads: versions, fields, and the button that saves."""
        tab_through((*stops_of(self.card.inside), self.save_button))

    def _look_again(self) -> None:
        self.card.tell(sum(not block.choice for block in self.blocks.values()))

    def arrive(self) -> None:
        """To the first field that is not decided yet."""
        if self._empty is not None and self._empty.button is not None:
            self._empty.button.setFocus()
            return
        blocks = list(self.blocks.values())
        for block in (*(b for b in blocks if not b.choice), *blocks)[:1]:
            block.focus()
        if not blocks:
            self.save_button.setFocus()

    # What a form answers.

    def fields(self) -> dict[str, Any]:
        if self.conflict is None:
            return dict(self._kept)
        found = {f.name: self._equal(f) for f in self.conflict.fields if f.name not in self.conflict.differing}
        found |= {name: block.value for name, block in self.blocks.items()}
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def options(self) -> dict[str, Any]:
        return {MERGE: self._chosen()}

    def _chosen(self) -> dict[str, str]:
        return {name: block.choice for name, block in self.blocks.items() if block.choice} or dict(self._choices)

    def save(self, *, again: bool = False) -> None:
        for block in self.blocks.values():
            block.refuse("")
        left = next((block for block in self.blocks.values() if not block.choice), None)
        if left is not None:
            left.refuse(self.words("merge.choose"))
            left.focus()
            self.card.reveal(left.box)
            return
        super().save()

    def _saving(self) -> Callable[[Report], Done]:
        keeping, record, fields, seen, edits = self._keeping, self.record, self.fields(), self._after, self._edits

        def work(report: Report) -> Done:
            done = merging.merge_record(self.workspace, record, fields, seen)
            with suppress(UserError):  # the record is saved, whatever becomes of its draft
                keeping.become(done.id, edits)
            owes = note_call(self.workspace, done.id, {})
            return Done(done, owes, asks=owes)

        return work

    def show_wrong(self, error: UserError) -> bool:
        if error.code in ("merge_over", "merge_outdated"):
            told = self.words.together(self.words.error(error))
            self.notices.addWidget(Banner(self.look, "warn", told, self.words("merge.see"), self._read_anew))
            return True
        name = str(error.values.get("field", ""))
        if self.conflict is not None and name not in self.blocks and any(f.name == name for f in self.conflict.fields):
            self._choices, self._kept = self._chosen(), self.fields()
            self._shown_too.add(name)
            self._choices[name] = OWN
            with self.filling():
                self._fill()
        block = self.blocks.get(name)
        if block is not None:
            block.choose(OWN, block.value)
        editors = {name: block.editor for name, block in self.blocks.items() if block.choice in (BOTH, OWN)}
        wrong = find_wrong(self.words, editors, self.conflict.kind, error) if self.conflict is not None else None
        if wrong is not None:
            self.card.reveal(wrong.widget)
        return wrong is not None

    def _read_anew(self) -> None:
        clear(self.notices)
        self._read()


def _begun(workspace: Workspace, record: str) -> DraftLine | None:
    """The merge of a record that was begun before."""
    return next((d for d in list_drafts(workspace) if is_merge(d) and d.record == record), None)
