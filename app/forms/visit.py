"""走访记录表: a visit to a lesson or a dormitory, with a row for each student remarked on (prevention.4)."""

from __future__ import annotations

from app.forms import grid
from app.forms.grid import Cell, Look, Row
from app.forms.sheet import choices, fields, print_table, prose, recorded, word, yes_no
from app.forms.values import Choice, PrintStamp, VisitForm, VisitRemark


def print_visit(form: VisitForm, stamp: PrintStamp) -> bytes:
    """The visit record as a PDF."""
    classroom, dorm = form.classroom and not stamp.blank, not form.classroom and not stamp.blank
    where = (Choice(word("visit.classroom"), classroom), Choice(word("visit.dorm"), dorm))
    rows = [
        fields(("college", form.college), ("visit.by", form.recorded_by)),
        choices("visit.where", where),
        fields(("visit.when", form.when), ("visit.until", form.until)),
        *(_any_place(form) if stamp.blank else _place(form)),
        fields(("visit.accompanied", form.accompanied_by), ("visit.handed_to", form.handed_to)),
        prose("visit.heard", form.heard, least=35, grow=2),
        prose("visit.found", form.found, least=35, grow=2),
        prose("visit.done", form.done, least=35),
        *_remarks(form.remarks),
        *recorded(form.recorded_by, form.recorded_at),
    ]
    return print_table(word("visit.title"), rows, stamp, f"{form.recorded_by}　{form.when}")


def _place(form: VisitForm) -> list[Row]:
    counts = (("visit.expected", form.expected), ("visit.present", form.present))
    if form.classroom:
        return [
            fields(("visit.course", form.course), ("visit.teacher", form.teacher)),
            fields(("visit.room", " ".join(filter(None, (form.building, form.rooms)))), *counts),
        ]
    return [
        fields(("visit.building", form.building), ("visit.rooms", form.rooms)),
        fields(*counts, ("visit.desk_signed", yes_no(form.desk_signed))),
    ]


def _any_place(form: VisitForm) -> list[Row]:
    """A blank form is good for either."""
    return [
        fields(("visit.building", ""), ("visit.rooms", "")),
        fields(("visit.course", ""), ("visit.teacher", "")),
        *_place(form)[1:],
    ]


def _remarks(remarks: tuple[VisitRemark, ...]) -> list[Row]:
    if not remarks:
        return []
    spans = (1.6, 4, 4.4, 3, 9, 2)
    keys = ("row_number", "name", "student_number", "visit.room_or_class", "visit.remark", "visit.flag")
    head = Row(tuple(Cell(word(key), span, Look.LABEL) for key, span in zip(keys, spans, strict=True)))
    rows = [head]
    for number, remark in enumerate(remarks, start=1):
        texts = (
            str(number),
            remark.student.name,
            remark.student.number,
            remark.room or remark.student.class_name,
            remark.text,
            word("yes") if remark.flagged else "",
        )
        looks = [Look.CENTRED] * 4 + [Look.VALUE, Look.CENTRED]
        cells = tuple(
            Cell(text, span, look, hint=grid.DASH) for text, span, look in zip(texts, spans, looks, strict=True)
        )
        rows.append(Row(cells, head=head, stays=number == 1))
    return rows
