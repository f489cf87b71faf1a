"""Homes before anybody has unlocked: whose they are, what is missing, which are known, and the sample school."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app import paths
from app.clock import Clock
from app.errors import Cancelled, UserError
from app.services import homes, people, sample, workspaces
from app.services.cards import WORKSPACE
from app.services.duty_phones import locked_duty_phones
from app.services.homes import HomeState, Person
from app.services.workspaces import Who
from app.workspace import slots_path, store_path
from tests.school import COLLEGE, NOW, School
from tests.slots import OTHER, PASSPHRASE, locked, opened, with_slot


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data and config folders of this test's own."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_a_home_is_none_ready_or_broken_and_says_what_is_missing(school: School, tmp_path: Path) -> None:
    assert homes.state_of(tmp_path / "nowhere") == HomeState("none")
    home, _ = locked(school)
    assert homes.state_of(home) == HomeState("ready")
    (home / workspaces.UNFINISHED).touch()
    assert homes.state_of(home) == HomeState("none")
    (home / workspaces.UNFINISHED).unlink()
    slots = slots_path(home).read_bytes()
    for path in home.glob("keyslots*"):
        path.write_bytes(b"{}")
    assert homes.state_of(home) == HomeState("broken", "keyslots_damaged") and homes.people_of(home) == ()
    for path in home.glob("keyslots*"):
        path.unlink()
    assert homes.state_of(home) == HomeState("broken", "keyslots_missing") and homes.people_of(home) == ()
    slots_path(home).write_bytes(slots)
    store_path(home).rename(home / "away")
    assert homes.state_of(home) == HomeState("broken", "store_missing")


def test_a_new_workspace_says_whose_it_is_before_it_is_unlocked(tmp_path: Path) -> None:
    home = paths.default_home()
    who = Who("方若棠", "counsellor", "T001", "信息工程学院")
    workspaces.create_workspace(home, who, PASSPHRASE, clock=Clock(fixed=NOW))
    assert homes.people_of(home) == (Person("T001", "方若棠", "counsellor", "信息工程学院"),)
    assert [p.phone for p in locked_duty_phones(home, "zh")][:3] == ["110", "120", "119"]
    assert homes.known_homes() == (homes.look_at(home),) and not homes.look_at(home).sample
    assert not (home / f"{WORKSPACE}.new").exists()


def test_the_card_follows_the_school_and_the_people(school: School) -> None:
    centre = school.centre()
    school.students(centre, "2301001")
    station = school.enrolled(centre, "station", "S001", college=COLLEGE)
    with_slot(station)
    people.add_person(station, "S002", "李老师", OTHER)
    workspaces.leave(station)
    first, second = homes.people_of(station.home)
    assert first == Person("S001", "王老师", "station", COLLEGE)
    assert (second.number, second.name, second.college) == ("S002", "李老师", COLLEGE)
    people.remove_person(opened(school, station.home), "S002")
    assert [p.number for p in homes.people_of(station.home)] == ["S001"]
    assert "李老师" not in (station.home / WORKSPACE).read_text(encoding="utf-8")
    workspaces.leave(centre)
    card = json.loads((centre.home / WORKSPACE).read_text(encoding="utf-8"))
    assert card == {
        "people": [{"number": "C001", "name": "陈主任", "role": "centre", "college": ""}],
        "sample": False,
    }


@pytest.mark.parametrize("card", ["", "[1]", '{"people": 1}', '{"people": [1, {"number": "T001", "role": "dean"}]}'])
def test_a_damaged_card_leaves_the_number(school: School, card: str) -> None:
    home, _ = locked(school)
    (home / WORKSPACE).write_text(card)
    assert homes.people_of(home) == (Person("T001"),)
    assert not homes.look_at(home).sample
    opened(school, home)
    assert homes.people_of(home) == (Person("T001", "王老师", "counsellor", COLLEGE),)


def test_homes_opened_before_are_known_the_latest_first(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for home in (one, two, one, paths.default_home(), paths.sample_home() / "centre"):
        homes.remember_home(home)
    assert [h.path for h in homes.known_homes()] == [paths.default_home(), one, two]
    for k in range(20):
        homes.remember_home(tmp_path / str(k))
    assert len(homes.known_homes()) == 13
    (paths.config_folder() / homes.REMEMBERED).write_text('{"homes": [3, ""]}')
    assert [h.path for h in homes.known_homes()] == [paths.default_home()]
    (paths.config_folder() / homes.REMEMBERED).write_text('{"homes": 3}')
    assert [h.path for h in homes.known_homes()] == [paths.default_home()]


def test_the_sample_school_is_whole_marked_and_known() -> None:
    assert homes.sample_passphrase() == ""
    stale = paths.sample_home().with_name("Runxin-sample.part")
    stale.mkdir(parents=True)
    (stale / "x").touch()
    steps: list[tuple[int, int]] = []
    made = sample.make_sample(lambda done, total: steps.append((done, total)), clock=Clock(fixed=NOW), students=20)
    assert steps == sorted(steps) and steps[-1][0] == steps[-1][1] and len({total for _, total in steps}) == 1
    assert made.home == paths.sample_home() and made.students == 20 and not stale.exists()
    assert all(path.is_file() for path in made.rosters)
    known = homes.known_homes()
    assert [h.path for h in known[1:]] == [w.home for w in made.workspaces] and len(known) > 5
    assert all(h.sample and h.state.state == "ready" and h.people[0].name for h in known[1:])
    desk = next(w for w in made.workspaces if w.role == "counsellor")
    workspace = workspaces.unlock(desk.home, homes.sample_passphrase(), clock=Clock(fixed=NOW), language="zh")
    assert homes.is_sample(workspace)
    assert homes.sample_passphrase(desk.home) == homes.sample_passphrase()
    workspaces.leave(workspace)
    phones = locked_duty_phones(desk.home, "zh")
    assert phones[0].unit == desk.college and len([p for p in phones if not p.public]) >= 7
    assert all(p.phone.startswith("025-0000-") for p in phones if not p.public)
    with pytest.raises(UserError, match="demo_exists"):
        sample.make_sample(lambda done, total: None)
    shutil.rmtree(made.home)
    assert len(homes.known_homes()) == 1


def test_a_making_that_is_stopped_leaves_nothing() -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sample.make_sample(stop, clock=Clock(fixed=NOW), students=20)
    assert not paths.sample_home().parent.exists() or list(paths.sample_home().parent.iterdir()) == []


def test_an_ordinary_workspace_is_no_sample(school: School) -> None:
    assert not homes.is_sample(school.device("counsellor", "T001"))
