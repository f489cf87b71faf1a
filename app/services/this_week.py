"""本周 This week: what a counsellor or a station still owes, to whom and why, with what stands beside it.

One lay of the plan's duties answers all of it (due_reading.py); a line's words are made in due_lines.py, what was put
off stands in snoozing.py. Nothing here is authoritative: a duty's state is the duties' own (docs/duties.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import get_args

from app.records import words
from app.services import drafting, sent
from app.services.drafting import DraftLine
from app.services.due_lines import DueLine, Group, Lines, Step, Who
from app.services.due_reading import Reviews, group_of, has_week, read_week
from app.services.due_rules import Sort
from app.services.duties import Asked, laid
from app.services.snoozing import snoozed_duties
from app.services.visits_so_far import Visits
from app.store.duty_states import OPEN
from app.workspace import Workspace

__all__ = [
    "Counts", "DueLine", "Reviews", "Step", "ThisWeek", "Visits", "Waiting", "Who", "count_week", "narrow",
    "student_duties", "this_week",
]  # fmt: skip

GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(frozen=True)
class Waiting:
    """What the centre has not confirmed: how many records, and the day the oldest was written."""

    count: int
    earliest: date | None


@dataclass(frozen=True)
class ThisWeek:
    """The page of a moment (RFC 3339). `lines` are all that is owed, put off or not, the most urgent first. Its figures
    count duties and not lines: a line for many falls apart when one of them is done, and no figure may rise by that."""

    as_of: str
    today: date
    lines: tuple[DueLine, ...]
    visits: Visits | None
    reviews: Reviews | None
    drafts: tuple[DraftLine, ...]
    waiting: Waiting

    @cached_property
    def owed(self) -> int:
        """All of it, put off or not."""
        return _count(self.lines)

    @cached_property
    def overdue(self) -> int:
        return _count(line for line in self.lines if line.state == "overdue")

    @cached_property
    def unheard(self) -> int:
        return _count(line for line in self.lines if line.state == "unheard")

    @cached_property
    def due_today(self) -> int:
        return _count(line for line in self.lines if line.state == "owed" and line.due.date() <= self.today)

    @cached_property
    def snoozed(self) -> int:
        return _count(line for line in self.lines if line.snoozed is not None)

    @cached_property
    def _sorts(self) -> Counter[Sort]:
        counted = Counter[Sort]()
        for line in self.lines:
            if line.snoozed is None:
                counted[line.sort] += line.count
        return counted

    def count(self, sort: Sort) -> int:
        """How many duties of a sort are on the list today."""
        return self._sorts[sort]


@dataclass(frozen=True)
class Counts:
    """The figures of the navigation: duties that are owed, visits and reviews as "1/2", families to be called."""

    owed: int = 0
    visits: str = ""
    reviews: str = ""
    families: int = 0


def this_week(workspace: Workspace, language: str = "") -> ThisWeek:
    """All that the page shows, in the language asked for; empty for whom the centre has not admitted yet."""
    stamp, today = workspace.clock.stamp(), workspace.clock.today()
    drafts = drafting.list_drafts(workspace)
    if not has_week(workspace):
        return ThisWeek(stamp, today, (), None, None, drafts, Waiting(0, None))
    read, out = read_week(workspace, language or workspace.language), sent.outgoing(workspace)
    lines = (*narrow(read.lines), *narrow(read.lines, snoozed=True))
    return ThisWeek(stamp, today, lines, read.visits, read.reviews, drafts, Waiting(out.waiting, out.earliest))


def count_week(workspace: Workspace) -> Counts:
    """The figures of the navigation; all empty for whom there is no week."""
    if not has_week(workspace):
        return Counts()
    read = read_week(workspace, workspace.language)
    lines, reviews, visits = read.lines, read.reviews, read.visits
    return Counts(
        owed=_count(lines),
        visits="" if visits is None else f"{visits.met}/{visits.of}",
        reviews="" if reviews is None else f"{reviews.met}/{reviews.of}",
        families=len({duty.who for line in lines if line.sort == "family" for duty in line.parts or (line,)}),
    )


def _count(lines: Iterable[DueLine]) -> int:
    return sum(line.count for line in lines)


def student_duties(workspace: Workspace, student: str) -> tuple[DueLine, ...]:
    """What is owed to one student (number or id) this term, the first due first, put off or not. UserError
    `student_unknown`."""
    with laid(workspace, Asked(student=student), back=True) as found:
        now, wanted = found.asked.now, found.asked.students or ()
        rows = [
            (f, group_of(workspace, found, f))
            for f in found.duties()
            if f.subject in wanted and (f.state in OPEN or (f.state == "owed" and f.opens <= now))
        ]
        lines = Lines(workspace, found, workspace.language, snoozed_duties(workspace, found.db)).lines(rows)
        return tuple(sorted(lines, key=lambda line: (line.group == "lapsed", line.due, line.id)))


def narrow(
    lines: Iterable[DueLine], *, text: str = "", sort: Sort | None = None, snoozed: bool = False, by_day: bool = False
) -> tuple[DueLine, ...]:
    """The lines of a sort, put off or not, by urgency or by day. A text (name, letters, number, holder) leaves those it
    finds, and of a line for many students the lines of those."""
    found = [line for line in lines if (line.snoozed is not None) == snoozed and sort in (None, line.sort)]
    typed = "".join(words.runs(text))
    if typed:
        found = [one for line in found for one in _students(line) if _finds(one, typed)]
    return tuple(sorted(found, key=_by_day if by_day else _by_urgency))


def _students(line: DueLine) -> tuple[DueLine, ...]:
    return line.parts if any(part.who is not None for part in line.parts) else (line,)


def _finds(line: DueLine, typed: str) -> bool:
    group, number = ("", "") if line.who is None else (line.who.class_name, line.who.number.casefold())
    names = (line.subject, line.holder_name)
    written = any(typed in "".join(words.runs(said)) for said in (*names, group, line.label))
    return written or number.startswith(typed) or any(words.marked(name, typed) for name in names)


def _by_urgency(line: DueLine) -> tuple[object, ...]:
    rank = min((w.rank for w in _people(line) if w.rank is not None), default=99)
    return (GROUPS.index(line.group), line.due.date(), rank, line.due, line.id)


def _by_day(line: DueLine) -> tuple[object, ...]:
    day = ("today", "week", "later")
    return (GROUPS.index("today" if line.group in day else line.group), line.due, line.id)


def _people(line: DueLine) -> list[Who]:
    return [w for one in (line, *line.parts) if (w := one.who) is not None]
