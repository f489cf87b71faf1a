"""谈心谈话记录表: the talk record, for one student or as a summary of a group talk (prevention.3)."""

from __future__ import annotations

from app.forms import grid
from app.forms.grid import Cell, Look, Row
from app.forms.sheet import choices, fields, print_table, prose, recorded, who, word
from app.forms.values import GroupTalkForm, PrintStamp, TalkForm


def print_talk(form: TalkForm, stamp: PrintStamp) -> bytes:
    """The talk record of one student as a PDF. Nothing of another student is in it."""
    student = form.student
    rows = [
        *who(student),
        fields(("talk.when", form.when), ("talk.place", form.place)),
        fields(("talk.way", form.way), ("talk.mode", form.mode)),
        choices("talk.occasions", form.occasions),
        fields(("talk.risk", form.risk), ("talk.tags", word("comma").join(form.tags))),
        prose("talk.content", form.content, least=120, grow=5),
        prose("talk.response", form.response, least=52, grow=2),
        prose("talk.mood", form.mood, least=44),
        prose("talk.follow_up", form.follow_up, least=44),
        fields(("talk.follow_up_on", form.follow_up_on), ("talk.referred_to", form.referred_to)),
        *recorded(form.recorded_by, form.recorded_at),
    ]
    return print_table(word("talk.title"), rows, stamp, f"{student.name}　{student.number}")


def print_group_talk(form: GroupTalkForm, stamp: PrintStamp) -> bytes:
    """The summary of a group talk as a PDF: what was said to all, then a row for each one present."""
    head = Row(
        (
            Cell(word("row_number"), 1.6, Look.LABEL),
            Cell(word("name"), 4, Look.LABEL),
            Cell(word("student_number"), 4.4, Look.LABEL),
            Cell(word("class"), 4, Look.LABEL),
            Cell(word("talk.response_and_mood"), 5.5, Look.LABEL),
            Cell(word("talk.follow_up"), 4.5, Look.LABEL),
        )
    )
    members = [
        Row(
            (
                Cell(str(number), 1.6, Look.CENTRED),
                Cell(member.student.name, 4, Look.CENTRED),
                Cell(member.student.number, 4.4, Look.CENTRED),
                Cell(member.student.class_name, 4, Look.CENTRED),
                Cell("\n".join(filter(None, (member.response, member.mood))), 5.5, hint=grid.DASH),
                Cell(member.follow_up, 4.5, hint=grid.DASH),
            ),
            head=head,
            stays=number == 1,
        )
        for number, member in enumerate(form.members, start=1)
    ]
    present = word("people", count=len(form.members))
    rows = [
        fields(("college", form.college), ("talk.tags", word("comma").join(form.tags))),
        fields(("talk.when", form.when), ("talk.place", form.place)),
        fields(("talk.way", form.way), ("talk.risk", form.risk), ("talk.present", present)),
        choices("talk.occasions", form.occasions),
        prose("talk.content", form.content, least=70, grow=5),
        head,
        *members,
        *recorded(form.recorded_by, form.recorded_at),
    ]
    return print_table(word("talk.group_title"), rows, stamp, f"{form.college}　{form.when}　{present}")
