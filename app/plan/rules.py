"""The rules of a plan as typed values: one class for each shape (docs/duties.md). What follows is not decided here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=1, le=366)]
Amount = Annotated[int, Meta(ge=0, le=100_000)]
WeekNumber = Annotated[int, Meta(ge=1, le=60)]
Weekday = Annotated[int, Meta(ge=1, le=7)]
Hour = Annotated[str, Meta(pattern=r"\A([01]\d|2[0-3]):[0-5]\d\Z")]
Name = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,63}\Z")]
Wanted = str | bool | int | list[str]
Holder = Literal["counsellor", "author", "owner", "station", "centre"]
Grouped = Literal["no", "counts", "unless_listed", "listed_alone", "everybody_alone"]
"""How a talk of several counts. The last two say the same as `unless_listed` and `no`, in the words of the question
that the plan leaves open."""


class Meets(Struct, frozen=True, forbid_unknown_fields=True):
    """Records of a kind whose header fields say one of these values each, and none of those under `unless`; of the
    fields under `any` one at least is true. Without `counts` nothing."""

    kind: str
    where: Mapping[str, Wanted] = {}
    unless: Mapping[str, Wanted] = {}
    any: tuple[str, ...] = ()
    counts: bool = True


class Base(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="shape"):
    """What every rule has. `label` is what a person owes, in the clause's words."""

    id: Name
    clause: str
    label: str
    en: str
    holder: Holder = "counsellor"
    meets: tuple[Meets, ...] = ()


class PersonPeriod(Base, frozen=True, kw_only=True, tag="person_period"):
    """So many records by each person a week or a month. `place` names the fields that make a place; with `counted`
    each, so many for each value of the field `each_of`."""

    count: Count
    period: Literal["week", "month"] = "week"
    place: tuple[str, ...] = ()
    once_a_day: bool = False
    counted: Literal["together", "each"] = "together"
    each_of: Mapping[str, tuple[str, ...]] = {}
    min_teaching_days: Amount = 0


class ListedWeek(Base, frozen=True, kw_only=True, tag="listed_week"):
    """A record for each listed student and week, naming the week in its field `names`. Who is on the list as
    `owed_weekday` begins (the day it is due, where none is named) owes one. A record that `repeats` (its
    facts say these) meets nothing once there are `limit` of them in a row, at the `limited_levels`."""

    levels: tuple[str, ...]
    weekday: Weekday
    hour: Hour
    owed_weekday: Weekday | None = None
    first_week: WeekNumber = 1
    last_week: WeekNumber = 60
    in_holidays: bool = True
    names: str = "week"
    repeats: Mapping[str, Wanted] = {}
    repeats_count: bool = True
    limit: Amount = 0
    limited_levels: tuple[str, ...] = ()


class ListedDays(Base, frozen=True, kw_only=True, tag="listed_days"):
    """`count` records in every block of `days` days at a level; without `days` the stretch is one block."""

    levels: tuple[str, ...]
    days: Amount = 0
    count: Count = 1
    during: Literal["term", "vacation"] = "term"
    group: Grouped = "counts"


class ListedTerm(Base, frozen=True, kw_only=True, tag="listed_term"):
    """`count` records a term for whoever is long enough on the list."""

    levels: tuple[str, ...]
    count: Count
    min_days: Amount = 0
    gap_days: Amount = 0
    first_days: Amount
    last_week: WeekNumber
    one_from_week: WeekNumber = 60
    none_from_week: WeekNumber = 60


class UnitPeriod(Base, frozen=True, kw_only=True, tag="unit_period"):
    """Records of each college or of the school: by Sunday of each of `weeks`, or `count` by the end of term; with
    both `count` of them, the first by the `weeks`, what is left by the end of term. With `weekday` and `hour` one for
    every week in which somebody is on the list, naming it in its field `names`."""

    unit: Literal["college", "school"]
    weeks: tuple[WeekNumber, ...] = ()
    count: Amount = 0
    weekday: Weekday | None = None
    hour: Hour = "23:59"
    next_week: bool = False
    names: str = "week"


class Window(Base, frozen=True, kw_only=True, tag="window"):
    """A record about each student of a population within a window.

    The window is `first_week` to `last_week` of term, or `days` from `since`: entering, or an obliging date (`nodes`
    are those meant, all where none is named).
    """

    population: Literal["everybody", "freshmen", "special_groups"] = "everybody"
    groups: tuple[str, ...] = ()
    term: Literal[0, 1, 2] = 0
    first_week: WeekNumber = 1
    last_week: WeekNumber = 60
    since: Literal["week", "entered", "node"] = "week"
    days: Amount = 0
    nodes: tuple[str, ...] = ()
    late_days: Amount = 0
    group: Grouped = "counts"
    group_size: Amount = 0


class Circumstance(Base, frozen=True, kw_only=True, tag="circumstance"):
    """A talk on the obliged occasion for each student of a circumstance: `days` after it, or by Sunday of `week`."""

    what: tuple[str, ...]
    days: Amount
    week: WeekNumber | None = None
    group: Grouped = "no"


class Within(Base, frozen=True, kw_only=True, tag="within"):
    """Something within so long of an event: after it, by the date in its field `by`, or by `weekday` and `hour` of
    the week that its field `names` names. The record that meets it is `linked`: it points to the event, is about
    the same student, or is the event itself, whose field `told` then holds the time. The time runs from the event, or
    `from_writing`; what was written more than `fresh_hours` after it obliges nobody now. With `begins_stay` a listing
    counts if a stay at its level began on that day."""

    event: Meets
    linked: Literal["of", "student", "self"] = "of"
    minutes: Amount | None = None
    hours: Amount | None = None
    days: Amount | None = None
    working_days: Amount | None = None
    by: str = ""
    names: str = ""
    weekday: Weekday | None = None
    hour: Hour = "23:59"
    told: str = ""
    owner: str = ""
    impossible: Mapping[str, Wanted] = {}
    from_week: WeekNumber = 1
    from_writing: bool = False
    begins_stay: bool = False
    fresh_hours: Amount = 0


Rule = PersonPeriod | ListedWeek | ListedDays | ListedTerm | UnitPeriod | Window | Circumstance | Within


def spelled(wanted: Wanted) -> tuple[str, ...]:
    """The values of a condition as facts spell them."""
    if isinstance(wanted, bool):
        return ("true" if wanted else "false",)
    return tuple(wanted) if isinstance(wanted, list) else (str(wanted),)
