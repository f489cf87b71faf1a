"""The form of any kind of record: by its layout where a school has one, else label left, value right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.forms import grid, typeset
from app.forms.grid import Cell, Look, Row, Setting
from app.forms.layouts import Layout, layout_of
from app.forms.record_values import Answer, Case, Check, Column, RecordForm, Shape
from app.forms.sheet import Annex, on_one_page, print_table, signatures, who, word
from app.forms.values import Person, PrintStamp

_LABEL = 3
_WIDTHS = {1: 21, 2: 9, 3: 5}
_FEW = 10  # options that are all printed on a form that was filled in
_MANY = 30  # and on one to be filled in by hand
_EMPTY_ROWS = 5
_COLUMNS = 5  # in the usual size
_NUMBER = 1.6
_LABEL_SIGNS = 5  # on one line of a label
_CLOSER = 0.78  # of the usual height a row has at least where two halves share a page


def print_record(form: RecordForm, stamp: PrintStamp) -> bytes:
    """The form of one record as a PDF. On a sheet with a return half, that half stands below a line to cut along; where
    both would not go on one page, they are set closer."""
    rows = record_rows(form)
    if form.half is not None and not on_one_page(rows, stamp):
        closer = [_closer(row) for row in rows]
        rows = closer if on_one_page(closer, stamp) else rows
    return print_table(form.title, rows, stamp, running(form))


def print_review_meeting(form: RecordForm, cases: Sequence[Case], stamp: PrintStamp) -> bytes:
    """研判会纪要: the public part names no student; the cases stand in an annex on pages of their own."""
    told = word("review_meeting.cases", count=len(cases)) if cases else ""
    answers = tuple(
        replace(a, shape=Shape.SHORT, text=told, rows=(), columns=()) if a.name == "cases" else a for a in form.answers
    )
    annex = Annex(word("review_meeting.annex"), tuple(case_rows(cases))) if cases else None
    public = replace(form, answers=answers)
    return print_table(form.title, record_rows(public), stamp, running(form), annex=annex)


def running(form: RecordForm) -> str:
    """What stands on top of every further page: the student, else who recorded it when."""
    if form.student is not None:
        return f"{form.student.name}　{form.student.number}"
    return f"{form.recorded_by}　{form.recorded_at}"


def record_rows(form: RecordForm, more: Sequence[Row] = ()) -> list[Row]:
    """All rows of a record's form, its return half too; `more` stands above what is attached and signed."""
    layout = layout_of(form)
    rows = [statement(word(layout.opening))] if layout.opening else []
    if form.student is not None:
        rows += who(form.student)
    for part in _parts(form, layout):
        rows += _row(part, layout, form.by_hand)
    rows += more
    if form.attachments:
        rows.append(_prose(word("attachments"), "\n".join(form.attachments), grow=0.0))
    rows += check_rows(form.checks)
    if layout.closing:
        rows.append(replace(statement(word(layout.closing)), stays=True))
    rows += _closing(form, layout)
    if form.by_hand:
        rows = [replace(row, by_hand=True) for row in rows]
    return rows if form.half is None else rows + _half(form.half)


def _closer(row: Row) -> Row:
    setting = grid.CLOSE if row.setting is grid.OFFICE else row.setting
    return replace(row, least=row.least * _CLOSER, setting=setting)


def statement(words: str) -> Row:
    """Sentences across the page, between the tables."""
    return Row((Cell(words, 24, Look.STATEMENT),), least=20.0)


def heading(words: str) -> Row:
    """The title of the table below it."""
    return Row((Cell(words, 24, Look.HEADING),), least=34.0)


def _half(half: RecordForm) -> list[Row]:
    """The return half, kept together on one page."""
    line = Row((Cell(word("cut"), 24, Look.CUT),), least=30.0)
    rows = [heading(half.title), *record_rows(half)]
    share = 2.0 if half.by_hand else 1.0  # hands write larger
    return [line, *(replace(row, stays=True, grow=row.grow * share) for row in rows)]


