"""A college's week as the words of its sheet: one row for each student reviewed, from what this device has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from app.exchange.scope import Scopes
from app.forms.weekly_sheet import WeeklySheet, WeeklySheetRow
from app.records.kind import Values
from app.services.care_levels import Levels
from app.services.printed_source import Record, Sources, belonging, fixed, said, stood
from app.services.reading import name_of, standing
from app.store import query
from app.store.query import RecordRow
from app.store.timeline import stays
from app.texts import text

WEEK = 7 * 86400  # seconds


def week_sheet(sources: Sources, record: Record) -> tuple[WeeklySheet, list[Record]]:
    """The sheet that a `weekly_sheet` record stands for, and the reviews it was made of."""
    unit, week = said(record.values, "unit"), said(record.values, "week")
    reviews = sorted(_reviews(sources, unit, week), key=lambda review: said(review.values, "student"))
    checked = [act for act in belonging(sources, record.id, "sign_off") if act.values.get("as") == "checked"]
    submitted = record.values.get("stage") == "submitted"
    sheet = WeeklySheet(
        unit=name_of(sources.db, unit),
        week=week,
        rows=tuple(_row(sources, review) for review in reviews),
        stage=fixed("stage", record.values),
        as_of=record.at,
        remark=said(record.values, "remark"),
        filled_by=record.author if submitted else "",
        filled_at=record.at if submitted else "",
        checked_by=checked[-1].author if checked else "" if submitted else record.author,
        checked_at=sources.when(checked[-1].values.get("at")) if checked else "" if submitted else record.at,
    )
    return sheet, reviews


def listing_on(sources: Sources, student: str, until: int) -> RecordRow | None:
    """The latest listing of a student up to a moment (epoch seconds), the gravest where one day has several."""
    rows = query.records(sources.db, kinds=("care_listing",), student=student)
    return max((r for r in rows if r.happened <= until), key=lambda r: (r.happened, r.severity or 0), default=None)


def level_on(sources: Sources, student: str, until: int) -> str:
    """The level that counts at a moment (epoch seconds); "" for whom nobody follows."""
    stay = next((s for s in stays(sources.db, student) if s.since <= until < s.until), None)
    return "" if stay is None else Levels(sources.plan, "zh").of_severity(stay.severity or None, stay.level).name


def _reviews(sources: Sources, unit: str, week: str) -> Iterator[Record]:
    scopes = Scopes(sources.db, sources.clock)
    for row in query.records(sources.db, kinds=("weekly_review",)):
        if row.unit is None or not scopes.within(row.unit, (unit,)):
            continue
        if query.shown_revision(sources.db, row).header.fields.get("week") == week:
            yield stood(sources, *standing(sources.db, row.id))


def _row(sources: Sources, review: Record) -> WeeklySheetRow:
    values, student = review.values, said(review.values, "student")
    written = sources.clock.epoch(review.at)
    listing = listing_on(sources, student, written)
    listed = stood(sources, *standing(sources.db, listing.id)).values if listing is not None else {}
    knows = values.get("family_knows")
    family = [
        "" if knows is None else text("zh", f"form.weekly_sheet.{'knows' if knows else 'knows_not'}"),
        sources.listed("attitude", values.get("attitude")),
    ]
    owner = said(values, "owner")
    return WeeklySheetRow(
        student=sources.person(student),
        problems=_all(sources, "problems", listed),
        level=level_on(sources, student, written),
        last_level=level_on(sources, student, written - WEEK),
        found=sources.listed("found_through", listed.get("found_through")),
        week=_told(values),
        talks=said(values, "talks"),
        family="，".join(part for part in family if part),
        measures=said(values, "measures"),
        owner=name_of(sources.db, owner) if owner else review.author,
        next=said(values, "next_step"),
    )


def _told(values: Values) -> str:
    unchanged = text("zh", "students.entry.no_change") if values.get("no_change") is True else ""
    return "；".join(part for part in (unchanged, said(values, "observed")) if part)


def _all(sources: Sources, listed: str, values: Values) -> str:
    return "、".join(sources.listed(listed, entry) for entry in cast(list[str], values.get(listed) or []))
