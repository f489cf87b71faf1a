"""How the entrance names people and homes: who, what they are, where; as much of it as is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.errors import UserError
from app.services.homes import Home, Person
from ui.words import Words

LONGEST = 20  # characters of a staff number that is shown beside a name


def person_line(words: Words, person: Person, more: int = 0) -> str:
    """方若棠·辅导员·信息工程学院, or 方若棠 等 3 位·…; the number where no name is known."""
    role = "" if person.role is None else words.role(person.role)
    name = person.name or person.number
    named = words("entrance.home_shared", first=name, n=more + 1) if more else name
    return words.dot.join(part for part in (named, role, person.college) if part)


def person_options(words: Words, people: Sequence[Person]) -> list[tuple[str, str]]:
    """The people of a shared machine for a choice: the staff number tells namesakes apart."""
    return [(p.number, words.dot.join(part for part in (p.name, _staff_number(p)) if part)) for p in people]


def _staff_number(person: Person) -> str:
    """A number as people know it; the founder of a centre without one has the device's long id, which tells nobody."""
    return "" if person.name and len(person.number) > LONGEST else person.number


def home_title(words: Words, home: Home) -> str:
    """Whose a home is; several people of a shared machine by the first and how many more."""
    if not home.people:
        return words("entrance.home_unknown")
    return person_line(words, home.people[0], len(home.people) - 1)


def short_path(path: Path) -> str:
    """A path as people know it: from their own folder on."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def said(words: Words, error: UserError) -> str:
    """A refusal in one piece, for a field."""
    message, hint = words.error(error)
    return f"{message} {hint}".strip() if words.language == "en" else message + hint
