"""What the fictitious school's psychologist writes in the notes vault, and the little that leaves it: the term of seven
clients. Written out in resources/demo/vault.toml; here it gets its days and its students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from app.services.demo.people import content
from app.services.demo.school import School, Student
from app.services.demo.term import AWAY, Desk, Diary, Term, open_desk

VAULT_PASSPHRASE = "runxin-vault"
SIGNED, TYPED = "vault entry", "vault draft"
"""The kinds of the entries that stand for something signed in the vault, and for a draft left there."""
MINUTES = 50


def write_counselling(school: School, term: Term, diaries: Sequence[Diary]) -> Desk:
    """Everything of the vault in the whole term, with what the general store learns of it, in no order."""
    desk = open_desk(school, school.psychologist, term)
    told = content("vault")
    people = _people(school, diaries, told["client"])
    for client in told["client"]:
        _Client(desk, client, people[client["code"]], told["exceptions"]).write()
    for group in told["group"]:
        when = _moment(desk, group)
        _sign(desk, "group_session", when + timedelta(hours=2), {**_rest(group), "when": when.isoformat()})
    for note in told["supervision"]:
        when = _moment(desk, note)
        _sign(desk, "supervision_note", when + timedelta(hours=2), {**_rest(note), "when": when.isoformat()})
    return desk


def _people(school: School, diaries: Sequence[Diary], clients: Sequence[Mapping[str, Any]]) -> dict[str, Student]:
    """Whose code it is: at high risk somebody whom a counsellor reported at the gravest level, where there is one."""
    here = [s for s in school.students if s.status not in AWAY]
    cases = [case for diary in diaries for case in diary.cases]
    graves = [case.student for case in cases if case.levels[0][1] == "level1"]
    grave = next(iter([*graves, *(case.student for case in cases), *here]))
    others = [s for s in here if s is not grave]
    step = max(1, len(others) // len(clients))
    found = {client["code"]: others[k * step % len(others)] for k, client in enumerate(clients)}
    return found | {client["code"]: grave for client in clients if client.get("grave")}


class _Client:
    """One client's term, from the first particulars to the closing."""

    def __init__(self, desk: Desk, told: Mapping[str, Any], student: Student, exceptions: str) -> None:
        self.desk, self.told, self.student, self.exceptions = desk, told, student, exceptions
        self.code = str(told["code"])

    def write(self) -> None:
        told = self.told
        self._particulars()
        if "agreement" in told:
            self._agreement()
        for number, session in enumerate(told.get("sessions", ()), 1):
            when = _moment(self.desk, session)
            self._sign("session_note", when + timedelta(minutes=MINUTES + 12), self._session(session, when, number))
        if "draft" in told:
            when = _moment(self.desk, told["draft"])
            fields = {"client": self.code, **self._session(told["draft"], when, told["draft"]["number"])}
            draft = {"entry": "session_note", "client": self.code, "values": fields}
            self.desk.entries.append({"kind": TYPED, "at": _at(when + timedelta(minutes=15)), "fields": draft})
        for result in told.get("scales", ()):
            when = _moment(self.desk, result)
            self._sign("scale_result", when + timedelta(minutes=5), {**_rest(result), "when": when.isoformat()})
        if "risk" in told:
            self._risk()
        if "no_show" in told:
            self._no_show()
        if "closing" in told:
            self._close()

    def _particulars(self, **changed: str) -> None:
        told, student = self.told, self.student
        opened = _day_at(self.desk, told["opened"], time(8, 30))
        fields = {
            "code": self.code,
            "name": student.name,
            "student": student.number,
            "sex": student.sex,
            "phone": student.phone,
            "source": told["source"],
            "presenting": told["presenting"],
            "opened_on": opened.date().isoformat(),
            "state": "open",
            **changed,
        }
        at = _moment(self.desk, told["closing"]) + timedelta(minutes=70) if changed else opened
        _sign(self.desk, "client", at, fields)

    def _agreement(self) -> None:
        signed = _day_at(self.desk, self.told["agreement"], time(9, 30))
        fields = {
            "signed_at": signed.date().isoformat(),
            "exceptions_explained": True,
            "exceptions": self.exceptions,
            "recording": False,
        }
        self._sign("counselling_agreement", signed, fields)

    def _session(self, told: Mapping[str, Any], when: datetime, number: int) -> dict[str, Any]:
        kind = "first" if number == 1 else "follow_up"
        fixed = {"when": when.isoformat(), "number": number, "kind": kind, "minutes": MINUTES, "way": "face"}
        return {**fixed, "template": "form", **_rest(told)}

    def _risk(self) -> None:
        """The assessment, and the one thing that leaves the vault: a disclosure in words of its own."""
        desk, told = self.desk, dict(self.told["risk"])
        when = _moment(desk, told)
        handed = datetime.combine(when.date(), time.fromisoformat(told["handed_at"]), when.tzinfo)
        fields = {**_rest(told), "when": when.isoformat(), "handed_at": handed.isoformat()}
        self._sign("risk_assessment", handed + timedelta(minutes=5), fields)
        slip = self.told["disclosure"]
        said = _moment(desk, slip)
        disclosure = {
            **_rest(slip),
            "to": slip["to"].format(college=self.student.college),
            "student": self.student.number,
            "ground": "danger",
            "decided_by": desk.who.name,
            "told_at": said.isoformat(),
            "student_told": True,
            "family_named": False,
            "expires": desk.term.last.isoformat(),
        }
        desk.entries.append({"kind": "disclosure", "at": _at(said + timedelta(minutes=10)), "fields": disclosure})

    def _no_show(self) -> None:
        """Nobody came: in the store, under the code alone."""
        desk, when = self.desk, _moment(self.desk, self.told["no_show"])
        fields = {
            "slot": when.isoformat(),
            "psychologist": desk.who.number,
            "client_code": self.code,
            "kind": "follow_up",
            "state": "no_show",
        }
        desk.entries.append({"kind": "appointment", "at": _at(when + timedelta(minutes=20)), "fields": fields})

    def _close(self) -> None:
        told = dict(self.told["closing"])
        when, after = _moment(self.desk, told), _day_at(self.desk, told.pop("follow_up"), time(9))
        fields = {**_rest(told), "when": when.date().isoformat(), "follow_up_on": after.date().isoformat()}
        self._sign("case_closing", when + timedelta(hours=1), fields)
        self._particulars(state="closed")

    def _sign(self, kind: str, at: datetime, fields: Mapping[str, Any]) -> None:
        _sign(self.desk, kind, at, {"client": self.code, **fields})


def _sign(desk: Desk, kind: str, at: datetime, fields: Mapping[str, Any]) -> None:
    entry = {"entry": kind, "values": dict(fields)}
    desk.entries.append({"kind": SIGNED, "at": _at(at), "fields": entry})


def _at(moment: datetime) -> str:
    return moment.isoformat()


def _moment(desk: Desk, told: Mapping[str, Any]) -> datetime:
    return _day_at(desk, told["on"], time.fromisoformat(told.get("at", "14:00")))


def _day_at(desk: Desk, on: Sequence[int], hour: time) -> datetime:
    week, weekday = on
    return desk.at(desk.term.monday(week) + timedelta(days=weekday - 1), hour.hour, hour.minute)


def _rest(told: Mapping[str, Any]) -> dict[str, Any]:
    """What stands there without its day and hour."""
    return {name: value for name, value in told.items() if name not in ("on", "at")}
