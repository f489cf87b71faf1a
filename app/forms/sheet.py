"""A whole form: school and title on top, the table, and the foot with clause, copy and page number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.forms import grid, typeset
from app.forms.grid import Cell, Look, Row
from app.forms.pen import A4, INK, QUIET, Paint, Paper, Pen, make_pdf
from app.forms.table import table
from app.forms.typeset import Line
from app.forms.values import Choice, Person, PrintStamp
from app.texts import text

_TITLE_TOP = 46.0
TOP_FIRST, _TOP_NEXT = 132.0, 74.0
_MARGIN = 34.0
_SMALL, _SMALL_LEADING = 7.5, 11.0
_CLAUSE_LINES = 5


def word(key: str, /, **values: object) -> str:
    """A form's own word in Chinese, whatever the language on screen: forms stay in the school's files."""
    return text("zh", f"form.{key}", **values)


def yes_no(answer: bool | None) -> str:
    """是, 否, or nothing where it was not recorded."""
    return "" if answer is None else word("yes" if answer else "no")


_WIDTHS = {1: (21,), 2: (9, 9), 3: (5, 5, 5)}
_NAME_WIDTHS = (7, 6, 2)
_SIGNATURE_WIDTHS = {2: (9, 9), 3: (4, 5, 6)}


def fields(*pairs: tuple[str, str], widths: Sequence[int] = (), hint: str = grid.DASH) -> Row:
    """One row of short fields, each a label and its value; the values equally wide or of `widths`.
    A field to be filled in by hand has no `hint`."""
    cells: list[Cell] = []
    for (key, value), width in zip(pairs, widths or _WIDTHS[len(pairs)], strict=True):
        cells += [Cell(word(key), 3, Look.LABEL), Cell(value, width, hint=hint)]
    return Row(tuple(cells))


def who(student: Person) -> list[Row]:
    """The two rows that say whom a form is about."""
    name = (("name", student.name), ("student_number", student.number), ("sex", student.sex))
    return [
        fields(*name, widths=_NAME_WIDTHS),
        fields(("college", student.college), ("class", student.class_name)),
    ]


def prose(key: str, value: str, least: float = grid.LEAST, grow: float = 1.0) -> Row:
    """A row of long text that may flow over pages."""
    cells = (Cell(word(key), 3, Look.LABEL), Cell(value, 21, Look.TEXT, hint=word("nothing_written")))
    return Row(cells, least, grow)


def choices(key: str, options: Sequence[Choice]) -> Row:
    """A row of answers with their boxes, the taken ones ticked."""
    items = tuple(f"{'☑' if option.ticked else '☐'}{option.label}" for option in options)
    return Row((Cell(word(key), 3, Look.LABEL), Cell("", 21, items=items, hint=grid.DASH)))


def signatures(*rows: tuple[tuple[str, str], ...]) -> list[Row]:
    """The closing rows: who wrote, and room to sign by hand. They stay with the text before them."""
    done: list[Row] = []
    for pairs in rows:
        cells: list[Cell] = []
        for (key, value), width in zip(pairs, _SIGNATURE_WIDTHS[len(pairs)], strict=True):
            cells += [Cell(word(key), 3, Look.LABEL), Cell(value, width, Look.CENTRED)]
        done.append(Row(tuple(cells), least=31.0, stays=True))
    return done


def recorded(by: str, at: str) -> list[Row]:
    """The usual closing rows: who recorded it and when, and the college's check."""
    return signatures(
        (("recorded_by", by), ("signature", ""), ("recorded_at", at)),
        (("checked_by", ""), ("signature", ""), ("date", "")),
    )


def print_table(
    title: str, rows: Sequence[Row], stamp: PrintStamp, running: str = "", paper: Paper = A4, annex: Annex | None = None
) -> bytes:
    """The PDF of a table form. `running` (a name and number) stands on top of every further page.

    An annex begins on a page of its own, under its own title."""
    if stamp.note:
        rows = [*rows, prose("note", stamp.note, grow=0.0)]
    bodies = _bodies(rows, stamp, paper, _foot_top(stamp, paper, first=True))
    headings = [title]
    if annex is not None:
        headings += [""] * (len(bodies) - 1) + [annex.title]
        bodies += _bodies(annex.rows, stamp, paper, _foot_top(stamp, paper, first=False))
    return print_pages(title, bodies, stamp, running, headings, paper)


@dataclass(frozen=True)
class Annex:
    """What is kept apart from the form it belongs to, to be taken off."""

    title: str
    rows: tuple[Row, ...]


def _bodies(rows: Sequence[Row], stamp: PrintStamp, paper: Paper, bottom: float) -> list[list[Paint]]:
    laid = [grid.lay(row, stamp.blank) for row in rows]
    bottoms = (bottom - 10, _foot_top(stamp, paper, first=False) - 10)
    return [table(page) for page in grid.paginate(laid, (TOP_FIRST, _TOP_NEXT), bottoms)]


