"""What screens say in the language in force: texts by key, labels of kinds and choices, days and hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.texts import day_text, explain, text

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Words:
    """`words("students.title")` is the text under `screen.students.title`."""

    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        return text(self.language, f"screen.{key}", **values)

    def kind(self, kind: str) -> str:
        return text(self.language, f"kind.{kind}")

    def field(self, kind: str, field: str) -> str:
        """A field's label; `group.field` inside a group."""
        return text(self.language, f"field.{kind}.{field}")

    def choice(self, field: str, choice: str) -> str:
        """A fixed choice; choices of the plan come with their label from the services."""
        return text(self.language, f"choice.{field}.{choice}")

    def role(self, role: str) -> str:
        return self.choice("role", role)

    def error(self, error: UserError) -> tuple[str, str]:
        """What happened and is safe, and what to do (may be empty)."""
        return explain(self.language, error, keys=False)

    def day(self, day: date, *, weekday: bool = False) -> str:
        """11月25日 周三; in English 25 Nov, Wed. The year only where it is another one than today's would be said
        by the caller's context, so never here."""
        shown = day_text(self.language, day)
        if weekday:
            shown += f"{', ' if self.language == 'en' else ' '}{self.weekday(day)}"
        return shown

    def weekday(self, day: date) -> str:
        return self(f"weekday.{_WEEKDAYS[day.weekday()]}")

    def hour(self, moment: datetime) -> str:
        return f"{moment:%H:%M}"

    def moment(self, moment: datetime, *, weekday: bool = False) -> str:
        """11月25日 周三 10:20, hours in 24."""
        return f"{self.day(moment.date(), weekday=weekday)} {self.hour(moment)}"

    def phone(self, number: str) -> str:
        """A mobile number as it is read aloud: 138-0000-2761; any other as it is."""
        return f"{number[:3]}-{number[3:7]}-{number[7:]}" if re.fullmatch(r"1\d{10}", number) else number

    def listed(self, names: Sequence[str]) -> str:
        return (", " if self.language == "en" else "、").join(names)

    def together(self, sentences: Sequence[str]) -> str:
        """Whole sentences, one after the other; what is empty is left out."""
        return (" " if self.language == "en" else "").join(one for one in sentences if one)

    @property
    def dot(self) -> str:
        """What stands between the parts of a line: tight in Chinese, with room in English."""
        return " · " if self.language == "en" else "·"
