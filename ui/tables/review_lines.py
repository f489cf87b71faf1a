"""The lines of the weekly sheet: a student's row as the store has it, with what was typed since; the view only reads.

What a cell says stands here, how it is painted and edited in `review_cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import Qt

from app.services.weekly_sheets import SheetRow
from ui.tables.heads import Column
from ui.tables.lines import GridModel, Index
from ui.theme.look import Look
from ui.widgets.paint import short_level
from ui.widgets.tip import plain_tip
from ui.words import Words

State = Literal["filled", "typed", "owed", "returned", "unclear", "elsewhere"]
TEXTS = ("observed", "measures", "next_step")
EDITED = (*TEXTS, "family")
"""The columns that are written in place."""
UNREACHED = "unreachable"  # an attitude that says nothing of whether the family knows
MARK = {
    "filled": ("circle-check", "met"), "typed": ("pencil", "accent-text"), "owed": ("circle", "text-3"),
    "returned": ("undo-2", "warn"), "unclear": ("git-merge", "danger"), "elsewhere": ("user", "text-2"),
}  # fmt: skip
"""State of a row → its icon and ink."""


@dataclass(frozen=True)
class ReviewLine:
    """A student of the sheet. `values` are the fields of this week's review as they stand here, saved or not;
    `elsewhere` is a review that a colleague wrote, or whose text is not on this machine."""

    id: str
    row: SheetRow
    values: Mapping[str, Any]
    state: State

    @property
    def editable(self) -> bool:
        return self.state not in ("unclear", "elsewhere")

    @property
    def unchanged(self) -> bool:
        return self.values.get("no_change") is True

    @property
    def moved(self) -> int:
        """1 where the level was raised since last week, -1 where it was lowered, 0 else; the list itself has none."""
        now, last = self.row.level.rank, self.row.last_level.rank
        if now is None or last is None or now == last:
            return 0
        return 1 if now < last else -1


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """The sheet's columns at the design's widths; where there is less room, all that is text gives way alike."""
    said = (
        ("student", words("reviews.student"), 168), ("level", words("reviews.level"), 128),
        ("last", words("reviews.last"), 224), ("observed", words("reviews.observed"), 0),
        ("family", words("reviews.family"), 104), ("measures", words("reviews.measures"), 128),
        ("next_step", words("reviews.next_step"), 128),
    )  # fmt: skip
    return tuple(Column(identity, head, look.px(width)) for identity, head, width in said)


class ReviewModel(GridModel):
    """`labels` are the words of the plan's choices, by field and id."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(columns(look, words))
        self.words = words
        self.labels: Mapping[str, Mapping[str, str]] = {}

    def put(self, line: ReviewLine) -> None:
        """Another version of a line that is shown; whoever edits one of its cells goes on with it."""
        row = self.row_of(line.id)
        if row >= 0:
            self.lines = (*self.lines[:row], line, *self.lines[row + 1 :])
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def column_of(self, name: str) -> int:
        return next(k for k, column in enumerate(self.columns) if column.id == name)

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        written = self.columns[index.column()].id in EDITED and self.lines[index.row()].editable
        return found | Qt.ItemFlag.ItemIsEditable if written else found

    # What cells say.

    def text(self, line: ReviewLine, column: str) -> str:
        row = line.row
        if column == "student":
            return row.name
        if column == "level":
            return self.level_told(line)
        if column == "last":
            return row.last
        if column == "observed":
            return self.observed_told(line)
        if column == "family":
            return family_told(self.words, self.labels, line.values)
        return str(line.values.get(column) or "")

    def level_told(self, line: ReviewLine) -> str:
        """The level with the one before and the word for the change."""
        row = line.row
        now = short_level(row.level.name) or self.words("reviews.off_list")
        if line.moved:
            return f"{short_level(row.last_level.name)} → {now} {self.change_word(line)}"
        return now

    def change_word(self, line: ReviewLine) -> str:
        """Raised, lowered, new or taken off; "" where nothing has changed."""
        if line.moved:
            return self.words("reviews.raised" if line.moved > 0 else "reviews.lowered")
        now, last = line.row.level.id, line.row.last_level.id
        if now and not last:
            return self.words("reviews.listed")
        return self.words("reviews.removed") if last and not now else ""

    def observed_told(self, line: ReviewLine) -> str:
        """What was seen; no change, and not filled in, are said too."""
        seen = str(line.values.get("observed") or "")
        if line.unchanged:
            return f"＝ {self.words('reviews.unchanged')}" + (f"\n{seen}" if seen else "")
        return seen or ("" if line.state == "unclear" else self.words("reviews.owed"))

    def tag_told(self, line: ReviewLine) -> tuple[str, str, str]:
        """A tag above what was seen, what is said behind it, and its tone; "" for none."""
        words, review = self.words, line.row.review
        if line.state == "unclear":
            return words("reviews.unclear"), words("reviews.unclear_why"), "danger"
        if review is not None and line.state == "elsewhere":
            why = words("reviews.by", name=review.author_name) if review.body_here else words("reviews.no_body")
            return words("reviews.elsewhere"), why, "plain"
        if review is not None and review.decided and review.decision == "returned":
            return words("reviews.returned"), review.remark, "warn"
        return "", "", ""

    def copied(self, line: ReviewLine, column: str) -> str:
        if column == "student":
            return f"{line.row.student} {line.row.name} {line.row.class_name}"
        tag, why, _ = self.tag_told(line) if column == "observed" else ("", "", "")
        return " ".join(part for part in (tag, why, self.text(line, column)) if part)

    def tip(self, line: ReviewLine, column: str) -> str:
        if column == "student":
            return plain_tip(self.words.dot.join((line.row.name, line.row.class_name, line.row.student)))
        if column == "level":
            return plain_tip(f"{line.row.level.name}\n{self.words('reviews.change_level')}".strip())
        return plain_tip(self.copied(line, column))

    def sentence(self, line: ReviewLine) -> str:
        said = [line.row.name, line.row.class_name, state_word(self.words, line.state)]
        cells = ("level", "observed", "family", "measures", "next_step")
        return "，".join(part for part in (*said, *(self.copied(line, c) for c in cells)) if part)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell is spoken with its head and whose it is, for one moves from cell to cell."""
        if role == Qt.ItemDataRole.AccessibleTextRole and index.row() < len(self.lines):
            column, line = self.columns[index.column()], self.lines[index.row()]
            if column.id == "student":
                return self.sentence(line)
            return f"{line.row.name} {column.head}：{self.copied(line, column.id)}"
        return super().data(index, role)


def state_word(words: Words, state: State) -> str:
    """How a row stands, said aloud."""
    return {
        "filled": words("reviews.is_filled"),
        "typed": words("reviews.is_typed"),
        "owed": words("reviews.owed"),
        "returned": words("reviews.returned"),
        "unclear": words("reviews.unclear"),
        "elsewhere": words("reviews.elsewhere"),
    }[state]


def family_told(words: Words, labels: Mapping[str, Mapping[str, str]], values: Mapping[str, Any]) -> str:
    """Whether the family knows and how it takes it, in one line."""
    knows, attitude = values.get("family_knows"), str(values.get("attitude") or "")
    parts = [] if knows is None else [words("reviews.knows" if knows else "reviews.knows_not")]
    parts += [labels.get("attitude", {}).get(attitude, attitude)] if attitude else []
    return words("reviews.comma").join(parts)


def families(words: Words, labels: Mapping[str, Mapping[str, str]]) -> list[tuple[bool | None, str, str]]:
    """What the family cell offers: whether they know, the attitude, and the words for both."""
    offered: list[tuple[bool | None, str]] = [(None, "")]
    offered += [(None if one == UNREACHED else True, one) for one in labels.get("attitude", {})]
    offered += [(False, ""), (True, "")]
    return [
        (knows, attitude, family_told(words, labels, {"family_knows": knows, "attitude": attitude}) or "—")
        for knows, attitude in offered
    ]


def sheet_rows(lines: Sequence[ReviewLine], part: str, supportive: str) -> list[ReviewLine]:
    """The lines of a part of the sheet; `supportive` is the attitude that asks for no more."""
    asked: dict[str, Callable[[ReviewLine], bool]] = {
        "owed": lambda line: line.row.missing and line.state != "unclear",
        "level": lambda line: bool(line.moved) or line.row.level.id != line.row.last_level.id,
        "family": lambda line: line.values.get("attitude") not in (None, "", supportive),
        "returned": lambda line: line.state == "returned" or _returned(line),
        "unclear": lambda line: line.state == "unclear",
    }
    return [line for line in lines if part not in asked or asked[part](line)]


def _returned(line: ReviewLine) -> bool:
    review = line.row.review
    return review is not None and review.decided and review.decision == "returned"
