"""The desks of a sweep: a centre and two counsellors, each with a class, in week 2; and short ways to ask them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services.context import plan_in_force
from app.services.duties import Asked, list_duties
from app.services.reference import Keeper
from app.services.saving import Writer
from app.services.sweeps import ClassProgress, SweepLine, sweep_progress, sweep_sheet
from app.texts import LANGUAGES, catalogue
from app.workspace import Workspace
from tests.school import CLASS, COLLEGE, School, talk

OTHER = "软件工程2302班"
TERM = Asked(date(2026, 8, 31), date(2027, 1, 17))
NUMBERS = ("2301001", "2301002", "2301003", "2301004", "2301005")
A, B, C, D, E = NUMBERS
WEEK_2 = "2026-09-09T10:00:00+08:00"
HEADER: list[object] = ["学号", "姓名", "班级", "摸排结果", "了解途径"]


@dataclass(frozen=True)
class Desk:
    """A centre, counsellor T001 with CLASS, counsellor T002 with OTHER; it is Wednesday of week 2."""

    school: School
    centre: Workspace
    own: Workspace
    other: Workspace

    @property
    def everywhere(self) -> tuple[Workspace, ...]:
        return self.centre, self.own, self.other

    def at(self, moment: str) -> None:
        for workspace in self.everywhere:
            self.school.at(workspace, f"{moment}T10:00:00+08:00")

    def exchange(self) -> None:
        self.school.exchange(self.centre, self.own, self.other)

    def enter(self, number: str, unit: str = CLASS, room: str = "", **more: object) -> None:
        """A student as the centre keeps them; their other fields are put anew."""
        centre, plan = self.centre, plan_in_force(self.centre)
        with centre.store.unit() as opened:
            keeper = Keeper(centre, Writer(centre, opened, plan.rank), plan)
            values: Values = {"number": number, "name": f"学生{number}", "status": "enrolled"}
            values |= {"class": keeper.unit(unit, "class", keeper.college(COLLEGE)), "entered_on": "2023-09-01"}
            if room:
                values |= {"building": keeper.unit("竹园3栋", "building", keeper.school()), "room": room}
            keeper.keep("student", values | dict(more))


def at_the_desk(school: School) -> Desk:
    """Everybody at work; workspaces are closed with their school."""
    centre = school.centre()
    made = Desk(school, centre, centre, centre)
    school.at(centre, "2026-08-20T08:00:00+08:00")  # whoever is enrolled before the term has the class since long
    for number, room in zip(NUMBERS, ("409", "408", "1001", "408", ""), strict=True):
        made.enter(number, room=room)
    made.enter("2302001", OTHER)
    own = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    other = school.enrolled(centre, "counsellor", "T002", scope=(OTHER,))
    made = Desk(school, centre, own, other)
    made.at("2026-09-09")
    made.exchange()
    return made


def lines(workspace: Workspace, unit: str = CLASS, window: str = "start") -> dict[str, SweepLine]:
    return {line.number: line for line in sweep_sheet(workspace, unit, window).lines}  # type: ignore[arg-type]


def states(workspace: Workspace, unit: str = CLASS) -> dict[str, str]:
    return {number: line.state for number, line in lines(workspace, unit).items()}


def progress(workspace: Workspace, unit: str = CLASS) -> ClassProgress:
    (found,) = [c for c in sweep_progress(workspace, "start").classes if c.class_name == unit]
    return found


def owing(workspace: Workspace, rule: str = "sweep_start") -> dict[str, tuple[str, str]]:
    """Who owes it, asked of the duties themselves."""
    asked = Asked(TERM.first, TERM.last, rules=(rule,))
    return {d.subject: (d.state, d.due) for d in list_duties(workspace, asked)}


def refused(code: str, wish: object, *given: object) -> UserError:
    with pytest.raises(UserError) as caught:
        wish(*given)  # type: ignore[operator]
    assert caught.value.code == code
    assert all(f"error.{code}.{part}" in catalogue(lang) for lang in LANGUAGES for part in ("message", "hint"))
    return caught.value


def told(number: str, risk: str = "none") -> Values:
    return talk(number, when="2026-09-08T16:00:00+08:00", risk=risk)


def contact(number: str, **more: object) -> Values:
    given: Values = {"student": number, "when": "2026-09-07T20:00:00+08:00", "reached": True, "way": "phone"}
    return {**given, "person": "母亲", **more}


def visited(number: str, **more: object) -> Values:
    remark = {"student": number, "text": "在寝室，与室友说笑", **more}
    return {"when": "2026-09-08T19:40:00+08:00", "where": "dorm", "rooms": "408", "found": "整洁", "remarks": [remark]}
