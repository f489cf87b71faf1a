"""What an entry of a student's timeline says: title and excerpt of each kind, in the language of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.records.kind import Field, Kind, Values
from app.services.caseload import View
from app.services.reading import name_of
from app.store.connection import Db
from app.store.timeline import Happened
from app.texts import text

EXCERPT = 200  # characters of what was said


@dataclass(frozen=True)
class Telling:
    """How a kind stands in the timeline: fields named beside it, of its texts the first that says something, and the
    field with the day until which it holds or by which something is due."""

    title: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    until: str = ""


KINDS_TOLD: Mapping[str, Telling] = {
    "talk": Telling(says=("content",)),
    "weekly_review": Telling(says=("observed", "measures", "next_step")),
    "visit": Telling(says=("found", "heard", "done")),
    "parent_contact": Telling(says=("learned", "told", "words", "agreed", "guidance")),
    "care_listing": Telling(says=("reason",)),
    "care_plan": Telling(says=("problem", "goals"), until="review_on"),
    "circumstance": Telling(("what",), ("note",)),
    "online_alert": Telling(("platform", "level"), ("what", "done")),
    "sweep_check": Telling(("window", "outcome")),
    "screening_call": Telling(("staff",), ("note",), "due"),
    "screening_interview": Telling(("held", "outcome"), ("next",)),
    "case_report": Telling(("urgency",), ("behaviour", "done")),
    "case_report_return": Telling(("level",), ("advice",)),
    "phone_report": Telling(("duty", "reached"), ("note",)),
    "crisis": Telling(("drill", "level", "state"), ("danger",)),
    "crisis_step": Telling(("step", "impossible"), ("note", "not_possible")),
    "watch_shift": Telling(("place",), ("incident", "done")),
    "legal_measure": Telling(says=("taken", "law")),
    "referral": Telling(("institution", "urgency"), ("reason", "risk")),
    "referral_return": Telling(says=("summary", "advice", "follow_up")),
    "consent": Telling(("for", "how"), ("words",)),
    "leave": Telling(("kind",), ("conditions", "papers"), "to"),
    "exemption": Telling(("rule",), ("proof",), "to"),
    "disclosure": Telling(("ground",), until="expires"),
    "network_member": Telling(("what", "room"), until="to"),
    "caseload_handover": Telling(("from", "to"), ("cautions", "open_duties")),
    "access_request": Telling(("decision",), ("ground",)),
}
"""Every kind of the timeline. What is disclosed was written for its receiver: it stands on the record alone."""
OWN = {"talk": ("response", "mood", "follow_up", "referred_to"), "visit": ("text",)}
"""The texts of a student's own part: all that are there."""


class TimelineWords:
    """Titles and excerpts; names that were asked for once are kept."""

    def __init__(self, view: View, db: Db) -> None:
        self.view = view
        self.language = view.workspace.language
        self.plan = view.plan
        self.db = db
        self._names: dict[str, str] = {}
        self._titles = {
            "talk": self._talk,
            "visit": self._visit,
            "parent_contact": self._parent_contact,
            "care_listing": self._care_listing,
            "weekly_review": self._weekly_review,
        }

    def name(self, identity: object) -> str:
        """The name of a person or unit; "" where it is not here."""
        key = str(identity or "")
        if key not in self._names:
            self._names[key] = name_of(self.db, key) if key else ""
        return self._names[key]

    def listed(self, parts: list[str]) -> str:
        return (", " if self.language == "en" else "、").join(parts)

    def title(self, kind: Kind, values: Values, h: Happened) -> str:
        """The kind and what it is about in a few words."""
        own = self._titles.get(kind.name)
        told = own(values, h) if own is not None else self.fields(kind, values)
        return "·".join([text(self.language, f"kind.{kind.name}"), *(part for part in told if part)])

    def telling(self, kind: str, values: Values, own: Values) -> str:
        """The student's own part first; an excerpt of what the record says most with."""
        part = [str(own[name]) for name in OWN.get(kind, ()) if own.get(name)]
        said = part or [next((str(values[n]) for n in KINDS_TOLD[kind].says if values.get(n)), "")]
        if kind == "weekly_review" and not said[0] and values.get("no_change") is True:
            said = [text(self.language, "students.entry.no_change")]
        whole = (" " if self.language == "en" else "；").join(said).strip()
        return whole if len(whole) <= EXCERPT else f"{whole[:EXCERPT]}…"

    def until(self, kind: str, values: Values) -> date | None:
        """The day until which it holds or by which it is due."""
        value = values.get(KINDS_TOLD[kind].until)
        return date.fromisoformat(value) if isinstance(value, str) else None

    def fields(self, kind: Kind, values: Values) -> list[str]:
        """What stands beside the name of the kind."""
        named = (kind.field(name) for name in KINDS_TOLD[kind.name].title)
        return [self._field(kind, f, values[f.name]) for f in named if f is not None and values.get(f.name)]

    def _field(self, kind: Kind, f: Field, value: object) -> str:
        if f.type == "bool":
            return text(self.language, f"field.{kind.name}.{f.name}")
        if f.type in ("staff", "unit", "student"):
            return self.name(value)
        if f.type != "choice":
            return str(value)
        if isinstance(f.choices, str):
            return self._all(f.choices.removeprefix("plan:"), value)
        return text(self.language, f"choice.{f.name}.{value}")

    def _listed(self, name: str, value: object) -> str:
        return self.plan.label(name, str(value), self.language) if value else ""

    def _all(self, name: str, value: object) -> str:
        listed = value if isinstance(value, list) else [value]
        order = [c.id for c in self.plan.lists.get(name, ())]
        listed = sorted(listed, key=lambda v: order.index(v) if v in order else len(order))
        return self.listed([self._listed(name, v) for v in listed if v])

    def _fixed(self, name: str, values: Values) -> str:
        return text(self.language, f"choice.{name}.{values[name]}") if values.get(name) else ""

    def _talk(self, values: Values, h: Happened) -> list[str]:
        mode = [self._fixed("mode", values)] if values.get("mode") == "group" else []
        return [*mode, self._all("occasion", values.get("occasions"))]

    def _visit(self, values: Values, h: Happened) -> list[str]:
        where = [self.name(values.get("building")), str(values.get("rooms") or values.get("course") or "")]
        return [" ".join(part for part in where if part) or self._fixed("where", values)]

    def _parent_contact(self, values: Values, h: Happened) -> list[str]:
        unreached = "" if values.get("reached") is True else text(self.language, "students.entry.unreached")
        return [
            self._listed("relation", values.get("relation")),
            self._listed("parent_way", values.get("way")),
            unreached,
        ]

    def _care_listing(self, values: Values, h: Happened) -> list[str]:
        level = self.view.levels.of_severity(h.severity, str(values.get("level") or ""))
        return [self._fixed("action", values), level.name]

    def _weekly_review(self, values: Values, h: Happened) -> list[str]:
        week = str(values.get("week") or "").rpartition("/")[2]
        return [text(self.language, "students.entry.week", week=week)]
