"""Every form with nothing in it: the open choices of the plan with empty boxes, and lines to write on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app import forms
from app.forms.crisis_sheets import CrisisReport, WatchRoster
from app.forms.due_list import DueList
from app.forms.pocket_card import PocketCard
from app.forms.schedule_sheets import DaySchedule, ServiceSheet, WeekSchedule
from app.forms.student_sheet import StudentSheet
from app.forms.values import EnrolmentForm, ParentContactForm, Person, PrintStamp, TalkForm, VisitForm, VisitRemark
from app.forms.weekly_sheet import WeeklySheet
from app.records import KINDS
from app.services.printed_crisis import demands
from app.services.printed_records import blank_form
from app.services.printed_source import Sources
from app.texts import text

_REMARKS = 6  # rows for students on an empty visit record
_CLAUSES = {
    "student_file": "prevention.2",
    "crisis_report": "intervention.1",
    "watch_roster": "intervention.3",
    **dict.fromkeys(("schedule_week", "schedule_door", "schedule_day", "service_sheet"), "prevention.1"),
}


def blank_sheet(sources: Sources, form: str, school: str) -> tuple[Callable[[PrintStamp], bytes], str]:
    """What draws an empty form, and the clause at its foot; "" for none."""
    kind = KINDS.get(form)
    clause = _CLAUSES.get(form) or (next(iter(kind.clauses), "") if kind is not None else "")
    return _draws(sources, form, school), clause


def _draws(sources: Sources, form: str, school: str) -> Callable[[PrintStamp], bytes]:
    if form == "pocket_card":
        card = PocketCard(school=school, day="")
        return lambda stamp: forms.print_pocket_card(card)
    own: dict[str, Callable[[PrintStamp], bytes]] = {
        "talk": partial(forms.print_talk, _talk(sources)),
        "visit": partial(forms.print_visit, _visit()),
        "parent_contact": partial(
            forms.print_parent_contact, ParentContactForm(student=Person(), when="", reached=True)
        ),
        "enrolment": partial(forms.print_enrolment, EnrolmentForm(name="", number="", role="", device="", code="")),
        "weekly_sheet": partial(forms.print_weekly_sheet, WeeklySheet(unit="", week="")),
        "student_file": partial(forms.print_student_sheet, StudentSheet(student=Person())),
        "crisis_report": partial(forms.print_crisis_report, CrisisReport(found=blank_form(sources, KINDS["crisis"]))),
        "this_week": partial(forms.print_due_list, DueList(owner="", week="")),
        "watch_roster": partial(forms.print_watch_roster, _roster(sources)),
        "schedule_week": partial(forms.print_week_schedule, _week(door=False)),
        "schedule_door": partial(forms.print_week_schedule, _week(door=True)),
        "schedule_day": partial(forms.print_day_schedule, DaySchedule(owner="", day="")),
        "service_sheet": partial(forms.print_service_sheet, ServiceSheet(owner="", span="")),
    }
    return own[form] if form in own else partial(forms.print_record, blank_form(sources, KINDS[form]))


def _talk(sources: Sources) -> TalkForm:
    return TalkForm(
        student=Person(),
        when="",
        way=_listed(sources, "talk_way"),
        mode=_fixed("mode", "individual", "group"),
        risk=_fixed("risk", "none", "watch", "report"),
        occasions=sources.occasions({}),
    )


def _visit() -> VisitForm:
    return VisitForm(classroom=False, college="", when="", remarks=(VisitRemark(student=Person()),) * _REMARKS)


def _week(*, door: bool) -> WeekSchedule:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return WeekSchedule(owner="", week="", days=tuple(text("zh", f"screen.weekday.{day}") for day in days), door=door)


def _roster(sources: Sources) -> WatchRoster:
    return WatchRoster(student=Person(), demand=text("zh", "form.watch.demand_words", **demands(sources)))


def _listed(sources: Sources, name: str) -> str:
    """The open choices of a list of the plan, each with an empty box."""
    return _boxes(*(choice.label for choice in sources.plan.lists.get(name, ()) if not choice.retired))


def _fixed(name: str, *choices: str) -> str:
    return _boxes(*(text("zh", f"choice.{name}.{choice}") for choice in choices))


def _boxes(*labels: str) -> str:
    return " ".join(f"☐{label}" for label in labels)
