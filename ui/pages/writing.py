"""A page on which a record is written: saving it, going on with the next, and what is said after a save.

A page that writes one kind gives its fields and takes them back; how its draft is kept stands in drafted.py.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QTimer, Signal

from app.errors import UserError
from app.records.kind import Values
from app.services import records
from app.services.diagnosis_words import Pointed
from app.services.phone_reports import owes_call
from app.services.saving import Saved
from app.services.undoing import may_undo
from ui.jobs import Report
from ui.pages.calling import Done, note_call, open_card
from ui.pages.drafted import Drafted
from ui.pages.keeping import Keeping, Snapshot
from ui.pages.pointing import Pointing
from ui.pages.written import Before, Written
from ui.widgets.field import hand_over


class Writing(Drafted):
    """Shared by every form. A subclass fills `body` and `side`, and answers `fields`, `load` and `show_wrong`.

    `wrote` carries a `Written` once the form has gone on after a save: the page itself may be gone by then.
    """

    wrote = Signal(object)

    # What a subclass answers.

    def show_wrong(self, error: UserError) -> bool:
        """Says at the field what is wrong with it; False where the error is about no field of the form."""
        return False

    def point_at(self, found: Pointed) -> None:
        """Puts the cursor on a word that is to be looked at."""

    def order(self) -> None:
        """What stands above the form has come or gone: Tab's order anew."""

    def more(self) -> dict[str, Any]:
        """Further arguments of the save: audience, paper, files."""
        return {}

    def written(self, done: Saved) -> None:
        """After every save, before `saved` or `another`: what went with it (files) must not go a second time."""

    def saved(self, done: Saved) -> None:
        """After a save, and after the phone-now card where there was one. By default the page before comes back."""
        self.back.emit()

    def another(self) -> None:
        """Save and next: empties the form; place, way and people present stay."""
        self._begin(Keeping(self.workspace), "")

    def open_amend(self, record: str) -> None:
        """Goes on with a record that is there; saving follows every version of it."""
        self.watch(record)
        self.open(record)

    # Saving.

    @cached_property
    def pointing(self) -> Pointing:
        return Pointing(self)

    def typed(self, *told: object) -> None:
        super().typed(*told)
        self.pointing.soon()

    def save(self, *, again: bool = False) -> None:
        """Saves the record; the draft goes only after the store has it."""
        if not self.save_button.isEnabled() or self.pointing.holds(again):
            return
        hand_over(self)
        self.keep()  # the store may be busy with an import: until it takes the record, the draft is on the disk
        self._enable(False)
        done = partial(self._done, again, self._snapshot(), self._version_before())
        self.jobs.start(self, self._saving(), done=done, failed=self._refused)

    def _version_before(self) -> Before | None:
        """What undoing an amendment brings back: of one version, and where no files go with it and nobody gets more."""
        if not self.record or self.before is None or len(self._after) != 1 or self.more():
            return None
        return Before(self.before, self._after[0])

    def _saving(self) -> Callable[[Report], Done]:
        keeping, record, kind, fields, more = self._keeping, self.record, self.kind, self.fields(), self.more()
        edits, call, seen, put_off = self._edits, dict(self.call), self._seen, self.put_off

        def work(report: Report) -> Done:
            owed = bool(record) and owes_call(self.workspace, record)
            if record:
                more.pop("paper", None)  # what it was taken from is said once, by its first version
                done = records.amend_record(self.workspace, record, fields, seen=seen, **more)
            else:
                done = records.add_record(self.workspace, kind, fields, **more)
            with suppress(UserError):  # the record is saved, whatever becomes of its draft
                keeping.become(done.id, edits)
            owes = note_call(self.workspace, done.id, call)
            return Done(done, owes, phoned=bool(call), asks=owes and not owed and not put_off)

        return work

    def _done(self, again: bool, now: Snapshot, before: Before | None, made: Done) -> None:
        """The form is now that record's: a second save, or what was typed meanwhile, amends it."""
        done = made.saved
        self._enable(True)
        late = self._edits > now.edit
        self._begin(self._keeping if late else Keeping(self.workspace), done.id)
        self.watch(done.id)
        self.written(done)
        self.changed.emit()
        if late:
            self.say.toast(self, self.words("writing.saved_before"))
            self.typed()
        elif again:
            self.another()
            self.wrote.emit(self._written(now, before, made, again=True))
        elif made.asks:
            self.phone_now(done.id, lambda: self.saved(done))
        else:
            self.saved(done)
            self.wrote.emit(self._written(now, before, made, again=False))
        if made.asks and (late or again):
            QTimer.singleShot(0, self, lambda: self.phone_now(done.id))

    def _written(self, now: Snapshot, before: Before | None, made: Done, *, again: bool) -> Written:
        saved = made.saved
        changed = before is not None and saved.revision != before.head  # a save that says the same writes nothing
        back = changed if now.record else may_undo(now.kind)
        calm = not made.owes and not made.phoned
        return Written(saved, again, now.fields if back and calm else None, before)

    def phone_now(self, record: str = "", then: Callable[[], None] | None = None) -> None:
        """Opens the phone-now card: on a record that was saved, or on none yet; then what it says is kept for the
        save. `then` is called once it is closed."""
        self.keep()
        self.put_off = False
        open_card(self, record, self.call, self._take_call, self._put_off, then)

    def _put_off(self) -> None:
        self.put_off = True

    def _take_call(self, call: Values) -> None:
        self.call = call
        self.typed()
        self.called()

    def called(self) -> None:
        """The person says whom they have phoned: `call` has it until the save writes it down."""

    def _refused(self, error: UserError) -> None:
        self._enable(True)
        if error.code == "record_changed":
            self.before = None  # what it would bring back is no longer the version before
            self.watch(self.record, changed=True)
        elif not self.show_wrong(error):
            self.say.refuse(self, error, self.words("writing.safe"))