def _closing(form: RecordForm, layout: Layout) -> list[Row]:
    known = {"recorded_at": form.recorded_at}

    def signed(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        first = form.recorded_by if "recorded_at" in keys else ""
        return tuple((key, first if place == 0 else known.get(key, "")) for place, key in enumerate(keys))

    return signatures(*(signed(keys) for keys in layout.signed))


# ── fields ───────────────────────────────────────────────────────────────────────────────────────


def _parts(form: RecordForm, layout: Layout) -> Iterator[tuple[Answer, ...]]:
    """The answers row by row: those the layout places, then short ones in pairs, then the long ones."""
    most = _MANY if form.by_hand else _FEW
    left = {a.name: a for a in form.answers if a.name not in layout.left_out}
    left = {name: a for name, a in left.items() if a.text or form.by_hand or name not in layout.if_said}
    for part in layout.rows:
        names = (part,) if isinstance(part, str) else part
        if found := tuple(left.pop(name) for name in names if name in left):
            yield found
    short = [a for a in left.values() if a.shape is Shape.SHORT and not _is_wide(a, most)]
    for place in range(0, len(short), 2):
        yield tuple(short[place : place + 2])
    for answer in left.values():
        if answer.shape is Shape.SHORT and _is_wide(answer, most):
            yield (answer,)
    for answer in left.values():
        if answer.shape is not Shape.SHORT:
            yield (answer,)


def _is_wide(answer: Answer, most: int) -> bool:
    """Whether its boxes or words would not stand on two lines of half a row."""
    room = 2 * (_WIDTHS[2] * grid.OFFICE.column - 2 * grid.OFFICE.pad_x)
    words = "".join(_boxes(answer, most)) or answer.text or answer.ticked
    return typeset.measure(words, grid.OFFICE.size) > room * 0.8


def _row(answers: tuple[Answer, ...], layout: Layout, by_hand: bool) -> list[Row]:
    first = answers[0]
    if len(answers) == 1 and first.shape is Shape.TABLE:
        return table_rows(first.label, first.columns, first.rows, by_hand)
    if len(answers) == 1 and first.shape is Shape.LONG:
        return [_prose(first.label, first.text or _silent(first, layout, by_hand))]
    cells: list[Cell] = []
    for answer in answers:
        items = _boxes(answer, _MANY if by_hand else _FEW)
        said = answer.text or ("" if items else answer.ticked) or _silent(answer, layout, by_hand)
        cells += [
            Cell(_balanced(answer.label), _LABEL, Look.LABEL),
            Cell(said, _WIDTHS[len(answers)], items=items, hint=grid.DASH),
        ]
    return [Row(tuple(cells))]


def _silent(answer: Answer, layout: Layout, by_hand: bool) -> str:
    """What holds where nobody recorded anything else; "" for nothing."""
    key = layout.silent.get(answer.name)
    return word(key) if key and not by_hand else ""


def _boxes(answer: Answer, most: int) -> tuple[str, ...]:
    if len(answer.options) > most:
        return ()
    return tuple(f"{'☑' if option.ticked else '☐'}{option.label}" for option in answer.options)


def _balanced(label: str) -> str:
    """A label too long for one line broken in the middle rather than before its last sign."""
    if "（" in label:
        return label.replace("（", "\n（", 1)
    if "\n" in label or not _LABEL_SIGNS < len(label) <= 2 * _LABEL_SIGNS or not label.isalpha():
        return label
    middle = (len(label) + 1) // 2
    return f"{label[:middle]}\n{label[middle:]}"


def _prose(label: str, text: str, grow: float = 1.0) -> Row:
    cells = (
        Cell(_balanced(label), _LABEL, Look.LABEL),
        Cell(text, 24 - _LABEL, Look.TEXT, hint=word("nothing_written")),
    )
    return Row(cells, 35.0 if grow else grid.LEAST, grow)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def table_rows(
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | None]],
    by_hand: bool,
    empty: int = _EMPTY_ROWS,
    setting: Setting | None = None,
    nothing: str = "nothing_written",
) -> list[Row]:
    """A table with numbered rows under its title and column heads, which are repeated on every page.

    A None in a row is left free to sign in; `nothing` stands where there are no rows.
    """
    setting = setting or (grid.OFFICE if len(columns) <= _COLUMNS else grid.SMALL)
    whole = (24 - _NUMBER) / sum(column.share for column in columns)
    widths = [column.share * whole for column in columns]
    top = Row((Cell(title, 24, Look.LABEL),), setting=setting)
    labels = (Cell(column.label, width, Look.LABEL) for column, width in zip(columns, widths, strict=True))
    head = Row((Cell(word("row_number"), _NUMBER, Look.LABEL), *labels), stays=True, setting=setting)
    if not rows and not by_hand:
        return [top, Row((Cell("", 24, Look.CENTRED, hint=word(nothing)),), stays=True, setting=setting)]
    given = list(rows) or [[""] * len(columns)] * empty
    return [top, head, *(_line(number, row, widths, head) for number, row in enumerate(given, start=1))]


def _line(number: int, row: Sequence[str | None], widths: Sequence[float], head: Row) -> Row:
    cells = tuple(
        Cell(said or "", width, hint="" if said is None else grid.DASH) for said, width in zip(row, widths, strict=True)
    )
    first = Cell(str(number), _NUMBER, Look.CENTRED)
    return Row((first, *cells), head=head, stays=number == 1, setting=head.setting)


def check_rows(checks: Iterable[Check]) -> list[Row]:
    """Who signed what off; nothing where nobody did yet."""
    rows = [(check.what, check.by, check.at, check.remark) for check in checks]
    columns = (
        Column(word("check.what"), 3),
        Column(word("check.by"), 3),
        Column(word("check.at"), 5),
        Column(word("check.remark"), 8),
    )
    return table_rows(word("check.title"), columns, rows, by_hand=False) if rows else []


def people_table(label: str, people: Sequence[Person], levels: Sequence[str] | None = None) -> Answer:
    """Several students as a table; `levels` are their levels, where the form tells them."""
    columns = [Column(word("name"), 4), Column(word("student_number"), 5), Column(word("class"), 5)]
    rows = [[person.name, person.number, person.class_name] for person in people]
    if levels is not None:
        columns.append(Column(word("review_meeting.level"), 4))
        rows = [[*row, level] for row, level in zip(rows, levels, strict=True)]
    filled = tuple(tuple(row) for row in rows)
    return Answer(name="students", label=label, shape=Shape.TABLE, columns=tuple(columns), rows=filled)


def case_rows(cases: Sequence[Case]) -> list[Row]:
    """The annex: under each number the student, the level and what was laid before the meeting."""
    rows: list[Row] = []
    for number, case in enumerate(cases, start=1):
        title = Row((Cell(word("review_meeting.case", number=number), 24, Look.LABEL),))
        rows += [title, *(replace(row, stays=True) for row in who(case.student))]
        level = (Cell(word("review_meeting.level"), _LABEL, Look.LABEL), Cell(case.level, 21, hint=grid.DASH))
        rows += [Row(level, stays=True), _prose(word("review_meeting.about"), case.about, grow=0.0)]
    return rows
