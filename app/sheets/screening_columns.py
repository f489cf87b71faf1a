"""Which column of a screening export means what: header rows of one, two or three, merged or not."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.errors import UserError
from app.sheets.columns import Column, letters
from app.sheets.labels import ID_CARD, field_of, label_of
from app.sheets.screening_row import Wanted
from app.sheets.screening_words import coding_of, item_of, meaning_of
from app.sheets.table import Sheet

_SEARCHED = 30
"""Rows from the top in which a header is looked for."""
_ALIKE = 0.35
"""How alike the questions of a sheet are at least to those of the scale, on the average: translations differ."""
_SAME = 0.6
"""From here on a question is the scale's own, whatever number a form has given it."""
_ASKED = re.compile(r"^(\d{1,3}[.、．:：)）])?((请)?(您|你)的|请(输入|填写)(您|你)?的?)?|(必填|填空)$")
_SEVERAL = ("outcome", "asked", "valid", "invalid", "lie")


@dataclass(slots=True)
class Layout:
    """Where a sheet's columns stand. `first` indexes the first of `Sheet.rows` below the header.

    `items` are the questions by their numbers, `worded` those that are the scale's by their text; `beyond` counts the
    numbers, without a text, that the scale does not have.
    """

    first: int
    fields: dict[str, int] = field(default_factory=dict)
    several: dict[str, list[int]] = field(default_factory=dict)
    items: dict[int, int] = field(default_factory=dict)
    worded: dict[int, int] = field(default_factory=dict)
    scores: dict[str, int] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    meaning: dict[int, str] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)
    coding: str = ""
    beyond: int = 0

    def column(self, name: str) -> int:
        """The column of a field, -1 where there is none."""
        return self.fields.get(name, -1)

    @property
    def has_figures(self) -> bool:
        return bool(self.items or self.scores) or "total" in self.fields or "stated" in self.fields


def find_layout(sheet: Sheet, wanted: Wanted) -> Layout | None:
    """The best header within the first rows, None where none has a number, a name and a figure or an outcome.

    Raises UserError `screening_items_wrong`, `screening_other_scale`.
    """
    best: Layout | None = None
    for depth in (1, 2, 3):  # of two that say the same the one with fewer rows: a title is no heading
        for top in range(min(_SEARCHED, len(sheet.rows))):
            layout = _layout(sheet, top, depth, wanted)
            if layout and (best is None or len(layout.meaning) > len(best.meaning)):
                best = layout
    if best is not None:
        _check(best, wanted)
    return best


def _layout(sheet: Sheet, top: int, depth: int, wanted: Wanted) -> Layout | None:
    if top + depth > len(sheet.rows):
        return None
    rows = [[label_of(text) for text in row] for row in _spread(sheet, top, depth)]
    if depth > 1 and not _is_header(rows[-1], wanted):
        return None
    if not {"number", "name"} <= {_person(label) for row in rows for label in row}:
        return None
    layout = Layout(top + depth)
    for column in range(max(map(len, rows))):
        told = [row[column] for row in rows if column < len(row) and row[column]]
        told = [label for k, label in enumerate(told) if k == 0 or label != told[k - 1]]
        if told:
            layout.labels[column] = "/".join(told)
            _mean(layout, column, told[-1], told[:-1], wanted)
    if len(layout.worded) == wanted.items:  # a form that numbers all its questions in one
        layout.items, layout.questions = layout.worded, {}
        layout.meaning = {c: said for c, said in layout.meaning.items() if not said.startswith("item_")}
        layout.meaning |= {column: f"item_{number}" for number, column in layout.items.items()}
    if not {"number", "name"} <= layout.fields.keys() or not (layout.has_figures or layout.several.get("outcome")):
        return None
    layout.coding = _coding(sheet, top, layout)
    return layout


