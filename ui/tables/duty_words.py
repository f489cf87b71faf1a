"""What a line of what is owed says on the screen: its name, its reason, its day, the verb of its step."""

from __future__ import annotations

from collections import Counter

from app.services.due_lines import DueLine, Step, Who
from ui.pages.page import Goto
from ui.widgets.paint import short_level
from ui.words import Words

MARKS = {
    "overdue": ("circle-alert", "danger"),
    "owed": ("circle", "text-3"),
    "unclear": ("git-merge", "warn"),
    "unheard": ("circle-help", "text-2"),
}
"""State of a duty → its icon and ink; what was put off has a clock."""
MINUTE = "23:59"  # the hour of what is due on a day and at no hour of it
NAMED = 3  # names of a row for many


def goto_of(step: Step) -> Goto:
    """Where a step leads."""
    return Goto(step.page, step.subject, step.more)


def verb_of(words: Words, step: Step) -> str:
    """The verb on the button of a step."""
    verbs = {
        "write_talk": words("week.verb.write_talk"),
        "write_follow_up": words("week.verb.write_follow_up"),
        "call_family": words("week.verb.call_family"),
        "review": words("week.verb.review"),
        "visit": words("week.verb.visit"),
        "sweep": words("week.verb.sweep"),
        "list": words("week.verb.list"),
        "interview": words("week.verb.interview"),
        "report": words("week.verb.report"),
        "write": words("week.verb.write"),
        "late_entry": words("week.verb.late_entry"),
        "settle": words("week.verb.settle"),
        "phone": words("week.verb.phone"),
        "amend": words("week.verb.amend"),
        "finish": words("week.verb.finish"),
        "check": words("week.verb.check"),
        "meet": words("week.verb.meet"),
        "open_file": words("week.verb.open_file"),
        "look": words("week.verb.look"),
        "unfold": words("week.verb.unfold"),
        "fold": words("week.verb.fold"),
    }
    return verbs[step.verb]


def mark_of(line: DueLine) -> tuple[str, str]:
    """The icon of a line's state, and its ink."""
    return ("clock", "text-2") if line.snoozed is not None else MARKS.get(line.state, MARKS["owed"])


def due_of(words: Words, line: DueLine) -> tuple[str, str, bool]:
    """When it is due as one says it, the ink, and whether it is strong."""
    day, hour = line.due.date(), words.hour(line.due)
    if line.snoozed is not None:
        return words("week.until", day=words.day(line.snoozed.until)), "text-2", False
    if line.state == "unheard":
        return words("week.unheard"), "text-2", False
    if line.state == "unclear":
        return words("week.unclear"), "warn", True
    if line.group == "lapsed":
        return words("week.lapsed", day=words.day(day)), "danger", False
    if line.state == "overdue":
        late = words("week.late", n=line.days_over) if line.days_over else words("week.late_today", hour=hour)
        return late, "danger", True
    at = "" if hour == MINUTE else f" {hour}"
    if line.group in ("now", "today"):
        return words("week.today") + at, "text", True
    return (words.weekday(day) if line.group == "week" else words.day(day)) + at, "text", False


def name_of(words: Words, line: DueLine) -> str:
    """Whom a line is about: a student, several, a unit, or the visits that are left."""
    if line.who is not None:
        return line.who.name
    if line.sort == "visit" and not line.holder_name:
        return words("week.visits_left", n=max(1, len(line.parts)))
    if line.parts and line.sort != "visit":
        return words("week.listed" if line.sort == "review" else "week.many", n=len(line.parts))
    return line.subject


def below_name(words: Words, line: DueLine) -> str:
    """The line below the name: class and dormitory, or at a station who has the student."""
    who = line.who
    if line.parts and line.sort != "visit":
        return words.dot.join(part for part in (_several(words, line), line.holder_name) if part)
    if who is None:
        return line.holder_name if line.holder_name != line.subject else ""
    return words.dot.join(part for part in (who.class_name, line.holder_name or who.dorm) if part)


def _several(words: Words, line: DueLine) -> str:
    """How many at each level; the first names where nobody is on the list."""
    people = [part.who for part in line.parts if part.who is not None]
    levels = Counter((w.rank, short_level(w.level_name)) for w in people if w.rank is not None)
    if levels:
        found = sorted(levels.items(), key=lambda pair: pair[0][0] or 99)
        return words.listed([words("week.at_level", level=level, n=n) for (_, level), n in found])
    return words.listed([w.name for w in people[:NAMED]])


def reason_of(words: Words, line: DueLine) -> str:
    """Why it is owed: what obliged, and the clause; first that an exemption was asked for, and that it is counted as
    several. Or why it was put off."""
    if line.snoozed is not None:
        return words("week.snoozed_for", reason=line.snoozed.reason)
    asked = words("week.requested") if line.requested else ""
    several = words("week.at_once", n=line.count) if line.at_once else ""
    return words.dot.join(part for part in (asked, several, line.why, line.clause_title) if part)


def clause_of(words: Words, line: DueLine) -> str:
    """The clause with its number and its words, for the tooltip."""
    return words("week.clause", title=line.clause_title, id=line.clause, text=" ".join(line.clause_text.split()))


def sentence_of(words: Words, line: DueLine) -> str:
    """The whole line as it is spoken."""
    level = line.who.level_name if line.who is not None else ""
    due = due_of(words, line)[0]
    parts = (name_of(words, line), level, line.label, due, below_name(words, line), reason_of(words, line))
    return words.listed([part for part in (*parts, verb_of(words, line.step)) if part])


def told_people(words: Words, people: tuple[Who, ...]) -> str:
    """Names, listed."""
    return words.listed([who.name for who in people])
