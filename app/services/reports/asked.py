"""What a report is asked for, and what each says beside its figures: until when, who is missing, what is ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from app.forms.report import Report
from app.forms.values import PrintStamp
from app.plan.plan import Plan
from app.services.hearing import Silent, silent_since
from app.services.plans import assumptions
from app.services.printed_sheets import Sheet
from app.texts import text
from app.workspace import Workspace

_NAMED = 12  # devices that a line names before the rest is a number
_DAY = 86_400
_COUNTING = ("centre", "station")


@dataclass(frozen=True)
class ReportAsked:
    """Which term (its name), college (name or id), week (a number or any date in it) or student (number or id). Empty
    parts mean the present term and week and, at the centre, all colleges."""

    term: str = ""
    college: str = ""
    week: str = ""
    student: str = ""


@dataclass(frozen=True)
class Made:
    """A report with its words. `subject` is whose copies are counted; `pdf` draws a form of its own, where it has one;
    `clause` is the one at the foot."""

    report: Report
    subject: str
    pdf: Callable[[PrintStamp], bytes] | None = None
    clause: str = ""


def with_note(
    draw: Callable[[PrintStamp], bytes], report: Report, stamp: PrintStamp, beside: Sheet | None = None
) -> bytes:
    """A form with what every report says beside its figures in its row for notes, and with its record's marks."""
    told = [f"{label}：{value}" for label, value in report.about[1:]]
    marks, note = (beside.marks, beside.note) if beside is not None else ((), "")
    return draw(replace(stamp, marks=marks, note="\n".join(filter(None, (note, *told, *report.footnotes)))))


def said(key: str, /, **values: object) -> str:
    """A report's own word in Chinese, whatever the language on screen: reports stay in the school's files."""
    return text("zh", f"report.{key}", **values)


def minute(stamp: str) -> str:
    """RFC 3339 text of the school's own clock as its day and minute."""
    return stamp[:16].replace("T", " ")


def about_now(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """The two lines of a report that counts no duties."""
    clock = workspace.clock
    silent = silent_since(workspace, workspace.store.read(), clock.epoch(clock.stamp()) - _DAY)
    return about_figures(workspace, clock.stamp(), silent)


def about_figures(workspace: Workspace, as_of: str, missing: Sequence[Silent]) -> tuple[tuple[str, str], ...]:
    """数据截至, and which devices have not sent anything since; a machine that counts no others says so."""
    names = [device.name or device.device for device in missing]
    told = "、".join(names[:_NAMED]) or said("none_missing" if workspace.role in _COUNTING else "own_alone")
    if len(names) > _NAMED:
        told = said("and_more", names=told, count=len(names))
    return ((said("as_of"), minute(as_of)), (said("missing"), told))


def footnotes(plan: Plan, clauses: Iterable[str]) -> tuple[str, ...]:
    """以下口径学校尚未确认: every assumption that these clauses rest on, a line for each clause; nothing once all are
    confirmed."""
    wanted = set(clauses)
    lines = []
    for clause in plan.clauses:
        assumed = [setting.zh for setting in assumptions(plan, [clause.id])]
        if clause.id in wanted and assumed:
            lines.append(said("assumed_line", clause=clause.id, title=clause.title, sentences="".join(assumed)))
    return (said("assumed"), *lines) if lines else ()


def footnote_in_short(plan: Plan, clauses: Iterable[str]) -> str:
    """The same on one line: how many for each clause; "" once all are confirmed."""
    wanted = set(clauses)
    counted = [(c.title, len(assumptions(plan, [c.id]))) for c in plan.clauses
               if c.id in wanted]  # fmt: skip
    named = [said("assumed_count", title=title, count=count) for title, count in counted if count]
    return said("assumed_short", clauses="、".join(named)) if named else ""
