"""The duties of a week read in one lay: lines, reviews and visits, kept until the store or the hour changes them.

What a person sees of it stands in this_week.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from app.plan.calendar import DAY, WEEK, monday
from app.plan.engine import Laid
from app.plan.rules import ListedDays, ListedWeek, PersonPeriod
from app.services.due_folding import fold
from app.services.due_lines import DueLine, Group, Lines, Who
from app.services.due_rules import is_urgent
from app.services.duties import Asked, laid
from app.services.snoozing import snoozed_duties
from app.services.visits_so_far import Visits, visits_so_far
from app.store import query
from app.store.duty_states import OPEN, Found
from app.workspace import Workspace

AHEAD = timedelta(days=14)  # what has begun and is due within so long stands under "later"
ROLES = ("counsellor", "station")
"""Whose week there is."""


@dataclass(frozen=True)
class Reviews:
    """The reviews due this week, and whose are not there yet."""

    met: int
    of: int
    due: datetime
    left: tuple[Who, ...]


@dataclass(frozen=True)
class Read:
    """A week as it was read at a version of the store; it holds from `since` until the second `until`. The lines stand
    in no order."""

    version: tuple[object, ...]
    since: int
    until: int
    lines: tuple[DueLine, ...]
    reviews: Reviews | None
    visits: Visits | None


_known: WeakKeyDictionary[Workspace, Read] = WeakKeyDictionary()
"""What was read last of each workspace: the navigation counts by it and the page shows it, from one lay."""


def has_week(workspace: Workspace) -> bool:
    """Whether there is a week of whoever unlocked: not before their own record has come from the centre."""
    if workspace.role not in ROLES or not workspace.enrolled or not workspace.member.id:
        return False
    return query.record(workspace.store.read(), workspace.member.id) is not None


def read_week(workspace: Workspace, language: str) -> Read:
    """The week as it stands; what was read last is given again while it still holds."""
    version, now = (*workspace.store.version(), language), workspace.clock.epoch(workspace.clock.stamp())
    known = _known.get(workspace)
    if known is not None and known.version == version and known.since <= now < known.until:
        return known
    read = _known[workspace] = _read(workspace, language, version)
    return read


def _read(workspace: Workspace, language: str, version: tuple[object, ...]) -> Read:
    own = workspace.member.id if workspace.role == "counsellor" else ""
    with laid(workspace, Asked(counsellor=own), back=True) as found:
        duties = _begun(workspace, found)
        rows = [(f, group_of(workspace, found, f)) for f in duties if f.state in OPEN or f.state == "owed"]
        due = [f for f in duties if _falls_in_week(workspace, found, f)]
        made = Lines(workspace, found, language, snoozed_duties(workspace, found.db))
        lines = made.lines([*rows, *((f, group_of(workspace, found, f)) for f in due)])
        midnight = workspace.clock.epoch((workspace.clock.today() + DAY).isoformat())
        return Read(
            version=version,
            since=found.asked.now,
            until=min(midnight, found.next_change() or midnight),
            lines=tuple(fold(lines[: len(rows)], {r.rule.id: r.rule for r in found.rules}, language)),
            reviews=_reviews(workspace, due, lines[len(rows) :]),
            visits=visits_so_far(workspace, found, duties) if own else None,
        )


def _begun(workspace: Workspace, found: Laid) -> list[Found]:
    """What is left of the past, what has begun and is due soon, and of reviews and visits also what is met of them."""
    today, epoch = workspace.clock.today(), workspace.clock.epoch
    until = max(today + AHEAD, monday(today) + WEEK - DAY)
    counted = [k for k, ruled in enumerate(found.rules) if isinstance(ruled.rule, ListedWeek | PersonPeriod)]
    return found.open_duties(epoch((until + DAY).isoformat()) - 1, counted, epoch(monday(today).isoformat()))


def group_of(workspace: Workspace, found: Laid, f: Found) -> Group:
    """Where a duty stands on the list."""
    if f.state in ("unclear", "unheard"):
        return "unclear" if f.state == "unclear" else "unheard"
    if is_urgent(found.rules[f.rule].rule):
        return "now"
    if f.state == "overdue":
        return "lapsed" if isinstance(found.rules[f.rule].rule, PersonPeriod | ListedDays) else "overdue"
    day, today = workspace.clock.at_second(f.due).date(), workspace.clock.today()
    return "today" if day <= today else "week" if day < monday(today) + WEEK else "later"


def _falls_in_week(workspace: Workspace, found: Laid, f: Found) -> bool:
    first = monday(workspace.clock.today())
    within = first <= workspace.clock.at_second(f.due).date() < first + WEEK
    return within and isinstance(found.rules[f.rule].rule, ListedWeek) and f.state != "excused"


def _reviews(workspace: Workspace, due: Sequence[Found], lines: Sequence[DueLine]) -> Reviews | None:
    if not due:
        return None
    left = [line for f, line in zip(due, lines, strict=True) if not f.state.startswith("met")]
    left.sort(key=lambda line: (99 if line.who is None or line.who.rank is None else line.who.rank, line.subject))
    return Reviews(
        met=len(due) - len(left),
        of=len(due),
        due=max(workspace.clock.at_second(f.due) for f in due),
        left=tuple(line.who for line in left if line.who is not None),
    )
