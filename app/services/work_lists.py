"""What colleges and the school do: training, outreach, online alerts and inspections, listed and counted by term and
college (clauses prevention.7, .8, .10, requirement.3). Students who help stand in student_network.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from app.errors import UserError
from app.plan.engine import read_school
from app.records import KINDS
from app.records.ids import pack, unpack
from app.records.kind import Values
from app.services.calendar import calendar_of
from app.services.caseload import end_of
from app.services.context import Names
from app.services.coverage import term_days
from app.services.duties import present_days
from app.services.reading import values_of
from app.store import query
from app.store.query import RecordRow
from app.workspace import Workspace

LISTS = ("training", "outreach", "online_alert", "inspection")


@dataclass(frozen=True)
class Training:
    """A training. Of every row: `when` is RFC 3339, `college` "" for the school's own, and words that are not on this
    machine are "" (`body_here` tells)."""

    id: str
    when: str
    college: str
    topic: str
    trainer: str
    audience: tuple[str, ...]
    attended: int | None
    hours: int | None
    body_here: bool


@dataclass(frozen=True)
class Outreach:
    """An event of education; `for_parents` is lecture, answers, push or ""."""

    id: str
    when: str
    college: str
    title: str
    level: str
    theme: str
    for_parents: str
    reach: int | None
    body_here: bool


@dataclass(frozen=True)
class OnlineAlert:
    """A warning from the net; `student` is a number or "", `judged_at` and `closed_at` "" while open."""

    id: str
    when: str
    college: str
    platform: str
    what: str
    student: str
    level: str
    judged_at: str
    closed_at: str
    body_here: bool


@dataclass(frozen=True)
class Inspection:
    """An inspection or a self-check: how many findings, how many of them mended, by when and when all were."""

    id: str
    when: str
    college: str
    mode: str
    findings: int
    mended: int
    mend_by: str
    mended_on: str
    body_here: bool


@dataclass(frozen=True)
class WorkCount:
    """How many entries of a list a college has in a term; "" is the school itself."""

    college: str
    count: int


@dataclass(frozen=True)
class _Found:
    """A record of a list as it stands."""

    row: RecordRow
    values: Values
    college: str
    body_here: bool

    def said(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        return cast(int | None, self.values.get(name))


def list_trainings(workspace: Workspace, term: str = "", college: str = "") -> tuple[Training, ...]:
    """The trainings of a term (the present one) of a college or of all, the latest first. UserError `term_unknown`,
    `unit_unknown`; so too the other lists."""
    return tuple(
        Training(
            f.row.id, f.said("when"), f.college, f.said("topic"), f.said("trainer"),
            tuple(cast(list[str], f.values.get("audience") or [])), f.number("attended"), f.number("hours"),
            f.body_here,
        )
        for f in _listed(workspace, "training", term, college)
    )  # fmt: skip


def list_outreach(workspace: Workspace, term: str = "", college: str = "") -> tuple[Outreach, ...]:
    return tuple(
        Outreach(
            f.row.id, f.said("when"), f.college, f.said("title"), f.said("level"), f.said("theme"),
            f.said("for_parents"), f.number("reach"), f.body_here,
        )
        for f in _listed(workspace, "outreach", term, college)
    )  # fmt: skip


def list_online_alerts(workspace: Workspace, term: str = "", college: str = "") -> tuple[OnlineAlert, ...]:
    names = Names(workspace.store.read())
    return tuple(
        OnlineAlert(
            f.row.id, f.said("received_at"), f.college, f.said("platform"), f.said("what"),
            names.label(f.said("student")) if f.said("student") else "", f.said("level"), f.said("judged_at"),
            f.said("closed_at"), f.body_here,
        )
        for f in _listed(workspace, "online_alert", term, college)
    )  # fmt: skip


def list_inspections(workspace: Workspace, term: str = "", college: str = "") -> tuple[Inspection, ...]:
    found = []
    for f in _listed(workspace, "inspection", term, college):
        findings = cast(list[Values], f.values.get("findings") or [])
        mended = sum(finding.get("mended") is True for finding in findings)
        found.append(
            Inspection(
                f.row.id, f.said("when"), f.college, f.said("mode"), len(findings), mended, f.said("mend_by"),
                f.said("mended_on"), f.body_here,
            )
        )  # fmt: skip
    return tuple(found)


def count_work(workspace: Workspace, kind: str, term: str = "") -> tuple[WorkCount, ...]:
    """How many records of a list (`LISTS`) each college has in a term, also where there is none; the school's own
    first. UserError `term_unknown`."""
    db = workspace.store.read()
    counts = Counter(f.college for f in _listed(workspace, kind, term, ""))
    names = Names(db)
    colleges = sorted(names.label(unpack(unit)) for unit in read_school(db).colleges)
    return tuple(WorkCount(college, counts[college]) for college in ("", *colleges))


def _listed(workspace: Workspace, kind: str, term: str, college: str) -> Iterator[_Found]:
    db = workspace.store.read()
    first, last = term_days(workspace, term) if term else _present(workspace)
    wanted = Names(db).find("unit", college) if college else ""
    college_of, names = read_school(db).college_of, Names(db)
    declared = KINDS[kind]
    for row in query.records(db, kinds=(kind,), since=workspace.clock.epoch(first.isoformat())):
        if row.happened > end_of(workspace, last):
            continue
        revision = query.shown_revision(db, row)
        values = values_of(declared, revision)
        unit = str(values["college"]) if values.get("college") else row.unit
        found = college_of.get(pack(unit)) if unit else None
        if wanted in ("", "" if found is None else unpack(found)):
            here = revision.body is not None or revision.header.body is None
            yield _Found(row, values, "" if found is None else names.label(unpack(found)), here)


def _present(workspace: Workspace) -> tuple[date, date]:
    return present_days(calendar_of(workspace), workspace.clock.today())


def check_list(name: str) -> None:
    """UserError `work_list_unknown` for what is no list."""
    if name not in (*LISTS, "network"):
        raise UserError("work_list_unknown", list=name[:40])
