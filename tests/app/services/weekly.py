"""A small college whose counsellor follows two students, and what a test asks of their weekly sheet."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import records
from app.services.duties import Asked, list_duties, week_days
from app.services.weekly_sheets import SheetRow, weekly_sheet
from app.texts import LANGUAGES, catalogue
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing

A, B, C = "2301001", "2301002", "2301003"
WEEK = "2026-2027-1/13"
SEEN: Values = {
    "sources": ["met"],
    "observed": "按时上课，精神好一些",
    "measures": "约定每周三见面",
    "next_step": "联系家长",
}


def followed(care: Care) -> Care:
    """A on level 2 and B on level 3 since week 10, known everywhere."""
    w = care.counsellor
    records.add_record(w, "care_listing", listing(A, "level2", problems=["sleep"], found_through="screening"))
    records.add_record(w, "care_listing", listing(B, "level3"))
    care.school.exchange(care.centre, w, care.station)
    return care


def rows(workspace: Workspace, week: str | None = None) -> dict[str, SheetRow]:
    return {row.student: row for row in weekly_sheet(workspace, week).rows}


def owing(workspace: Workspace, week: str) -> set[str]:
    """Whom the duty names, asked for in its own way."""
    asked = Asked(rules=("weekly_review",), week=week_days(workspace, week))
    return {d.subject for d in list_duties(workspace, asked)}


def refused(code: str, wish: object, *given: object, **more: object) -> UserError:
    with pytest.raises(UserError) as caught:
        wish(*given, **more)  # type: ignore[operator]
    assert caught.value.code == code
    assert all(f"error.{code}.{part}" in catalogue(lang) for lang in LANGUAGES for part in ("message", "hint"))
    return caught.value
