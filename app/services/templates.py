"""A person's own way of writing: outlines of talks by occasion, and named texts to begin from.

Both are settings of this person in this store: no records, never sent, never counted. The school's outlines stand in
its plan and stay there; what is changed here lies over them, and goes again when it is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count

import msgspec

from app.errors import UserError
from app.plan.plan import Plan
from app.records import KINDS
from app.records.ids import new_id
from app.records.kind import Kind
from app.records.validation import tidy
from app.services.context import plan_in_force
from app.store import state
from app.store.connection import Db
from app.workspace import Workspace

LONGEST_NAME, LONGEST_ITEM = 40, 120  # characters
NAME, NUMBERED = 16, 36  # of a text that become a name; of a name beside a number
MOST = 40  # items of an outline


@dataclass(frozen=True)
class Outline:
    """What to come to in a talk on an occasion. `own` where the person has changed it; `school` is what the plan has,
    in our language."""

    occasion: str
    label: str
    items: tuple[str, ...]
    own: bool
    school: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A text to begin from, for one kind of record and, of a talk, for one occasion or "" for any."""

    id: str
    name: str
    kind: str
    occasion: str
    text: str


def list_outlines(workspace: Workspace) -> tuple[Outline, ...]:
    """One for each occasion of the plan in force, in its order."""
    db, plan = workspace.store.read(), plan_in_force(workspace)
    own = _own_outlines(workspace, db)
    return tuple(_outline(workspace, plan, c.id, own) for c in plan.lists.get("occasion", ()) if not c.retired)


def save_outline(workspace: Workspace, occasion: str, items: Sequence[str]) -> Outline:
    """Keeps the person's own items; no items are an outline that is empty, the school's own ones are no change.

    UserError `outline_long` for more than an outline holds, `outline_item_long` for an item that is a text.
    """
    plan = plan_in_force(workspace)
    kept = tuple(dict.fromkeys(one for item in items if (one := tidy(item, "items"))))
    if len(kept) > MOST:
        raise UserError("outline_long", most=MOST)
    if any(len(one) > LONGEST_ITEM for one in kept):
        raise UserError("outline_item_long", most=LONGEST_ITEM)
    with workspace.store.unit() as unit:
        own = _own_outlines(workspace, unit)
        own.pop(occasion, None)
        if kept != _school(workspace, plan, occasion):
            own[occasion] = list(kept)
        state.set_setting(unit, f"outlines:{workspace.slot_person}", msgspec.json.encode(own).decode())
    return _outline(workspace, plan, occasion, own)


def reset_outline(workspace: Workspace, occasion: str) -> Outline:
    """Back to the school's."""
    return save_outline(workspace, occasion, _school(workspace, plan_in_force(workspace), occasion))


def templated_kinds(workspace: Workspace) -> tuple[str, ...]:
    """The kinds that this person writes and that have room for a text of several lines."""
    return tuple(k.name for k in KINDS.values() if workspace.role in k.writers and _has_room(k))


def list_templates(workspace: Workspace, kind: str = "", occasions: Sequence[str] = ()) -> tuple[Template, ...]:
    """The person's own, of one kind or all, by their names; those for one of these occasions first."""
    found = [one for one in _templates(workspace, workspace.store.read()) if kind in ("", one.kind)]
    return tuple(sorted(found, key=lambda one: (one.occasion not in occasions, one.name)))


def save_template(
    workspace: Workspace, name: str, kind: str, text: str, *, occasion: str = "", identity: str = ""
) -> Template:
    """A new one, or the one with this id anew. UserError `field_missing` for no name or no text, `name_taken` for a
    name that another one of the kind has."""
    name, text = tidy(name, "name")[:LONGEST_NAME], tidy(text, "text")
    for field, said in (("name", name), ("text", text)):
        if not said:
            raise UserError("field_missing", field=field)
    made = Template(identity or new_id(), name, kind, occasion if kind == "talk" else "", text)
    with workspace.store.unit() as unit:
        before = _templates(workspace, unit)
        if any(one.name == name and one.kind == kind and one.id != made.id for one in before):
            raise UserError("name_taken", name=name)
        _keep(workspace, unit, [*(one for one in before if one.id != made.id), made])
    return made


def keep_template(workspace: Workspace, left: Template) -> None:
    """Keeps one as it was left, so that nothing written is lost: without a name it gets the beginning of its text,
    where its name is taken a number. One without a text is let go."""
    text = tidy(left.text, "text")
    if not text:
        return
    name = tidy(left.name, "name")[:LONGEST_NAME] or text.split("\n")[0][:NAME].strip()
    with workspace.store.unit() as unit:
        others = [one for one in _templates(workspace, unit) if one.id != left.id]
        taken = {one.name for one in others if one.kind == left.kind}
        numbers = count(2)
        free = name
        while free in taken:
            free = f"{name[:NUMBERED]} {next(numbers)}"
        _keep(workspace, unit, [*others, replace(left, name=free, text=text)])


def drop_template(workspace: Workspace, identity: str) -> Template | None:
    """Forgets it. What it was comes back, so that `save_template` can undo it; None for no such."""
    with workspace.store.unit() as unit:
        before = _templates(workspace, unit)
        _keep(workspace, unit, [one for one in before if one.id != identity])
    return next((one for one in before if one.id == identity), None)


def _has_room(kind: Kind) -> bool:
    return kind.child_of is None and not kind.reference and any(f.type == "text" and f.searched for f in kind.fields)


def _outline(workspace: Workspace, plan: Plan, occasion: str, own: Mapping[str, Sequence[str]]) -> Outline:
    school = _school(workspace, plan, occasion)
    items = tuple(own.get(occasion, school))
    return Outline(occasion, plan.label("occasion", occasion, workspace.language), items, occasion in own, school)


def _school(workspace: Workspace, plan: Plan, occasion: str) -> tuple[str, ...]:
    english = workspace.language == "en"
    return tuple(p.en if english else p.label for p in plan.outlines.get(occasion, ()))


def _own_outlines(workspace: Workspace, db: Db) -> dict[str, list[str]]:
    kept = state.setting(db, f"outlines:{workspace.slot_person}", "{}")
    return msgspec.json.decode(kept, type=dict[str, list[str]])


def _templates(workspace: Workspace, db: Db) -> list[Template]:
    return msgspec.json.decode(state.setting(db, f"templates:{workspace.slot_person}", "[]"), type=list[Template])


def _keep(workspace: Workspace, unit: Db, templates: Sequence[Template]) -> None:
    rows = [asdict(one) for one in templates]
    state.set_setting(unit, f"templates:{workspace.slot_person}", msgspec.json.encode(rows).decode())
