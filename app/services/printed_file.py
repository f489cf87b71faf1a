"""A student's file and the pocket card as the words of their sheets, from what this workspace may read."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import cast

from app.errors import UserError
from app.forms.pocket_card import CardPhone, PocketCard
from app.forms.student_sheet import Happening, LevelChange, Relative, Screening, StudentSheet
from app.records.kind import Values
from app.services.care_levels import Levels
from app.services.duty_phones import DutyPhone, duty_phones
from app.services.printed_alone import others_in, unnamed
from app.services.printed_source import Sources, fixed, said, sources_of, stood
from app.services.reading import standing
from app.services.screening_reading import may_read_results
from app.services.student_file import Guardian, StudentFile, student_file
from app.services.timeline import Entry, timeline
from app.store import query
from app.texts import text
from app.workspace import Workspace

_ALL = 1_000_000  # entries of a timeline


def in_chinese(workspace: Workspace) -> Workspace:
    """The same workspace speaking Chinese: forms do, whatever the screen does."""
    speaking = copy.copy(workspace)
    speaking.language = "zh"
    return speaking


def student_sheet(workspace: Workspace, identity: str) -> tuple[StudentSheet, str]:
    """The file of a student (number or record id) with all that happened, the latest last, and the record's id.

    Opening what another person keeps is written into the audit. Raises UserError `student_unknown`,
    `reference_ambiguous`.
    """
    speaking = in_chinese(workspace)
    sources, file = sources_of(speaking), student_file(speaking, identity)
    told = timeline(speaking, file.id, limit=_ALL).entries
    entries = [_happening(entry, others_in(sources, entry.id, file.id)) for entry in told]
    sheet = StudentSheet(
        student=sources.person(file.id),
        status=file.status_name,
        dorm=file.dorm,
        phone=file.phone,
        counsellor=file.counsellor,
        level=file.level_name or text("zh", "form.student_file.not_on_list"),
        problems="、".join(file.problems),
        family=tuple(_relative(guardian, file.ask_first) for guardian in file.guardians),
        levels=_levels(sources, file),
        screenings=_screenings(sources, file) if may_read_results(workspace) else None,
        happened=tuple(sorted(entries, key=lambda entry: entry.day)),
    )
    return sheet, file.id


def pocket_card(workspace: Workspace, campus: str, school: str) -> PocketCard:
    """The duty numbers of a campus, those of no campus with them; of all campuses for `-`.

    Raises UserError `form_campus_unknown` where no number belongs to that campus.
    """
    phones = duty_phones(in_chinese(workspace))
    if campus != "-":
        if not any(phone.campus == campus for phone in phones):
            raise UserError("form_campus_unknown", campus=campus[:40])
        phones = tuple(phone for phone in phones if phone.campus in ("", campus))
    return PocketCard(
        school=school,
        day=workspace.clock.today().isoformat(),
        college="" if campus == "-" else campus,
        phones=tuple(_card_phone(phone) for phone in phones),
    )


def _card_phone(phone: DutyPhone) -> CardPhone:
    hours = " ".join(filter(None, (phone.days, phone.hours)))
    return CardPhone(duty=phone.duty, phone=phone.phone, name=phone.name, hours=hours)


def _relative(guardian: Guardian, ask_first: bool) -> Relative:
    return Relative(
        name=guardian.name,
        relation=guardian.relation,
        phone=text("zh", "form.student_file.ask_first") if ask_first else guardian.phone,
        hours=guardian.hours,
        caution="，".join(filter(None, (guardian.caution, guardian.note))),
    )


def _levels(sources: Sources, file: StudentFile) -> tuple[LevelChange, ...]:
    """Every listing, change and removal, the first one first."""
    levels, found = Levels(sources.plan, "zh"), []
    for row in reversed(query.records(sources.db, kinds=("care_listing",), student=file.id)):
        record = stood(sources, *standing(sources.db, row.id))
        values = record.values
        problems = [sources.listed("problems", p) for p in cast(list[str], values.get("problems") or [])]
        found.append(
            LevelChange(
                day=said(values, "from"),
                what=fixed("action", values),
                level=levels.of_severity(row.severity, said(values, "level")).name,
                problems="、".join(problems),
                reason=said(values, "reason") if record.body_here else text("zh", "form.student_file.elsewhere"),
                by=record.author,
            )
        )
    return tuple(found)


def _screenings(sources: Sources, file: StudentFile) -> tuple[Screening, ...]:
    """The screenings over time: what came of each, never the answers."""
    found = []
    for row in reversed(query.records(sources.db, kinds=("screening_result",), student=file.id)):
        values = stood(sources, *standing(sources.db, row.id)).values
        scored = cast(list[Values], values.get("scores") or [])
        scores = [f"{said(score, 'name')} {said(score, 'value')}" for score in scored]
        result = [said(values, "band"), "、".join(scores), fixed("class", values)]
        found.append(
            Screening(
                day=said(values, "taken_on"),
                scale=said(values, "scale"),
                outcome=fixed("outcome", values),
                result="；".join(part for part in result if part),
            )
        )
    return tuple(found)


def _marks(late: bool, conflict: bool) -> str:
    marks = [("late", late), ("conflict", conflict)]
    return "、".join(text("zh", f"form.mark.{mark}") for mark, stands in marks if stands)


def _happening(entry: Entry, others: Sequence[str]) -> Happening:
    """An entry on paper."""
    return Happening(
        day=f"{entry.day.isoformat()} {entry.time}".strip(),
        what=entry.title,
        told=text("zh", "form.student_file.elsewhere")
        if entry.header_only and not entry.text
        else unnamed(entry.text, others),
        by=entry.author_name,
        mark=_marks(late=entry.late_days > 0, conflict=entry.conflict),
    )
