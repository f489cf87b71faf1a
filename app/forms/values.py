"""What a printed form is filled from: plain words, already resolved. No records, no codes, no clock.

Labels, dates and names arrive as the text to print. An empty text is an element nobody recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """A small framed word beside the title, on every page."""

    LATE = "late"
    """补记: written 72 h or more after the event."""
    FROM_PAPER = "from_paper"
    """据纸质记录补录: typed in from a paper original made on the spot."""
    CONFLICT = "conflict"
    """两个版本待确认: the record has two heads; this is one of them."""
    INCOMPLETE = "incomplete"
    """要素不全: a reached parent contact that lacks an element the plan wants."""
    ATTEMPT = "attempt"
    """未接通: nobody was reached."""
    DRILL = "drill"
    """演练(不计数)."""
    NOT_FAMILY = "not_family"
    """不得转告家长: a disclosure that does not name the family among its receivers."""
    REVOKED = "revoked"
    """已撤回: a disclosure that nobody may go by any longer."""
    FEW = "few"
    """人数不足: fewer keep watch in a shift than the plan asks."""


@dataclass(frozen=True, kw_only=True)
class PrintStamp:
    """What a print says about itself: whose form, under which clause, who printed which copy when."""

    school: str
    printed_at: str
    printed_by: str
    copy: int
    number: str = ""
    clause_id: str = ""
    clause_words: str = ""
    marks: tuple[Mark, ...] = ()
    note: str = ""
    watermark: str = ""
    blank: bool = False
    """A form to be filled in by hand: empty fields stay empty instead of showing a dash."""
    posted: bool = False
    """Made to hang on a door: there is nobody on it, so that its foot asks nobody to keep it safe."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A student as a form's head names one."""

    name: str = ""
    number: str = ""
    college: str = ""
    class_name: str = ""
    sex: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several answers printed with its box."""

    label: str
    ticked: bool = False


@dataclass(frozen=True, kw_only=True)
class TalkForm:
    """A talk with one student. Of a group talk too: it names nobody else who was present."""

    student: Person
    when: str
    place: str = ""
    way: str = ""
    mode: str = ""
    occasions: tuple[Choice, ...] = ()
    risk: str = ""
    tags: tuple[str, ...] = ()
    content: str = ""
    response: str = ""
    mood: str = ""
    follow_up: str = ""
    follow_up_on: str = ""
    referred_to: str = ""
    recorded_by: str = ""
    recorded_at: str = ""


@dataclass(frozen=True, kw_only=True)
class TalkMember:
    """One student's row in the summary of a group talk."""

    student: Person
    response: str = ""
    mood: str = ""
    follow_up: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupTalkForm:
    """A group talk as one summary: who was there, and what was said to all."""

    members: tuple[TalkMember, ...]
    college: str
    when: str
    place: str = ""
    way: str = ""
    occasions: tuple[Choice, ...] = ()
    risk: str = ""
    tags: tuple[str, ...] = ()
    content: str = ""
    recorded_by: str = ""
    recorded_at: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitRemark:
    """What was noted of one student on a visit; `flagged` means it needs following up."""

    student: Person
    room: str = ""
    text: str = ""
    flagged: bool = False


@dataclass(frozen=True, kw_only=True)
class VisitForm:
    """A visit to a dormitory or, where `classroom` is set, to a lesson."""

    classroom: bool
    college: str
    when: str
    until: str = ""
    building: str = ""
    rooms: str = ""
    course: str = ""
    teacher: str = ""
    expected: str = ""
    present: str = ""
    accompanied_by: str = ""
    desk_signed: bool | None = None
    heard: str = ""
    found: str = ""
    done: str = ""
    handed_to: str = ""
    remarks: tuple[VisitRemark, ...] = ()
    recorded_by: str = ""
    recorded_at: str = ""


@dataclass(frozen=True, kw_only=True)
class ParentContactForm:
    """A contact with a student's family; where not `reached`, the attempt. `missing` names the
    elements the plan wants and nobody recorded."""

    student: Person
    when: str
    reached: bool
    way: str = ""
    person: str = ""
    relation: str = ""
    told: str = ""
    learned: str = ""
    asked_to_report: bool | None = None
    guidance: str = ""
    attitude: str = ""
    words: str = ""
    second_person: str = ""
    recording: bool | None = None
    agreed: str = ""
    next_on: str = ""
    student_told: bool | None = None
    student_told_why: str = ""
    reported_to: str = ""
    missing: tuple[str, ...] = ()
    recorded_by: str = ""
    recorded_at: str = ""


@dataclass(frozen=True, kw_only=True)
class RecoveryForm:
    """The sheet that opens a store again. The keys are printed as given, in the groups they have;
    a key without separators is grouped by four. `root_key` stands on a page of its own. `of_vault`: the sheet of a
    notes vault, whose words are its own."""

    recovery_key: str
    store_id: str
    person: str
    role: str
    made_on: str
    root_key: str = ""
    of_vault: bool = False


@dataclass(frozen=True, kw_only=True)
class HalfForm:
    """The sheet with one half of a vault's sealed key: whose vault it is and who holds this half, by name."""

    key: str
    store_id: str
    owner: str
    holder: str
    made_on: str


@dataclass(frozen=True, kw_only=True)
class EnrolmentForm:
    """A device's way into the school: its code (30 digits) and the centre's, as compared by voice."""

    name: str
    number: str
    role: str
    device: str
    code: str
    college: str = ""
    centre_code: str = ""
    compared_by: str = ""
    compared_at: str = ""
    way: str = ""