def _spread(sheet: Sheet, top: int, depth: int) -> list[list[str]]:
    """The header rows, each merged range's text in all its cells; in a file without merges a heading goes on to the
    right over empty cells that have a label below."""
    rows = [list(row) for row in sheet.rows[top : top + depth]]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    shown = sheet.first_row + top
    for first, left, last, right in sheet.merged:
        if first < shown or first >= shown + depth:
            continue
        for at in range(first, min(last, shown + depth - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                rows[at - shown][column] = rows[first - shown][left]
    if not sheet.merged:
        for upper, below in itertools.pairwise(rows):
            _go_on(upper, below)
    return rows


def _go_on(upper: list[str], below: list[str]) -> None:
    """Carries a heading on to the right, where the row below has labels that belong to a group."""
    for column in range(1, len(upper)):
        free = not upper[column].strip() and below[column].strip() and not _stands_alone(below[column])
        if free and upper[column - 1].strip() and below[column - 1].strip():
            upper[column] = upper[column - 1]


def _stands_alone(label: str) -> bool:
    """Whether a label belongs to no group: 学号 and the like say so by themselves."""
    return field_of(label_of(label)) in ("number", "name", "class_name", "college")


def _is_header(row: Sequence[str], wanted: Wanted) -> bool:
    """Whether a lower row is part of the header: labels or question numbers in order, nothing that looks like data."""
    if any(re.search(r"\d{4}", cell) for cell in row):
        return False
    numbers = [number for cell in row if (number := item_of(cell, wanted.names)[0])]
    in_order = len(numbers) > 1 and all(b > a or b == 1 for a, b in itertools.pairwise(numbers))
    named = [cell for cell in row if cell and not cell.isdecimal()]
    labels = [cell for cell in named if field_of(cell) or meaning_of(cell) or _is_score(cell, wanted)]
    return (in_order and len(numbers) >= len([c for c in row if c.isdecimal()])) or len(labels) * 2 > len(named) > 0


def _is_score(label: str, wanted: Wanted) -> bool:
    return bool(_score(label, wanted)) or item_of(label, wanted.names)[0] > 0


def _score(label: str, wanted: Wanted) -> str:
    bare = re.sub(r"(因子)?(得分|均分|平均分|分|分数)$|\(.*?\)", "", label)
    return next((name for name, words in wanted.scores.items() if label in words or bare in words), "")


def _person(label: str) -> str:
    """What a label says of the person, also as a form asks for it: 1、您的学号."""
    found = field_of(label) or field_of(_ASKED.sub("", label))
    return found if found in ("number", "name", "class_name", ID_CARD) else ""


def _mean(layout: Layout, column: int, label: str, above: Sequence[str], wanted: Wanted) -> None:
    """Gives one column its meaning."""
    person = _person(label)
    if person == ID_CARD:
        layout.meaning[column] = ID_CARD
    elif person:
        _set(layout, person, column)
    elif any(_names(text, wanted.others) and not _names(text, wanted.names) for text in (*above, label)):
        return  # another questionnaire of the same export
    elif (found := item_of(label, wanted.names))[0] and not _names_all(label, wanted):
        _question(layout, column, found, wanted)
        _word(layout, column, found[1], wanted)
    elif _word(layout, column, label, wanted):
        return
    elif score := _score(label, wanted):
        layout.scores.setdefault(score, column)
        layout.meaning[column] = score
    elif meaning := meaning_of(label) or _total_of(label, wanted):
        if meaning in _SEVERAL:
            layout.several.setdefault(meaning, []).append(column)
            layout.meaning[column] = meaning
        else:
            _set(layout, meaning, column)


def _names(text: str, names: Sequence[str]) -> bool:
    return any(name.casefold() in text.casefold() for name in names)


def _names_all(label: str, wanted: Wanted) -> bool:
    """Whether the label is the scale's name and nothing else: PHQ-9 is no ninth question."""
    return label.casefold() in {name.casefold() for name in wanted.names}


def _total_of(label: str, wanted: Wanted) -> str:
    """`total` or `stated` where the label is one of them with the scale's name before it."""
    for name in sorted(wanted.names, key=len, reverse=True):
        if label.casefold().startswith(name.casefold()):
            rest = label[len(name) :].strip("_-:：()（）")
            rest = re.sub(r"^(量表|问卷|测评|测试)", "", rest)
            return "total" if not rest else found if (found := meaning_of(rest)) in ("total", "stated") else ""
    return ""


def _word(layout: Layout, column: int, text: str, wanted: Wanted) -> bool:
    """Whether a text is one of the scale's questions; then its column is known by it."""
    if len(text) < 5 or not wanted.texts:
        return False
    alike = [_ratio(text, known) for known in wanted.texts]
    best = max(alike)
    if best >= _SAME:
        layout.worded.setdefault(alike.index(best) + 1, column)
    return best >= _SAME


def _ratio(one: str, other: str) -> float:
    bare = [re.sub(r"\W", "", text).casefold() for text in (one, other)]
    return difflib.SequenceMatcher(None, bare[0], bare[1], autojunk=False).ratio()


def _question(layout: Layout, column: int, found: tuple[int, str], wanted: Wanted) -> None:
    number, text = found
    if number > wanted.items:
        layout.beyond += not text
        return
    if number in layout.items:
        number = -number  # twice: the check refuses it
    layout.items[number] = column
    layout.meaning[column] = f"item_{abs(number)}"
    if text:
        layout.questions[abs(number)] = text


def _set(layout: Layout, name: str, column: int) -> None:
    if name not in layout.fields:
        layout.fields[name] = column
        layout.meaning[column] = name


def _coding(sheet: Sheet, top: int, layout: Layout) -> str:
    """The coding that the title rows or the headings over the questions state; "" for none or for two."""
    texts = [cell for row in sheet.rows[:top] for cell in row if cell.strip()]
    texts += [layout.labels[column] for column in layout.items.values() if column in layout.labels]
    texts += [layout.labels[column] for column in layout.scores.values() if column in layout.labels]
    if (total := layout.column("total")) in layout.labels:
        texts.append(layout.labels[total])
    found = {coding for text in texts if (coding := coding_of(text))}
    return found.pop() if len(found) == 1 else ""


def _check(layout: Layout, wanted: Wanted) -> None:
    """Refuses questions that are not the scale's: too few, too many, the same number twice, or others by their text.

    A question more whose text stands there (how hard life has become, after the ninth of PHQ-9) is passed over. Where
    there are bare numbers nobody can tell whether the longer scale was filled in, and this one chosen by mistake.
    """
    numbers = set(layout.items)
    if layout.beyond and numbers and not layout.worded:
        raise UserError("screening_items_wrong", found=len(numbers) + layout.beyond, wanted=wanted.items)
    if numbers and (min(numbers) < 0 or (not wanted.results_only and len(numbers) != wanted.items)):
        raise UserError("screening_items_wrong", found=len(numbers), wanted=wanted.items)
    if wanted.texts and layout.questions:
        ratios = [_ratio(text, wanted.texts[number - 1]) for number, text in layout.questions.items()]
        if sum(ratios) / len(ratios) < _ALIKE:
            raise UserError("screening_other_scale")


def shown(sheet: Sheet, layout: Layout) -> Mapping[int, Column]:
    """All columns with a label, for the person to check."""
    return {
        column: Column(sheet.name, letters(column), label, layout.meaning.get(column, ""))
        for column, label in sorted(layout.labels.items())
    }
