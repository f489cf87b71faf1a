"""The fictitious school: whole, the same for the same seed, awkward where it should be, never real."""

from __future__ import annotations

import io
import time
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.paths import resource
from app.services.demo.people import content
from app.services.demo.rosters import Roster, rosters
from app.services.demo.school import School, make_school

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.fixture(scope="module")
def school() -> School:
    return make_school(900, 11)


@pytest.fixture(scope="module")
def plan() -> Mapping[str, Any]:
    return tomllib.loads(resource("plan", "sanjiang-2023.toml").read_text(encoding="utf-8"))


# ── the school ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [20, 21, 137, 500, 2999])
def test_a_school_has_exactly_its_students_and_nothing_twice(size: int) -> None:
    school = make_school(size, 3)
    assert len(school.students) == size
    assert len({s.number for s in school.students}) == size
    assert len(school.colleges) >= 2
    assert len({c.name for c in school.classes}) == len(school.classes)
    beds = Counter((s.building, s.room, s.bed) for s in school.students if s.building)
    assert set(beds.values()) == {1}
    phones = [s.phone for s in school.students] + [r.phone for s in school.students for r in s.family]
    assert len(set(phones)) == len(phones)
    assert all(p.startswith("1990") and len(p) == 11 for p in phones)
    assert sum(len(school.students_of(c)) for c in school.counsellors) == size


def test_a_school_out_of_bounds_is_refused() -> None:
    for size in (19, 30_001):
        with pytest.raises(ValueError):
            make_school(size, 1)


def test_the_same_seed_makes_the_same_school_and_another_seed_another() -> None:
    assert make_school(300, 5) == make_school(300, 5)
    assert make_school(300, 5).students != make_school(300, 6).students


def test_names_and_numbers_are_as_hard_as_real_ones(school: School) -> None:
    names = [s.name for s in school.students]
    people = content("people")["names"]
    assert any(n[:2] in people["compound"] for n in names)
    assert any(n[:1] in people["polyphonic"] for n in names)
    assert any(n[-1] in people["rare"] for n in names)
    assert any("·" in n for n in names)
    assert max(Counter(names).values()) > 1
    assert any(s.number.startswith("0") for s in school.students)
    assert any(s.number.startswith("B") and s.entry_kind == "upgrade" for s in school.students)
    assert {len(s.family) for s in school.students} == {0, 1, 2}
    assert {b.sex for b in school.buildings} == {"female", "male"}


def test_nobody_sleeps_in_the_wrong_building(school: School) -> None:
    sexes = {b.name: b.sex for b in school.buildings}
    assert all(sexes[s.building] == s.sex for s in school.students if s.building)


def test_thirty_thousand_students_in_less_than_ten_seconds() -> None:
    start = time.process_time()
    school = make_school(30_000, 1)
    assert time.process_time() - start < 10
    assert len({s.number for s in school.students}) == 30_000


# ── the rosters ──────────────────────────────────────────────────────────────────────────────────


def rows_of(roster: Roster) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(roster.content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def header_of(rows: list[list[Any]]) -> int:
    return next(n for n, row in enumerate(rows) if "姓名" in row and "班级" in row)


def test_every_student_stands_once_in_a_row_that_can_be_trusted(school: School) -> None:
    for college, roster in zip(school.colleges, rosters(school), strict=True):
        rows = rows_of(roster)
        top = header_of(rows) + 1
        held = {h.row for h in roster.held}
        found = []
        for number, row in enumerate(rows[top:], start=top + 1):
            if number in held or str(row[0]) in ("合计", ""):
                continue
            cell = row[0]
            text = str(int(cell)) if isinstance(cell, float) else str(cell)
            found.append(unicodedata.normalize("NFKC", text).strip())
        assert sorted(found) == sorted(s.number for s in school.students_in(college.name))


def test_the_rosters_are_awkward_in_the_known_ways(school: School) -> None:
    made = rosters(school)
    sheets = [rows_of(r) for r in made]
    headers = [rows[header_of(rows)] for rows in sheets]
    assert all(h.count("联系电话") == 3 for h in headers)
    assert [r.college for r in made].count(None) < len(made)
    for roster, header in zip(made, headers, strict=True):
        assert ("学院" in header) == (roster.college is None)
    cells = [row[0] for rows in sheets for row in rows]
    assert any(isinstance(c, float) for c in cells)
    assert any(isinstance(c, str) and chr(0xFF12) in c for c in cells)
    assert "合计" in cells
    assert {why for r in made for why in (h.why for h in r.held)} == {
        "no name",
        "scientific notation",
        "one number, two people",
        "the number lost its leading zero",
    }


def test_held_rows_are_where_the_roster_says(school: School) -> None:
    for roster in rosters(school):
        rows = rows_of(roster)
        for held in roster.held:
            number, name = rows[held.row - 1][:2]
            assert (name == "") == (held.why == "no name")
            assert ("E+" in str(number)) == (held.why == "scientific notation")


def test_identity_numbers_look_alike_and_none_is_valid(school: School) -> None:
    rows = rows_of(rosters(school)[0])
    top = header_of(rows)
    column = rows[top].index("身份证号")
    numbers = [str(row[column]) for row in rows[top + 1 :] if row[column]]
    assert any(n.endswith("X") for n in numbers)
    for number in numbers:
        assert len(number) == 18 and number.startswith("99")
        right = "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True)) % 11]
        assert number[-1] != right


def test_the_same_school_gives_the_same_bytes(school: School) -> None:
    assert rosters(school) == rosters(school)


# ── the plan's data ──────────────────────────────────────────────────────────────────────────────


def test_the_plan_hangs_together(plan: Mapping[str, Any]) -> None:
    clauses = {c["id"] for c in plan["clause"]}
    assert len(clauses) == 19
    assert all(c["text"].strip() and c["title"] for c in plan["clause"])
    assert [level["rank"] for level in plan["level"]] == [1, 2, 3]
    occasions = {o["id"] for o in plan["occasion"]}
    assert len(occasions) == 8
    assert all(c["occasion"] in occasions for c in plan["circumstance"])
    settings = plan["setting"]
    for c in plan["circumstance"]:
        assert c["group"] in settings and (c.get("days") or c["week"]) in settings
    for key, setting in settings.items():
        assert setting["source"] in ("plan", "law", "assumption"), key
        assert setting["clause"] in clauses, key
        assert setting["zh"].endswith("。") and setting["en"].endswith("."), key
    assert sum(s.get("open", False) for s in settings.values()) == 5


def test_choices_have_an_id_once_and_both_languages(plan: Mapping[str, Any]) -> None:
    for name, items in plan["choices"].items():
        assert len({i["id"] for i in items}) == len(items), name
        assert all(set(i) == {"id", "label", "en"} for i in items), name


def test_the_terms_are_whole_weeks(plan: Mapping[str, Any]) -> None:
    for entry in plan["term"]:
        first, last = date.fromisoformat(entry["first"]), date.fromisoformat(entry["last"])
        assert first.weekday() == 0 and last.weekday() == 6
        assert (last - first).days + 1 == entry["weeks"] * 7
