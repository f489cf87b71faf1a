"""What more than one seat, a withdrawal or a newer program can do to the plans of a school."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.plan.confirming import with_all_confirmed, with_confirmed
from app.records import KINDS
from app.records.ids import pack
from app.records.kind import Values
from app.services import plans, reading, records
from app.services.context import plan_in_force, plans_over_time
from app.services.duties import Asked, list_duties
from app.services.saving import Wish, Writer
from app.store import query
from app.store.projection import placed_revisions
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_plans import TEXT, TODAY, TOMORROW, plan_file, plan_records, refused
from tests.app.services.test_versions import FUTURE, arrives

LATER = "2026-12-01"


@pytest.fixture
def second(care: Care) -> Workspace:
    return care.school.enrolled(care.centre, "centre", "C002", college="")


def swap(one: Workspace, other: Workspace, care: Care) -> None:
    care.school.send(one, other, other.device)
    care.school.send(other, one, one.device)


def codes(workspace: Workspace) -> list[str]:
    found = plans.list_settings(workspace).warnings
    assert all(w.sentence and "{" not in w.sentence for w in found)
    return [w.code for w in found]


def autumn(workspace: Workspace) -> list[tuple[str, str]]:
    asked = Asked(first=date(2026, 8, 31), last=date(2026, 11, 22), rules=("visits",))
    return [(d.label, d.due) for d in list_duties(workspace, asked)]


# ── withdrawing ──────────────────────────────────────────────────────────────────────────────────

NO_VISITS = ("visits_per_week = { value = 2,", "visits_per_week = { value = 7,")


def test_a_plan_that_has_begun_is_not_withdrawn(care: Care, tmp_path: Path) -> None:
    ((_, founded),) = plan_records(care.centre)
    before = autumn(care.centre)
    later = plans.adopt_plan(care.centre, plan_file(tmp_path, "2", NO_VISITS), TOMORROW)
    with pytest.raises(UserError, match="plan_stays"):
        records.withdraw_record(care.centre, founded, "写错了")
    records.withdraw_record(care.centre, later.record, "写错了")
    assert [identity for _, identity in plan_records(care.centre)] == [founded]
    today = plans.adopt_plan(care.centre, plan_file(tmp_path, "3"), TODAY)
    with pytest.raises(UserError, match="plan_stays"):
        records.withdraw_record(care.centre, today.record, "写错了")
    assert autumn(care.centre) == before


def withdrawn_by_an_older_version(workspace: Workspace, identity: str) -> None:
    with workspace.store.unit() as unit:
        row, placed = query.record(unit, identity), placed_revisions(unit, pack(identity))
        assert row is not None
        values = reading.values_of(KINDS["plan"], placed[-1])
        wish = Wish(
            KINDS["plan"], values, record=identity, parents=(placed[-1].id.hex(),), op="withdraw", reason="写错了",
            happened=placed[-1].header.happened,
        )  # fmt: skip
        Writer(workspace, unit, plan_in_force(workspace, unit).rank).save([wish])


def test_what_had_begun_rules_its_time_though_an_older_version_withdrew_it(care: Care, tmp_path: Path) -> None:
    ((_, founded),) = plan_records(care.centre)
    plans.confirm_settings(care.centre, ["visits_counted"])
    before = autumn(care.centre)
    plans.adopt_plan(care.centre, plan_file(tmp_path, "2", NO_VISITS), TOMORROW)
    withdrawn_by_an_older_version(care.centre, founded)
    assert plan_records(care.centre)[0][0] == TOMORROW, "no list has it"
    for moment in (f"{TODAY}T10:00:00+08:00", f"{LATER}T10:00:00+08:00"):
        care.school.at(care.centre, moment)
        spans = plans_over_time(care.centre, care.centre.store.read())
        assert [span.plan.version for span in spans] == ["1", "2"]
        assert autumn(care.centre) == before
    care.school.at(care.centre, f"{TODAY}T10:00:00+08:00")
    assert plan_in_force(care.centre).entries["visits_counted"].confirmed == TODAY


def test_a_plan_to_come_does_not_rule_before_its_day(care: Care, tmp_path: Path) -> None:
    plans.adopt_plan(care.centre, plan_file(tmp_path, "2", NO_VISITS), TOMORROW)
    care.school.at(care.centre, "2026-01-01T10:00:00+08:00")
    spans = plans_over_time(care.centre, care.centre.store.read())
    assert [span.plan.version for span in spans] == ["1", "1", "2"]
    assert spans[0].plan == plan_in_force(care.centre), "the seed, for nothing has begun"


# ── two seats confirm ────────────────────────────────────────────────────────────────────────────


def confirmed(workspace: Workspace) -> dict[str, str]:
    return {s.key: s.confirmed for s in plans.list_settings(workspace).settings if s.confirmed}


def test_what_two_seats_confirm_at_once_is_all_confirmed(care: Care, second: Workspace) -> None:
    plans.confirm_settings(care.centre, ["visits_counted"])
    care.school.at(second, f"{TOMORROW}T10:00:00+08:00")
    plans.confirm_settings(second, ["suppress_below", "visits_counted"])
    swap(care.centre, second, care)
    ((_, identity),) = plan_records(care.centre)
    assert len(reading.show_record(care.centre, identity).heads) == 2
    assert codes(care.centre) == codes(second) == ["plan_two_texts"] and codes(care.counsellor) == []
    care.school.at(care.centre, f"{LATER}T10:00:00+08:00")
    plans.confirm_settings(care.centre, ["no_change_counts"])
    wanted = {"visits_counted": TODAY, "suppress_below": TOMORROW, "no_change_counts": LATER}
    assert confirmed(care.centre) == wanted and codes(care.centre) == []
    assert len(reading.show_record(care.centre, identity).heads) == 1
    care.school.at(second, f"{LATER}T11:00:00+08:00")
    swap(care.centre, second, care)
    assert confirmed(second) == wanted


def test_versions_that_differ_in_more_are_not_merged_unseen(care: Care, second: Workspace) -> None:
    ((_, identity),) = plan_records(care.centre)
    plans.confirm_settings(care.centre, ["visits_counted"])
    values = reading.show_record(second, identity).fields
    records.amend_record(second, identity, {**values, "toml": TEXT.replace('label = "睡眠"', 'label = "作息"')})
    swap(care.centre, second, care)
    heads = reading.show_record(care.centre, identity).heads
    with pytest.raises(UserError, match="plan_unclear"):
        plans.confirm_settings(care.centre, ["suppress_below"])
    assert reading.show_record(care.centre, identity).heads == heads and len(heads) == 2


def test_texts_are_merged_where_they_differ_in_what_is_confirmed_alone() -> None:
    one = with_confirmed(TEXT, ["visits_counted", "suppress_below"], LATER)
    other = with_confirmed(TEXT, ["visits_counted"], TODAY)
    merged = with_confirmed(with_confirmed(TEXT, ["suppress_below"], LATER), ["visits_counted"], TODAY)
    assert with_all_confirmed([one, other]) == with_all_confirmed([other, one]) == merged
    assert with_all_confirmed([one]) == one
    for wrong in ("", "id = ", "setting = 3", TEXT.replace("睡眠", "作息")):
        assert with_all_confirmed([one, wrong]) is None and with_all_confirmed([wrong, one]) is None


# ── what a seat is told ──────────────────────────────────────────────────────────────────────────


def test_two_plans_for_one_day_are_told(care: Care, second: Workspace, tmp_path: Path) -> None:
    assert codes(care.centre) == []
    plans.adopt_plan(care.centre, plan_file(tmp_path, "2"), LATER)
    mine = plans.adopt_plan(second, plan_file(tmp_path, "3"), LATER)
    swap(care.centre, second, care)
    for workspace in (care.centre, second):
        (warning,) = plans.plan_warnings(workspace)
        assert warning.code == "plan_day_twice" and all(said in warning.sentence for said in (LATER, "2", "3"))
    records.withdraw_record(second, mine.record, "并到第二版")
    assert codes(second) == []


def test_two_texts_of_one_version_are_told(care: Care, second: Workspace, tmp_path: Path) -> None:
    plans.adopt_plan(care.centre, plan_file(tmp_path, "2"), LATER)
    plans.adopt_plan(second, plan_file(tmp_path, "2", ('label = "睡眠"', 'label = "作息"')), LATER)
    swap(care.centre, second, care)
    assert codes(care.centre) == codes(second) == ["plan_two_texts"]


def test_a_plan_of_a_newer_program_is_told_and_keeps_its_day(care: Care, tmp_path: Path) -> None:
    toml = TEXT.replace('version = "1"', 'version = "7"', 1) + '\n[[rule]]\nid = "x"\nshape = "of_tomorrow"\n'
    values: Values = {"id": "sanjiang-2023", "version": "7", "from": TOMORROW, "toml": toml}
    with care.centre.store.unit() as unit:
        Writer(care.centre, unit, plan_in_force(care.centre, unit).rank).save([Wish(KINDS["plan"], values)])
    (warning,) = plans.plan_warnings(care.centre)
    assert warning.code == "plan_needs_newer" and "7" in warning.sentence and TOMORROW in warning.sentence
    error = refused(care.centre, plan_file(tmp_path), TOMORROW)
    assert (error.code, error.values) == ("plan_day_taken", {"day": TOMORROW, "version": "7"})
    care.school.at(care.centre, f"{LATER}T10:00:00+08:00")
    assert plan_in_force(care.centre).version == "1" and codes(care.centre) == ["plan_needs_newer"]


def test_a_plan_record_in_a_newer_form_is_told_and_keeps_its_day(care: Care, tmp_path: Path) -> None:
    ((_, founded),) = plan_records(care.centre)
    arrives(care.centre, founded, record=FUTURE, kv=9, happened=LATER, fields={"version": "8"})
    assert codes(care.centre) == ["plan_needs_newer"] and codes(care.counsellor) == []
    assert refused(care.centre, plan_file(tmp_path), LATER).values == {"day": LATER, "version": "8"}
