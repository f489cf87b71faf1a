"""Every kind of record on paper, through a real school: its values in words, its empty form, nothing of others."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app.errors import UserError
from app.records import KINDS, Kind
from app.records.kind import ROLES, Field
from app.records.validation import options
from app.services import printing, records
from app.services.context import plan_in_force
from app.services.printed_records import HALVES
from app.store import query
from app.texts import text
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_every_kind import desk_of, full_values

ALONE = [k for k in KINDS.values() if k.child_of is None]
WRITTEN = [k for k in ALONE if not k.natural]
NOT_SHOWN = {("visit", "course"), ("visit", "teacher")}  # of a dormitory
SHEETS = ("student_file", "weekly_sheet", "pocket_card", "watch_roster", "crisis_report")


def read(path: Path) -> str:
    """The text of a print as a search finds it, without spaces and line ends."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def printed(desk: Workspace, form: str, identity: str, folder: Path, student: str | None = None) -> str:
    return read(printing.print_form(desk, form, identity, folder / "print.pdf", student))


def label_of(desk: Workspace, f: Field, value: object) -> str:
    """The words of a choice, as the plan or the catalogue has them."""
    if isinstance(f.choices, str):
        return plan_in_force(desk).label(f.choices.removeprefix("plan:"), str(value), "zh")
    return text("zh", f"choice.{f.name}.{value}")


def expected(desk: Workspace, kind: Kind, values: dict[str, object]) -> list[str]:
    """What a print of these values must say: texts, days, numbers, labels."""
    found: list[str] = []
    for f in kind.fields:
        given = values[f.name]
        for value in given if isinstance(given, list) else [given]:
            if (f.type == "text" and f.searched and (kind.name, f.name) not in NOT_SHOWN) or f.type == "date":
                found.append(str(value))
            elif f.type == "datetime":
                found.append(str(value)[:16].replace("T", ""))
            elif f.type == "choice":
                found.append(label_of(desk, f, value))
            elif f.type == "group" and isinstance(value, dict) and f.child is None:
                found += [str(value[g.name]) for g in f.fields if g.type == "text" and g.searched]
    return ["".join(words.split()) for words in found]


def test_every_kind_has_a_form_in_both_languages() -> None:
    for language in ("zh", "en"):
        forms = printing.list_forms(language)
        assert {k.name for k in ALONE} | set(SHEETS) <= forms.keys()
        assert not any(title.startswith(("form.", "kind.")) for title in forms.values())
        assert len(set(forms.values())) == len(forms)
    for kind in KINDS.values():
        assert printing.form_of(kind.name) in printing.list_forms("zh")


@pytest.mark.parametrize("kind", WRITTEN, ids=lambda k: k.name)
def test_whoever_writes_a_kind_prints_what_they_wrote(shared: Care, kind: Kind, tmp_path: Path) -> None:
    role = next(r for r in ROLES if r in kind.writers)
    desk = desk_of(shared, role)
    values = full_values(desk, kind)
    saved = records.add_record(desk, kind.name, values)
    said = printed(desk, kind.name, saved.id, tmp_path)
    if kind.name not in ("proposal", "crisis_step"):
        assert [words for words in expected(desk, kind, values) if words not in said] == []
    assert printing.list_forms("zh")[kind.name] in said and desk.member.name in said
    assert not any(key in said for key in ("field.", "choice.", "form.", "kind."))
    slot = kind.slot("students")
    if slot is not None:
        assert "2301001" in said and "学生2301001" in said
    for clause in kind.clauses[:1]:
        assert f"方案依据：{clause}" in said


@pytest.mark.parametrize("kind", [k for k in ALONE if k.natural and k.name != "plan"], ids=lambda k: k.name)
def test_what_the_centre_keeps_for_all_is_printed(shared: Care, kind: Kind, tmp_path: Path) -> None:
    row = query.records(shared.centre.store.read(), kinds=(kind.name,))[0]
    assert printing.list_forms("zh")[kind.name] in printed(shared.centre, kind.name, row.id, tmp_path)