def on_one_page(rows: Sequence[Row], stamp: PrintStamp, paper: Paper = A4) -> bool:
    """Whether a form of these rows goes on one page, the note of its stamp too."""
    noted = [*rows, prose("note", stamp.note, grow=0.0)] if stamp.note else rows
    return len(_bodies(noted, stamp, paper, _foot_top(stamp, paper, first=True))) == 1


def block(rows: Sequence[Row], top: float, stamp: PrintStamp) -> tuple[list[Paint], float]:
    """A short table of its own from `top` down: what draws it, and where it ends."""
    placed = list(grid.stacked([grid.lay(row, stamp.blank) for row in rows], top))
    return table(placed), placed[-1].top + placed[-1].laid.height


def print_pages(
    title: str,
    bodies: Sequence[Sequence[Paint]],
    stamp: PrintStamp,
    running: str = "",
    headings: Sequence[str] = (),
    paper: Paper = A4,
) -> bytes:
    """The PDF of ready bodies, one a page, each with its foot.

    The first pages carry these large `headings` (the title alone where none are given); a page whose
    heading is empty, and the further ones, the small running head.
    """
    pages: list[list[Paint]] = []
    headings = headings or (title,)
    for number, body in enumerate(bodies, start=1):
        page: list[Paint] = []
        heading = headings[number - 1] if number <= len(headings) else ""
        if stamp.watermark:
            page.append(partial(Pen.watermark, text=stamp.watermark))
        if heading:
            page.append(partial(_first_head, title=heading, stamp=stamp))
        else:
            page.append(partial(_next_head, title=title, stamp=stamp, running=running))
        page += body
        page.append(partial(_foot, stamp=stamp, number=number, total=len(bodies)))
        pages.append(page)
    return make_pdf(title, pages, paper)


def _first_head(pen: Pen, title: str, stamp: PrintStamp) -> None:
    middle, left = pen.paper.width / 2, pen.paper.left
    pen.centred(middle, _TITLE_TOP + 12, typeset.clip(stamp.school, 380, 14), 14, INK, gap=3)
    pen.centred(middle, _TITLE_TOP + 44, title, 21, INK, bold=True, gap=4)
    if stamp.number:
        pen.text(left, TOP_FIRST - 8, typeset.clip(word("number", number=stamp.number), 220, 9), 9, QUIET)
    _marks(pen, stamp, TOP_FIRST - 8)


def _next_head(pen: Pen, title: str, stamp: PrintStamp, running: str) -> None:
    left = pen.paper.left
    pen.text(left, _TOP_NEXT - 24, word("continued", school=stamp.school, title=title), 9, QUIET)
    pen.text(left, _TOP_NEXT - 9, typeset.clip(running, 300, 10.5), 10.5, INK, bold=True)
    _marks(pen, stamp, _TOP_NEXT - 9)


def _marks(pen: Pen, stamp: PrintStamp, baseline: float) -> None:
    """The marks at the right, framed, first one leftmost."""
    right = pen.paper.right
    for mark in reversed(stamp.marks):
        label = word(f"mark.{mark.value}")
        width = typeset.measure(label, 9) + 12
        pen.frame(right - width, baseline - 11.5, width, 16, 0.8, INK)
        pen.text(right - width + 6, baseline, label, 9)
        right -= width + 6


def _clause_lines(stamp: PrintStamp, paper: Paper, first: bool) -> tuple[Line, ...]:
    if not stamp.clause_id:
        return ()
    if not first:
        return (Line(word("clause_short", id=stamp.clause_id)),)
    words = word("clause", id=stamp.clause_id, words=typeset.one_line(stamp.clause_words))
    lines = typeset.break_lines(words, paper.right - paper.left, _SMALL)
    if len(lines) > _CLAUSE_LINES:
        last = lines[_CLAUSE_LINES - 1]
        return (*lines[: _CLAUSE_LINES - 1], Line(last.text[:-2] + "……"))
    return lines


def _foot_top(stamp: PrintStamp, paper: Paper, first: bool) -> float:
    return paper.height - _MARGIN - (len(_clause_lines(stamp, paper, first)) + 1) * _SMALL_LEADING - 4


def _foot(pen: Pen, stamp: PrintStamp, number: int, total: int) -> None:
    paper = pen.paper
    top = _foot_top(stamp, paper, number == 1)
    pen.rule(paper.left, top, paper.right, top, 0.4, 0.6)
    baseline = top + 12
    for line in _clause_lines(stamp, paper, number == 1):
        pen.line(paper.left, baseline, line, _SMALL, QUIET)
        baseline += _SMALL_LEADING
    pen.text(paper.left, baseline, _printed(stamp), _SMALL, QUIET)
    pen.right(paper.right, baseline, word("page", number=number, total=total), _SMALL, QUIET)


def _printed(stamp: PrintStamp) -> str:
    at, by = (typeset.clip(said, 80, _SMALL) for said in (stamp.printed_at, stamp.printed_by))
    if stamp.blank:
        return word("posted_blank" if stamp.posted else "printed_blank", at=at, by=by)
    return word("posted" if stamp.posted else "printed", at=at, by=by, copy=stamp.copy)
