"""通话单: one student's family on paper, to be called from: why, whom in which order, and the last contacts.

Where the family is marked with a caution, it has the reason and the centre's number, and none of the family's.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.forms.report import Column, Part, Report, ReportTable
from app.services.call_sheets import CallSheet, PastContact, call_sheet
from app.services.context import plan_in_force
from app.services.families import Owed
from app.services.proposals import Guardian
from app.services.reports.asked import Made, ReportAsked, about_now, footnotes, minute, said
from app.texts import text
from app.workspace import Workspace

CLAUSE = "prevention.9"


def family_sheet(workspace: Workspace, asked: ReportAsked) -> Made:
    """The call sheet of a student. UserError `student_unknown`, `reference_ambiguous`."""
    sheet = call_sheet(workspace, asked.student)
    family = sheet.family
    level = (_word("level"), family.level_name or _word("not_listed"))
    told = {True: "told", False: "not_told", None: "told_unknown"}[sheet.student_told]
    report = Report(
        title=_word("title"),
        about=(
            (said("student"), f"{family.name}　{family.number}　{family.class_name}"),
            level,
            (_word("term"), f"{family.reached}" if family.of is None else f"{family.reached}/{family.of}"),
            (text("zh", "field.parent_contact.student_told"), _word(told)),
            *about_now(workspace),
        ),
        parts=(_why(family.owed), *_whom(sheet), _last(sheet.contacts), _to_fill_in()),
        footnotes=footnotes(plan_in_force(workspace), [CLAUSE]),
    )
    return Made(report, family.id)


def _word(key: str, /, **values: object) -> str:
    return said(f"call_sheet.{key}", **values)


def _part(title: str, heads: Sequence[tuple[str, float]], rows: Sequence[tuple[str, ...]], nothing: str) -> Part:
    columns = tuple(Column(label, share) for label, share in heads)
    return Part(title, (ReportTable(title, "", columns, tuple(rows), nothing),))


def _why(owed: tuple[Owed, ...]) -> Part:
    heads = ((said("duty"), 10.0), (_word("due"), 6.0), (_word("state"), 4.0), (said("clause"), 4.0))
    rows = [
        (duty.label, minute(duty.due.isoformat()), said(f"state.{duty.state}"), duty.clause) for duty in owed
    ]  # fmt: skip
    return _part(_word("why"), heads, rows, _word("nothing_owed"))


def _whom(sheet: CallSheet) -> list[Part]:
    if not sheet.cautions:
        heads = ((_word("who"), 7.0), (_word("relation"), 5.0), (_word("phone"), 6.0), (_word("hours"), 6.0))
        rows = [(_named(k, one), one.relation, one.phone, one.hours) for k, one in enumerate(sheet.guardians, 1)]
        return [_part(_word("whom"), heads, rows, _word("nobody"))]
    cautions = [(one.who, one.what, one.why) for one in sheet.cautions]
    why = ((_word("who"), 7.0), (_word("caution"), 8.0), (_word("reason"), 9.0))
    centre = [(phone.name or phone.duty, phone.phone, phone.hours) for phone in sheet.centre]
    whom = ((_word("centre"), 10.0), (_word("phone"), 7.0), (_word("hours"), 7.0))
    return [
        _part(_word("ask_first"), why, cautions, ""),
        _part(_word("centre_phones"), whom, centre, _word("no_centre_phone")),
    ]


def _named(k: int, one: Guardian) -> str:
    return f"{k}. {one.name}" + (_word("guardian") if one.guardian else "")


def _last(contacts: tuple[PastContact, ...]) -> Part:
    heads = (
        (_word("when"), 5.0),
        (_word("who"), 5.0),
        (_word("outcome"), 3.0),
        (_word("attitude"), 3.0),
        (_word("agreed"), 8.0),
    )
    rows = [
        (
            minute(one.at.isoformat()),
            " ".join(part for part in (one.relation, one.person) if part),
            text("zh", f"form.parent_contact.{'reached' if one.reached else 'attempt'}"),
            one.attitude,
            one.agreed,
        )
        for one in contacts
    ]
    return _part(_word("last"), heads, rows, _word("no_contact"))


def _to_fill_in() -> Part:
    """Lines to write on while one listens; the record is written afterwards."""
    keys = ("when", "who", "outcome", "said", "agreed", "next")
    rows = [(_word(key), "") for key in keys]
    return _part(_word("now"), ((said("item"), 5.0), (said("told"), 19.0)), rows, "")
