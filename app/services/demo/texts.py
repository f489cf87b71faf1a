"""Notes as counsellors write them, put together from the pieces in `resources/demo`.

Pieces are dealt like cards: none comes again before its pile is through, so a counsellor does not
repeat herself. What is said is behaviour seen and heard, never a diagnosis.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from app.services.demo.people import content
from app.services.demo.school import Student

_SLOT = re.compile(r"\{(\w+)\}")
_SHAPES = (
    ("open", "said", "said", "did"),
    ("open", "said", "seen", "did", "agreed"),
    ("open", "seen", "said", "did"),
    ("open", "said", "said", "seen", "also", "agreed"),
    ("open", "said", "did", "also"),
    ("open", "said", "said", "said", "did", "agreed"),
    ("open", "said", "seen", "said", "did"),
    ("open", "said", "also", "agreed"),
)
_SHORTEST, _LONGEST = 60, 400


class Words:
    """Deals and joins pieces of text; keeps the piles, so one `Words` speaks for one counsellor."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._piles: dict[str, list[str]] = {}
        self._written: set[str] = set()

    def deal(self, pile: str, pieces: Sequence[str]) -> str:
        """The next piece of a pile; the pile is shuffled anew when it is through."""
        left = self._piles.get(pile)
        if not left:
            left = self._random.sample(list(pieces), len(pieces))
            self._piles[pile] = left
        return left.pop()

    def fill(self, text: str, student: Student | None = None, /, **known: object) -> str:
        """The text with its {slots}: what is known, the student's pronoun and name, else by chance."""
        slots: Mapping[str, list[str]] = content("talks")["slots"]
        values = dict(known)
        if student is not None:
            values.setdefault("ta", "她" if student.sex == "female" else "他")
            values.setdefault("name", student.name)

        def value(match: re.Match[str]) -> str:
            key = match.group(1)
            if key not in values:
                values[key] = self.deal(f"slot/{key}", slots[key])
            return str(values[key])

        return _SLOT.sub(value, text)

    def shared(self, book: str, pile: str, student: Student | None = None, /, **known: object) -> str:
        """A piece that belongs to no topic: `[shared]` of talks.toml or care.toml."""
        return self.fill(self.deal(f"{book}/{pile}", content(book)["shared"][pile]), student, **known)

    def talk(self, topic: Mapping[str, Any], opening: str, student: Student) -> str:
        """A note of a talk on one topic that starts with `opening`, 60 to 400 characters, always another."""
        return self._fresh(lambda: self._talk(topic, opening, student))

    def _talk(self, topic: Mapping[str, Any], opening: str, student: Student) -> str:
        pieces = []
        for part in self._random.choice(_SHAPES):
            book = {"also": "did", "agreed": "agreed"}.get(part)
            if part == "open":
                pieces.append(opening)
            elif book:
                pieces.append(self.deal(f"talks/{book}", content("talks")["shared"][book]))
            else:
                pieces.append(self.deal(f"{topic['id']}/{part}", topic[part]))
        return self.fill("".join(pieces), student)

    def group(self, topic: Mapping[str, Any], ta: str, **known: object) -> str:
        """A note of a talk with a class or a room; `known` has `group` or `room`, `present`, `expected`."""

        def one() -> str:
            many = self._random.choice((2, 3, 3))
            said = [self.deal(f"{topic['id']}/said", topic["said"]) for _ in range(many)]
            start = self.deal(f"{topic['id']}/open", topic["open"])
            return self.fill(start + "".join(said) + self.deal(f"{topic['id']}/end", topic["end"]), ta=ta, **known)

        return self._fresh(one)

    def follow_up(self, story: Mapping[str, Any], stage: str, nth: int, student: Student, way: str) -> str:
        """A note of the nth talk with somebody on the care list, in a stage of the story."""
        return self._fresh(lambda: self._follow_up(story, stage, nth, student, way))

    def _follow_up(self, story: Mapping[str, Any], stage: str, nth: int, student: Student, way: str) -> str:
        if nth == 1:
            return self._first_talk(story, student)
        shared = content("care")["shared"]
        third = {"onset": 0, "middle": 1, "easing": 2}[stage]
        told = story["talk"][third * 3 : third * 3 + 3]
        opening = "open" if way == "face" else "phone_open"
        pieces = [self.deal(f"care/{opening}", shared[opening])]
        pieces.append(self.deal(f"{student.number}/talk/{stage}", told))
        if stage == "easing":
            pieces.append(self.deal(f"{student.number}/easing", story["easing"]))
        else:
            names = story["topics"]
            topic = next(t for t in content("talks")["topic"] if t["id"] == names[nth % len(names)])
            part = "said" if nth % 2 else "seen"
            pieces.append(self.deal(f"{student.number}/{topic['id']}/{part}", topic[part]))
        pieces.append(self.deal("care/did", shared["did"]))
        if self._random.random() < 0.7:
            pieces.append(self.deal("care/close", shared["close"]))
        return self.fill("".join(pieces), student, n=nth)

    def _first_talk(self, story: Mapping[str, Any], student: Student) -> str:
        """The talk on the day of the listing: why now, what was said, what was done at once."""
        if "first_talk" in story:
            return self.fill(self.deal(f"{story['id']}/first", story["first_talk"]), student)
        pieces = [self.deal("care/first_open", content("care")["shared"]["first_open"])]
        pieces += [self.deal(f"{student.number}/talk/onset", story["talk"][:3]) for _ in range(2)]
        pieces.append(self.deal("talks/did", content("talks")["shared"]["did"]))
        pieces.append(self.deal("care/close", content("care")["shared"]["close"]))
        return self.fill("".join(pieces), student)

    def week(self, story: Mapping[str, Any], stage: str, student: Student) -> str:
        """What was seen of somebody on the care list in a week, never twice the same."""
        return self._fresh(lambda: self._week(story, stage, student), shortest=1)

    def _week(self, story: Mapping[str, Any], stage: str, student: Student) -> str:
        pieces = [self.deal(f"{student.number}/{stage}", story[stage])]
        if self._random.random() < 0.6:
            weekly = content("care")["shared"]["seen_weekly"]
            pieces.append(self.deal(f"{student.number}/weekly", weekly))
        return self.fill("".join(pieces), student)

    def _fresh(self, write: Any, shortest: int = _SHORTEST) -> str:
        """Writes until the note is new and of a fit length."""
        for _ in range(50):
            note: str = write()
            if note not in self._written and shortest <= len(note) <= _LONGEST:
                break
        self._written.add(note)
        return note
