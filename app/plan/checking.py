"""Whether the parts of a plan fit each other and the kinds of record: what no type can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from app.plan.lines import Step
from app.plan.members import is_day
from app.plan.plan import Plan, SeedTerm
from app.plan.rules import (
    Circumstance,
    ListedDays,
    ListedTerm,
    ListedWeek,
    Meets,
    PersonPeriod,
    Rule,
    UnitPeriod,
    Wanted,
    Window,
    Within,
    spelled,
)
from app.records import KINDS
from app.records.facts import SEVERITY
from app.records.kind import Field, Kind

Place = tuple[Sequence[Step], str]
GROUPS = ("listed", "hardship", "back", "back_from_leave", "extended")
"""The special groups that the program tells by itself; `back_from_leave` says the same as `back`."""
GROUPS_TOLD = ("single_parent", "left_behind", "orphan", "disability_or_illness", "final_year_without_job")
"""Those that only a circumstance tells (beside the plan's own circumstances): no window obliges for them."""
STATUSES = (
    "enrolled", "on_leave", "kept", "extended", "transferred", "withdrawn", "graduated", "back", "died",
)  # fmt: skip
"""What the program itself goes by (docs/duties.md): who is there, who has left, whose duties rest."""
NODES = ("term_start", "results_out", "before_holiday")
HOLIDAY = (("first", "from"), ("last", "to"))


def may_be_exempt(rule: Rule) -> bool:
    """Whether an exemption may name a rule: it travels to counsellors, who may not learn of every event."""
    kind = KINDS.get(rule.event.kind) if isinstance(rule, Within) else None
    return kind is None or "counsellor" in kind.reads


def wrong_places(plan: Plan) -> Iterator[Place]:
    """(where, why) of everything that does not fit."""
    yield from _clauses(plan)
    yield from _terms(plan)
    yield from _apart(plan)
    for k, rule in enumerate(plan.rules):
        for path, reason in _rule(plan, rule):
            yield ("rule", k, *path), reason


def _clauses(plan: Plan) -> Iterator[Place]:
    known = {clause.id for clause in plan.clauses}
    for key, entry in plan.entries.items():
        if entry.clause and entry.clause not in known:
            yield ("setting", key, "clause"), f"{entry.clause}: no such clause"
    occasions = {c.id for c in plan.lists["occasion"]}
    for k, occasion in enumerate(plan.circumstances.values()):
        if occasion not in occasions:
            yield ("circumstance", k, "occasion"), f"{occasion}: no such occasion"


def missing_choices(plan: Plan) -> Iterator[Place]:
    """(where, why) of every list that a form offers and the plan does not have."""
    for kind in KINDS.values():
        for field in (*kind.fields, *(inner for group in kind.fields for inner in group.fields)):
            if isinstance(field.choices, str) and not plan.lists.get(field.choices.removeprefix("plan:")):
                name = field.choices.removeprefix("plan:")
                yield ("choices", name), f"{name}: missing; {kind.name} offers it"
    known = plan.ids().get("student_status", ())
    for status in STATUSES:
        if status not in known:
            yield ("choices", "student_status"), f"{status}: missing; the program goes by it"


def _terms(plan: Plan) -> Iterator[Place]:
    for k, term in enumerate(plan.terms):
        path = ("term", k)
        days = [
            (("first",), term.first),
            (("last",), term.last),
            *((("holidays", n, name), h[key]) for n, h in enumerate(term.holidays) for name, key in HOLIDAY),
            *((("working_weekends", n), day) for n, day in enumerate(term.working_weekends)),
            *((("obliging_dates", n, "on"), node["on"]) for n, node in enumerate(term.obliging_dates)),
        ]
        wrong = [((*path, *at), f"{day}: a day is written 2026-08-31") for at, day in days if not is_day(day)]
        yield from wrong
        if not wrong:
            yield from (((*path, *at), reason) for at, reason in _within_term(term))
        for n, node in enumerate(term.obliging_dates):
            if node["what"] not in NODES:
                yield (*path, "obliging_dates", n, "what"), f"{node['what']}: none of {', '.join(NODES)}"


def _within_term(term: SeedTerm) -> Iterator[Place]:
    if term.first > term.last:
        yield ("last",), "last: before first"
    for n, h in enumerate(term.holidays):
        if h["to"] < h["from"] or h["to"] < term.first or h["from"] > term.last:
            yield ("holidays", n, "last"), f"{h['from']} … {h['to']}: no days of this term"
    for n, day in enumerate(term.working_weekends):
        if date.fromisoformat(day).isoweekday() < 6 or not term.first <= day <= term.last:
            yield ("working_weekends", n), f"{day}: no weekend of this term"


def _apart(plan: Plan) -> Iterator[Place]:
    """Terms of different names that do not overlap, and a zone that the earth has."""
    if abs(plan.offset) > 14 * 60:
        yield ("utc_offset",), f"{plan.offset}: minutes east of UTC, at most 840"
    for k, term in enumerate(plan.terms):
        for other in plan.terms[:k]:
            if term.name == other.name:
                yield ("term", k, "id"), f"{term.name}: twice"
            elif is_day(term.first) and term.first <= other.last and other.first <= term.last:
                yield ("term", k, "first"), f"{term.first}: within {other.name}"


def _rule(plan: Plan, rule: Rule) -> Iterator[Place]:
    if rule.clause not in {c.id for c in plan.clauses}:
        yield ("clause",), f"{rule.clause}: no such clause"
    for k, meets in enumerate(rule.meets):
        yield from _meets(plan, meets, ("meets", k))
    if not rule.meets and not (isinstance(rule, Within) and rule.linked == "self"):
        yield ("meets",), "meets: missing"
    match rule:
        case PersonPeriod():
            yield from _person_period(plan, rule)
        case ListedWeek():
            yield from _listed(plan, rule.levels, "levels")
            yield from _listed(plan, rule.limited_levels, "limited_levels")
            yield from _named(rule, rule.names)
            yield from _weeks(rule.first_week, rule.last_week)
        case ListedDays() | ListedTerm():
            yield from _listed(plan, rule.levels, "levels")
        case UnitPeriod():
            yield from _unit_period(rule)
        case Window():
            yield from _window(plan, rule)
        case Circumstance():
            unknown = [what for what in rule.what if what not in plan.circumstances]
            yield from ((("what",), f"{what}: no such circumstance") for what in unknown)
        case Within():
            yield from _within(plan, rule)
    if rule.holder == "owner" and not (isinstance(rule, Within) and rule.owner):
        yield ("holder",), 'holder = "owner" goes with owner, the field that names the person'


def _person_period(plan: Plan, rule: PersonPeriod) -> Iterator[Place]:
    for meets in rule.meets:
        kind = KINDS.get(meets.kind)
        if kind is not None:
            yield from _conditions(plan, kind, {n: list(values) for n, values in rule.each_of.items()}, ("each_of",))
            yield from _headed_all(kind, rule.place, ("place",))
    if rule.counted == "each" and not rule.each_of:
        yield ("counted",), 'each_of: missing, which counted = "each" goes with'


def _unit_period(rule: UnitPeriod) -> Iterator[Place]:
    if rule.weekday is not None:
        if rule.weeks or rule.count:
            yield ("weekday",), "either weekday or weeks and count is expected"
        yield from _named(rule, rule.names)


def _window(plan: Plan, rule: Window) -> Iterator[Place]:
    known = (*GROUPS, *GROUPS_TOLD)
    unknown = [g for g in rule.groups if g not in known and g not in plan.circumstances]
    yield from ((("groups",), f"{g}: none of {', '.join(known)}, and no circumstance") for g in unknown)
    yield from ((("nodes",), f"{n}: none of {', '.join(NODES)}") for n in rule.nodes if n not in NODES)
    if rule.since != "week" and not rule.days:
        yield ("days",), "days: missing"
    if rule.since == "week":
        yield from _weeks(rule.first_week, rule.last_week)


def _weeks(first: int, last: int) -> Iterator[Place]:
    if first > last:
        yield ("last_week",), "last_week: before first_week"


def _within(plan: Plan, rule: Within) -> Iterator[Place]:
    yield from _meets(plan, rule.event, ("event",))
    kind = KINDS.get(rule.event.kind)
    numbers = ("minutes", "hours", "days", "working_days")
    given = [name for name in numbers if getattr(rule, name) is not None]
    given += [name for name in ("by", "names") if getattr(rule, name)]
    if len(given) != 1:
        yield tuple(given[1:2]), "one of minutes, hours, days, working_days, by, names is expected"
    if rule.names and rule.weekday is None:
        yield ("names",), "weekday: missing"
    if (rule.linked == "self") != bool(rule.told):
        at = "told" if rule.told else "linked"
        yield (at,), 'linked = "self" goes with told, the field that holds the time'
    for name in ("by", "names", "told", "owner"):
        if kind is not None and getattr(rule, name):
            yield from _headed_all(kind, (getattr(rule, name),), (name,))
    for meets in rule.meets:
        met = KINDS.get(meets.kind)
        if met is not None:
            yield from _conditions(plan, met, rule.impossible, ("impossible",))


def _meets(plan: Plan, meets: Meets, path: tuple[Step, ...]) -> Iterator[Place]:
    kind = KINDS.get(meets.kind)
    if kind is None:
        yield (*path, "kind"), f"{meets.kind}: no such kind of record"
        return
    yield from _conditions(plan, kind, meets.where, (*path, "where"))
    yield from _conditions(plan, kind, meets.unless, (*path, "unless"))
    yield from _conditions(plan, kind, dict.fromkeys(meets.any, True), (*path, "any"))


def _conditions(plan: Plan, kind: Kind, conditions: Mapping[str, Wanted], path: tuple[Step, ...]) -> Iterator[Place]:
    for name, wanted in conditions.items():
        field = _headed(kind, name)
        if field is None and name == SEVERITY:
            continue
        if field is None:
            yield (*path, name), f"{name}: no field in the header of {kind.name}"
            continue
        allowed = _allowed(plan, field)
        for value in spelled(wanted):
            if allowed is not None and value not in allowed:
                yield (*path, name), f"{value}: none of {', '.join(sorted(allowed))}"


def _allowed(plan: Plan, field: Field) -> set[str] | None:
    """The values a condition may ask of a field, retired choices too; None for any."""
    if field.type == "bool":
        return {"true", "false"}
    if field.type != "choice":
        return None
    if isinstance(field.choices, str):
        return {c.id for c in plan.lists.get(field.choices.removeprefix("plan:"), ())}
    return set(field.choices)


def _headed(kind: Kind, name: str) -> Field | None:
    field = kind.field(name)
    return field if field is not None and field.header else None


def _headed_all(kind: Kind, names: Sequence[str], path: tuple[Step, ...]) -> Iterator[Place]:
    for name in names:
        if _headed(kind, name) is None:
            yield path, f"{name}: no field in the header of {kind.name}"


def _named(rule: ListedWeek | UnitPeriod, name: str) -> Iterator[Place]:
    """The week that a record is of has to be in its header."""
    for k, meets in enumerate(rule.meets):
        kind = KINDS.get(meets.kind)
        if kind is not None:
            yield from _headed_all(kind, (name,), ("meets", k))


def _listed(plan: Plan, levels: Sequence[str], key: str) -> Iterator[Place]:
    known = {c.id for c in plan.lists["level"]}
    for level in levels:
        if level not in known:
            yield (key,), f"{level}: no such level"
