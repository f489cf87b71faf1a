"""A sample school asks for no admission and grants none: what is made up never mixes with a school's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserError
from app.services import enrolment, homes
from app.store import state
from app.texts import LANGUAGES, explain
from app.workspace import Workspace
from tests.school import COLLEGE, School


def as_sample(workspace: Workspace) -> None:
    with workspace.store.unit() as unit:
        state.set_setting(unit, "sample", "1")
    assert homes.is_sample(workspace)


def test_a_sample_machine_asks_for_no_admission(school: School, tmp_path: Path) -> None:
    machine = school.device("counsellor", "T001")
    as_sample(machine)
    with pytest.raises(UserError, match="sample_enrols_nobody") as refused:
        enrolment.request_enrolment(machine, tmp_path / "request.json")
    assert list(tmp_path.glob("*.json")) == []
    for language in LANGUAGES:
        message, hint = explain(language, refused.value)
        assert message and hint and not message.startswith("error.")


def test_a_sample_centre_admits_no_real_machine(school: School, tmp_path: Path) -> None:
    centre, machine = school.centre(), school.device("counsellor", "T001")
    code = enrolment.request_enrolment(machine, tmp_path / "request.json")
    as_sample(centre)
    with pytest.raises(UserError, match="sample_enrols_nobody"):
        enrolment.approve_request(
            centre, tmp_path / "request.json", code=code, college=COLLEGE, role="counsellor", out=tmp_path / "down"
        )
    assert not (tmp_path / "down").exists() and not machine.enrolled


def test_a_sample_machine_takes_no_welcome(school: School, tmp_path: Path) -> None:
    centre, machine = school.centre(), school.device("counsellor", "T001")
    code = enrolment.request_enrolment(machine, tmp_path / "request.json")
    done = enrolment.approve_request(
        centre, tmp_path / "request.json", code=code, college=COLLEGE, role="counsellor", out=tmp_path / "down"
    )
    as_sample(machine)
    with pytest.raises(UserError, match="sample_enrols_nobody"):
        enrolment.accept_welcome(machine, done.welcome, done.centre_code)
    assert not machine.enrolled
