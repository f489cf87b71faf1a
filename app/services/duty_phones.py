"""The duty telephone list: whom to phone, in the order of the plan, also while the workspace is locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.plan.plan import Plan, PublicNumber
from app.plan.reading import read_plan, seed_text
from app.records import KINDS
from app.services import cards
from app.services.context import plan_in_force
from app.services.reading import name_of, values_of
from app.store import query, state
from app.store.connection import Db
from app.workspace import Workspace

SEED = "sanjiang-2023"
LAST = 1 << 31  # where what has no order comes


@dataclass(frozen=True)
class DutyPhone:
    """One number to call. `duty` is what it is for; a `public` one is the state's, the same everywhere.

    `order` is the place the centre gave it among those of its duty, 0 for none.
    """

    duty: str
    name: str
    phone: str
    campus: str = ""
    days: str = ""
    hours: str = ""
    order: int = 0
    unit: str = ""
    public: bool = False


def duty_phones(workspace: Workspace) -> tuple[DutyPhone, ...]:
    """The contacts in force, then the public numbers, labelled in the workspace's language.

    They come in the plan's order of duties, within each those of this machine's college first, then by
    their own order (clause intervention.1).
    """
    return _shown(_rows(workspace), workspace.language)


def keep_duty_copy(workspace: Workspace) -> None:
    """Writes the plain copy that is shown while locked: after unlocking and importing, and at the lock."""
    cards.write_card(workspace.home, cards.DUTY_LIST, {"phones": _rows(workspace)})


def locked_duty_phones(home: Path, language: str) -> tuple[DutyPhone, ...]:
    """The list as it was at the last lock; the public numbers alone where there is no copy that can be read."""
    rows = [row for row in cards.rows(cards.read_card(home, cards.DUTY_LIST), "phones") if cards.said(row, "phone")]
    return _shown(rows or _public_rows(_seed()), language)


def _seed() -> Plan:
    return read_plan(seed_text(SEED))


def _shown(rows: Iterable[dict[str, Any]], language: str) -> tuple[DutyPhone, ...]:
    return tuple(
        DutyPhone(
            duty=cards.said(row, language) or cards.said(row, "zh"),
            name=cards.said(row, "name"),
            phone=cards.said(row, "phone"),
            campus=cards.said(row, "campus"),
            days=cards.said(row, "days"),
            hours=cards.said(row, "hours"),
            order=row["order"] if isinstance(row.get("order"), int) else 0,
            unit=cards.said(row, "unit"),
            public=row.get("public") is True,
        )
        for row in rows
    )


def _rows(workspace: Workspace) -> list[dict[str, Any]]:
    plan = plan_in_force(workspace)
    contacts = _contacts(workspace.store.read(), plan)
    known = {row["phone"] for row in contacts}
    return contacts + [row for row in _public_rows(plan) if row["phone"] not in known]


def _public_rows(plan: Plan) -> list[dict[str, Any]]:
    """The plan's public numbers; one that names none is older than they are, and the shipped ones hold."""
    found: tuple[PublicNumber, ...] = plan.public_numbers or _seed().public_numbers
    return [{"zh": n.label, "en": n.en, "phone": n.phone, "public": True} for n in found]


def _contacts(db: Db, plan: Plan) -> list[dict[str, Any]]:
    kind = KINDS["duty_contact"]
    duties = {choice.id: k for k, choice in enumerate(plan.lists.get("duty", ()))}
    college = state.setting(db, "college")
    found = []
    for row, revision in query.shown_of_kind(db, kind.name):
        if row.withdrawn or revision.body is None:
            continue
        values = values_of(kind, revision)
        unit, duty = name_of(db, str(values.get("unit", ""))), str(values.get("duty", ""))
        order = values.get("order")
        number = order if isinstance(order, int) else 0
        entry: dict[str, Any] = {
            name: str(values[name]) for name in ("name", "phone", "campus", "days", "hours") if name in values
        }
        labels = {language: plan.label("duty", duty, language) for language in ("zh", "en")}
        place = (duties.get(duty, LAST), unit != college, number or LAST, unit, entry.get("name", ""), row.id)
        found.append((place, {**labels, **entry, "order": number, "unit": unit}))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]