@pytest.mark.parametrize("form", sorted(set(printing.list_forms("zh")) - {"recovery"}))
def test_every_form_is_printed_blank(shared: Care, form: str, tmp_path: Path) -> None:
    said = read(printing.print_blank(shared.centre, form, tmp_path / "blank.pdf"))
    assert printing.list_forms("zh")[form] in said
    filled = said.partition("方案依据")[0]
    assert not any(sign in filled for sign in ("（未填写）", "—", "✓", "2301001"))
    if form in KINDS:
        kind = KINDS[form]
        named = {f.name for f in kind.fields if f.slot == "students" and not f.many}
        own = ("talk", "visit", "parent_contact", "weekly_sheet")
        left_out = named | ({"of"} if form in HALVES.values() else set())
        for f in kind.fields if form not in own else ():
            if f.name not in left_out:
                assert "".join(text("zh", f"field.{form}.{f.name}").split()) in said
    if form != "pocket_card":
        assert "空白表" in said


def test_a_blank_form_offers_the_open_choices_of_the_plan(shared: Care, tmp_path: Path) -> None:
    said = read(printing.print_blank(shared.centre, "circumstance", tmp_path / "blank.pdf"))
    plan = plan_in_force(shared.centre)
    field = KINDS["circumstance"].field("what")
    assert field is not None
    for choice in options(field, plan.ids()):
        assert plan.label("circumstance", choice, "zh") in said


def test_a_blank_is_refused_as_a_print_is(shared: Care, tmp_path: Path) -> None:
    for form, name, code in (
        ("postcard", "a.pdf", "form_unknown"),
        ("recovery", "a.pdf", "form_needs_init"),
        ("talk", "a.txt", "form_ending"),
    ):
        with pytest.raises(UserError, match=code):
            printing.print_blank(shared.centre, form, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_text_of_a_record_is_never_markup(shared: Care, tmp_path: Path) -> None:
    hostile = "<b>&amp;</font><br/>%s{name}\\n"
    plan = {"student": "2301001", "problem": hostile, "goals": hostile, "measures": [{"what": hostile, "who": hostile}]}
    saved = records.add_record(shared.counsellor, "care_plan", plan)
    assert printed(shared.counsellor, "care_plan", saved.id, tmp_path).count(hostile) == 4


def test_a_print_for_one_of_several_names_no_other(shared: Care, tmp_path: Path) -> None:
    values = {
        "students": ["2301001", "2301002", "2301003"],
        "what": "dorm_conflict",
        "when": "2026-11-23T08:00:00+08:00",
    }
    saved = records.add_record(shared.counsellor, "circumstance", values)
    together = printed(shared.counsellor, "circumstance", saved.id, tmp_path)
    assert all(number in together for number in ("2301001", "2301002", "2301003"))
    alone = printed(shared.counsellor, "circumstance", saved.id, tmp_path, "2301002")
    assert "学生2301002" in alone and "2301001" not in alone and "2301003" not in alone
    other = records.add_record(shared.counsellor, "circumstance", values | {"students": ["2301001"]})
    with pytest.raises(UserError, match="form_student_absent"):
        printing.print_form(shared.counsellor, "circumstance", other.id, tmp_path / "a.pdf", "2301002")
    with pytest.raises(UserError, match="form_not_per_student"):
        printing.print_form(shared.counsellor, "care_plan", other.id, tmp_path / "a.pdf", "2301001")


def test_a_remark_is_printed_without_the_others_of_the_visit(shared: Care, tmp_path: Path) -> None:
    remarks = [{"student": "2301001", "text": "情绪低落"}, {"student": "2301002", "text": "在复习"}]
    values = {"when": "2026-11-23T19:00:00+08:00", "where": "dorm", "rooms": "305", "remarks": remarks}
    saved = records.add_record(shared.counsellor, "visit", values)
    said = printed(shared.counsellor, "visit", saved.children[1], tmp_path)
    assert "在复习" in said and "2301001" not in said and "情绪低落" not in said


def test_equal_records_give_equal_bytes(shared: Care, tmp_path: Path) -> None:
    first, second = (printing.print_blank(shared.centre, "referral", tmp_path / f"{n}.pdf") for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()
