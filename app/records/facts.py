"""What a rule of the plan may ask of a record at a glance: its header's plain fields on one line, `|mode=group|`.

Where the versions of a record in conflict differ, what only some of them say is marked `?mode=group?`, and the
line begins with `?!` if they differ in about whom, or whether at all. When they happened is no field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.records.kind import Kind
from app.records.revision import Header

WHOLE = "?!"
"""A line that begins so: the versions differ in more than the fields."""
SEVERITY = "severity"
"""The header's severity stands among the facts as a field of this name."""
_LONGEST = 64  # characters of a text that a rule may compare
_SPELLED = {True: "true", False: "false"}
_PARTED = str.maketrans("|?", "__")
_SILENT = frozenset({"unit", "staff", "student", "term", "plan", "assignment", "duty_contact", "proposal", "release"})


def facts_line(kind: Kind | None, headers: Sequence[Header]) -> str:
    """The line of a record whose versions have these headers; "" for kinds that no rule asks about."""
    if kind is None or kind.name in _SILENT:
        return ""
    if len(headers) == 1:
        found = _facts(kind, headers[0])
        return f"|{'|'.join(found)}|" if found else ""
    each = [set(_facts(kind, h)) for h in headers]
    common, some = set.intersection(*each), set.union(*each)
    whole = len({(h.op, tuple(h.students), h.unit) for h in headers}) > 1
    sure = f"|{'|'.join(sorted(common))}|" if common else ""
    doubtful = f"?{'?'.join(sorted(some - common))}?" if some - common else ""
    return f"{WHOLE if whole else ''}{sure}{doubtful}"


def _facts(kind: Kind, header: Header) -> list[str]:
    found, fields = [], header.fields
    for name, tagged in kind.asked:
        value = header.tags if tagged else fields.get(name)
        if value is None:
            continue
        for one in value if isinstance(value, list) else (value,):
            if one is True or one is False:
                found.append(f"{name}={_SPELLED[one]}")
            else:
                found.append(f"{name}={str(one)[:_LONGEST].translate(_PARTED)}")
    if header.severity is not None:
        found.append(f"{SEVERITY}={header.severity}")
    return found


@dataclass(frozen=True)
class Condition:
    """What is asked of a record of a kind: of each field under `where` one of its values, of none under `unless` one
    of those, and one at least of the fields under `any` true."""

    kind: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()
    any: tuple[str, ...] = ()

    def surely(self, line: str) -> bool:
        """Whether every version of the record says so."""
        return not line.startswith(WHOLE) and self._holds(line, ("|",), ("|", "?"))

    def possibly(self, line: str) -> bool:
        """Whether some version of it may say so."""
        return self._holds(line, ("|", "?"), ("|",))

    def _holds(self, line: str, asked: tuple[str, ...], barred: tuple[str, ...]) -> bool:
        return (
            all(_says(line, name, values, asked) for name, values in self.where)
            and not any(_says(line, name, values, barred) for name, values in self.unless)
            and (not self.any or any(_says(line, name, ("true",), asked) for name in self.any))
        )


def _says(line: str, name: str, values: Sequence[str], apart: Sequence[str]) -> bool:
    return any(f"{mark}{name}={value}{mark}" in line for value in values for mark in apart)


def read_facts(line: str) -> dict[str, list[str]]:
    """The fields of a line that all versions agree on."""
    found: dict[str, list[str]] = {}
    for part in line.removeprefix(WHOLE).partition("?")[0].split("|"):
        name, apart, value = part.partition("=")
        if apart:
            found.setdefault(name, []).append(value)
    return found
